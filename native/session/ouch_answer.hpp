// What a venue answered, whichever protocol its session speaks. For readers of records: a session's own codec
// also minds what it has asked (session/ouch42_codec.hpp).
#pragma once

#include "session/ouch42_answer.hpp"
#include "session/ouch50_answer.hpp"
#include "session/venue_profile.hpp"

namespace hotlane {

[[nodiscard]] inline OuchFault decode_answer(const VenueProfile& profile, Bytes message,
                                             OrderAnswer& answer) noexcept {
  return profile.protocol == OrderProtocol::ouch42
             ? decode_ouch42_answer(message, profile.reject_letters, answer)
             : decode_ouch50_answer(message, answer);
}

}  // namespace hotlane
