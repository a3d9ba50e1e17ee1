// What could still happen to a position: its net and the shares of its open orders, by side. Kept by
// orders/positions, read by the order gate for the worst case (RTS 6 art. 15(4), risk-15c3-5.md §2).
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

struct Exposure {
  int64_t net = 0;        // shares; negative: short
  int64_t open_buy = 0;   // shares that open buy orders can still add
  int64_t open_sell = 0;  // shares that open sell orders can still take

  // Size of the position if every open order of `side` filled, `more` shares added, and none of the other
  // side.
  [[nodiscard]] int64_t worst_case(Side side, int64_t more) const noexcept {
    return side == Side::buy ? net + open_buy + more : -net + open_sell + more;
  }
  void add_open(Side side, int64_t shares) noexcept { (side == Side::buy ? open_buy : open_sell) += shares; }
};

}  // namespace hotlane
