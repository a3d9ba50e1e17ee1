// The limits that an intent is held against, one set an instrument and one a strategy; an order must keep
// both. Written by the lane when a command from the risk officer arrives, read by the order gate, same
// thread.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

struct Limits {
  bool is_set = false;               // false: everything is refused (a missing limit is not an endless one)
  Quantity order_quantity_max = 0;   // shares that one order can add
  Money order_notional_max = 0;      // ticks x shares of one order
  PriceTicks collar_ticks = 0;       // distance from the reference price, either way; 0: none
  uint32_t collar_basis_points = 0;  // the same as a share of the reference price; 0: none
  int64_t position_max = 0;          // shares, long or short, if every open order of one side filled
  uint32_t messages_per_second_max = 0;  // entered and replaced; cancels count but always pass
  uint32_t messages_burst_max = 0;       // at once
};

}  // namespace hotlane
