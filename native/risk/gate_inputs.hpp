// All that the gate reads of an intent besides its own state: filled by the lane for each intent, from the
// session, the order store and the instrument's book. Plain values.
#pragma once

#include <cstdint>

#include "book/trading_status.hpp"
#include "memory/units.hpp"
#include "risk/intent.hpp"

namespace hotlane {

// The order that a replace or cancel means, as the order store has it.
struct GatedOrder {
  bool is_known = false;
  bool is_done = false;
  bool is_replaceable = false;  // live, nothing pending
  Side side = Side::buy;
  InstrumentId instrument = 0;
  uint32_t slot = 0;      // its place in its session's store
  Quantity total = 0;     // shares of the whole order: filled + leaves
  Quantity used = 0;      // of them gone for a replace: filled, or prevented by self-match
  SessionId session = 0;  // that it went by
};

struct GateInputs {
  TimeNs now = 0;
  StrategyId strategy = 0;
  bool is_session_ready = false;
  bool is_account_in_doubt = false;  // of the strategy's account
  bool can_be_carried = true;        // the session's protocol has words for it
  bool has_order_room = false;
  bool is_order_id_used = false;  // new_order: the strategy has used this id
  bool is_book_stale = false;
  bool is_halted = false;
  bool is_crossed = false;  // best bid at or over best ask
  SystemPhase phase = SystemPhase::unknown;
  ShortSaleTest short_sale_test = ShortSaleTest::unknown;
  PriceTicks bid_ticks = 0;     // 0: none
  PriceTicks ask_ticks = 0;     // 0: none
  PriceTicks last_ticks = 0;    // last trade; 0: none
  int64_t last_age_ns = 0;      // of the last trade, in exchange time
  int64_t time_of_day_ns = -1;  // exchange time since midnight; -1: not known
  GatedOrder order;             // replace, cancel
};

}  // namespace hotlane
