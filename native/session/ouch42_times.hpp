// Time in force between OUCH 4.2's seconds and OUCH 5.0's letters, which are our own language for it
// (ouch42.md, Types). Used by both of OUCH 4.2's decoders and its codec; keeps no state.
#pragma once

#include "risk/order_attributes.hpp"
#include "wire/ouch42.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

[[nodiscard]] constexpr uint32_t ouch42_seconds_of(const OrderAttributes& attributes) noexcept {
  switch (attributes.time_in_force) {
    case TimeInForce::day: return wire::ouch42::time_in_force::market_hours;
    case TimeInForce::extended: return wire::ouch42::time_in_force::system_hours;
    case TimeInForce::timed: return attributes.expire_seconds;
    case TimeInForce::immediate_or_cancel:
    case TimeInForce::fill_or_kill:
    case TimeInForce::at_open:  // in its cross or not at all
    case TimeInForce::at_close: break;
  }
  return wire::ouch42::time_in_force::immediate_or_cancel;
}

// Above 99,999 there is nothing: such an order lives in system hours.
[[nodiscard]] constexpr char ouch50_letter_of(uint32_t seconds) noexcept {
  namespace ouch42 = wire::ouch42::time_in_force;
  namespace ouch50 = wire::ouch50::time_in_force;
  if (seconds == ouch42::immediate_or_cancel) return ouch50::immediate_or_cancel;
  if (seconds == ouch42::market_hours) return ouch50::day;
  return seconds <= ouch42::seconds_max ? ouch50::good_till_time : ouch50::extended;
}

}  // namespace hotlane
