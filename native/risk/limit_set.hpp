// The limits of a lane as one value: built by TypeScript, swapped as a whole at a turn of the loop, read by
// the gate (docs/risk.md, Changing a limit). Layout and meaning of each field: native/lane/boundary.json.
#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "memory/units.hpp"
#include "risk/risk_boundary.hpp"

namespace hotlane {

using boundary::AccountRules;
using boundary::accounts_max;
using boundary::FirmMeasure;
using boundary::InstrumentRules;
using boundary::LimitSet;
using boundary::MarketRules;
using boundary::RiskScope;
using boundary::ScopeLimits;
using boundary::SelfMatchScope;
using boundary::StrategyRules;

static_assert(std::is_trivially_copyable_v<LimitSet>,
              "it crosses memory shared with JavaScript, and journals");

// What a scope that does not have a limit holds in its place.
constexpr Money no_money_limit = std::numeric_limits<Money>::max();
constexpr uint32_t no_count_limit = std::numeric_limits<uint32_t>::max();

// A scope without a single limit, but set: what stands for "all is allowed here". Durations are a second, so
// that they mean something once a limit is put in.
[[nodiscard]] constexpr ScopeLimits unlimited_scope() noexcept {
  return {.order_notional_max = no_money_limit,
          .open_notional_max = no_money_limit,
          .gross_exposure_max = no_money_limit,
          .net_exposure_max = no_money_limit,
          .credit_max = no_money_limit,
          .loss_max = no_money_limit,
          .traded_notional_max = no_money_limit,
          .notional_window_max = no_money_limit,
          .notional_window_ns = ns_per_second,
          .order_trade_window_ns = ns_per_second,
          .duplicate_window_ns = ns_per_second,
          .repeat_window_ns = 0,
          .position_max = no_money_limit,
          .is_set = 1,
          .order_quantity_max = no_count_limit,
          .collar_ticks = no_count_limit,
          .collar_basis_points = no_count_limit,
          .reference_collar_ticks = no_count_limit,
          .reference_collar_basis_points = no_count_limit,
          .open_orders_max = no_count_limit,
          .messages_per_second_max = no_count_limit,
          .messages_burst_max = no_count_limit,
          .duplicates_max = no_count_limit,
          .order_trade_ratio_max = no_count_limit,
          .order_trade_from = no_count_limit,
          .repeat_executions_max = no_count_limit,
          .refusals_in_a_row_max = no_count_limit,
          .loss_stops = 0,
          .padding = 0};
}

[[nodiscard]] constexpr InstrumentRules plain_instrument() noexcept {
  return {.reference_age_max_ns = no_money_limit,
          .adv_shares = 0,
          .adv_basis_points_max = no_count_limit,
          .price_step_ticks = 1,
          .price_step_small_ticks = 1,
          .lot_shares = 1,
          .reference_ticks = 0,
          .luld_lower_ticks = 0,
          .luld_upper_ticks = 0,
          .is_short_regulated = 0};
}

// Everything is approved and nothing limited. Tests and benchmarks begin with it and set what they are about.
void make_unlimited(LimitSet& set) noexcept;

}  // namespace hotlane
