// Checks of what both OUCH versions' answers hold: sides, prices, quantities, order states. Used by the two
// answer decoders; keeps no state.
#pragma once

#include "session/order_answer.hpp"
#include "session/ouch_fault.hpp"
#include "wire/ouch50.hpp"

namespace hotlane::answer_fields {

[[nodiscard]] inline OuchFault take_side(char letter, OrderAnswer& answer) noexcept {
  if (letter != 'B' && letter != 'S' && letter != 'T' && letter != 'E') return OuchFault::side;
  answer.side_letter = letter;
  answer.side = letter == 'B' ? Side::buy : Side::sell;
  return OuchFault::none;
}

// An order's price: up to the market price of a cross.
[[nodiscard]] inline OuchFault take_price(uint64_t price, OrderAnswer& answer) noexcept {
  if (price > wire::ouch50::market_cross_price) return OuchFault::price_range;
  answer.price_ticks = static_cast<PriceTicks>(price);
  return OuchFault::none;
}

// A trade's price: no market price.
[[nodiscard]] inline OuchFault take_trade_price(uint64_t price, OrderAnswer& answer) noexcept {
  if (price == 0 || price > wire::ouch50::price_max) return OuchFault::price_range;
  return take_price(price, answer);
}

[[nodiscard]] inline OuchFault take_quantity(uint32_t quantity, OrderAnswer& answer,
                                             uint32_t least = 0) noexcept {
  if (quantity < least || quantity > wire::ouch50::quantity_max) return OuchFault::quantity_range;
  answer.quantity = quantity;
  return OuchFault::none;
}

[[nodiscard]] inline OuchFault take_state(char letter, OrderAnswer& answer) noexcept {
  using namespace wire::ouch50;
  if (letter != order_state::live && letter != order_state::dead) return OuchFault::order_state;
  answer.is_live = letter == order_state::live;
  // What lives has shares left.
  return answer.is_live && answer.quantity == 0 ? OuchFault::quantity_range : OuchFault::none;
}

// The first fault of several checks, each made.
template <class... Faults>
[[nodiscard]] constexpr OuchFault first_of(Faults... faults) noexcept {
  OuchFault first = OuchFault::none;
  ((first = first == OuchFault::none ? faults : first), ...);
  return first;
}

}  // namespace hotlane::answer_fields
