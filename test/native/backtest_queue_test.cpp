// Where a strategy's orders stand, as a backtest tells it: its feed is history without them, and the answer
// is what the recorded orders say of the time at which the venue took them.
#include <map>

#include "backtest_run.hpp"
#include "harness.hpp"
#include "itch_sample.hpp"
#include "queue_view.hpp"
#include "queueing_strategy.hpp"
#include "slow_queues.hpp"

namespace hotlane::test {
namespace {

struct Seen {
  TimeNs time;  // of the newest message, exchange time since midnight
  int32_t order_id;
  int32_t ahead;
};

// Notes after each change of a book where its orders stand.
class NotingStrategy final : public StrategyPort {
 public:
  NotingStrategy(boundary::LaneMemory& memory, uint64_t its_seed) : its_(memory, its_seed), memory_(memory) {}

  [[nodiscard]] StrategyInterests interests() const noexcept override {
    StrategyInterests interests = its_.interests();
    interests.queue = true;
    return interests;
  }
  [[nodiscard]] CallResult on_start() noexcept override { return its_.on_start(); }
  [[nodiscard]] CallResult on_book(InstrumentId instrument) noexcept override {
    const boundary::StrategyFrame& frame = memory_.frames[0];
    for (const boundary::QueueSlot& slot : frame.queue) {
      if (slot.order_id != 0)
        seen.push_back({static_cast<TimeNs>(frame.time_of_day_ns), slot.order_id, slot.ahead});
    }
    return its_.on_book(instrument);
  }
  [[nodiscard]] CallResult on_trade() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_order() noexcept override { return its_.on_order(); }
  [[nodiscard]] CallResult on_timer() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_status() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_stop() noexcept override { return CallResult::done; }

  std::vector<Seen> seen;

 private:
  QueueingStrategy its_;
  boundary::LaneMemory& memory_;
};

// The venue's own word, at each exchange time: the same history, with each order from when it came in.
void check_places(const std::vector<Bytes>& messages, TimeNs feed, TimeNs way, uint64_t strategy_seed) {
  BacktestSettings settings = backtest_settings({"AAPL", "AMZN"});
  settings.feed.constant_ns = feed;
  settings.order.constant_ns = settings.answer.constant_ns = way;
  BacktestRun<NotingStrategy> run(settings, strategy_seed);
  run.play_messages(messages);
  const std::vector<OrderRow>& rows = run.backtest().record().orders();
  const std::vector<Seen>& seen = run.strategy().seen;

  SlowQueues history;
  std::multimap<int32_t, const OrderRow*> rows_of;
  for (const OrderRow& row : rows) rows_of.emplace(static_cast<int32_t>(row.strategy_order_id), &row);
  uint64_t compared = 0;
  uint64_t behind_others = 0;
  size_t next = 0;
  for (size_t i = 0; i < messages.size(); ++i) {
    history.apply(messages[i]);
    const auto time = static_cast<TimeNs>(SlowQueues::number(messages[i], 5, 6));
    const bool is_last =
        i + 1 == messages.size() || static_cast<TimeNs>(SlowQueues::number(messages[i + 1], 5, 6)) > time;
    for (; next < seen.size() && seen[next].time < time; ++next) continue;
    if (!is_last) continue;
    // Of a moment the last word of each order.
    std::map<int32_t, int32_t> told;
    for (; next < seen.size() && seen[next].time == time; ++next)
      told[seen[next].order_id] = seen[next].ahead;
    for (const auto& [id, ahead] : told) {
      const TimeNs now = backtest_midnight + time;
      const OrderRow* at_venue = nullptr;  // under the number that is in the market now
      bool is_moving = false;
      for (auto [at, end] = rows_of.equal_range(id); at != end; ++at) {
        const OrderRow& row = *at->second;
        if (row.entered != 0 && row.entered <= now && row.has_rested) at_venue = &row;
        // The lane heard of it later than the feed came to now, or of its end.
        is_moving = is_moving || (row.entered != 0 && row.entered <= now && row.heard > now + feed);
      }
      if (at_venue == nullptr || is_moving) continue;
      Order order;
      order.side = at_venue->side;
      order.price_ticks = at_venue->price_ticks;
      const auto accepted = static_cast<uint64_t>(at_venue->entered - backtest_midnight);
      const uint64_t expected = history.ahead(at_venue->instrument + 1U, order, accepted);
      CHECK_EQUAL(static_cast<uint64_t>(ahead), expected);
      ++compared;
      behind_others += expected > 0 ? 1U : 0U;
    }
    if (failures() > 0) return;
  }
  CHECK(compared > 1'000);
  CHECK(behind_others > 500);
  CHECK_EQUAL(run.backtest().lane().market().queues().misses(), uint64_t{0});
}

TEST("a backtest tells where an order stands as the recorded orders say, once it has heard of it") {
  constexpr const char* sample = "data/itch/aapl-amzn-2012-06-21.itch.gz";
  const std::string path = shared_data_path(sample);
  if (path.empty()) return skip(std::string("no sample ") + sample);
  const std::vector<Bytes> messages = messages_of(path);
  const size_t part = repeats(20) * messages.size() / 20;
  const std::vector<Bytes> day(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(part));
  check_places(day, 2'000, 20'000, seed());
  check_places(day, 0, 1, seed() + 1);
  check_places(day, 300'000, 7'000'000, seed() + 2);
}

}  // namespace
}  // namespace hotlane::test
