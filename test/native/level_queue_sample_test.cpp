// The by-level queue beside the by-order one on a real day: orders of ours at the touch, entered alike into a
// market of each model, one at a time so that they don't take each other's flow.
#include <array>
#include <map>
#include <utility>

#include "harness.hpp"
#include "itch_messages.hpp"
#include "itch_sample.hpp"
#include "venue/history_market.hpp"

namespace hotlane::test {
namespace {

constexpr const char* sample = "data/itch/aapl-amzn-2012-06-21.itch.gz";
constexpr size_t messages_between = 400;  // from one order to the next, which ends it
constexpr Quantity shares_of_order = 100;
constexpr Locate traded = 2;  // AMZN: its queues are the longer ones

// What the day's bids are, by offsets of ITCH 5.0 §1.3 and §1.4.
class Bids {
 public:
  void apply(const Bytes& message) {
    const char type = static_cast<char>(message[0]);
    if (type == 'A' || type == 'F') {
      if (message[19] == 'B' && number(message, 1, 2) == traded)
        add(number(message, 11, 8), number(message, 32, 4), number(message, 20, 4));
      return;
    }
    if (message.size() < 19 || !orders_.contains(number(message, 11, 8))) return;
    const uint64_t reference = number(message, 11, 8);
    if (type == 'E' || type == 'C' || type == 'X') reduce(reference, number(message, 19, 4));
    if (type == 'D' || type == 'U') reduce(reference, UINT64_MAX);
    if (type == 'U') add(number(message, 19, 8), number(message, 31, 4), number(message, 27, 4));
  }
  // 0: none.
  [[nodiscard]] PriceTicks best() const {
    return levels_.empty() ? 0 : static_cast<PriceTicks>(levels_.rbegin()->first);
  }

 private:
  static uint64_t number(const Bytes& message, size_t offset, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | message[offset + i];
    return value;
  }
  void add(uint64_t reference, uint64_t price, uint64_t shares) {
    orders_[reference] = {price, shares};
    levels_[price] += shares;
  }
  void reduce(uint64_t reference, uint64_t shares) {
    auto& [price, its] = orders_[reference];
    const uint64_t cut = std::min(its, shares);
    its -= cut;
    if ((levels_[price] -= cut) == 0) levels_.erase(price);
    if (its == 0) orders_.erase(reference);
  }

  std::map<uint64_t, std::pair<uint64_t, uint64_t>> orders_;
  std::map<uint64_t, uint64_t> levels_;
};

struct Model {
  std::optional<LevelQueueSettings> level;  // none: by order
  HistoryMarket market{};
  uint64_t filled = 0;       // shares
  Quantity of_order = 0;     // of the order that is out
  uint64_t agreed = 0;       // orders with the same shares filled as by order
  uint64_t ahead_apart = 0;  // |shares ahead − those by order|, summed over looks
};

}  // namespace

TEST(
    "level queue: on a real day its bounds hold what the by-order queue fills, and the drawn one lies near") {
  const std::string path = shared_data_path(sample);
  if (path.empty()) return skip(std::string("no sample ") + sample);
  const std::vector<Bytes> messages = messages_of(path);
  const size_t part = repeats(20) * messages.size() / 20;
  auto models = std::make_unique<std::array<Model, 7>>(
      std::array<Model, 7>{Model{std::nullopt}, Model{LevelQueueSettings{.cancels = LevelCancels::ahead}},
                           Model{LevelQueueSettings{.cancels = LevelCancels::behind}},
                           Model{LevelQueueSettings{.power = 0, .seed = seed()}},
                           Model{LevelQueueSettings{.power = 1, .seed = seed()}},
                           Model{LevelQueueSettings{.power = 2, .seed = seed()}},
                           Model{LevelQueueSettings{.power = 3, .seed = seed()}}});
  for (Model& model : *models) {
    if (model.level) model.market.queue_by_level(*model.level);
  }
  Bids bids;
  uint32_t handle = 0;
  uint64_t looks = 0;
  uint64_t outside = 0;  // orders that by order filled more than the soonest, or less than the latest
  for (size_t i = 0; i < part; ++i) {
    for (Model& model : *models) {
      for (const HistoryFill& fill : model.market.apply(std::as_bytes(std::span(messages[i])))) {
        model.filled += fill.shares;
        model.of_order += fill.shares;
      }
    }
    bids.apply(messages[i]);
    const Model& exact = models->front();
    if (exact.market.resting_shares(handle) > 0) {
      ++looks;
      const uint64_t by_order = exact.market.shares_ahead(handle);
      for (Model& model : *models) {
        const uint64_t its = model.market.shares_ahead(handle);
        model.ahead_apart += its > by_order ? its - by_order : by_order - its;
      }
    }
    if (i % messages_between != 0 || bids.best() == 0) continue;
    const Quantity by_order = exact.of_order;
    if ((*models)[1].of_order < by_order || (*models)[2].of_order > by_order) ++outside;
    ++handle;
    for (Model& model : *models) {
      if (model.of_order == by_order) ++model.agreed;
      model.of_order = 0;
      static_cast<void>(model.market.cancel(handle - 1, UINT32_MAX));
      CHECK(model.market
                .enter({.handle = handle,
                        .locate = traded,
                        .side = Side::buy,
                        .price_ticks = bids.best(),
                        .shares = shares_of_order,
                        .is_post_only = true})
                .result == HistoryEntry::rests);
    }
  }
  const auto& [by_order, soonest, latest, zero, one, two, three] = *models;
  CHECK(by_order.filled > 0);
  CHECK(outside * 100 <= handle);  // executions of orders that were not first in their queue
  CHECK(soonest.filled >= by_order.filled && by_order.filled >= latest.filled);
  CHECK(part < messages.size() || soonest.filled > latest.filled);  // of a part nothing may stand behind us
  for (const Model* model : {&zero, &one, &two, &three}) {
    CHECK(model->filled <= soonest.filled && model->filled >= latest.filled);
    CHECK(model->ahead_apart < soonest.ahead_apart + latest.ahead_apart);
    CHECK(model->agreed * 100 >= handle * uint64_t{95});
  }
  CHECK(looks > 0);
}

}  // namespace hotlane::test
