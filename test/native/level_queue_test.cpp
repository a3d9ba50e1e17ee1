// Queues by price level (venue/level_queue.hpp): what the model says of single events, what holds in every
// market, and that the exact, by-order queue lies between its two bounds.
#include "venue/level_queue.hpp"

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "harness.hpp"
#include "itch_messages.hpp"
#include "venue/history_market.hpp"

namespace hotlane::test {
namespace {

constexpr uint32_t one[] = {1};

// A side of one instrument that trades from the front alone, as an exchange does, told to several markets, in
// which the same orders of ours rest.
class OneSide {
 public:
  OneSide(uint64_t seed, std::vector<HistoryMarket*> markets)
      : random_(seed), markets_(std::move(markets)), fills_(markets_.size()) {
    tell(itch_directory(1, "ABCD"));
    for (int i = 0; i < 8; ++i) add();
  }

  void step() {
    const uint32_t kind = random_.below(10);
    if (kind < 4 || historical_.empty()) {
      add();
    } else if (kind < 6) {
      trade();
    } else if (kind < 9) {
      cancel();
    } else {
      join();
    }
  }

  // By market, of all orders of ours.
  [[nodiscard]] const std::map<uint32_t, Quantity>& fills(size_t market) const { return fills_[market]; }
  [[nodiscard]] uint32_t orders() const { return handles_; }
  // What history shows at a price.
  [[nodiscard]] uint64_t shown(PriceTicks price) const {
    uint64_t shares = 0;
    for (const Order& order : historical_) shares += order.price == price ? order.shares : 0;
    return shares;
  }
  [[nodiscard]] PriceTicks price_of(uint32_t handle) const { return prices_.at(handle); }

 private:
  struct Order {
    uint64_t reference = 0;
    PriceTicks price = 0;
    Quantity shares = 0;
  };

