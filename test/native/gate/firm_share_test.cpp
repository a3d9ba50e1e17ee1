// The firm's limits over several lanes: what all lanes use together never passes them, at no moment, whatever
// the order of their steps; and what one lane doesn't need goes to the one that does (risk-15c3-5.md §7.8).
#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "gate/gate_fixture.hpp"
#include "risk/firm_pool.hpp"

namespace {

using namespace hotlane;
using test::bid_price;

constexpr uint32_t orders_max = 64;
constexpr size_t measure_open_orders = static_cast<size_t>(FirmMeasure::open_orders);
constexpr size_t measure_open_notional = static_cast<size_t>(FirmMeasure::open_notional);
constexpr size_t measure_gross = static_cast<size_t>(FirmMeasure::gross_exposure);

FirmAmounts amounts(int64_t orders, Money money) {
  return {money, money, money, orders, firm_unlimited};
}

// One lane's gate with the words that it shares, and orders to send and cancel.
class ShareLane {
 public:
  ShareLane(FirmShareWords& words, uint64_t seed)
      : words_(words),
        random_(seed),
        gate_({.instruments = 2, .orders_max = orders_max, .account_of = {0}}),
        life_(orders_max) {
    const auto limits = std::make_unique<LimitSet>();
    make_unlimited(*limits);
    gate_.apply_limits(*limits, 0);
    gate_.set_reconciled(0, true);
  }

  void look() {
    if (look_for_grants(words_, grants_)) gate_.apply_grants(grants_);
  }
  void publish() {
    gate_.give_back();
    publish_holdings(words_, gate_.share(), gate_.firm_used());
  }
  // One order sent, or one cancelled. `before(orders, notional)` is told what an order adds before it is
  // sent, and what a cancelled one took before the lane hears of it.
  template <class Before>
  bool step(bool wants_more, Before&& before) {
    const bool is_new = open_.empty() || (wants_more ? random_() % 4 != 0 : random_() % 4 == 0);
    if (!is_new || !life_.has_room()) {
      const size_t at = random_() % open_.size();
      const Order& order = life_.order(open_[at]);
      before(-1, -Money{order.price_ticks} * order.leaves);
      gate_.apply(life_.cancel(open_[at]), now_);
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
      return true;
    }
    Intent intent{};
    intent.strategy_order_id = ++ids_;
    intent.instrument = static_cast<InstrumentId>(random_() % 2);
    intent.side = static_cast<Side>(random_() % 2);
    intent.price_ticks = static_cast<PriceTicks>(bid_price - static_cast<int32_t>(random_() % 500));
    intent.quantity = static_cast<Quantity>(1 + random_() % 300);
    GateInputs inputs;
    inputs.now = ++now_;
    inputs.is_session_ready = inputs.has_order_room = true;
    inputs.bid_ticks = bid_price;
    inputs.ask_ticks = bid_price + 100;
    if (!gate_.check(intent, inputs).has_passed()) return false;
    before(1, Money{intent.price_ticks} * intent.quantity);
    const OrderUpdate opened = life_.open(intent, 0);
    gate_.apply(opened, now_);
    open_.push_back(opened.order->slot);
    return true;
  }
  [[nodiscard]] FirmAmounts used() const { return gate_.firm_used(); }
  [[nodiscard]] const FirmShare& share() const { return gate_.share(); }

