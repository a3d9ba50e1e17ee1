// The order of the checks (risk-15c3-5.md §4): of all that is wrong with an intent, the first is told.
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

TEST("the first failure in the order of the checks is the one that is told") {
  // Each step breaks one more rule, from the last checked to the first: the newest is always told.
  GateFixture f;
  f.hold(0, 0, 100);
  f.enter(f.order(Side::sell, 200, ask_price), 1);
  Intent intent = f.order(Side::sell, 500, bid_price);
  intent.attributes.sell_kind = SellKind::short_sale;
  GateInputs inputs = f.market();
  const auto told = [&] { return f.ask(intent, inputs).refusal; };
  const auto told_with_limits = [&] {
    f.apply();
    return told();
  };
  f.enter(f.order(Side::buy, 10, bid_price), 1);
  f.limits->market.self_match = static_cast<uint32_t>(SelfMatchScope::account);
  CHECK(told_with_limits() == Refusal::self_match);
  ScopeLimits& strategy = f.limits->strategies[0];
  ScopeLimits& account = f.limits->accounts[0];
  strategy.traded_notional_max = 0;
  CHECK(told_with_limits() == Refusal::traded_notional_day);
  account.credit_max = 0;
  CHECK(told_with_limits() == Refusal::credit_max);
  account.net_exposure_max = 0;
  CHECK(told_with_limits() == Refusal::net_exposure_max);
  f.limits->firm.gross_exposure_max = 0;
  CHECK(told_with_limits() == Refusal::exposure_firm_max);
  account.gross_exposure_max = 0;
  CHECK(told_with_limits() == Refusal::exposure_account_max);
  strategy.gross_exposure_max = 0;
  CHECK(told_with_limits() == Refusal::exposure_strategy_max);
  strategy.open_notional_max = 0;
  CHECK(told_with_limits() == Refusal::open_notional_max);
  strategy.open_orders_max = 0;
  CHECK(told_with_limits() == Refusal::open_orders_max);
  account.position_max = 0;
  CHECK(told_with_limits() == Refusal::position_max);
  f.limits->instrument_rules[0].is_short_regulated = 1;
  inputs.short_sale_test = ShortSaleTest::in_effect;
  CHECK(told_with_limits() == Refusal::short_price_test);
  inputs.short_sale_test = ShortSaleTest::unknown;
  CHECK(told() == Refusal::short_state_unknown);
  f.limits->account_rules[0].is_locate_exempt = 0;
  CHECK(told_with_limits() == Refusal::locate_missing);
  intent.attributes.sell_kind = SellKind::ordinary;
  CHECK(told() == Refusal::short_mark_wrong);
  account.order_trade_from = account.order_trade_ratio_max = 0;
  CHECK(told_with_limits() == Refusal::order_trade_ratio);
  account.notional_window_max = 0;
  CHECK(told_with_limits() == Refusal::notional_rate);
  f.limits->instruments[0].messages_burst_max = f.limits->instruments[0].messages_per_second_max = 0;
  CHECK(told_with_limits() == Refusal::message_rate_instrument);
  strategy.messages_burst_max = strategy.messages_per_second_max = 0;
  CHECK(told_with_limits() == Refusal::message_rate_strategy);
  account.messages_burst_max = account.messages_per_second_max = 0;
  CHECK(told_with_limits() == Refusal::message_rate_account);
  f.limits->market.port_messages_burst_max = f.limits->market.port_messages_per_second_max = 0;
  CHECK(told_with_limits() == Refusal::message_rate_port);
  strategy.duplicates_max = 0;
  CHECK(told_with_limits() == Refusal::order_duplicate);
  f.limits->instrument_rules[0].luld_lower_ticks = ask_price;
  CHECK(told_with_limits() == Refusal::luld_band);
  f.limits->firm.reference_collar_ticks = 1;
  CHECK(told_with_limits() == Refusal::price_collar);
  inputs.ask_ticks = inputs.last_ticks = 0;
  CHECK(told() == Refusal::reference_stale);
  f.limits->firm.order_notional_max = 1;
  CHECK(told_with_limits() == Refusal::order_notional_max);
  f.limits->instrument_rules[0].adv_basis_points_max = 0;
  CHECK(told_with_limits() == Refusal::order_adv_max);
  f.limits->firm.order_quantity_max = 1;
  CHECK(told_with_limits() == Refusal::order_quantity_max);
  f.limits->firm.is_set = 0;
  CHECK(told_with_limits() == Refusal::limit_missing);
  inputs.can_be_carried = false;
  CHECK(told() == Refusal::attribute_not_carried);
  intent.attributes.time_in_force = TimeInForce::timed;  // without an expiry
  CHECK(told() == Refusal::invalid_time_in_force);
  intent.quantity = 0;
  CHECK(told() == Refusal::invalid_quantity);
  intent.price_ticks = 0;
  CHECK(told() == Refusal::invalid_price);
  inputs.has_order_room = false;
  CHECK(told() == Refusal::order_store_full);
  inputs.is_order_id_used = true;
  CHECK(told() == Refusal::duplicate_order_id);
  inputs.phase = SystemPhase::end_of_messages;
  CHECK(told() == Refusal::session_closed);
  inputs.is_crossed = true;
  f.limits->market.is_crossed_barred = 1;
  CHECK(told_with_limits() == Refusal::market_crossed);
  inputs.is_book_stale = true;
  CHECK(told() == Refusal::book_stale);
  inputs.is_halted = true;
  CHECK(told() == Refusal::halted);
  f.limits->account_rules[0].restricted[0] = 1;
  CHECK(told_with_limits() == Refusal::instrument_restricted);
  f.limits->account_rules[0].is_approved = 0;
  CHECK(told_with_limits() == Refusal::not_entitled);
  inputs.is_session_ready = false;
  CHECK(told() == Refusal::session_down);
  inputs.is_account_in_doubt = true;
  CHECK(told() == Refusal::account_in_doubt);
  f.gate.set_reconciled(0, false);
  CHECK(told() == Refusal::not_reconciled);
  f.limits->market.control_patience_ns = 1;
  f.apply();
  f.now += 2;
  inputs.now = f.now;
  CHECK(told() == Refusal::control_lost);
  f.gate.reduce_only(RiskScope::firm, 0, true);
  CHECK(told() == Refusal::reduce_only);
  f.limits->firm.loss_max = -1;  // no loss is too much
  CHECK(told_with_limits() == Refusal::loss_day);
  strategy.refusals_in_a_row_max = 1;
  f.apply();
  static_cast<void>(told());
  CHECK(told() == Refusal::refusal_streak);
  f.gate.fail_strategy(0);
  CHECK(told() == Refusal::strategy_fault);
  f.gate.kill_instrument(0, true);
  CHECK(f.ask(intent, inputs).scope == RiskScope::instrument);
  f.gate.kill_strategy(0, true);
  CHECK(f.ask(intent, inputs).scope == RiskScope::strategy);
  f.gate.kill_account(0, true);
  CHECK(f.ask(intent, inputs).scope == RiskScope::account);
  f.gate.kill_all(true);
  CHECK_REFUSED(f.ask(intent, inputs), Refusal::killed, RiskScope::firm, 0, 0);
}

}  // namespace
