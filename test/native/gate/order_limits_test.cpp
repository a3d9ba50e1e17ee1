// Each control of one order by itself, one below its limit, at it and one above (risk-15c3-5.md §7.1).
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

constexpr RiskScope every_scope[] = {RiskScope::instrument, RiskScope::strategy, RiskScope::account,
                                     RiskScope::firm};

ScopeLimits& limits_of(GateFixture& f, RiskScope scope) {
  switch (scope) {
    case RiskScope::instrument: return f.limits->instruments[0];
    case RiskScope::strategy: return f.limits->strategies[0];
    case RiskScope::account: return f.limits->accounts[0];
    default: return f.limits->firm;
  }
}

TEST("the gate refuses everything until limits, shares of the firm's and reconciliation are there") {
  GateFixture f;
  OrderGate fresh({.instruments = 3, .orders_max = 8, .account_of = {0}});
  CHECK(fresh.check(f.plain(), f.market()).refusal() == Refusal::not_reconciled);
  fresh.set_reconciled(0, true);
  CHECK(fresh.check(f.plain(), f.market()).refusal() == Refusal::not_entitled);
  for (StrategyRules& rules : f.limits->strategy_rules) rules.is_approved = 1;
  LimitSet none{};
  none.strategy_rules[0] = f.limits->strategy_rules[0];
  none.account_rules[0] = f.limits->account_rules[0];
  none.market = f.limits->market;
  fresh.apply_limits(none, f.now);
  CHECK(fresh.check(f.plain(), f.market()).refusal() == Refusal::limit_missing);
  fresh.apply_limits(*f.limits, f.now);
  CHECK(fresh.check(f.plain(), f.market()).refusal() == Refusal::open_orders_max);  // no share of the firm's
  fresh.apply_grants(unlimited_grants());
  CHECK(fresh.check(f.plain(), f.market()).has_passed());
}

TEST("an order is refused where a scope has no limits at all, and says which") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).is_set = 0;
    f.apply();
    CHECK_REFUSED(f.ask(f.plain()), Refusal::limit_missing, scope, 0, 0);
  }
}

TEST("the quantity of an order may reach the limit of each scope and not pass it") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).order_quantity_max = 500;
    f.apply();
    CHECK_PASSED(f.ask(f.plain(499)));
    CHECK_PASSED(f.ask(f.plain(500)));
    CHECK_REFUSED(f.ask(f.plain(501)), Refusal::order_quantity_max, scope, 501, 500);
  }
}

TEST("the tightest scope's limit of one order is the one that holds") {
  GateFixture f;
  f.limits->instruments[0].order_quantity_max = 400;
  f.limits->strategies[0].order_quantity_max = 300;
  f.limits->accounts[0].order_quantity_max = 350;
  f.apply();
  CHECK_REFUSED(f.ask(f.plain(301)), Refusal::order_quantity_max, RiskScope::strategy, 301, 300);
  CHECK_REFUSED(f.ask(f.plain(351), 1), Refusal::order_quantity_max, RiskScope::account, 351, 350);
  CHECK_REFUSED(f.ask(f.plain(401), 2), Refusal::order_quantity_max, RiskScope::instrument, 401, 400);
}

TEST("the value of an order may reach the limit of each scope and not pass it") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).order_notional_max = Money{bid_price} * 100;
    f.apply();
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, bid_price - 1)));
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, bid_price)));
    CHECK_REFUSED(f.ask(f.order(Side::buy, 100, bid_price + 1)), Refusal::order_notional_max, scope,
                  Money{bid_price + 1} * 100, Money{bid_price} * 100);
  }
}

