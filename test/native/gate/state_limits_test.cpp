// State and emergency, entitlements and hours: what stops everything, what lets through only what shrinks,
// and that nothing ever holds a cancel back (risk-15c3-5.md §3.4, §3.5, §7.3, §7.5).
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;
using test::noon_ns;

TEST("a kill switch stops what it is about, and nothing else, until it is turned off") {
  struct Case {
    RiskScope scope;
    uint16_t index;
    bool stops[3];  // strategy 0 in instrument 0, strategy 0 in instrument 1, strategy 2 in instrument 0
  };
  const Case cases[] = {{RiskScope::firm, 0, {true, true, true}},
                        {RiskScope::account, 0, {true, true, false}},
                        {RiskScope::strategy, 0, {true, true, false}},
                        {RiskScope::instrument, 0, {true, false, true}}};
  for (const Case& one : cases) {
    GateFixture f;
    const auto turn = [&](bool is_on) {
      if (one.scope == RiskScope::firm) f.gate.kill_all(is_on);
      if (one.scope == RiskScope::account) f.gate.kill_account(0, is_on);
      if (one.scope == RiskScope::strategy) f.gate.kill_strategy(0, is_on);
      if (one.scope == RiskScope::instrument) f.gate.kill_instrument(0, is_on);
    };
    const auto check = [&](int which, const Finding& found) {
      if (one.stops[which]) CHECK_REFUSED(found, Refusal::killed, one.scope, 0, 0);
      if (!one.stops[which]) CHECK_PASSED(found);
    };
    turn(true);
    check(0, f.ask(f.plain()));
    check(1, f.ask(f.order(Side::buy, 100, bid_price, 1)));
    check(2, f.ask(f.plain(), 2));
    f.gate.rearm(one.scope, one.index);  // re-arms what switched itself off, not a kill
    check(0, f.ask(f.plain()));
    turn(false);
    CHECK_PASSED(f.ask(f.plain()));
  }
}

TEST("reduce only lets through what shrinks the position of its scope, worst case, and no share more") {
  for (const RiskScope scope :
       {RiskScope::firm, RiskScope::account, RiskScope::strategy, RiskScope::instrument}) {
    GateFixture f;
    f.hold(0, 0, 300);
    f.gate.reduce_only(scope, 0, true);
    CHECK_REFUSED(f.ask(f.plain(1)), Refusal::reduce_only, scope, 1, -300);
    CHECK_PASSED(f.ask(f.order(Side::sell, 300, ask_price)));
    CHECK_REFUSED(f.ask(f.order(Side::sell, 301, ask_price)), Refusal::reduce_only, scope, 301, 300);
    const uint32_t slot = f.enter(f.order(Side::sell, 200, ask_price));
    CHECK_PASSED(f.ask(f.order(Side::sell, 100, ask_price)));
    CHECK_REFUSED(f.ask(f.order(Side::sell, 101, ask_price)), Refusal::reduce_only, scope, 101, 100);
    CHECK_PASSED(f.ask_replace(slot, 300, ask_price));
    CHECK_REFUSED(f.ask_replace(slot, 301, ask_price), Refusal::reduce_only, scope, 101, 100);
    f.gate.reduce_only(scope, 0, false);
    CHECK_PASSED(f.ask(f.plain(1)));
  }
  GateFixture f;
  f.hold(0, 0, -300);
  f.gate.reduce_only(RiskScope::strategy, 0, true);
  CHECK_PASSED(f.ask(f.plain(300)));
  CHECK(f.ask(f.plain(301)).refusal == Refusal::reduce_only);
  CHECK(f.ask(f.order(Side::sell, 1, ask_price)).refusal == Refusal::reduce_only);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1, ask_price), 1));
}

TEST("a strategy that failed is off until a person re-arms it") {
  GateFixture f;
  f.gate.fail_strategy(0);
  CHECK_REFUSED(f.ask(f.plain()), Refusal::strategy_fault, RiskScope::strategy, 0, 0);
  CHECK_PASSED(f.ask(f.plain(), 1));
  Trip trip;
  CHECK(!f.gate.take_trip(trip));  // who failed it knows
  f.gate.rearm(RiskScope::strategy, 0);
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("without a sign of life of the risk service nothing new leaves after its patience") {
  GateFixture f;
  f.limits->market.control_patience_ns = 500;
  f.apply();
  f.now += 500;
  CHECK_PASSED(f.ask(f.plain()));
  ++f.now;
  CHECK_REFUSED(f.ask(f.plain()), Refusal::control_lost, RiskScope::firm, 501, 500);
  f.gate.on_control(f.now);
  CHECK_PASSED(f.ask(f.plain()));
  f.limits->market.control_patience_ns = 0;
  f.apply();
  f.now += ns_per_day;
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("an account that is not reconciled, and a session that is down, send nothing") {
  GateFixture f;
  f.gate.set_reconciled(0, false);
  CHECK_REFUSED(f.ask(f.plain()), Refusal::not_reconciled, RiskScope::account, 0, 0);
  CHECK_PASSED(f.ask(f.plain(), 2));
  f.gate.set_reconciled(0, true);
  GateInputs inputs = f.market();
  inputs.is_session_ready = false;
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::session_down, RiskScope::port, 0, 0);
}

TEST("an account in doubt, and what its session's protocol has no words for, are not sent") {
  GateFixture f;
  GateInputs inputs = f.market();
  inputs.is_account_in_doubt = true;
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::account_in_doubt, RiskScope::account, 0, 0);
  inputs = f.market();
  inputs.can_be_carried = false;
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::attribute_not_carried, RiskScope::port, 0, 0);
}

