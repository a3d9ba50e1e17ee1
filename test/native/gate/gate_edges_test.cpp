// The gate at the ends of what it reckons with, and with inputs that contradict themselves.
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

TEST("the last share and the last tick of the domains pass, and one more of either does not") {
  GateFixture f;
  CHECK_PASSED(f.ask(f.plain(999'999)));
  CHECK_REFUSED(f.ask(f.plain(1'000'000)), Refusal::invalid_quantity, RiskScope::none, 1'000'000, 999'999);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1, 1'999'999'900)));
  CHECK_REFUSED(f.ask(f.order(Side::sell, 1, 1'999'999'901)), Refusal::invalid_price, RiskScope::none,
                1'999'999'901, 1'999'999'900);
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1)));
  CHECK_REFUSED(f.ask(f.order(Side::buy, 1, 0)), Refusal::invalid_price, RiskScope::none, 0, 1'999'999'900);
}

TEST("money limits hold to the tick, with an order of a single share") {
  const auto limited = [](int64_t ScopeLimits::*limit, RiskScope scope, Money value) {
    GateFixture f;
    // A name of its own: GCC 12 makes a copy of `(a ? b : c)` before `.*`, and sets that.
    ScopeLimits& its = scope == RiskScope::instrument ? f.limits->instruments[0]
                       : scope == RiskScope::strategy ? f.limits->strategies[0]
                       : scope == RiskScope::account  ? f.limits->accounts[0]
                                                      : f.limits->firm;
    its.*limit = value;
    f.apply();
    return f.ask(f.order(Side::buy, 1, bid_price));
  };
  const auto holds = [&](int64_t ScopeLimits::*limit, Refusal why, std::initializer_list<RiskScope> scopes) {
    for (const RiskScope scope : scopes) {
      CHECK_PASSED(limited(limit, scope, bid_price));
      CHECK_REFUSED(limited(limit, scope, bid_price - 1), why, scope, bid_price, bid_price - 1);
    }
  };
  const auto all = {RiskScope::instrument, RiskScope::strategy, RiskScope::account, RiskScope::firm};
  const auto owners = {RiskScope::strategy, RiskScope::account, RiskScope::firm};
  holds(&ScopeLimits::order_notional_max, Refusal::order_notional_max, all);
  holds(&ScopeLimits::open_notional_max, Refusal::open_notional_max, all);
  holds(&ScopeLimits::notional_window_max, Refusal::notional_rate,
        {RiskScope::instrument, RiskScope::strategy, RiskScope::account});
  holds(&ScopeLimits::net_exposure_max, Refusal::net_exposure_max, owners);
  holds(&ScopeLimits::traded_notional_max, Refusal::traded_notional_day, owners);
  holds(&ScopeLimits::gross_exposure_max, Refusal::exposure_strategy_max, {RiskScope::strategy});
  holds(&ScopeLimits::gross_exposure_max, Refusal::exposure_account_max, {RiskScope::account});
  holds(&ScopeLimits::gross_exposure_max, Refusal::exposure_firm_max, {RiskScope::firm});
  holds(&ScopeLimits::credit_max, Refusal::credit_max, {RiskScope::account, RiskScope::firm});
}

TEST("a replace of what is not known, or is done, is refused whatever else its inputs say") {
  GateFixture f;
  const uint32_t slot = f.enter(f.plain());
  Intent intent = f.plain(200);
  intent.kind = IntentKind::replace;
  GateInputs about = f.about(slot);
  CHECK_PASSED(f.ask(intent, about));
  about.order.is_known = false;
  CHECK_REFUSED(f.ask(intent, about), Refusal::unknown_order, RiskScope::none, intent.strategy_order_id, 0);
  about = f.about(slot);
  about.order.is_done = true;
  CHECK_REFUSED(f.ask(intent, about), Refusal::order_done, RiskScope::none, intent.strategy_order_id, 0);
  about = f.about(slot);
  about.order.slot = GateFixture::orders_max;
  CHECK_REFUSED(f.ask(intent, about), Refusal::unknown_order, RiskScope::none, intent.strategy_order_id, 0);
}

TEST("a position is beyond all reckoning from 2^30 shares on, on either side") {
  for (const int64_t sign : {1, -1}) {
    for (const bool is_huge : {false, true}) {
      GateFixture f;
      f.gate.set_opening_position(0, 0, sign * ((int64_t{1} << 30) - (is_huge ? 0 : 1)), 1);
      for (const Side side : {Side::buy, Side::sell}) {
        const Finding found = f.ask(f.order(side, 1, side == Side::buy ? bid_price : ask_price));
        CHECK(found.refusal == (is_huge ? Refusal::position_max : Refusal::none));
      }
    }
  }
}

TEST("what is held and what is working come to 2^30 shares together") {
  for (const int64_t sign : {1, -1}) {
    for (const bool is_huge : {false, true}) {
      GateFixture f;
      f.gate.set_opening_position(0, 0, sign * ((int64_t{1} << 30) - 100), 1);
      const Side side = sign > 0 ? Side::buy : Side::sell;
      f.enter(f.order(side, is_huge ? 100 : 99, side == Side::buy ? bid_price : ask_price));
      CHECK_PASSED(f.last);
      CHECK(f.ask(f.plain(1)).refusal == (is_huge ? Refusal::position_max : Refusal::none));
    }
  }
}

TEST("with a patience below nothing no sign of life is fresh enough") {
  GateFixture f;
  f.limits->market.control_patience_ns = -1;
  f.apply();
  f.gate.on_control(f.now);
  CHECK_REFUSED(f.ask(f.plain()), Refusal::control_lost, RiskScope::firm, 0, -1);
}

TEST("an order that a replace makes reach further is the one that meets our own") {
  for (const auto scope : {SelfMatchScope::account, SelfMatchScope::firm}) {
    GateFixture f;
    f.limits->market.self_match = static_cast<uint32_t>(scope);
    f.apply();
    f.enter(f.order(Side::sell, 100, 1'001'000));
    const uint32_t further = f.enter(f.order(Side::sell, 100, 1'002'000));
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'000'500)));
    CHECK(f.replace(further, 100, 1'000'500));
    CHECK_REFUSED(f.ask(f.order(Side::buy, 100, 1'000'500)), Refusal::self_match,
                  scope == SelfMatchScope::firm ? RiskScope::firm : RiskScope::account, 1'000'500, 1'000'500);
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'000'499)));
    f.gate.apply(f.life.replace_rejected(further), f.now);
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'000'500)));
  }
}

