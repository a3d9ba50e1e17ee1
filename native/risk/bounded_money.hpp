// Money arithmetic that cannot overflow: each order's and each instrument's value is held below a bound small
// enough that all of a lane's together, and limits beside them, fit an int64. A bound is above every limit
// that can be set, so what reaches it is refused. Used by the gate on its lane's thread; pure.
#pragma once

#include <algorithm>

#include "memory/units.hpp"

namespace hotlane {

// Of one order: 2^14 open orders (LaneSettings::orders_max) of 4 sessions still fit. 14 billion dollars.
constexpr Money order_notional_bound = (Money{1} << 46) - 1;
// Of one instrument of one account or strategy: 256 instruments of 8 accounts fit. 56 billion dollars.
constexpr Money instrument_value_bound = Money{1} << 49;
// Of sums over a day, and of a limit as the gate keeps it: a limit less a sum still fits.
constexpr Money sum_bound = Money{1} << 61;
constexpr Money limit_bound = Money{1} << 62;

// What one order of `shares` at `price_ticks` is worth.
[[nodiscard]] constexpr Money notional_of(Quantity shares, PriceTicks price_ticks) noexcept {
  if (price_ticks <= 0) return 0;
  const uint64_t product = uint64_t{shares} * static_cast<uint32_t>(price_ticks);  // at most 2^63
  return product < static_cast<uint64_t>(order_notional_bound) ? static_cast<Money>(product)
                                                               : order_notional_bound;
}

// What a position or a worst case of `shares`, negative where it is none, is worth.
[[nodiscard]] constexpr Money value_of(int64_t shares, PriceTicks price_ticks) noexcept {
  int64_t product = 0;
  if (__builtin_mul_overflow(shares, int64_t{price_ticks}, &product)) [[unlikely]]
    return (shares < 0) == (price_ticks < 0) ? instrument_value_bound : -instrument_value_bound;
  return std::clamp(product, -instrument_value_bound, instrument_value_bound);
}

// Of sums within sum_bound: stays there.
[[nodiscard]] constexpr Money bounded_sum(Money a, Money b) noexcept {
  return std::clamp(a + b, -sum_bound, sum_bound);
}

}  // namespace hotlane
