// What happened to the venue's book: the one language between the matching engine and those who tell the
// world (ITCH publisher, order ports, ledger). Produced by the matching engine and its callers on the venue's
// thread, in order.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

using VenueAccountId = uint16_t;  // dense index of an account of this venue
constexpr VenueAccountId flow_account =
    0xFFFF;  // the generated market's own orders: no port is told about them

enum class MarketEventKind : uint8_t {
  added,     // rests on the book: order, side, price, quantity = leaves; tail of its level
  executed,  // a resting order traded: order is the resting one, `aggressor` the incoming one, quantity,
             // price = resting price
  reduced,   // leaves cut by `quantity`, place kept
  removed,   // cancelled whole: `quantity` leaves are gone (also an IOC's remainder that never rested:
             // was_resting false)
  replaced,  // resting order `previous` is gone, `order` takes its place at the tail with price, quantity
};

struct MarketEvent {
  MarketEventKind kind = MarketEventKind::added;
  Side side = Side::buy;                            // of `order`
  bool was_resting = true;                          // removed, reduced: the book had shown it
  InstrumentId instrument = 0;                      // of the venue
  VenueAccountId account = flow_account;            // whose `order` is
  VenueAccountId aggressor_account = flow_account;  // executed
  OrderReference order = 0;                         // day-unique, as published in ITCH
  OrderReference previous = 0;                      // replaced
  OrderReference aggressor = 0;                     // executed: reference of the incoming order
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;
  Quantity leaves = 0;            // of `order` after the event
  Quantity aggressor_leaves = 0;  // executed: of the incoming order after it
  uint64_t match_number = 0;      // executed
};

}  // namespace hotlane
