#include "gate/random_limits.hpp"

#include <iterator>

namespace hotlane::test {
namespace {

void change_a_rule(Dice& dice, LimitSet& limits, uint16_t instruments) {
  InstrumentRules& instrument = limits.instrument_rules[dice.below(instruments)];
  AccountRules& account = limits.account_rules[dice.below(2)];
  StrategyRules& strategy = limits.strategy_rules[dice.below(3)];
  MarketRules& market = limits.market;
  // Those that only few orders meet come up more often.
  constexpr int rules[] = {0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 7, 7, 8, 9, 10, 11, 11, 11, 12};
  switch (rules[dice.below(std::size(rules))]) {
    case 0:
      instrument.price_step_ticks = 100;
      instrument.price_step_small_ticks = static_cast<uint32_t>(dice.between(1, 3));
      break;
    case 1: instrument.lot_shares = static_cast<uint32_t>(dice.between(1, 10)); break;
    case 2:
      instrument.adv_shares = dice.below(100'000);
      instrument.adv_basis_points_max = static_cast<uint32_t>(dice.between(10, 200));
      break;
    case 3: instrument.reference_age_max_ns = dice.between(0, 2'000); break;
    case 4: instrument.reference_ticks = static_cast<PriceTicks>(dice.one_in(2) ? 0 : 1'000'000); break;
    case 5:
      instrument.luld_lower_ticks = static_cast<PriceTicks>(dice.between(980'000, 995'000));
      instrument.luld_upper_ticks = static_cast<PriceTicks>(dice.between(1'005'000, 1'020'000));
      break;
    case 6:
      for (InstrumentRules& each : limits.instrument_rules)
        each.is_short_regulated = dice.one_in(3) ? 0U : 1U;
      break;
    case 7:
      account.is_locate_exempt = 0;
      for (uint32_t& located : account.locate_shares) located = static_cast<uint32_t>(dice.below(300));
      break;
    case 8: account.restricted[0] = dice.below(8); break;
    case 9: (dice.one_in(2) ? account.is_approved : strategy.is_approved) = dice.one_in(2) ? 0U : 1U; break;
    case 10: strategy.entitled[0] = dice.below(8); break;
    case 11:
      market.self_match = static_cast<uint32_t>(dice.below(3));
      market.is_crossed_barred = static_cast<uint32_t>(dice.below(2));
      market.is_phase_needed = static_cast<uint32_t>(dice.below(2));
      market.control_patience_ns = dice.one_in(2) ? 0 : dice.between(1'000'000, 20'000'000);
      market.port_messages_per_second_max = static_cast<uint32_t>(dice.between(100, 9'000));
      market.port_messages_burst_max = static_cast<uint32_t>(dice.between(1, 6));
      market.extended_open_ns = dice.between(0, 200);
      market.regular_open_ns = dice.between(200, 499);
      market.regular_close_ns = dice.between(501, 700);
      market.extended_close_ns = dice.between(700, 900);
      break;
    default: limits.trading_day += dice.one_in(4) ? 1U : 0U; break;
  }
}

}  // namespace

void change_a_limit(Dice& dice, LimitSet& limits, uint16_t instruments) {
  ScopeLimits* const scopes[] = {&limits.instruments[dice.below(instruments)],
                                 &limits.strategies[dice.below(3)], &limits.accounts[dice.below(2)],
                                 &limits.firm};
  ScopeLimits& its = *scopes[dice.below(4)];
  const bool is_none = dice.one_in(2);
  const auto count = [&](int64_t low, int64_t high) {
    return is_none ? no_count_limit : static_cast<uint32_t>(dice.between(low, high));
  };
  const auto money = [&](int64_t high) { return is_none ? no_money_limit : dice.between(0, high); };
  const auto window = [&] { return dice.one_in(4) ? TimeNs{0} : dice.between(1, 3'000'000); };
  switch (dice.below(25)) {
    case 0: its.order_notional_max = money(400'000'000); break;
    case 1: its.open_notional_max = money(1'500'000'000); break;
    case 2: its.gross_exposure_max = money(3'000'000'000); break;
    case 3: its.net_exposure_max = money(2'000'000'000); break;
    case 4: its.credit_max = money(3'000'000'000); break;
    case 5: its.loss_max = money(20'000'000); break;
    case 6: its.traded_notional_max = money(8'000'000'000); break;
    case 7: its.notional_window_max = money(2'000'000'000); break;
    case 8: its.notional_window_ns = dice.between(1, 3'000'000); break;
    case 9: its.position_max = money(2'000); break;
    case 10: its.is_set = is_none || !dice.one_in(4) ? 1U : 0U; break;
    case 11: its.order_quantity_max = count(100, 450); break;
    case 12: its.collar_ticks = count(0, 10'000); break;
    case 13: its.collar_basis_points = count(0, 150); break;
    case 14: its.reference_collar_ticks = count(5'000, 25'000); break;
    case 15: its.reference_collar_basis_points = count(50, 250); break;
    case 16: its.open_orders_max = count(1, 16); break;
    case 17: {
      its.messages_per_second_max = is_none ? no_count_limit : static_cast<uint32_t>(dice.between(0, 60'000));
      its.messages_burst_max = static_cast<uint32_t>(dice.between(0, 8));
      break;
    }
    case 18: {
      its.duplicates_max = count(1, 3);
      its.duplicate_window_ns = dice.between(1, 2'000'000);
      break;
    }
    case 19: {
      its.order_trade_ratio_max = count(1, 6);
      its.order_trade_from = static_cast<uint32_t>(dice.between(0, 20));
      break;
    }
    case 20: its.order_trade_window_ns = dice.between(1, 3'000'000); break;
    case 21: {
      its.repeat_executions_max = count(1, 12);
      its.repeat_window_ns = window();
      break;
    }
    case 22: its.refusals_in_a_row_max = count(4, 30); break;
    case 23: its.loss_stops = dice.one_in(2) ? 1U : 0U; break;
    default: change_a_rule(dice, limits, instruments); break;
  }
  // Nothing stays shut for long.
  if (dice.one_in(5)) {
    const uint32_t version = limits.version;
    const uint32_t day = limits.trading_day;
    make_unlimited(limits);
    limits.version = version;
    limits.trading_day = day;
  }
}

}  // namespace hotlane::test
