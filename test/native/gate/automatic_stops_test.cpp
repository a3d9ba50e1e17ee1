// What switches itself off and only a person switches on again: repeated execution, refusals in a row, the
// day's loss, and how the day's profit is found (risk-15c3-5.md §3.2, §3.3).
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

TEST("a strategy that is filled and enters again too often is off until a person re-arms it") {
  GateFixture f;
  f.limits->strategies[0].repeat_executions_max = 2;
  f.apply();
  const auto enter_and_fill = [&f] {
    const uint32_t slot = f.enter(f.plain());
    if (slot < GateFixture::orders_max) f.fill(slot, 100, bid_price);
  };
  enter_and_fill();  // the first is no repeat
  enter_and_fill();
  enter_and_fill();
  CHECK_REFUSED(f.ask(f.plain()), Refusal::repeat_execution, RiskScope::strategy, 3, 2);
  Trip trip;
  CHECK(f.gate.take_trip(trip));
  CHECK(trip.why == Refusal::repeat_execution && trip.scope == RiskScope::strategy && trip.index == 0);
  CHECK_EQUAL(trip.limit, int64_t{2});
  CHECK(!f.gate.take_trip(trip));
  f.now += ns_per_day;
  CHECK_REFUSED(f.ask(f.plain()), Refusal::repeat_execution, RiskScope::strategy, 0, 0);
  CHECK(f.ask(f.order(Side::buy, 1, bid_price, 1)).refusal == Refusal::repeat_execution);
  CHECK_PASSED(f.ask(f.plain(), 1));
  f.gate.rearm(RiskScope::strategy, 1);
  CHECK(f.ask(f.plain()).refusal == Refusal::repeat_execution);
  f.gate.rearm(RiskScope::strategy, 0);
  enter_and_fill();  // the count begins anew, with the re-entry that was refused
  enter_and_fill();
  CHECK(f.ask(f.plain()).refusal == Refusal::repeat_execution);
  CHECK(f.gate.take_trip(trip));
}

TEST("re-entries are counted by instrument, within the window, and replaces are none") {
  GateFixture f;
  f.limits->strategies[0].repeat_executions_max = 1;
  f.limits->strategies[0].repeat_window_ns = 16'000;
  f.now = 160'000;
  f.apply();
  const uint32_t slot = f.enter(f.plain());
  f.fill(slot, 50, bid_price);
  CHECK_PASSED(f.ask_replace(slot, 200, bid_price));
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, bid_price, 1)));  // nothing was filled there
  CHECK_PASSED(f.ask(f.plain()));                            // the one that is allowed
  CHECK_PASSED(f.ask(f.plain()));                            // no fill since
  f.now += 17'000;
  f.fill(slot, 10, bid_price);
  CHECK_PASSED(f.ask(f.plain()));
  f.fill(slot, 10, bid_price);
  CHECK_REFUSED(f.ask(f.plain()), Refusal::repeat_execution, RiskScope::strategy, 2, 1);
}

