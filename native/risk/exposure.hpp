// What could still happen to a position: its net and the shares of its open orders, by side. Kept by
// orders/positions, for strategies to see; the gate reckons for itself (risk/exposure_cell.hpp).
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

struct Exposure {
  int64_t net = 0;        // shares; negative: short
  int64_t open_buy = 0;   // shares that open buy orders can still add
  int64_t open_sell = 0;  // shares that open sell orders can still take

  void add_open(Side side, int64_t shares) noexcept { (side == Side::buy ? open_buy : open_sell) += shares; }
};

}  // namespace hotlane
