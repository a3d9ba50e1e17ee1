// What is too much in a stretch of time, what switches a strategy off until a person re-arms it, and the
// short sale and self-match rules, at their bounds (risk-15c3-5.md §3.2 to §3.4, §7.1, §7.6).
#include <deque>
#include <random>

#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

TEST("each bucket holds its burst and refills at its rate, whoever else still has tokens") {
  struct Case {
    Refusal refusal;
    RiskScope scope;
  };
  const Case cases[] = {{Refusal::message_rate_port, RiskScope::port},
                        {Refusal::message_rate_account, RiskScope::account},
                        {Refusal::message_rate_strategy, RiskScope::strategy},
                        {Refusal::message_rate_instrument, RiskScope::instrument}};
  for (const Case& one : cases) {
    GateFixture f;
    ScopeLimits& limits = one.scope == RiskScope::account    ? f.limits->accounts[0]
                          : one.scope == RiskScope::strategy ? f.limits->strategies[0]
                                                             : f.limits->instruments[0];
    limits.messages_per_second_max = 1'000;
    limits.messages_burst_max = 3;
    if (one.scope == RiskScope::port) {
      limits = unlimited_scope();
      f.limits->market.port_messages_per_second_max = 1'000;
      f.limits->market.port_messages_burst_max = 3;
    }
    f.apply();
    for (int i = 0; i < 3; ++i) CHECK_PASSED(f.ask(f.plain()));
    CHECK_REFUSED(f.ask(f.plain()), one.refusal, one.scope, 4, 3);
    CHECK_EQUAL(f.ask(f.plain(), 2).refusal == Refusal::none,
                one.scope == RiskScope::account || one.scope == RiskScope::strategy);
    CHECK_EQUAL(f.ask(f.order(Side::buy, 1, bid_price, 2)).refusal == Refusal::none,
                one.scope == RiskScope::port || one.scope == RiskScope::instrument);
    f.now += 1'000'000 - 1;
    CHECK(f.ask(f.plain()).refusal == one.refusal);
    ++f.now;
    CHECK_PASSED(f.ask(f.plain()));
    CHECK(f.ask(f.plain()).refusal == one.refusal);
    f.apply();  // the same limits again refill nothing
    CHECK(f.ask(f.plain()).refusal == one.refusal);
  }
}

