// The price against the market (risk-15c3-5.md §3.1 collar, §3.4 LULD band). Called by the order gate after
// the order's own form and size.
//
// Two collars: how far through the opposite best an order may reach, and how far from the reference price it
// may lie at all, on either side. Reference: the middle of the best bid and offer, else the last trade if it
// is recent enough, else the price given for before the open (as the last close). All of this instrument,
// never a default: where a collar is set and there is nothing to measure from, the order is refused.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

constexpr int64_t basis_points_whole = 10'000;

// Twice the price, since a middle may lie between two ticks; 0: there is none.
[[nodiscard]] inline int64_t twice_reference_of(const GateQuestion& q) noexcept {
  const GateInputs& in = q.inputs;
  if (in.bid_ticks > 0 && in.ask_ticks > 0) return int64_t{in.bid_ticks} + in.ask_ticks;
  if (in.last_ticks > 0 && in.last_age_ns <= q.path.instrument->reference_age_max_ns) {
    return 2 * int64_t{in.last_ticks};
  }
  return 2 * int64_t{q.path.instrument->reference_ticks};
}

// Whether a distance from a price, both doubled, breaks a limit in ticks; in basis points of the price.
[[nodiscard]] constexpr bool breaks_ticks(int64_t twice_distance, uint32_t ticks) noexcept {
  return ticks != no_count_limit && twice_distance > 2 * int64_t{ticks};
}
[[nodiscard]] constexpr bool breaks_basis_points(int64_t twice_distance, int64_t twice_price,
                                                 uint32_t basis_points) noexcept {
  // At most 2^32 x 10,000 against 2^32 x 2^32, unsigned.
  return basis_points != no_count_limit && static_cast<uint64_t>(twice_distance) * basis_points_whole >
                                               static_cast<uint64_t>(twice_price) * basis_points;
}

// How far the order's price is from what the collars measure from, all doubled.
struct PriceDistances {
  int64_t twice_opposite;  // the opposite best, or the reference where there is none
  int64_t twice_reference;
  int64_t through;  // the opposite; negative: it would rest
  int64_t away;     // from the reference, either way
};

[[nodiscard]] inline PriceDistances distances_of(const GateQuestion& q) noexcept {
  const int64_t twice_reference = twice_reference_of(q);
  const PriceTicks opposite = q.side == Side::buy ? q.inputs.ask_ticks : q.inputs.bid_ticks;
  const int64_t twice_opposite = opposite > 0 ? 2 * int64_t{opposite} : twice_reference;
  const int64_t twice_price = 2 * int64_t{q.intent.price_ticks};
  const int64_t difference = twice_price - twice_reference;
  return {twice_opposite, twice_reference, (twice_price - twice_opposite) * sign_of(q.side),
          difference < 0 ? -difference : difference};
}

[[nodiscard]] inline bool passes_collars(const GateQuestion& q, Finding& finding) noexcept {
  const OrderLimits& limits = q.path.limits;
  const auto [twice_opposite, twice_reference, through, away] = distances_of(q);
  const bool has_touch_collar = (limits.collar_ticks & limits.collar_basis_points) != no_count_limit;
  const bool has_reference_collar =
      (limits.reference_collar_ticks & limits.reference_collar_basis_points) != no_count_limit;
  if ((has_touch_collar && twice_opposite == 0) || (has_reference_collar && twice_reference == 0))
    return refuse(finding, Refusal::reference_stale, RiskScope::instrument, q.inputs.last_age_ns,
                  q.path.instrument->reference_age_max_ns);
  if (through > 0) {
    if (breaks_ticks(through, limits.collar_ticks))
      return refuse(finding, Refusal::price_collar, q.path.scopes.collar_ticks, through / 2,
                    limits.collar_ticks);
    if (breaks_basis_points(through, twice_opposite, limits.collar_basis_points))
      return refuse(finding, Refusal::price_collar, q.path.scopes.collar_basis_points, q.intent.price_ticks,
                    twice_opposite / 2);
  }
  if (breaks_ticks(away, limits.reference_collar_ticks))
    return refuse(finding, Refusal::price_collar, q.path.scopes.reference_ticks, away / 2,
                  limits.reference_collar_ticks);
  if (breaks_basis_points(away, twice_reference, limits.reference_collar_basis_points))
    return refuse(finding, Refusal::price_collar, q.path.scopes.reference_basis_points, q.intent.price_ticks,
                  twice_reference / 2);
  return true;
}

// No purchase above the upper band, no sale below the lower one.
[[nodiscard]] inline bool passes_bands(const GateQuestion& q, Finding& finding) noexcept {
  const PriceTicks price = q.intent.price_ticks;
  const bool is_buy = q.side == Side::buy;
  const PriceTicks bound = is_buy ? q.path.instrument->luld_upper_ticks : q.path.instrument->luld_lower_ticks;
  if (is_buy ? price > bound : price < bound) {
    return refuse(finding, Refusal::luld_band, RiskScope::instrument, price, bound);
  }
  return true;
}

}  // namespace hotlane
