// Reads OUCH 5.0's outbound messages (ouch50.md): all of them, appendages included. Used by the order
// session's codec on its lane's thread. Unknown tags are skipped, letters that only describe are carried as
// they are; sizes, sides, prices and quantities that cannot be are faults.
#pragma once

#include "session/byte_queue.hpp"
#include "session/order_answer.hpp"
#include "session/ouch_fault.hpp"

namespace hotlane {

[[nodiscard]] OuchFault decode_ouch50_answer(Bytes message, OrderAnswer& answer) noexcept;

}  // namespace hotlane
