// The price at which an open position is valued: the middle of the market where both sides have a price, else
// the last trade. Made from a book by the lane; used by positions. Kept doubled, since a middle may lie
// between two ticks. Pure; any thread.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

struct MarkPrice {
  int64_t twice_ticks = 0;  // 0: nothing is known, and nothing unrealised can be said

  [[nodiscard]] bool is_known() const noexcept { return twice_ticks != 0; }
};

// Each 0 where there is none.
[[nodiscard]] constexpr MarkPrice mark_of(PriceTicks bid, PriceTicks ask, PriceTicks last) noexcept {
  return {bid > 0 && ask > 0 ? int64_t{bid} + ask : 2 * int64_t{last > 0 ? last : 0}};
}

}  // namespace hotlane