TEST("an order of more value than the gate reckons with is refused without any limit") {
  GateFixture f;
  GateInputs market = f.market();
  market.bid_ticks = market.ask_ticks = 1'999'999'900;
  const Finding found = f.ask(f.order(Side::buy, 999'999, 1'999'999'900), market);
  CHECK_REFUSED(found, Refusal::order_notional_max, RiskScope::none, Money{1'999'999'900} * 999'999,
                order_notional_bound - 1);
  CHECK_PASSED(f.ask(f.order(Side::buy, 35'000, 1'999'999'900), market));
}

TEST("an order may have its part of the average daily volume and no share more") {
  GateFixture f;
  f.limits->instrument_rules[0].adv_shares = 1'000'050;
  f.limits->instrument_rules[0].adv_basis_points_max = 10;  // 1,000.05 shares
  f.apply();
  CHECK_PASSED(f.ask(f.plain(999)));
  CHECK_PASSED(f.ask(f.plain(1'000)));
  CHECK_REFUSED(f.ask(f.plain(1'001)), Refusal::order_adv_max, RiskScope::instrument, 1'001, 1'000);
  f.limits->instrument_rules[0].adv_shares = 0;  // not known: no part of it is allowed
  f.apply();
  CHECK_REFUSED(f.ask(f.plain(1)), Refusal::order_adv_max, RiskScope::instrument, 1, 0);
}

TEST("an order may reach through the opposite best by the collar's ticks and not further") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).collar_ticks = 50;
    f.apply();
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, ask_price + 49)));
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, ask_price + 50)));
    CHECK_REFUSED(f.ask(f.order(Side::buy, 100, ask_price + 51)), Refusal::price_collar, scope, 51, 50);
    CHECK_PASSED(f.ask(f.order(Side::sell, 100, bid_price - 50)));
    CHECK_REFUSED(f.ask(f.order(Side::sell, 100, bid_price - 51)), Refusal::price_collar, scope, 51, 50);
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1)));  // rests: no collar of this kind
    CHECK_PASSED(f.ask(f.order(Side::sell, 100, 1'000'000'000)));
  }
}

TEST("an order may reach through the opposite best by the collar's basis points and not further") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).collar_basis_points = 100;  // 10,001 ticks of the offer, 9,999 of the bid
    f.apply();
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, ask_price + 10'000)));
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, ask_price + 10'001)));
    CHECK_REFUSED(f.ask(f.order(Side::buy, 100, ask_price + 10'002)), Refusal::price_collar, scope,
                  ask_price + 10'002, ask_price);
    CHECK_PASSED(f.ask(f.order(Side::sell, 100, bid_price - 9'999)));
    CHECK_REFUSED(f.ask(f.order(Side::sell, 100, bid_price - 10'000)), Refusal::price_collar, scope,
                  bid_price - 10'000, bid_price);
  }
}

TEST("a price may lie as far from the reference as the collar says, on either side and no further") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).reference_collar_ticks = 5'000;
    f.apply();
    for (const int sign : {-1, 1}) {
      const Side side = sign < 0 ? Side::buy : Side::sell;
      CHECK_PASSED(f.ask(f.order(side, 100, 1'000'000 + sign * 4'999)));
      CHECK_PASSED(f.ask(f.order(side, 100, 1'000'000 + sign * 5'000)));
      CHECK_REFUSED(f.ask(f.order(side, 100, 1'000'000 + sign * 5'001)), Refusal::price_collar, scope, 5'001,
                    5'000);
      CHECK_REFUSED(f.ask(f.order(opposite(side), 100, 1'000'000 + sign * 5'001)), Refusal::price_collar,
                    scope, 5'001, 5'000);
    }
  }
}

TEST("a price may lie as many basis points from the reference as the collar says and no further") {
  for (const RiskScope scope : every_scope) {
    GateFixture f;
    limits_of(f, scope).reference_collar_basis_points = 200;
    f.apply();
    for (const int sign : {-1, 1}) {
      const Side side = sign < 0 ? Side::buy : Side::sell;
      CHECK_PASSED(f.ask(f.order(side, 100, 1'000'000 + sign * 19'999)));
      CHECK_PASSED(f.ask(f.order(side, 100, 1'000'000 + sign * 20'000)));
      CHECK_REFUSED(f.ask(f.order(side, 100, 1'000'000 + sign * 20'001)), Refusal::price_collar, scope,
                    1'000'000 + sign * 20'001, 1'000'000);
    }
  }
}

TEST("a middle between two ticks is measured from exactly") {
  GateFixture f;
  f.limits->firm.reference_collar_ticks = 10;
  f.apply();
  GateInputs market = f.market();
  market.bid_ticks = 1'000'000;
  market.ask_ticks = 1'000'001;  // the middle is half a tick up
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 999'991), market));
  CHECK_REFUSED(f.ask(f.order(Side::buy, 100, 999'990), market), Refusal::price_collar, RiskScope::firm, 10,
                10);
  CHECK_PASSED(f.ask(f.order(Side::sell, 100, 1'000'010), market));
  CHECK_REFUSED(f.ask(f.order(Side::sell, 100, 1'000'011), market), Refusal::price_collar, RiskScope::firm,
                10, 10);
}

TEST("the reference is the middle, else a last trade recent enough, else the price given, else none") {
  GateFixture f;
  f.limits->firm.reference_collar_ticks = 100;
  f.limits->instrument_rules[0].reference_age_max_ns = 5 * ns_per_second;
  f.limits->instrument_rules[0].reference_ticks = 800'000;
  f.apply();
  GateInputs market = f.market();
  market.last_ticks = 900'000;
  CHECK_PASSED(f.ask(f.order(Side::sell, 100, 1'000'000), market));
  market.ask_ticks = 0;
  market.last_age_ns = 5 * ns_per_second;
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 900'100), market));
  CHECK(f.ask(f.order(Side::buy, 100, 900'101), market).refusal == Refusal::price_collar);
  ++market.last_age_ns;
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 800'100), market));
  CHECK(f.ask(f.order(Side::buy, 100, 800'101), market).refusal == Refusal::price_collar);
  f.limits->instrument_rules[0].reference_ticks = 0;
  f.apply();
  CHECK_REFUSED(f.ask(f.order(Side::buy, 100, 800'000), market), Refusal::reference_stale,
                RiskScope::instrument, 5 * ns_per_second + 1, 5 * ns_per_second);
  market.last_ticks = 0;
  market.last_age_ns = 0;
  CHECK(f.ask(f.order(Side::buy, 100, 900'000), market).refusal == Refusal::reference_stale);
}

TEST("without an opposite best the collar is measured from the reference, and from nothing never") {
  for (const bool has_ticks : {false, true}) {
    GateFixture f;
    if (has_ticks) f.limits->firm.collar_ticks = 100;
    if (!has_ticks) f.limits->firm.collar_basis_points = 1;
    f.apply();
    GateInputs market = f.market();
    market.ask_ticks = 0;
    CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'000'100), market));
    CHECK(f.ask(f.order(Side::buy, 100, 1'000'101), market).refusal == Refusal::price_collar);
    CHECK_PASSED(f.ask(f.order(Side::sell, 100, bid_price), market));
    market.last_ticks = 0;
    CHECK(f.ask(f.order(Side::buy, 100, 1'000'000), market).refusal == Refusal::reference_stale);
    CHECK_PASSED(f.ask(f.order(Side::sell, 100, bid_price), market));
    market.bid_ticks = 0;
    CHECK(f.ask(f.order(Side::sell, 100, bid_price), market).refusal == Refusal::reference_stale);
  }
  GateFixture f;  // no collar asks for no reference
  GateInputs nothing = f.market();
  nothing.bid_ticks = nothing.ask_ticks = nothing.last_ticks = 0;
  CHECK_PASSED(f.ask(f.plain(), nothing));
}

TEST("nothing is bought above the upper band and nothing sold below the lower one") {
  GateFixture f;
  f.limits->instrument_rules[0].luld_lower_ticks = 950'000;
  f.limits->instrument_rules[0].luld_upper_ticks = 1'050'000;
  f.apply();
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'049'999)));
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'050'000)));
  CHECK_REFUSED(f.ask(f.order(Side::buy, 100, 1'050'001)), Refusal::luld_band, RiskScope::instrument,
                1'050'001, 1'050'000);
  CHECK_PASSED(f.ask(f.order(Side::sell, 100, 950'001)));
  CHECK_PASSED(f.ask(f.order(Side::sell, 100, 950'000)));
  CHECK_REFUSED(f.ask(f.order(Side::sell, 100, 949'999)), Refusal::luld_band, RiskScope::instrument, 949'999,
                950'000);
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1)));
  CHECK_PASSED(f.ask(f.order(Side::sell, 100, 1'999'999'900)));
}

TEST("prices keep within the domain, on their step, with a smaller one below a dollar") {
  GateFixture f;
  f.limits->instrument_rules[0].price_step_ticks = 100;
  f.limits->instrument_rules[0].price_step_small_ticks = 7;
  f.apply();
  for (const PriceTicks good : {7, 9'996, 10'000, 10'100, 999'900, 1'999'999'900}) {
    CHECK_PASSED(f.ask(f.order(Side::sell, 1, good)));
  }
  CHECK_REFUSED(f.ask(f.order(Side::buy, 1, 10'001)), Refusal::invalid_price, RiskScope::instrument, 10'001,
                100);
  CHECK_REFUSED(f.ask(f.order(Side::buy, 1, 9'999)), Refusal::invalid_price, RiskScope::instrument, 9'999, 7);
  for (const PriceTicks bad : {0, -1, INT32_MIN, 1'999'999'901, 2'000'000'000}) {
    CHECK_REFUSED(f.ask(f.order(Side::buy, 1, bad)), Refusal::invalid_price, RiskScope::none, bad,
                  1'999'999'900);
  }
  CHECK_REFUSED(f.ask(f.order(Side::buy, 1, INT32_MAX)), Refusal::market_order_barred, RiskScope::none, 0, 0);
}

TEST("quantities keep within the domain and on the lot") {
  GateFixture f;
  f.limits->instrument_rules[0].lot_shares = 3;
  f.apply();
  CHECK_PASSED(f.ask(f.plain(3)));
  CHECK_PASSED(f.ask(f.plain(999'999)));
  CHECK_REFUSED(f.ask(f.plain(4)), Refusal::invalid_quantity, RiskScope::instrument, 4, 3);
  CHECK_REFUSED(f.ask(f.plain(0)), Refusal::invalid_quantity, RiskScope::none, 0, 999'999);
  CHECK_REFUSED(f.ask(f.plain(1'000'000)), Refusal::invalid_quantity, RiskScope::none, 1'000'000, 999'999);
  CHECK_REFUSED(f.ask(f.plain(UINT32_MAX)), Refusal::invalid_quantity, RiskScope::none, UINT32_MAX, 999'999);
}

TEST("an intent of an unknown kind or side, or that contradicts itself, is refused") {
  GateFixture f;
  Intent intent = f.plain();
  intent.kind = static_cast<IntentKind>(3);
  CHECK_REFUSED(f.ask(intent), Refusal::invalid_intent, RiskScope::none, 3, 0);
  intent = f.plain();
  intent.side = static_cast<Side>(2);
  CHECK(f.ask(intent).refusal == Refusal::invalid_intent);
  intent = f.plain();
  intent.attributes.time_in_force = static_cast<TimeInForce>(9);
  CHECK(f.ask(intent).refusal == Refusal::invalid_time_in_force);
  intent = f.plain();
  intent.attributes.sell_kind = SellKind::short_sale;
  CHECK(f.ask(intent).refusal == Refusal::invalid_sell_kind);
  intent = f.order(Side::sell, 100, ask_price);
  intent.attributes.sell_kind = static_cast<SellKind>(3);
  CHECK(f.ask(intent).refusal == Refusal::invalid_sell_kind);
  intent = f.plain();
  intent.attributes.min_quantity = 101;
  CHECK(f.ask(intent).refusal == Refusal::invalid_min_quantity);
  intent.attributes.min_quantity = 100;
  CHECK_PASSED(f.ask(intent));
  intent = f.plain();
  intent.attributes.time_in_force = TimeInForce::immediate_or_cancel;
  CHECK_PASSED(f.ask(intent));
}

TEST("an intent about what is not there is refused before anything else is asked") {
  GateFixture f;
  f.gate.kill_all(true);
  Intent intent = f.plain();
  intent.instrument = 3;
  CHECK_REFUSED(f.ask(intent), Refusal::unknown_instrument, RiskScope::none, 3, 0);
  CHECK_REFUSED(f.ask(f.plain(), StrategyId{3}), Refusal::not_entitled, RiskScope::strategy, 3, 0);
  intent.kind = IntentKind::replace;
  intent.strategy_order_id = 77;
  GateInputs inputs = f.market();
  CHECK_REFUSED(f.ask(intent, inputs), Refusal::unknown_order, RiskScope::none, 77, 0);
  inputs.order.is_known = true;
  inputs.order.instrument = 3;
  CHECK_REFUSED(f.ask(intent, inputs), Refusal::unknown_order, RiskScope::none, 77, 0);
  inputs.order.instrument = 0;
  inputs.order.slot = GateFixture::orders_max;
  CHECK_REFUSED(f.ask(intent, inputs), Refusal::unknown_order, RiskScope::none, 77, 0);
  inputs.order.slot = 0;
  inputs.order.is_done = true;
  CHECK_REFUSED(f.ask(intent, inputs), Refusal::order_done, RiskScope::none, 77, 0);
  inputs.order.is_done = false;
  CHECK_REFUSED(f.ask(intent, inputs), Refusal::order_not_live, RiskScope::none, 77, 0);
  inputs.order.is_replaceable = true;
  CHECK(f.ask(intent, inputs).refusal == Refusal::killed);
}

TEST("an id that was used and a store that is full stop new orders only") {
  GateFixture f;
  const uint32_t slot = f.enter(f.plain());
  GateInputs inputs = f.market();
  inputs.is_order_id_used = true;
  CHECK(f.ask(f.plain(), inputs).refusal == Refusal::duplicate_order_id);
  inputs.is_order_id_used = false;
  inputs.has_order_room = false;
  CHECK_REFUSED(f.ask(f.plain(), inputs), Refusal::order_store_full, RiskScope::port, 0, 0);
  GateInputs about = f.about(slot);
  about.has_order_room = false;
  about.is_order_id_used = true;
  Intent intent{};
  intent.kind = IntentKind::replace;
  intent.quantity = 50;
  intent.price_ticks = bid_price;
  CHECK_PASSED(f.ask(intent, about));
}

TEST("a replace is measured by what it leaves to fill") {
  GateFixture f;
  f.limits->firm.order_quantity_max = 100;
  f.apply();
  const uint32_t slot = f.enter(f.plain(100));
  f.fill(slot, 40, bid_price);
  CHECK_PASSED(f.ask_replace(slot, 140, bid_price));
  CHECK_REFUSED(f.ask_replace(slot, 141, bid_price), Refusal::order_quantity_max, RiskScope::firm, 101, 100);
  CHECK_PASSED(f.ask_replace(slot, 41, bid_price));
  CHECK_REFUSED(f.ask_replace(slot, 40, bid_price), Refusal::invalid_quantity, RiskScope::none, 0, 1);
  CHECK_REFUSED(f.ask_replace(slot, 39, bid_price), Refusal::invalid_quantity, RiskScope::none, -1, 1);
}

}  // namespace
