// Rates and windows where time has passed in silence: what comes then counts from then on.
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::bid_price;
using test::GateFixture;

constexpr TimeNs window_ns = 16'000;

// A notional of a hundred bids in a window, for one scope; gives its limits.
ScopeLimits& set_notional_window(GateFixture& f, RiskScope scope) {
  ScopeLimits& its = scope == RiskScope::instrument ? f.limits->instruments[0]
                     : scope == RiskScope::strategy ? f.limits->strategies[0]
                                                    : f.limits->accounts[0];
  its.notional_window_max = 100 * Money{bid_price};
  its.notional_window_ns = window_ns;
  f.apply();
  return its;
}

TEST("a bucket of a single message says so") {
  GateFixture f;
  f.limits->accounts[0].messages_per_second_max = 1;
  f.limits->accounts[0].messages_burst_max = 1;
  f.apply();
  CHECK_PASSED(f.ask(f.plain()));
  CHECK_REFUSED(f.ask(f.plain()), Refusal::message_rate_account, RiskScope::account, 2, 1);
}

TEST("a cancel takes a token of its session, account, strategy and instrument each") {
  for (const Refusal why : {Refusal::message_rate_port, Refusal::message_rate_account,
                            Refusal::message_rate_strategy, Refusal::message_rate_instrument}) {
    GateFixture f;
    const uint32_t slot = f.enter(f.plain());
    ScopeLimits& its = why == Refusal::message_rate_account    ? f.limits->accounts[0]
                       : why == Refusal::message_rate_strategy ? f.limits->strategies[0]
                                                               : f.limits->instruments[0];
    const bool is_port = why == Refusal::message_rate_port;
    (is_port ? f.limits->market.port_messages_per_second_max : its.messages_per_second_max) = 1;
    (is_port ? f.limits->market.port_messages_burst_max : its.messages_burst_max) = 2;
    f.apply();
    f.now += 10 * ns_per_second;
    CHECK_PASSED(f.ask_cancel(slot));
    CHECK_PASSED(f.ask(f.plain()));
    CHECK(f.ask(f.plain()).refusal == why);
    CHECK_PASSED(f.ask_cancel(slot));
  }
}

TEST("a window that is set to another length has first forgotten what was out of it") {
  for (const RiskScope scope : {RiskScope::instrument, RiskScope::strategy, RiskScope::account}) {
    GateFixture f;
    ScopeLimits& its = set_notional_window(f, scope);
    CHECK_PASSED(f.ask(f.plain(100)));
    CHECK(f.ask(f.plain(1)).refusal == Refusal::notional_rate);
    f.now += 2 * window_ns;
    its.notional_window_ns = 2 * window_ns;
    f.apply();
    CHECK_PASSED(f.ask(f.plain(100)));
    CHECK(f.ask(f.plain(1)).refusal == Refusal::notional_rate);
  }
}

TEST("a fill after a silence counts for a whole window from then on, and no longer") {
  for (const bool is_account : {false, true}) {
    GateFixture f;
    ScopeLimits& its = is_account ? f.limits->accounts[0] : f.limits->strategies[0];
    const uint32_t slot = f.enter(f.plain(300));
    its.order_trade_ratio_max = 2;
    its.order_trade_from = 0;
    its.order_trade_window_ns = window_ns;
    f.apply();
    const auto pass = [&f](int count) {
      for (int i = 0; i < count; ++i) CHECK_PASSED(f.ask(f.plain(1 + static_cast<Quantity>(i))));
      CHECK(f.ask(f.plain(50)).refusal == Refusal::order_trade_ratio);
    };
    f.now += 10 * window_ns;
    f.fill(slot, 100, bid_price);
    f.fill(slot, 100, bid_price);
    f.now += window_ns / 2;
    pass(4);
    f.now += 2 * window_ns;
    pass(2);  // as with one
  }
}

TEST("a message after a silence, cancels and those of an earlier life among them, counts from then on") {
  for (const bool is_earlier : {false, true}) {
    for (const bool is_cancel : {false, true}) {
      GateFixture f;
      const uint32_t slot = f.enter(f.plain(300));
      f.limits->strategies[0].order_trade_ratio_max = 1;
      f.limits->strategies[0].order_trade_from = 2;
      f.limits->strategies[0].order_trade_window_ns = window_ns;
      f.apply();
      f.now += 10 * window_ns;
      Intent intent = f.plain();
      if (is_cancel) intent.kind = IntentKind::cancel;
      if (is_cancel) intent.quantity = 0;
      const GateInputs inputs = is_cancel ? f.about(slot) : f.market();
      if (is_earlier) {
        f.gate.recharge(intent, inputs);
      } else {
        CHECK_PASSED(f.ask(intent, inputs));
      }
      f.now += window_ns / 2;
      CHECK_PASSED(f.ask(f.plain(7)));
      CHECK(f.ask(f.plain(8)).refusal == Refusal::order_trade_ratio);
    }
  }
}

TEST("a check moves windows on by itself, whether or not anybody asked before") {
  for (const RiskScope scope : {RiskScope::instrument, RiskScope::strategy, RiskScope::account}) {
    GateFixture f;
    static_cast<void>(set_notional_window(f, scope));
    const auto check = [&f](Quantity shares) {
      return f.gate.check(f.plain(shares), f.market()).finding().refusal;
    };
    for (int window = 0; window < 3; ++window) {
      CHECK(check(100) == Refusal::none);
      f.now += window_ns / 2;
      CHECK(check(1) == Refusal::notional_rate);
      f.now += window_ns;
    }
  }
}

TEST("before its first order a strategy has entered nothing, of no fingerprint and in no window") {
  const RecentOrders recent;
  for (const uint64_t fingerprint : {uint64_t{0}, uint64_t{1}, UINT64_MAX}) {
    for (const TimeNs now : {TimeNs{0}, test::noon_ns})
      CHECK_EQUAL(recent.count(fingerprint, now, INT64_MAX / 4), 0U);
  }
}

TEST("a clock that goes back makes a window forget nothing") {
  WindowSum window;
  window.set_window(window_ns, 0);
  window.roll(10'000);
  window.add(7);
  for (TimeNs back = 0; back < 5'000; back += 100) {
    window.roll(10'000 - back);
    window.roll(10'000);
    CHECK_EQUAL(window.sum(), int64_t{7});
  }
}

}  // namespace