TEST("a cancel takes a token where there is one, and a refused order none") {
  GateFixture f;
  const uint32_t slot = f.enter(f.plain());
  f.limits->strategies[0].messages_per_second_max = 1'000;
  f.limits->strategies[0].messages_burst_max = 2;
  f.limits->firm.order_quantity_max = 500;
  f.apply();
  for (int i = 0; i < 10; ++i) CHECK(f.ask(f.plain(501)).refusal == Refusal::order_quantity_max);
  CHECK_PASSED(f.ask_cancel(slot));
  CHECK_PASSED(f.ask(f.plain()));
  CHECK(f.ask(f.plain()).refusal == Refusal::message_rate_strategy);
  for (int i = 0; i < 10; ++i) CHECK_PASSED(f.ask_cancel(slot));
  f.now += 1'000'000;  // the empty bucket did not get any emptier
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("no window of time holds more messages than burst and rate allow") {
  std::mt19937_64 random(test::seed());
  for (const auto& [per_second, burst] : {std::pair{1U, 1U}, {7U, 3U}, {1'000U, 50U}, {999'999U, 2U}}) {
    MessageRate rate;
    rate.set(per_second, burst);
    std::deque<TimeNs> sent;
    TimeNs now = 5;
    for (uint32_t i = 0; i < 20'000; ++i) {
      now += static_cast<TimeNs>(random() % (2 * static_cast<uint64_t>(ns_per_second) / per_second));
      if (!rate.has_token(now)) continue;
      rate.take(now);
      sent.push_back(now);
      while (sent.front() <= now - ns_per_second) sent.pop_front();
      CHECK(sent.size() <= size_t{per_second} + burst);
    }
  }
}

TEST("a window's sum is never below what its length holds, and forgets within a sixteenth more") {
  std::mt19937_64 random(test::seed());
  for (const TimeNs length : {TimeNs{1}, TimeNs{16}, TimeNs{1'000}, TimeNs{999'983}}) {
    WindowSum window;
    window.set_window(length, 0);
    std::deque<std::pair<TimeNs, int64_t>> added;
    TimeNs now = 0;
    for (uint32_t i = 0; i < 5'000; ++i) {
      now += static_cast<TimeNs>(random() % static_cast<uint64_t>(length / 3 + 2));
      window.roll(now);
      const auto value = static_cast<int64_t>(random() % 1'000);
      window.add(value);
      added.emplace_back(now, value);
      int64_t within = 0;
      int64_t within_longer = 0;
      for (const auto& [time, amount] : added) {
        if (time > now - length) within += amount;
        if (time > now - 17 * ((length + 15) / 16)) within_longer += amount;
      }
      CHECK(window.sum() >= within);
      CHECK(window.sum() <= within_longer);
      while (added.front().first < now - 3 * length - 64) added.pop_front();
    }
  }
}

TEST("another window length forgets nothing of the sum") {
  WindowSum window;
  window.set_window(1'600, 10'000);
  window.roll(10'000);
  window.add(7);
  window.set_window(160, 10'050);
  CHECK_EQUAL(window.sum(), int64_t{7});
  window.roll(10'050 + 160);
  CHECK_EQUAL(window.sum(), int64_t{7});
  window.roll(10'050 + 160 + 20);
  CHECK_EQUAL(window.sum(), int64_t{0});
  window.add(5);
  window.set_window(0, 20'000);
  window.roll(INT64_MAX - 1);
  CHECK_EQUAL(window.sum(), int64_t{5});
}

TEST("the n-th equal order within the window is refused, another one and a later one are not") {
  GateFixture f;
  f.limits->strategies[0].duplicates_max = 2;
  f.limits->strategies[0].duplicate_window_ns = 1'000;
  f.apply();
  const Intent intent = f.plain();
  CHECK_PASSED(f.ask(intent));
  f.now += 500;
  CHECK_PASSED(f.ask(intent));
  CHECK_REFUSED(f.ask(intent), Refusal::order_duplicate, RiskScope::strategy, 3, 2);
  Intent other = intent;
  other.strategy_order_id += 7;  // another id does not make it another order
  CHECK(f.ask(other).refusal == Refusal::order_duplicate);
  for (int field = 0; field < 6; ++field) {
    other = intent;
    if (field == 0) other.price_ticks -= 100;
    if (field == 1) other.quantity += 1;
    if (field == 2) other.side = Side::sell;
    if (field == 3) other.instrument = 1;
    if (field == 4) other.attributes.time_in_force = TimeInForce::immediate_or_cancel;
    if (field == 5) other.attributes.display = OrderDisplay::hidden;
    CHECK_PASSED(f.ask(other));
  }
  CHECK_PASSED(f.ask(intent, 1));  // another strategy's
  f.now += 499;
  CHECK(f.ask(intent).refusal == Refusal::order_duplicate);
  ++f.now;  // the first is out of the window
  CHECK_PASSED(f.ask(intent));
  CHECK(f.ask(intent).refusal == Refusal::order_duplicate);
}

TEST("what is entered within the window may reach its limit, in each scope") {
  for (const RiskScope scope : {RiskScope::account, RiskScope::strategy, RiskScope::instrument}) {
    GateFixture f;
    ScopeLimits& limits = scope == RiskScope::account    ? f.limits->accounts[0]
                          : scope == RiskScope::strategy ? f.limits->strategies[0]
                                                         : f.limits->instruments[0];
    const Money lot = Money{bid_price} * 100;
    limits.notional_window_max = 3 * lot;
    limits.notional_window_ns = 16'000;
    f.now = 160'000;
    f.apply();
    const uint32_t slot = f.enter(f.plain());
    CHECK_PASSED(f.ask(f.plain()));
    CHECK_REFUSED(f.ask(f.plain(101)), Refusal::notional_rate, scope, 2 * lot + Money{bid_price} * 101,
                  3 * lot);
    CHECK_PASSED(f.ask_replace(slot, 100, bid_price));  // enters nothing more
    CHECK_PASSED(f.ask_replace(slot, 150, bid_price));  // 50 more
    CHECK_PASSED(f.ask(f.plain(50)));
    CHECK(f.ask(f.plain(1)).refusal == Refusal::notional_rate);
    f.now += 16'000 + 999;
    CHECK(f.ask(f.plain(1)).refusal == Refusal::notional_rate);
    ++f.now;
    CHECK_PASSED(f.ask(f.plain(100)));
  }
}

TEST("messages for each trade may reach the ratio, from the number on from which it counts") {
  for (const RiskScope scope : {RiskScope::account, RiskScope::strategy}) {
    GateFixture f;
    ScopeLimits& limits = scope == RiskScope::account ? f.limits->accounts[0] : f.limits->strategies[0];
    limits.order_trade_ratio_max = 4;
    limits.order_trade_from = 6;
    limits.order_trade_window_ns = 16'000;
    f.now = 160'000;
    f.apply();
    const uint32_t slot = f.enter(f.plain());
    for (int i = 0; i < 4; ++i) CHECK_PASSED(f.ask(f.plain()));
    CHECK_PASSED(f.ask_cancel(slot));  // counts as well
    CHECK_REFUSED(f.ask(f.plain()), Refusal::order_trade_ratio, scope, 7, 6);
    f.fill(slot, 10, bid_price);
    CHECK(f.ask(f.plain()).refusal == Refusal::order_trade_ratio);  // 4 for one trade: still less than 6
    f.fill(slot, 10, bid_price);
    CHECK_PASSED(f.ask(f.plain()));
    CHECK_PASSED(f.ask(f.plain()));
    CHECK_REFUSED(f.ask(f.plain()), Refusal::order_trade_ratio, scope, 9, 8);
    for (int i = 0; i < 100; ++i) CHECK_PASSED(f.ask_cancel(slot));
    f.now += 17'000;
    CHECK_PASSED(f.ask(f.plain()));
  }
}

}  // namespace
