// One order of ours, from the gate to done, and what happened to it with one answer. Written by the order
// store on its lane's thread; strategies and records get copies of parts.
#pragma once

#include <array>
#include <cstdint>

#include "memory/units.hpp"
#include "orders/order_state.hpp"
#include "risk/intent.hpp"
#include "session/ouch50_answer.hpp"

namespace hotlane {

enum class OrderStage : uint8_t { packet, decided, gated, encoded, sent };
constexpr size_t order_stage_count = 5;

// A late message names one of the last few numbers of a replaced order; older ones are forgotten.
constexpr uint32_t numbers_kept_per_order = 4;

struct Order {
  UserRefNum user_ref_num = 0;          // the newest the host has accepted, or the one it was entered with
  UserRefNum pending_user_ref_num = 0;  // of a replace not answered yet; 0: none
  StrategyOrderId strategy_order_id = 0;
  PriceTicks price_ticks = 0;  // as the host has it
  PriceTicks pending_price_ticks = 0;
  Quantity quantity = 0;  // the whole order: what is filled, taken away or left
  Quantity pending_quantity = 0;
  Quantity leaves = 0;  // what can still fill at the host
  Quantity filled = 0;
  Quantity prevented = 0;     // taken away by self-match prevention: counts in a replaced quantity
  Quantity exposed = 0;       // in the exposures' open shares: the worse of now and after a pending replace
  Money filled_notional = 0;  // ticks x shares
  OrderAttributes attributes{};
  OrderAttributes pending_attributes{};  // of a replace not answered yet
  OrderReference order_reference = 0;  // its number in ITCH
  uint32_t slot = 0;                   // its place in the store, below orders_max
  StrategyId strategy = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  OrderState state = OrderState::pending_new;
  bool is_answered = false;  // the host has it, or had it
  bool is_caused_by_packet = false;
  uint8_t numbers_held = 0;
  std::array<UserRefNum, numbers_kept_per_order> numbers{};  // under which it is found, a ring
  std::array<uint64_t, order_stage_count> stage_tsc{};       // by OrderStage; 0: not stamped
};

enum class OrderUpdateKind : uint8_t {
  none,  // nothing of ours changed (events, responses)
  accepted,
  dead,  // accepted or replaced, and dead at once
  rejected,
  filled,     // fill_quantity at fill_price_ticks; leaves may be left
  cancelled,  // cancelled_quantity; leaves may be left
  replaced,
  replace_rejected,  // the order stands as it was
  cancel_pending,
  cancel_rejected,  // the order stands
  changed,          // reference number, price or size restated by the host
  trade_broken,     // fill_quantity at fill_price_ticks is undone; the order's leaves do not come back
  never_received,   // the entry was lost: there is no order
  replace_lost,     // the replace was lost: the order stands as it was
  cancel_lost,      // the cancel was lost: the order stands
  repeated_fill,    // an execution that had been applied: nothing changed
  unknown_order,    // the number is none of ours: counted, nothing changed
  unexpected,       // the answer does not fit the order's state: counted, state kept
};

struct OrderUpdate {
  OrderUpdateKind kind = OrderUpdateKind::none;
  const Order* order = nullptr;  // null where there is none (any more)
  // Copied, since a broken trade's order may be long gone.
  StrategyId strategy = 0;
  StrategyOrderId strategy_order_id = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  Quantity fill_quantity = 0;
  PriceTicks fill_price_ticks = 0;
  Quantity cancelled_quantity = 0;
  uint16_t reason = 0;      // cancel letter or reject code, as on the wire
  int64_t open_change = 0;  // shares by which the side's open exposure changes
};

}  // namespace hotlane
