// An order as the venue has it while it lives, beside its place in the book. A replacement is another one.
// Written by the exchange on the venue's thread.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "session/ouch50_request.hpp"

namespace hotlane::venue {

struct VenueOrder {
  uint32_t serial = 0;        // day-unique: of all that the venue has had, from 1
  uint32_t user_ref_num = 0;  // OUCH 4.2: the account's own count of its tokens
  uint16_t account = 0;
  uint32_t ledger_index = 0;
  OrderReference reference = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  PriceTicks price_ticks = 0;
  Quantity leaves = 0;
  Quantity chain_executed = 0;  // by this order and those it replaced (ouch50.md, Replace)
  OuchRequest entered{};        // what the answers repeat; its firm is never blank
  bool is_past_cross = false;   // it was for a cross, which is over: what is left is as any other order

  // Immediate or cancel (ouch50.md, Time In Force).
  [[nodiscard]] bool is_immediate() const noexcept { return entered.time_in_force == '3'; }
};

}  // namespace hotlane::venue
