// What one order session's venue speaks, and how: told to a lane at its start for each of its sessions,
// checked by TypeScript. Read by the session's codec and its recovery; never changes while the lane runs.
#pragma once

#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/ouch42_letters.hpp"

namespace hotlane {

enum class OrderProtocol : uint8_t { ouch50 = 0, ouch42 = 1 };

struct VenueProfile {
  OrderProtocol protocol = OrderProtocol::ouch50;
  // OUCH 5.0: the channel of the port that every message names (tag 28); 0: none.
  uint8_t user_ref_idx = 0;
  // OUCH 4.2 only.
  wire::ouch42::RejectLetters reject_letters = wire::ouch42::RejectLetters::text2018;
  bool has_customer_type = true;  // Enter Order of 49 bytes; false: of 48, as BX and PSX take it
  // A symbol that the venue must not list: recovery asks for it, to be rejected (docs/sessions.md).
  wire::Symbol probe_symbol{"ZZZZZZZZ"};
};

}  // namespace hotlane