TEST("only an approved strategy of an approved account trades what it is entitled to") {
  GateFixture f;
  f.limits->strategy_rules[0].entitled[0] = ~uint64_t{0} - 2;  // not instrument 1
  f.apply();
  CHECK_PASSED(f.ask(f.plain()));
  CHECK_REFUSED(f.ask(f.order(Side::buy, 100, bid_price, 1)), Refusal::not_entitled, RiskScope::strategy, 0,
                0);
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, bid_price, 1), 1));
  f.limits->strategy_rules[0].is_approved = 0;
  f.apply();
  CHECK_REFUSED(f.ask(f.plain()), Refusal::not_entitled, RiskScope::strategy, 0, 0);
  f.limits->account_rules[0].is_approved = 0;
  f.apply();
  CHECK_REFUSED(f.ask(f.plain(), 1), Refusal::not_entitled, RiskScope::account, 0, 0);
  CHECK_PASSED(f.ask(f.plain(), 2));
}

TEST("a restricted instrument is not traded for the account, on either side") {
  GateFixture f;
  f.limits->account_rules[0].restricted[0] = 1;
  f.apply();
  CHECK_REFUSED(f.ask(f.plain()), Refusal::instrument_restricted, RiskScope::account, 0, 0);
  CHECK(f.ask(f.order(Side::sell, 100, ask_price)).refusal == Refusal::instrument_restricted);
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, bid_price, 1)));
  CHECK_PASSED(f.ask(f.plain(), 2));
}

TEST("nothing new is sent into a halt, on a stale book, or on a crossed one where that is barred") {
  GateFixture f;
  GateInputs inputs = f.market();
  inputs.is_halted = true;
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::halted, RiskScope::instrument, 0, 0);
  inputs = f.market();
  inputs.is_book_stale = true;
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::book_stale, RiskScope::instrument, 0, 0);
  inputs = f.market();
  inputs.is_crossed = true;
  CHECK_PASSED(f.ask(f.plain(), inputs));
  f.limits->market.is_crossed_barred = 1;
  f.apply();
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::market_crossed, RiskScope::instrument, bid_price,
                ask_price);
  CHECK_PASSED(f.ask(f.plain()));
}

// An order with a time in force and a cross.
Intent for_hours(GateFixture& f, TimeInForce time_in_force, CrossKind cross = CrossKind::none) {
  Intent intent = f.plain();
  intent.attributes.time_in_force = time_in_force;
  intent.attributes.cross = cross;
  if (time_in_force == TimeInForce::timed) intent.attributes.expire_seconds = 60;
  return intent;
}

