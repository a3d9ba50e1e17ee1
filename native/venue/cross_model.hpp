// What a recorded cross would have done with orders of ours that were in it (ITCH 5.0 §1.5.2, Cross Trade).
// History tells the cross's price and how many shares it paired; it does not tell who stood in line. So:
//
// - The price stays. Nobody reacts to us, and ours don't move it: good for orders that are small beside the
//   shares paired.
// - Ours at a better price than the cross's trade at it in full, best price first, on each side no more than
//   the shares that the cross paired: it can't have traded more than all of them with us.
// - Ours at the price itself don't trade: there the cross may have filled a part of those in line, and which
//   is not told. This errs against us.
// - A cross without shares trades nothing.
//
// Pure, without state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "memory/units.hpp"

namespace hotlane {

struct CrossPrint {
  PriceTicks price_ticks = 0;
  uint64_t shares = 0;  // paired; 0: there was no cross
};

// An order of ours that is in the cross.
struct CrossOrder {
  uint32_t handle = 0;
  Side side = Side::buy;
  PriceTicks price_ticks = 0;
  Quantity shares = 0;
  Quantity min_quantity = 0;  // fewest shares of one fill, or all that it has
  Quantity filled = 0;        // by fill_in_cross()
};

// Says of each order what of it trades, and leaves them best first, buyers before sellers; of one price in
// the order in which they were given.
inline void fill_in_cross(const CrossPrint& cross, std::vector<CrossOrder>& orders) {
  const auto gain = [&cross](const CrossOrder& order) noexcept {  // over the cross's price, in ticks
    return int64_t{sign_of(order.side)} * (int64_t{order.price_ticks} - cross.price_ticks);
  };
  std::stable_sort(orders.begin(), orders.end(), [&gain](const CrossOrder& a, const CrossOrder& b) {
    return a.side != b.side ? a.side == Side::buy : gain(a) > gain(b);
  });
  uint64_t left[2] = {cross.shares, cross.shares};  // by side
  for (CrossOrder& order : orders) {
    uint64_t& its_left = left[static_cast<size_t>(order.side)];
    const auto shares = static_cast<Quantity>(std::min<uint64_t>(order.shares, its_left));
    const bool trades = gain(order) > 0 && shares >= std::min(order.min_quantity, order.shares);
    order.filled = trades ? shares : 0;
    its_left -= order.filled;
  }
}

}  // namespace hotlane
