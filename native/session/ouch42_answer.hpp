// Reads OUCH 4.2's outbound messages (ouch42.md), in every size that they may have. Used by the order
// session's codec on its lane's thread. Orders are named by the number in our token; another's token gives
// the number 0. Unknown reason letters are carried as they are, as the text asks.
#pragma once

#include "session/byte_queue.hpp"
#include "session/order_answer.hpp"
#include "session/ouch_fault.hpp"
#include "wire/ouch42_letters.hpp"

namespace hotlane {

[[nodiscard]] OuchFault decode_ouch42_answer(Bytes message, wire::ouch42::RejectLetters letters,
                                             OrderAnswer& answer) noexcept;

}  // namespace hotlane