TEST("an order goes out only in a phase of the exchange's day that its time in force is for") {
  struct Case {
    TimeInForce time_in_force;
    CrossKind cross;
    bool before, during, after;  // system hours, market hours, after market hours
  };
  const Case cases[] = {{TimeInForce::day, CrossKind::none, false, true, false},
                        {TimeInForce::immediate_or_cancel, CrossKind::none, false, true, false},
                        {TimeInForce::fill_or_kill, CrossKind::none, false, true, false},
                        {TimeInForce::extended, CrossKind::none, true, true, true},
                        {TimeInForce::timed, CrossKind::none, true, true, true},
                        {TimeInForce::at_open, CrossKind::none, true, false, false},
                        {TimeInForce::at_close, CrossKind::none, true, true, false},
                        {TimeInForce::day, CrossKind::opening, true, false, false},
                        {TimeInForce::day, CrossKind::closing, true, true, false},
                        {TimeInForce::day, CrossKind::halt, false, true, false}};
  GateFixture f;
  for (const Case& one : cases) {
    const auto goes = [&](SystemPhase phase) {
      GateInputs inputs = f.market();
      inputs.phase = phase;
      const Finding found = f.ask(for_hours(f, one.time_in_force, one.cross), inputs);
      if (found.refusal != Refusal::none) {
        CHECK_REFUSED(found, Refusal::session_closed, RiskScope::firm, static_cast<int64_t>(phase), 0);
      }
      return found.refusal == Refusal::none;
    };
    CHECK_EQUAL(goes(SystemPhase::system_hours), one.before);
    CHECK_EQUAL(goes(SystemPhase::market_hours), one.during);
    CHECK_EQUAL(goes(SystemPhase::after_market_hours), one.after);
    for (const SystemPhase closed :
         {SystemPhase::start_of_messages, SystemPhase::end_of_system_hours, SystemPhase::end_of_messages}) {
      CHECK(!goes(closed));
    }
    CHECK(goes(SystemPhase::unknown));  // the clock alone tells, and it knows no hours here
  }
  f.limits->market.is_phase_needed = 1;
  f.apply();
  GateInputs unknown = f.market();
  unknown.phase = SystemPhase::unknown;
  CHECK_REFUSED(f.ask(f.plain(), unknown), Refusal::session_closed, RiskScope::firm, 0, 0);
  CHECK(f.ask(for_hours(f, TimeInForce::extended), unknown).refusal == Refusal::session_closed);
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("an order goes out only in the configured hours of its time in force, to the nanosecond") {
  GateFixture f;
  MarketRules& market = f.limits->market;
  market.extended_open_ns = 100;
  market.regular_open_ns = 200;
  market.regular_close_ns = 300;
  market.extended_close_ns = 400;
  f.apply();
  struct Case {
    TimeInForce time_in_force;
    int64_t from, until;
  };
  const Case cases[] = {{TimeInForce::day, 200, 300},
                        {TimeInForce::extended, 100, 400},
                        {TimeInForce::at_open, 100, 200},
                        {TimeInForce::at_close, 100, 300}};
  for (const Case& one : cases) {
    for (const int64_t time : {int64_t{-1}, one.from - 1, one.from, one.until - 1, one.until}) {
      GateInputs inputs = f.market();
      inputs.phase = SystemPhase::unknown;
      inputs.time_of_day_ns = time;
      const Finding found = f.ask(for_hours(f, one.time_in_force), inputs);
      if (time >= one.from && time < one.until) {
        CHECK_PASSED(found);
      } else {
        CHECK_REFUSED(found, Refusal::session_closed, RiskScope::firm, time, 0);
      }
    }
  }
}

TEST("no switch, limit, throttle, halt or loss of control ever holds a cancel back") {
  GateFixture f;
  const uint32_t slot = f.enter(f.plain());
  f.limits->market.control_patience_ns = 1;
  f.limits->market.is_phase_needed = 1;
  f.limits->market.port_messages_per_second_max = f.limits->market.port_messages_burst_max = 0;
  for (ScopeLimits* limits :
       {&f.limits->instruments[0], &f.limits->strategies[0], &f.limits->accounts[0], &f.limits->firm}) {
    *limits = {};
  }
  f.limits->strategy_rules[0] = {};
  f.limits->account_rules[0].restricted[0] = ~uint64_t{0};
  f.apply();
  f.gate.kill_all(true);
  f.gate.kill_account(0, true);
  f.gate.kill_strategy(0, true);
  f.gate.kill_instrument(0, true);
  f.gate.fail_strategy(0);
  f.gate.reduce_only(RiskScope::firm, 0, true);
  f.gate.set_reconciled(0, false);
  f.now += ns_per_day;
  GateInputs inputs = f.about(slot);
  inputs.is_halted = inputs.is_book_stale = inputs.is_crossed = true;
  inputs.has_order_room = false;
  inputs.phase = SystemPhase::end_of_messages;
  inputs.bid_ticks = inputs.ask_ticks = inputs.last_ticks = 0;
  inputs.time_of_day_ns = -1;
  inputs.is_account_in_doubt = true;
  inputs.can_be_carried = false;
  Intent cancel{};
  cancel.kind = IntentKind::cancel;
  for (int i = 0; i < 1'000; ++i) CHECK_PASSED(f.ask(cancel, inputs));
  cancel.quantity = 99;
  CHECK_PASSED(f.ask(cancel, inputs));
}

TEST("a cancel is refused only where there is nothing to cancel or nobody to tell") {
  GateFixture f;
  const uint32_t slot = f.enter(f.plain(100));
  f.fill(slot, 30, bid_price);
  Intent cancel{};
  cancel.kind = IntentKind::cancel;
  cancel.strategy_order_id = 9;
  GateInputs inputs = f.about(slot);
  cancel.quantity = 100;  // a cut that cuts nothing: the host would be silent
  CHECK_REFUSED(f.ask(cancel, inputs), Refusal::invalid_quantity, RiskScope::none, 100, 100);
  cancel.quantity = 99;
  CHECK_PASSED(f.ask(cancel, inputs));
  cancel.quantity = 0;
  inputs.is_session_ready = false;
  CHECK_REFUSED(f.ask(cancel, inputs), Refusal::session_down, RiskScope::port, 0, 0);
  inputs = f.about(slot);
  inputs.order.is_done = true;
  CHECK_REFUSED(f.ask(cancel, inputs), Refusal::order_done, RiskScope::none, 9, 0);
  inputs.order.is_known = false;
  CHECK_REFUSED(f.ask(cancel, inputs), Refusal::unknown_order, RiskScope::none, 9, 0);
}

}  // namespace
