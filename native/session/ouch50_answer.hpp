// What the host says about our orders, out of OUCH 5.0's outbound messages (ouch50.md). Decoded by the order
// session on its lane's thread, applied by orders/order_store. A message that is malformed anywhere gives
// nothing.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "session/ouch50_appendage.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

using UserRefNum = uint32_t;  // our number of an order or request, 1 and up, strictly increasing

enum class OuchAnswerKind : uint8_t {
  system_event,  // reason: event code
  accepted,
  replaced,
  cancelled,             // quantity: decrement
  self_match_cancelled,  // `D` AIQ Canceled; quantity: decrement
  executed,
  trade_broken,
  rejected,  // reject_reason
  cancel_pending,
  cancel_rejected,
  priority_updated,
  modified,  // quantity: outstanding
  restated,
  mass_cancel_response,
  entry_disabled,
  entry_enabled,
  account_query_response,  // user_ref_num: the next free number
  trade_corrected,         // match_number now has quantity and price_ticks (OUCH 4.2)
};

struct OuchAnswer {
  OuchAnswerKind kind = OuchAnswerKind::system_event;
  bool is_live = false;              // accepted, replaced: Order State L
  char reason = 0;                   // as on the wire: cancelled, trade_broken, restated, system_event
  char liquidity = 0;                // executed
  char side_letter = 0;              // accepted, replaced, modified: B S T E
  Side side = Side::buy;             // accepted, replaced, modified
  uint16_t reject_reason = 0;        // rejected: wire::ouch50::RejectReason
  UserRefNum user_ref_num = 0;       // the order's; replaced: its new one
  UserRefNum orig_user_ref_num = 0;  // replaced: its old one
  Quantity quantity = 0;
  PriceTicks price_ticks = 0;          // accepted, replaced, executed, priority_updated
  char time_in_force = 0;              // accepted, replaced, as on the wire
  OrderReference order_reference = 0;  // accepted, replaced, priority_updated: its number in ITCH
  uint64_t match_number = 0;           // executed, trade_broken
  TimeNs time_of_day_ns = 0;           // since midnight, exchange time
  wire::Symbol symbol{};               // accepted, replaced
  wire::ouch50::ClOrdId cl_ord_id{};   // accepted, replaced, rejected, trade_broken
};

// Unknown tags are skipped, whatever is malformed gives its fault and leaves `answer` without meaning.
[[nodiscard]] OuchFault decode_answer(Bytes message, OuchAnswer& answer) noexcept;

}  // namespace hotlane
