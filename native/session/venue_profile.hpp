// What one order session's venue speaks, and how: told to a lane at its start for each of its sessions,
// checked by TypeScript. Read by the session's codec and its recovery; never changes while the lane runs.
#pragma once

#include <cstdint>

#include "wire/alpha.hpp"

namespace hotlane {

enum class OrderProtocol : uint8_t { ouch50 = 0, ouch42 = 1 };

// OUCH 4.2's lower-case reject letters changed their meaning (ouch42.md, Later revision).
enum class RejectLetters : uint8_t {
  text2018,  // risk management rejects a to n, as in the text of December 2018
  later,     // risk rejects a to e, m, n, r, v to y, and V
};

struct VenueProfile {
  OrderProtocol protocol = OrderProtocol::ouch50;
  // OUCH 5.0: the channel of the port that every message names (tag 28); 0: none.
  uint8_t user_ref_idx = 0;
  // OUCH 4.2 only.
  RejectLetters reject_letters = RejectLetters::text2018;
  bool has_customer_type = true;  // Enter Order of 49 bytes; false: of 48, as BX and PSX take it
  // A symbol that the venue must not list: recovery asks for it, to be rejected (docs/sessions.md).
  wire::Symbol probe_symbol{"ZZZZZZZZ"};
};

}  // namespace hotlane
