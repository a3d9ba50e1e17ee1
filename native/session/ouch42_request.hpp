// Reads OUCH 4.2's inbound messages (ouch42.md) into the request that OUCH 5.0's are read into: times as its
// letters, the Display letter as what it means of display, post-only and peg. Decoded by the venue on its
// thread; checks the form only. Orders are named by tokens: the account gives them their numbers.
#pragma once

#include "session/ouch50_request.hpp"

namespace hotlane {

// Trade Now, which OUCH 5.0 has no message for.
constexpr auto trade_now_request = static_cast<wire::ouch50::InboundType>('N');

// A fault leaves `request` without meaning.
[[nodiscard]] OuchFault decode_ouch42_request(Bytes message, OuchRequest& request) noexcept;

}  // namespace hotlane
