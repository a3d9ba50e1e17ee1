// Where a price stands among the windows of its side (price_window.hpp): a block of eight prices, and one of
// the eight. Larger is better on both sides, so that no code asks which side it is on: asks are counted from
// far above. Prices of a dollar and more stand on a grid of one cent (Reg NMS Rule 612), eight cents a block;
// those below a dollar, and those off the grid, stand in fine blocks of eight ticks. Pure functions.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

// block << 3 | slot. No price's block is 0.
using PricePlace = uint32_t;

constexpr uint32_t window_prices = 8;

// Blocks of one group cover the same `group_ticks` prices: at most one coarse block, and up to a hundred fine
// ones whose prices stand between and beside its own.
constexpr uint32_t group_bits = 7;

[[nodiscard]] constexpr uint32_t block_of(PricePlace place) noexcept {
  return place >> 3;
}
[[nodiscard]] constexpr uint32_t slot_of(PricePlace place) noexcept {
  return place & 7;
}
[[nodiscard]] constexpr uint32_t group_of(uint32_t block) noexcept {
  return block >> group_bits;
}

namespace price_grid {

constexpr uint32_t cent_ticks = 100;
constexpr uint32_t dollar_ticks = 10'000;  // from here on, cents
constexpr uint32_t group_ticks = window_prices * cent_ticks;
constexpr uint32_t coarse = (1U << group_bits) - 1;  // in the group's low bits; fine ones are 1 to 100
constexpr uint32_t mirror_ticks = 2'147'484'000;     // at least any price, and whole groups
static_assert(mirror_ticks % group_ticks == 0 && mirror_ticks > INT32_MAX);

}  // namespace price_grid

[[nodiscard]] constexpr bool is_coarse(uint32_t block) noexcept {
  return (block & price_grid::coarse) == price_grid::coarse;
}

// Between neighbouring prices of a block.
[[nodiscard]] constexpr uint32_t price_step_of(uint32_t block) noexcept {
  return is_coarse(block) ? price_grid::cent_ticks : 1;
}

// `side` is 0 for bids, 1 for asks.
[[nodiscard]] constexpr uint32_t counted_from_worst(uint32_t price_ticks, uint32_t side) noexcept {
  return side == 0 ? price_ticks : price_grid::mirror_ticks - price_ticks;
}

[[nodiscard]] constexpr PricePlace fine_place_of(uint32_t counted) noexcept {
  const uint32_t fine = counted % price_grid::group_ticks / window_prices + 1;
  return (counted / price_grid::group_ticks << group_bits | fine) << 3 | counted % window_prices;
}

[[nodiscard]] constexpr PricePlace place_of(uint32_t price_ticks, uint32_t side) noexcept {
  const uint32_t counted = counted_from_worst(price_ticks, side);
  const uint32_t cents = counted / price_grid::cent_ticks;
  if (cents * price_grid::cent_ticks != counted || price_ticks < price_grid::dollar_ticks) [[unlikely]]
    return fine_place_of(counted);
  return (cents / window_prices << group_bits | price_grid::coarse) << 3 | cents % window_prices;
}

// Larger is better; of one side.
[[nodiscard]] constexpr uint32_t counted_at(PricePlace place) noexcept {
  const uint32_t block = block_of(place);
  const uint32_t group = group_of(block) * price_grid::group_ticks;
  if (is_coarse(block)) return group + slot_of(place) * price_grid::cent_ticks;
  return group + ((block & price_grid::coarse) - 1) * window_prices + slot_of(place);
}

[[nodiscard]] constexpr PriceTicks price_at(PricePlace place, uint32_t side) noexcept {
  const uint32_t counted = counted_at(place);
  return static_cast<PriceTicks>(side == 0 ? counted : price_grid::mirror_ticks - counted);
}

static_assert(price_at(place_of(INT32_MAX, 0), 0) == INT32_MAX && price_at(place_of(0, 1), 1) == 0);
static_assert(place_of(1'234'500, 0) > place_of(1'234'400, 0) &&
              place_of(1'234'500, 1) < place_of(1'234'400, 1));

}  // namespace hotlane