 private:
  FirmShareWords& words_;
  std::mt19937_64 random_;
  OrderGate gate_;
  test::OrderLife life_;
  FirmGrants grants_{};
  std::vector<uint32_t> open_;
  TimeNs now_ = 0;
  StrategyOrderId ids_ = 0;
};

TEST("a lane spends what it was granted, and gives back what is asked for and not in use") {
  FirmShare share;
  FirmGrants grants{};
  grants.granted[measure_open_orders] = 10;
  grants.ceiling[measure_open_orders] = 10;
  share.take(grants);
  share.take(grants);  // the same words again grant nothing more
  CHECK_EQUAL(share.held(FirmMeasure::open_orders), int64_t{10});
  FirmAmounts used{};
  used[measure_open_orders] = 7;
  CHECK(!share.give_back(used));
  grants.ceiling[measure_open_orders] = 4;
  share.take(grants);
  CHECK(share.give_back(used));
  CHECK_EQUAL(share.held(FirmMeasure::open_orders), int64_t{7});
  CHECK_EQUAL(share.returned()[measure_open_orders], int64_t{3});
  used[measure_open_orders] = 2;
  CHECK(share.give_back(used));
  CHECK_EQUAL(share.held(FirmMeasure::open_orders), int64_t{4});
  CHECK_EQUAL(share.returned()[measure_open_orders], int64_t{6});
  CHECK(!share.give_back(used));
  used[measure_open_orders] = 20;  // beyond what it holds, by a venue gone mad: nothing is to give
  grants.ceiling[measure_open_orders] = 0;
  share.take(grants);
  CHECK(!share.give_back(used));
  grants.granted[measure_open_orders] = 15;
  share.take(grants);
  CHECK_EQUAL(share.held(FirmMeasure::open_orders), int64_t{9});
}

TEST("the whole of a limit is shared out, to the last unit") {
  for (const int64_t limit :
       {int64_t{0}, int64_t{1}, int64_t{2}, int64_t{7}, int64_t{1'000'003}, firm_unlimited}) {
    std::vector<std::unique_ptr<FirmShareWords>> words;
    std::vector<FirmShareWords*> lanes;
    for (int i = 0; i < 3; ++i) lanes.push_back(words.emplace_back(new FirmShareWords{}).get());
    for (int round = 0; round < 3; ++round) balance_firm(lanes, amounts(limit, limit));
    CHECK_EQUAL(outstanding_of(lanes, FirmMeasure::open_orders), limit);
    CHECK_EQUAL(outstanding_of(lanes, FirmMeasure::gross_exposure), limit);
  }
  balance_firm({}, amounts(1, 1));
}

TEST("in any order of steps no lanes together use more than the firm's limits, nor hold more") {
  for (uint64_t run = 0; run < test::repeats(40); ++run) {
    std::mt19937_64 random(test::seed() + run);
    const size_t count = 2 + run % 3;
    const FirmAmounts limits = amounts(static_cast<int64_t>(3 + run % 9), Money{bid_price} * 1'500);
    std::vector<std::unique_ptr<FirmShareWords>> words;
    std::vector<FirmShareWords*> shared;
    std::vector<std::unique_ptr<ShareLane>> lanes;
    for (size_t i = 0; i < count; ++i) {
      shared.push_back(words.emplace_back(new FirmShareWords{}).get());
      lanes.push_back(std::make_unique<ShareLane>(*shared.back(), random()));
    }
    uint64_t sent = 0;
    for (int step = 0; step < 4'000; ++step) {
      ShareLane& lane = *lanes[random() % count];
      switch (random() % 6) {
        case 0: lane.look(); break;
        case 1: lane.publish(); break;
        case 2: balance_firm(shared, limits); break;
        default: sent += lane.step(step / 500 % 2 == 0, [](int64_t, Money) {}) ? 1U : 0U; break;
      }
      for (const size_t measure : {measure_open_orders, measure_open_notional, measure_gross}) {
        int64_t used = 0;
        int64_t held = 0;
        for (const auto& each : lanes) {
          used += each->used()[measure];
          held += each->share().held(static_cast<FirmMeasure>(measure));
        }
        CHECK(used <= limits[measure]);
        CHECK(held <= limits[measure]);
      }
    }
    CHECK(sent > 500);
  }
}

TEST("what an idle lane holds goes to a busy one, and comes back when it is needed") {
  FirmShareWords first{};
  FirmShareWords second{};
  const std::vector<FirmShareWords*> shared{&first, &second};
  ShareLane busy(first, 1);
  ShareLane idle(second, 2);
  const FirmAmounts limits = amounts(40, firm_unlimited);
  const auto turn = [&](bool is_first_busy) {
    balance_firm(shared, limits);
    busy.look();
    idle.look();
    for (int i = 0; i < 8; ++i) {
      busy.step(is_first_busy, [](int64_t, Money) {});
      idle.step(!is_first_busy, [](int64_t, Money) {});
    }
    busy.publish();
    idle.publish();
  };
  for (int i = 0; i < 400; ++i) turn(true);
  CHECK(busy.used()[measure_open_orders] > 25);
  for (int i = 0; i < 400; ++i) turn(false);
  CHECK(idle.used()[measure_open_orders] > 25);
}

// Two and more lanes, each on a thread of its own, and the main thread among them.
void stress(size_t lanes_count, uint64_t seed) {
  std::vector<std::unique_ptr<FirmShareWords>> words;
  std::vector<FirmShareWords*> shared;
  for (size_t i = 0; i < lanes_count; ++i) shared.push_back(words.emplace_back(new FirmShareWords{}).get());
  std::atomic<int64_t> open_orders{0};
  std::atomic<int64_t> open_notional{0};
  std::atomic<int64_t> orders_bound{30};
  std::atomic<int64_t> notional_bound{Money{bid_price} * 3'000};
  std::atomic<uint64_t> exceeded{0};
  std::atomic<uint64_t> sent{0};
  std::atomic<size_t> running{lanes_count};
  const auto run_lane = [&](size_t index) {
    ShareLane lane(*shared[index], seed + index);
    std::mt19937_64 random(seed * 31 + index);
    const uint64_t steps = test::repeats(100'000);
    for (uint64_t i = 0; i < steps; ++i) {
      lane.look();
      const bool has_sent = lane.step(i / 1'000 % 2 == index % 2, [&](int64_t orders, Money notional) {
        // The bound is looked at before: it may be lowered at any time, once all have agreed to it.
        const int64_t bound = orders_bound.load();
        const int64_t money = notional_bound.load();
        const bool is_over = open_orders.fetch_add(orders) + orders > bound ||
                             open_notional.fetch_add(notional) + notional > money;
        if (orders > 0 && is_over) ++exceeded;
      });
      if (has_sent) ++sent;
      if (random() % 4 == 0) lane.publish();
      if (i % 64 == 0) std::this_thread::yield();
    }
    lane.publish();
    --running;
  };
  std::vector<std::thread> threads;
  for (size_t i = 0; i < lanes_count; ++i) threads.emplace_back(run_lane, i);
  std::mt19937_64 random(seed + 99);
  FirmAmounts limits = amounts(orders_bound, notional_bound);
  while (running.load() > 0) {
    balance_firm(shared, limits);
    if (outstanding_of(shared, FirmMeasure::open_orders) <= limits[measure_open_orders] &&
        outstanding_of(shared, FirmMeasure::open_notional) <= limits[measure_open_notional] &&
        random() % 8 == 0) {
      // All have agreed to the limits: from now on they hold. Then others, lower or higher; a higher one
      // holds at once, a lower one when all have given back.
      orders_bound = limits[measure_open_orders];
      notional_bound = limits[measure_open_notional];
      limits = amounts(static_cast<int64_t>(2 + random() % 40),
                       Money{bid_price} * static_cast<int64_t>(400 + random() % 4'000));
      if (limits[measure_open_orders] > orders_bound) orders_bound = limits[measure_open_orders];
      if (limits[measure_open_notional] > notional_bound) notional_bound = limits[measure_open_notional];
    }
    std::this_thread::yield();
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQUAL(exceeded.load(), uint64_t{0});
  CHECK(sent.load() > test::repeats(10'000));
}

TEST(
    "two lanes on threads of their own never pass the firm's limits by one order or tick, not for a moment") {
  stress(2, test::seed());
}

TEST(
    "four lanes on threads of their own never pass the firm's limits by one order or tick, not for a "
    "moment") {
  stress(4, test::seed() + 1);
}

}  // namespace