  void tell(const Bytes& message) {
    const bool is_trade = static_cast<char>(message[0]) == 'E';
    for (size_t i = 0; i < markets_.size(); ++i) {
      uint64_t filled = 0;
      for (const HistoryFill& fill : markets_[i]->apply(std::as_bytes(std::span(message)))) {
        fills_[i][fill.handle] += fill.shares;
        filled += fill.shares;
      }
      CHECK(filled == 0 || is_trade);
      CHECK(filled <= flow_);
    }
  }
  void add() {
    const Order order{++references_, price(), 1 + random_.below(300)};
    historical_.push_back(order);
    tell(itch_add(1, "ABCD", order.reference, 'B', order.shares, static_cast<uint64_t>(order.price)));
  }
  void trade() {
    // The best price, and there the one who came first.
    size_t front = 0;
    for (size_t i = 1; i < historical_.size(); ++i) {
      if (historical_[i].price > historical_[front].price) front = i;
    }
    flow_ = 1 + random_.below(historical_[front].shares);
    tell(itch_execute(1, historical_[front].reference, flow_));
    take_off(front, std::exchange(flow_, 0));
  }
  void cancel() {
    const size_t at = random_.below(static_cast<uint32_t>(historical_.size()));
    const Quantity cut =
        random_.below(2) == 0 ? historical_[at].shares : 1 + random_.below(historical_[at].shares);
    tell(cut == historical_[at].shares ? itch_delete(1, historical_[at].reference)
                                       : itch_cancel(1, historical_[at].reference, cut));
    take_off(at, cut);
  }
  void join() {
    ++handles_;
    prices_[handles_] = price();
    const Quantity shares = 1 + random_.below(400);
    for (HistoryMarket* market : markets_) {
      CHECK(market->enter({handles_, 1, Side::buy, prices_[handles_], shares}).result == HistoryEntry::rests);
    }
  }
  void take_off(size_t at, Quantity shares) {
    historical_[at].shares -= shares;
    if (historical_[at].shares == 0) historical_.erase(historical_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  PriceTicks price() { return static_cast<PriceTicks>(10'000 + 100 * random_.below(3)); }

  SeededRandom random_;
  std::vector<HistoryMarket*> markets_;
  std::vector<std::map<uint32_t, Quantity>> fills_;
  std::vector<Order> historical_;  // in the order in which they came
  std::map<uint32_t, PriceTicks> prices_;
  uint64_t references_ = 0;
  uint32_t handles_ = 0;
  Quantity flow_ = 0;
};

}  // namespace

TEST("level queue: an order joins behind its level, and what trades goes from the front") {
  LevelQueue queue({});
  queue.join(1, 500);
  CHECK_EQUAL(queue.ahead(1), 500U);
  queue.trade(one, 120);
  CHECK_EQUAL(queue.ahead(1), 380U);
  queue.trade(one, 400);
  CHECK_EQUAL(queue.ahead(1), 0U);
  queue.leave(1);
  CHECK_EQUAL(queue.ahead(1), 0U);
}

TEST("level queue: what nobody stands behind of goes from the front, and the other way round") {
  for (const LevelCancels cancels : {LevelCancels::drawn, LevelCancels::ahead, LevelCancels::behind}) {
    for (uint32_t power = 0; power <= LevelQueueSettings::power_max; ++power) {
      LevelQueue queue({.cancels = cancels, .power = power});
      queue.join(1, 300);
      queue.shrink(one, 300, 100);  // all of it is in front
      CHECK_EQUAL(queue.ahead(1), 200U);
      queue.shrink(one, 250, 240);  // 50 behind: 190 at least were in front
      CHECK(queue.ahead(1) <= 10);
      queue.trade(one, 10);
      queue.shrink(one, 400, 400);
      CHECK_EQUAL(queue.ahead(1), 0U);
    }
  }
}

TEST("level queue: what goes stood in front as often as the formula says, for each power") {
  constexpr int draws = 20'000;
  constexpr double ahead = 300;
  constexpr double behind = 100;
  for (uint32_t power = 0; power <= LevelQueueSettings::power_max; ++power) {
    LevelQueue queue({.power = power, .seed = seed()});
    int in_front = 0;
    for (int i = 0; i < draws; ++i) {
      queue.join(1, 300);
      queue.shrink(one, 400, 10);
      in_front += queue.ahead(1) == 290 ? 1 : 0;
    }
    const double expected = std::pow(ahead, power) / (std::pow(ahead, power) + std::pow(behind, power));
    // Five standard deviations of a share of so many draws.
    CHECK(std::abs(in_front / double{draws} - expected) < 5 * std::sqrt(0.25 / draws));
  }
}

TEST("level queue: in every seeded market nobody has more ahead than its level shows, or than before") {
  uint64_t fills = 0;
  for (uint64_t stream = 0; stream < repeats(400); ++stream) {
    HistoryMarket market;
    market.queue_by_level({.power = static_cast<uint32_t>(stream % 4), .seed = seed() + stream});
    OneSide side(seed() + stream, {&market});
    std::map<uint32_t, uint64_t> before;
    for (int i = 0; i < 150; ++i) {
      side.step();
      std::map<PriceTicks, uint64_t> deepest;  // by price: what the order before has ahead
      for (uint32_t handle = 1; handle <= side.orders(); ++handle) {
        if (market.resting_shares(handle) == 0) continue;
        const uint64_t ahead = market.shares_ahead(handle);
        CHECK(ahead <= side.shown(side.price_of(handle)));
        if (before.contains(handle)) CHECK(ahead <= before[handle]);
        CHECK(ahead >= deepest[side.price_of(handle)]);
        before[handle] = deepest[side.price_of(handle)] = ahead;
      }
    }
    for (const auto& [handle, shares] : side.fills(0)) fills += shares;
  }
  CHECK(fills > repeats(10'000));
}

TEST("level queue: the queue by order, and so its fills, lie between the two bounds by level") {
  uint64_t exact_fills = 0;
  uint64_t apart = 0;
  for (uint64_t stream = 0; stream < repeats(400); ++stream) {
    HistoryMarket soonest;
    HistoryMarket exact;
    HistoryMarket latest;
    soonest.queue_by_level({.cancels = LevelCancels::ahead});
    latest.queue_by_level({.cancels = LevelCancels::behind});
    OneSide side(seed() + stream, {&soonest, &exact, &latest});
    for (int i = 0; i < 100; ++i) {
      side.step();
      if (side.orders() == 0) continue;
      // Of one order alone: fills of ours are flow that the next one of ours does not see.
      if (exact.resting_shares(1) > 0) {
        if (soonest.resting_shares(1) > 0) CHECK(soonest.shares_ahead(1) <= exact.shares_ahead(1));
        CHECK(exact.shares_ahead(1) <= latest.shares_ahead(1));
      }
      const auto filled = [&side](size_t market) {
        const auto found = side.fills(market).find(1);
        return found == side.fills(market).end() ? Quantity{0} : found->second;
      };
      CHECK(filled(0) >= filled(1) && filled(1) >= filled(2));
      if (filled(0) != filled(2)) ++apart;
    }
    if (side.fills(1).contains(1)) exact_fills += side.fills(1).at(1);
  }
  CHECK(exact_fills > repeats(1'000));
  CHECK(apart > repeats(100));
}

TEST("level queue: an arrival through ours fills it, whatever stood ahead") {
  HistoryMarket market;
  market.queue_by_level({});
  const auto apply = [&market](const Bytes& message) {
    return market.apply(std::as_bytes(std::span(message)));
  };
  CHECK(apply(itch_add(1, "ABCD", 1, 'B', 100, 10'000)).empty());
  CHECK(market.enter({1, 1, Side::buy, 10'000, 50}).result == HistoryEntry::rests);
  CHECK_EQUAL(market.shares_ahead(1), 100U);
  CHECK_EQUAL(apply(itch_add(1, "ABCD", 2, 'S', 30, 10'000)).size(), 1U);
  CHECK_EQUAL(apply(itch_execute(1, 1, 100)).size(), 0U);  // all of it ahead
  CHECK_EQUAL(apply(itch_add(1, "ABCD", 3, 'B', 100, 9'900)).size(), 0U);
  CHECK_EQUAL(apply(itch_execute(1, 3, 15)).size(), 1U);  // a worse price: it met ours first
  CHECK_EQUAL(market.resting_shares(1), 5U);
}

}  // namespace hotlane::test
