// What one thing that happened to an order did: the order store's answer to everything it is told. Who
// applies each update once, in order, keeps exact positions, exposures and fees. Plain values; the lane's
// thread.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "orders/fee_schedule.hpp"
#include "risk/intent.hpp"

namespace hotlane {

struct Order;

enum class OrderUpdateKind : uint8_t {
  none,  // nothing of ours changed (events, responses)
  accepted,
  dead,  // accepted or replaced, and dead at once
  rejected,
  filled,     // fill_quantity at fill_price_ticks; leaves may be left
  cancelled,  // cancelled_quantity; leaves may be left
  replaced,
  replace_rejected,  // the order stands as it was
  cancel_pending,    // the host will cancel it after the cross
  cancel_rejected,   // the order stands
  changed,           // reference number, price or size restated by the host
  trade_broken,      // fill_quantity at fill_price_ticks is undone; the order's leaves do not come back
  trade_corrected,   // undone_quantity at undone_price_ticks is now fill_quantity at fill_price_ticks
  never_received,    // the entry was lost: there is no order
  replace_lost,      // the replace was lost: the order stands as it was
  cancel_lost,       // the cancel was lost: the order stands
  repeated_fill,     // an execution that had been applied: nothing changed
  repeated_answer,   // an acceptance, replacement, rejection or break that had been applied: nothing changed
  unknown_order,     // the number, or the trade, is none of ours: nothing changed
  unexpected,        // the answer does not fit the order's state: nothing changed
};

// What is odd about an update, for an alert with names: the position always follows the host.
enum class Surprise : uint8_t {
  none,
  unknown_order,      // an answer to no order of ours
  unknown_trade,      // a trade broken or corrected that we do not remember
  out_of_turn,        // an answer that does not fit the order's state
  beyond_leaves,      // more shares executed or cancelled than were left
  late_execution,     // of an order that was done
  old_number,         // an execution under a number that the order no longer has, or not yet
  before_acceptance,  // an execution of an order that had not been accepted
  more_than_asked,    // the host has more shares open than we asked for
  contradiction,      // a match number that came before with other figures
  unsolicited,        // a cancel that nothing of the order's own explains
};

constexpr uint32_t surprise_count = 11;

[[nodiscard]] constexpr const char* words_of(Surprise surprise) noexcept {
  switch (surprise) {
    case Surprise::none: return "none";
    case Surprise::unknown_order: return "an answer to no order of ours";
    case Surprise::unknown_trade: return "a broken or corrected trade that is not known";
    case Surprise::out_of_turn: return "an answer that does not fit the order's state";
    case Surprise::beyond_leaves: return "more shares executed or cancelled than were left";
    case Surprise::late_execution: return "an execution of an order that was done";
    case Surprise::old_number: return "an execution under a number that is not the order's";
    case Surprise::before_acceptance: return "an execution of an order not accepted yet";
    case Surprise::more_than_asked: return "more shares open at the venue than were asked for";
    case Surprise::contradiction: return "a match number that came before with other figures";
    case Surprise::unsolicited: return "a cancel that nobody asked for";
  }
  return "unknown";
}

struct OrderUpdate {
  OrderUpdateKind kind = OrderUpdateKind::none;
  Surprise surprise = Surprise::none;
  const Order* order = nullptr;  // null where there is none (any more)
  // Copied, since a broken trade's order may be long gone.
  StrategyId strategy = 0;
  AccountId account = 0;
  StrategyOrderId strategy_order_id = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  char liquidity = 0;  // of a fill, as on the wire
  Quantity fill_quantity = 0;
  PriceTicks fill_price_ticks = 0;
  Quantity undone_quantity = 0;  // trade_corrected only
  PriceTicks undone_price_ticks = 0;
  Quantity cancelled_quantity = 0;
  uint16_t reason = 0;             // cancel letter or reject code, as on the wire
  uint64_t match_number = 0;       // of a fill, broken or corrected trade
  int64_t open_change = 0;         // shares by which the side's open exposure changes
  Money open_notional_change = 0;  // its ticks x shares, at the order's limit, or at a pending replace's
  Fees fees;                       // charged and rebated by it; negative where a trade is undone

  // Signed shares that the position gains.
  [[nodiscard]] int64_t net_change() const noexcept {
    const int64_t filled = int64_t{fill_quantity} - int64_t{undone_quantity};
    switch (kind) {
      case OrderUpdateKind::filled:
      case OrderUpdateKind::trade_corrected: return sign_of(side) * filled;
      case OrderUpdateKind::trade_broken: return -sign_of(side) * filled;
      default: return 0;
    }
  }
};

}  // namespace hotlane
