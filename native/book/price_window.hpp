// Eight neighbouring prices of one side of one book, in one cache line: shares and orders of each, found by
// position. A window lives while any of its levels does, and its levels never move, so that an order can
// remember where its level is. Changed by PriceLadders alone.
#pragma once

#include <bit>
#include <cstdint>

#include "book/price_grid.hpp"
#include "memory/units.hpp"

namespace hotlane {

// One side of one book: instrument * 2 + side.
using LadderIndex = uint32_t;

struct alignas(64) PriceWindow {
  static constexpr uint16_t no_best = window_prices;  // larger than any slot
  static constexpr uint16_t is_shared = 1;            // bits of `special`
  static constexpr uint16_t has_wide = 2;

  uint32_t block = 0;  // of a free cell: the next free one
  LadderIndex ladder = 0;
  // What the quick way can't handle; else 0. Shared: another block of its group is there, whose prices stand
  // between these. Wide: a level of more than 65,535 orders or 2^32 - 1 shares.
  uint16_t special = 0;
  uint16_t live = 0;        // bit i: there are orders at price i
  uint16_t best = no_best;  // the slot of the side's best level, if that is here and the window isn't shared
  uint16_t wide = 0;        // bit i: `shares` tells the cell of a WideLevel
  uint16_t orders[window_prices] = {};
  uint32_t shares[window_prices] = {};

  [[nodiscard]] uint32_t best_live() const noexcept {
    return static_cast<uint32_t>(std::bit_width(static_cast<unsigned>(live))) - 1;
  }
  [[nodiscard]] PricePlace place(uint32_t slot) const noexcept { return block << 3 | slot; }
  [[nodiscard]] bool is_wide(uint32_t slot) const noexcept { return (wide >> slot & 1) != 0; }
};
static_assert(sizeof(PriceWindow) == 64, "one cache line: all that an order's change touches of its level");

// The sums of a level too large for its window.
struct alignas(64) WideLevel {
  uint64_t shares = 0;
  uint32_t orders = 0;
};

// What the pool holds.
union PriceCell {
  PriceWindow window;
  WideLevel wide;
};
static_assert(sizeof(PriceCell) == 64);

}  // namespace hotlane
