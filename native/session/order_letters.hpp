// An order's attributes in the letters that both OUCH versions share (ouch50.md and ouch42.md, Enter Order).
// Used by the codecs; keeps no state.
#pragma once

#include "risk/order_attributes.hpp"

namespace hotlane {

[[nodiscard]] constexpr char side_letter_of(Side side, SellKind sell_kind) noexcept {
  if (side == Side::buy) return 'B';
  return sell_kind == SellKind::short_sale ? 'T' : sell_kind == SellKind::short_exempt ? 'E' : 'S';
}

[[nodiscard]] constexpr char capacity_letter_of(OrderCapacity capacity) noexcept {
  constexpr char letters[] = {'P', 'A', 'R', 'O'};
  return letters[static_cast<uint32_t>(capacity) & 3];
}

[[nodiscard]] constexpr char cross_letter_of(CrossKind cross) noexcept {
  constexpr char letters[] = {'N', 'O', 'C', 'H'};
  return letters[static_cast<uint32_t>(cross) & 3];
}

// Fill or kill is an immediate or cancel whose minimum quantity is all of it (ouch50.md, tag 3).
[[nodiscard]] constexpr Quantity least_fill_of(const OrderAttributes& attributes,
                                               Quantity quantity) noexcept {
  return attributes.time_in_force == TimeInForce::fill_or_kill ? quantity : attributes.min_quantity;
}

}  // namespace hotlane
