// Where a strategy's orders stand, as a live lane tells it, at a venue that shows them in its feed.
#include <map>
#include <memory>
#include <string>

#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "queue_view.hpp"
#include "quoting_strategy.hpp"
#include "slow_queues.hpp"

namespace hotlane::test {
namespace {

// Reads what the venue publishes, as far as it has.
class PublishedQueues {
 public:
  void read(const venue::SequencedStore& messages) {
    for (; next_ < messages.next_sequence(); ++next_) {
      const Bytes bytes = messages.message(next_);
      const std::span message(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
      const auto symbol = message.subspan(message.size() < 19 ? 0 : 11, 8);
      if (message[0] == 'R') {
        locates_[std::string(symbol.begin(), symbol.end())] = SlowQueues::number(message, 1, 2);
      }
      queues.apply(message);
    }
  }
  [[nodiscard]] uint64_t locate_of(const wire::Symbol& symbol) const {
    return locates_.at(std::string(symbol.chars, symbol.chars + 8));
  }
  SlowQueues queues;

 private:
  uint64_t next_ = 1;
  std::map<std::string, uint64_t> locates_;
};

TEST("a live lane tells for each order that the market shows how many shares stand in front of it") {
  for (uint64_t day = 0; day < repeats(4); ++day) {
    auto memory = std::make_unique<boundary::LaneMemory>();
    LaneWithVenueSettings settings;
    settings.seed = seed() + day;
    settings.instruments = 2;
    QuotingStrategy strategy(*memory, {.instruments = {0, 1}, .seed = settings.seed});
    StrategyPort* ports[] = {&strategy};
    LaneWithVenue run(settings, *memory, ports);
    run.connect();
    REQUIRE(run.turn_until(100, [&] { return run.is_session_ready(); }));
    PublishedQueues published;
    uint64_t compared = 0;
    uint64_t behind_others = 0;
    for (int i = 0; i < 2'000; ++i) {
      run.turn();
      published.read(run.exchange().published().messages());
      run.lane().desk().session(0).orders().for_each_open([&](const Order& order) {
        const int32_t told = queue_ahead(memory->frames[0], static_cast<int32_t>(order.strategy_order_id));
        // What the lane has not heard of yet, or rests for other reasons than its price.
        if (!published.queues.lives(order.order_reference) || order.attributes.max_floor > 0) return;
        const wire::Symbol symbol = run.lane().market().book(order.instrument).symbol;
        const uint64_t expected =
            published.queues.ahead(published.locate_of(symbol), order, static_cast<uint64_t>(INT64_MAX));
        CHECK_EQUAL(static_cast<uint64_t>(told), expected);
        ++compared;
        behind_others += expected > 0 ? 1U : 0U;
      });
      if (failures() > 0) return;
    }
    CHECK(compared > 1'000);
    CHECK(behind_others > 100);
    CHECK_EQUAL(run.lane().market().queues().misses(), uint64_t{0});
  }
}

TEST("a lane follows no queue for a strategy that never asks") {
  auto memory = std::make_unique<boundary::LaneMemory>();
  LaneWithVenueSettings settings;
  settings.seed = seed();
  QuotingStrategy strategy(*memory, {.instruments = {0}, .seed = seed(), .reads_queue = false});
  StrategyPort* ports[] = {&strategy};
  LaneWithVenue run(settings, *memory, ports);
  run.connect();
  REQUIRE(run.turn_until(100, [&] { return run.is_session_ready(); }));
  uint64_t rested = 0;
  for (int i = 0; i < 500; ++i) {
    run.turn();
    rested += run.lane().desk().open_orders();
    for (const boundary::QueueSlot& slot : memory->frames[0].queue) CHECK_EQUAL(slot.order_id, 0);
    if (failures() > 0) return;
  }
  CHECK(rested > 100);
}

}  // namespace
}  // namespace hotlane::test