TEST("so many refusals in a row switch a strategy off, one that passes starts the count anew") {
  GateFixture f;
  const uint32_t slot = f.enter(f.plain());
  f.limits->strategies[0].refusals_in_a_row_max = 3;
  f.limits->firm.order_quantity_max = 500;
  f.apply();
  Trip trip;
  const auto refused = [&f] { return f.ask(f.plain(501)).refusal; };
  CHECK(refused() == Refusal::order_quantity_max);
  CHECK(f.ask_replace(slot, 501, bid_price).refusal == Refusal::order_quantity_max);
  CHECK_PASSED(f.ask(f.plain()));
  CHECK(refused() == Refusal::order_quantity_max);
  CHECK(refused() == Refusal::order_quantity_max);
  Intent cancel{};
  cancel.kind = IntentKind::cancel;
  CHECK(f.ask(cancel).refusal == Refusal::unknown_order);  // a cancel that comes late is everyday
  CHECK(!f.gate.take_trip(trip));
  CHECK(refused() == Refusal::order_quantity_max);
  CHECK_REFUSED(f.ask(f.plain()), Refusal::refusal_streak, RiskScope::strategy, 0, 0);
  CHECK(f.gate.take_trip(trip));
  CHECK(trip.why == Refusal::refusal_streak);
  CHECK_EQUAL(trip.value, int64_t{3});
  CHECK_EQUAL(trip.limit, int64_t{3});
  CHECK_PASSED(f.ask(f.plain(), 1));
  CHECK_PASSED(f.ask_cancel(slot));
  f.gate.rearm(RiskScope::strategy, 0);
  // The count begins anew.
  CHECK(refused() == Refusal::order_quantity_max);
  CHECK(refused() == Refusal::order_quantity_max);
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("a loss beyond its limit leaves only what shrinks, or nothing, until a person re-arms") {
  for (const RiskScope scope : {RiskScope::firm, RiskScope::account, RiskScope::strategy}) {
    for (const bool stops : {false, true}) {
      GateFixture f;
      ScopeLimits& limits = scope == RiskScope::firm      ? f.limits->firm
                            : scope == RiskScope::account ? f.limits->accounts[0]
                                                          : f.limits->strategies[0];
      limits.loss_max = 100'000;
      limits.loss_stops = stops ? 1 : 0;
      f.apply();
      Trip trip;
      f.hold(0, 0, 100);
      f.gate.mark(0, 999'000);  // 100,000 lost: the limit itself
      CHECK_PASSED(f.ask(f.plain()));
      CHECK(!f.gate.take_trip(trip));
      f.gate.mark(0, 998'999);
      CHECK_REFUSED(f.ask(f.plain(1)), Refusal::loss_day, scope, 1, -100);
      const Finding shrinking = f.ask(f.order(Side::sell, 100, ask_price));
      CHECK(shrinking.refusal == (stops ? Refusal::loss_day : Refusal::none));
      CHECK(f.ask(f.order(Side::sell, 101, ask_price)).refusal == Refusal::loss_day);
      CHECK(f.gate.take_trip(trip));
      CHECK(trip.why == Refusal::loss_day && trip.scope == scope && trip.index == 0);
      CHECK_EQUAL(trip.value, int64_t{100'100});
      CHECK_EQUAL(trip.limit, int64_t{100'000});
      CHECK(!f.gate.take_trip(trip));
      f.gate.mark(0, 1'500'000);  // a profit does not switch on again
      CHECK(f.ask(f.plain(1)).refusal == Refusal::loss_day);
      f.gate.rearm(scope, 0);
      CHECK_PASSED(f.ask(f.plain(1)));
      f.gate.mark(0, 998'999);
      CHECK(f.ask(f.plain(1)).refusal == Refusal::loss_day);
      CHECK(f.gate.take_trip(trip));
    }
  }
}

TEST("what was switched off elsewhere is switched off here too, told once, and re-armed as any other") {
  const auto why_refused = [](RiskScope scope, Refusal why) {
    GateFixture f;
    f.gate.trip(scope, 0, why);
    Trip trip;
    const bool is_told = f.gate.take_trip(trip);
    CHECK(!is_told || (trip.why == why && trip.scope == scope && trip.index == 0));
    CHECK(!f.gate.take_trip(trip));
    f.gate.trip(scope, 0, why);
    CHECK(!f.gate.take_trip(trip));
    const Refusal found = f.ask(f.plain()).refusal;
    CHECK_EQUAL(is_told, found != Refusal::none);
    f.gate.rearm(scope, 0);
    CHECK_PASSED(f.ask(f.plain()));
    return found;
  };
  for (const RiskScope scope : {RiskScope::firm, RiskScope::account, RiskScope::strategy})
    CHECK(why_refused(scope, Refusal::loss_day) == Refusal::loss_day);
  CHECK(why_refused(RiskScope::strategy, Refusal::repeat_execution) == Refusal::repeat_execution);
  CHECK(why_refused(RiskScope::strategy, Refusal::refusal_streak) == Refusal::refusal_streak);
  // Nothing else switches itself off.
  CHECK(why_refused(RiskScope::instrument, Refusal::loss_day) == Refusal::none);
  CHECK(why_refused(RiskScope::account, Refusal::repeat_execution) == Refusal::none);
  CHECK(why_refused(RiskScope::firm, Refusal::refusal_streak) == Refusal::none);
  CHECK(why_refused(RiskScope::strategy, Refusal::position_max) == Refusal::none);
  GateFixture f;
  f.gate.trip(RiskScope::strategy, 99, Refusal::loss_day);
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("an earlier life's stops for a loss are taken off, no others, and told when they come again") {
  for (const auto& [scope, index] : {std::pair{RiskScope::firm, 0},
                                     {RiskScope::account, 0},
                                     {RiskScope::account, 1},
                                     {RiskScope::strategy, 0},
                                     {RiskScope::strategy, 2}}) {
    GateFixture f;
    const auto its = static_cast<uint16_t>(index);
    f.gate.reduce_only(scope, its, true);
    for (int life = 0; life < 2; ++life) {
      f.gate.trip(scope, its, Refusal::loss_day);
      CHECK_EQUAL(+f.gate.stops_of(scope, its), stop::loss | stop::reduce_only);
      Trip trip;
      CHECK(f.gate.take_trip(trip) && trip.scope == scope && trip.index == its);
      CHECK(!f.gate.take_trip(trip));
      f.gate.forget_loss_stops();
      CHECK_EQUAL(+f.gate.stops_of(scope, its), +stop::reduce_only);
      CHECK(!f.gate.take_trip(trip));
    }
  }
}

TEST("fees count into the day's loss, rebates out of it, and a new day begins at zero") {
  GateFixture f;
  f.limits->accounts[0].loss_max = 10;
  f.apply();
  f.hold(0, 0, 100);
  OrderUpdate charged = test::OrderLife::broken(0, 0, Side::buy, 0, 0);
  charged.kind = OrderUpdateKind::none;
  charged.fees.charged = 10 * fee_units_per_tick_share;
  f.gate.apply(charged, f.now);
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{-10});
  CHECK_PASSED(f.ask(f.plain()));
  charged.fees = {1, 0};
  f.gate.apply(charged, f.now);  // a part of a tick counts whole
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{-11});
  CHECK(f.ask(f.plain()).refusal == Refusal::loss_day);
  charged.fees = {0, 11 * fee_units_per_tick_share + 1};
  f.gate.apply(charged, f.now);
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{1});
  f.gate.mark(0, 990'000);
  ++f.limits->trading_day;
  f.apply();
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{0});
  CHECK_EQUAL(f.gate.account(0).budget.used_of(BudgetLine::traded), Money{0});
  CHECK(f.ask(f.plain()).refusal == Refusal::loss_day);  // what was switched off stays off
  f.gate.rearm(RiskScope::account, 0);
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("profit is what flowed and what is held at its mark, whatever the order of fills") {
  GateFixture f;
  f.hold(0, 0, 300, 1'000'000);
  f.hold(0, 0, -500, 1'000'500);
  f.hold(1, 0, 100, 999'000);
  f.gate.mark(0, 1'001'000);
  const Money of_first = -300 * Money{1'000'000} + 500 * Money{1'000'500} - 200 * Money{1'001'000};
  const Money of_second = 100 * Money{1'001'000 - 999'000};
  CHECK_EQUAL(f.gate.strategy(0).ledger.profit(), of_first);
  CHECK_EQUAL(f.gate.strategy(1).ledger.profit(), of_second);
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), of_first + of_second);
  CHECK_EQUAL(f.gate.firm().ledger.profit(), of_first + of_second);
  f.gate.mark(0, 0);
  f.gate.mark(0, -5);  // no news
  CHECK_EQUAL(f.gate.strategy(0).ledger.profit(), of_first);
}

}  // namespace
