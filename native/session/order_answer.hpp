// What a venue says about our orders, in no protocol's letters: decoded by a session's codec on its lane's
// thread, checked and applied by the lane's desk and orders/order_store. A message that is malformed anywhere
// gives nothing.
#pragma once

#include <cstdint>
#include <optional>

#include "memory/units.hpp"
#include "session/client_order_id.hpp"
#include "wire/alpha.hpp"

namespace hotlane {

// Our number of an order or request in one session, 1 and up, strictly increasing. OUCH 5.0 sends it as it
// is; an OUCH 4.2 token holds it.
using UserRefNum = uint32_t;

enum class OrderAnswerKind : uint8_t {
  system_event,  // reason: event code
  accepted,
  replaced,
  cancelled,             // quantity: decrement
  self_match_cancelled,  // quantity: decrement
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
  account_query_response,  // recovery's question answered; user_ref_num: the next free number, 0: not told
  trade_corrected,         // match_number now has quantity and price_ticks (OUCH 4.2)
  traded_now,              // OUCH 4.2's Trade Now has been carried out
};

constexpr uint32_t order_answer_kind_count = 19;

// What rare messages and appendages say beyond what moves an order from state to state. Letters as on the
// wire; 0: not said.
struct OrderDetail {
  char display = 0;  // accepted, replaced, priority_updated: as the venue has it now
  char capacity = 0;
  char iso_eligibility = 0;
  char cross_type = 0;
  char bbo_weight = 0;
  char price_type = 0;
  char post_only = 0;
  char aiq_strategy = 0;          // self_match_cancelled, accepted, replaced
  char reference_price_type = 0;  // executed at a reference price (OUCH 4.2)
  uint8_t user_ref_idx = 0;
  bool is_located = false;
  bool is_probe = false;  // of recovery's probe, which should have been rejected (OUCH 4.2)
  uint16_t group_id = 0;
  wire::Firm firm{""};  // accepted, replaced; responses to requests of a firm
  Quantity min_quantity = 0;
  Quantity max_floor = 0;
  uint32_t expire_seconds = 0;
  Quantity prevented_quantity = 0;         // self_match_cancelled: that would have traded
  Quantity display_quantity = 0;           // restated: shown now
  PriceTicks display_price_ticks = 0;      // restated: shown now
  PriceTicks reference_price_ticks = 0;    // executed at a reference price
  OrderReference secondary_reference = 0;  // restated: the number that market data shows
};

struct OrderAnswer {
  OrderAnswerKind kind = OrderAnswerKind::system_event;
  bool is_live = false;              // accepted, replaced: the order rests or may still fill
  char reason = 0;                   // as on the wire: cancelled, trade_broken, restated, system_event
  char liquidity = 0;                // executed
  char side_letter = 0;              // accepted, replaced, modified: B S T E
  Side side = Side::buy;             // accepted, replaced, modified
  uint16_t reject_reason = 0;        // rejected: OUCH 5.0's code, or ouch42::letter_code_base + letter
  UserRefNum user_ref_num = 0;       // the order's; replaced: its new one; 0: none of ours
  UserRefNum orig_user_ref_num = 0;  // replaced: its old one
  Quantity quantity = 0;
  PriceTicks price_ticks = 0;          // accepted, replaced, executed, priority_updated, trade_corrected
  char time_in_force = 0;              // accepted, replaced: OUCH 5.0's letter
  OrderReference order_reference = 0;  // accepted, replaced, priority_updated: its number in ITCH
  uint64_t match_number = 0;           // executed, trade_broken, trade_corrected
  TimeNs time_of_day_ns = 0;           // since midnight, exchange time
  wire::Symbol symbol{""};             // accepted, replaced, mass_cancel_response
  std::optional<ClientOrderId> client_order;  // whose order it is, where the message says so in our way
  OrderDetail detail;
};

}  // namespace hotlane