TEST("sums that near the end of their type are brought back, and the window's limit holds at every step") {
  GateFixture f;
  const Intent large = f.order(Side::sell, 35'000, 1'999'999'900);
  const Money worth = Money{35'000} * 1'999'999'900;
  // Every four nanoseconds one, of a window of sixteen and up to one more.
  ScopeLimits& its = f.limits->strategies[0];
  its.notional_window_ns = 16;
  its.notional_window_max = 5 * worth;
  f.apply();
  for (Money sum = 0; sum < (Money{1} << 60) + (Money{1} << 56); sum += worth) {
    f.now += 4;
    CHECK_PASSED(f.ask(large));
    if (sum < 4 * worth) continue;
    CHECK_REFUSED(f.ask(large), Refusal::notional_rate, RiskScope::strategy, 6 * worth, 5 * worth);
  }
  CHECK(f.gate.strategy(0).budget.used_of(BudgetLine::entered) < Money{1} << 58);
}

TEST("attributes that are unknown or contradict each other are refused by their own reasons") {
  GateFixture f;
  const auto refused = [&f](auto&& set, Side side = Side::sell) {
    Intent intent = f.order(side, 100, side == Side::sell ? ask_price : bid_price);
    set(intent.attributes);
    return f.ask(intent).refusal;
  };
  using A = OrderAttributes;
  const auto is = [&](Refusal why, auto&& set, Side side = Side::sell) { CHECK(refused(set, side) == why); };
  const auto passes = [&](auto&& set) { is(Refusal::none, set); };
  for (const auto time : {TimeInForce::day, TimeInForce::immediate_or_cancel, TimeInForce::fill_or_kill})
    passes([time](A& a) { a.time_in_force = time; });
  is(Refusal::invalid_time_in_force,
     [](A& a) { a.time_in_force = static_cast<TimeInForce>(time_in_force_count); });
  is(Refusal::invalid_time_in_force, [](A& a) { a.time_in_force = TimeInForce::timed; });
  is(Refusal::invalid_time_in_force, [](A& a) { a.expire_seconds = 1; });
  const auto timed = [](uint32_t seconds) {
    return [seconds](A& a) {
      a.time_in_force = TimeInForce::timed;
      a.expire_seconds = seconds;
    };
  };
  passes(timed(expire_seconds_max));
  is(Refusal::invalid_time_in_force, timed(expire_seconds_max + 1));
  passes([](A& a) { a.display = OrderDisplay::attributable; });
  is(Refusal::invalid_display, [](A& a) { a.display = static_cast<OrderDisplay>(order_display_count); });
  passes([](A& a) { a.capacity = OrderCapacity::other; });
  is(Refusal::invalid_capacity, [](A& a) { a.capacity = static_cast<OrderCapacity>(order_capacity_count); });
  passes([](A& a) { a.sell_kind = SellKind::short_exempt; });
  is(Refusal::invalid_sell_kind, [](A& a) { a.sell_kind = static_cast<SellKind>(sell_kind_count); });
  is(
      Refusal::invalid_sell_kind, [](A& a) { a.sell_kind = SellKind::short_sale; }, Side::buy);
  is(Refusal::invalid_sell_kind, [](A& a) { a.is_located = true; });
  passes([](A& a) { a.min_quantity = 100; });
  is(Refusal::invalid_min_quantity, [](A& a) { a.min_quantity = 101; });
  is(Refusal::invalid_min_quantity, [](A& a) { a.min_quantity = 1, a.is_post_only = true; });
  is(Refusal::invalid_min_quantity,
     [](A& a) { a.min_quantity = 1, a.time_in_force = TimeInForce::fill_or_kill; });
  passes([](A& a) { a.max_floor = 100; });
  is(Refusal::invalid_max_floor, [](A& a) { a.max_floor = 101; });
  is(Refusal::invalid_max_floor, [](A& a) { a.max_floor = 1, a.display = OrderDisplay::hidden; });
  is(Refusal::invalid_max_floor,
     [](A& a) { a.max_floor = 1, a.time_in_force = TimeInForce::immediate_or_cancel; });
  is(Refusal::invalid_peg, [](A& a) { a.peg_kind = static_cast<PegKind>(peg_kind_count); });
  is(Refusal::invalid_peg, [](A& a) { a.peg_offset_ticks = 1; });
  for (const int32_t sign : {1, -1}) {
    const auto pegged = [sign](int32_t offset) {
      return [sign, offset](A& a) { a.peg_kind = PegKind::midpoint, a.peg_offset_ticks = sign * offset; };
    };
    passes(pegged(peg_offset_ticks_max));
    is(Refusal::invalid_peg, pegged(peg_offset_ticks_max + 1));
  }
  is(Refusal::invalid_cross, [](A& a) { a.cross = static_cast<CrossKind>(cross_kind_count); });
  passes([](A& a) { a.cross = CrossKind::closing; });
  passes([](A& a) { a.cross = CrossKind::closing, a.time_in_force = TimeInForce::at_close; });
  is(Refusal::invalid_cross,
     [](A& a) { a.cross = CrossKind::opening, a.time_in_force = TimeInForce::at_close; });
  is(Refusal::invalid_cross, [](A& a) { a.cross = CrossKind::closing, a.peg_kind = PegKind::midpoint; });
  passes([](A& a) { a.is_post_only = true; });
  is(Refusal::invalid_post_only,
     [](A& a) { a.is_post_only = true, a.time_in_force = TimeInForce::immediate_or_cancel; });
  is(Refusal::invalid_post_only, [](A& a) { a.is_post_only = true, a.cross = CrossKind::closing; });
}

}  // namespace
