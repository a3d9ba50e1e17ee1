// An intent as a strategy's SDK writes it, and the intent it means. What a slot says is not trusted: any bits
// may stand in any field. The lane's thread.
#pragma once

#include "lane/boundary.hpp"
#include "risk/intent.hpp"

namespace hotlane {

namespace intent_slot_flag {
constexpr uint32_t has_attributes = 1;
constexpr uint32_t post_only = 2;
constexpr uint32_t located = 4;
constexpr uint32_t all = 7;
}  // namespace intent_slot_flag

// How many intents the strategy left in its frame, whatever it says.
[[nodiscard]] inline uint32_t intents_in(const boundary::StrategyFrame& frame) noexcept {
  const auto written = static_cast<uint32_t>(frame.intent_count);
  return written < boundary::intents_max ? written : boundary::intents_max;
}

// The codes are the core's own: one list on each side, held together here.
static_assert(boundary::refusal_count == refusal_count);
static_assert(boundary::time_in_force_count == time_in_force_count &&
              static_cast<int>(boundary::TimeInForce::at_close) == static_cast<int>(TimeInForce::at_close));
static_assert(boundary::order_display_count == order_display_count &&
              static_cast<int>(boundary::OrderDisplay::hidden) == static_cast<int>(OrderDisplay::hidden));
static_assert(boundary::peg_kind_count == peg_kind_count &&
              static_cast<int>(boundary::PegKind::market) == static_cast<int>(PegKind::market));
static_assert(boundary::cross_kind_count == cross_kind_count &&
              static_cast<int>(boundary::CrossKind::closing) == static_cast<int>(CrossKind::closing));
static_assert(boundary::order_capacity_count == order_capacity_count &&
              static_cast<int>(boundary::OrderCapacity::agency) == static_cast<int>(OrderCapacity::agency));
static_assert(boundary::sell_kind_count == sell_kind_count &&
              static_cast<int>(boundary::SellKind::short_exempt) == static_cast<int>(SellKind::short_exempt));

// A code that no enumeration has stays one that none has.
template <class Code>
[[nodiscard]] constexpr Code code_of(int32_t value) noexcept {
  return static_cast<Code>(value >= 0 && value < UINT8_MAX ? value : UINT8_MAX);
}

[[nodiscard]] inline OrderAttributes read_attributes(const boundary::IntentSlot& slot) noexcept {
  OrderAttributes out;
  out.time_in_force = code_of<TimeInForce>(slot.time_in_force);
  if ((slot.flags & intent_slot_flag::has_attributes) == 0) return out;
  out.min_quantity = slot.min_quantity;
  out.max_floor = slot.max_floor;
  out.peg_offset_ticks = slot.peg_offset_ticks;
  out.expire_seconds = slot.expire_seconds;
  out.display = static_cast<OrderDisplay>(slot.display);
  out.peg_kind = static_cast<PegKind>(slot.peg_kind);
  out.cross = static_cast<CrossKind>(slot.cross);
  out.capacity = static_cast<OrderCapacity>(slot.capacity);
  out.sell_kind = static_cast<SellKind>(slot.sell_kind);
  out.is_post_only = (slot.flags & intent_slot_flag::post_only) != 0;
  out.is_located = (slot.flags & intent_slot_flag::located) != 0;
  return out;
}

// Gives why the slot is no intent, else `none`: numbers and attributes are the order gate's to judge. `out`
// is the order meant, as far as it can be told. Not for cancel_all, which is of no single order.
[[nodiscard]] inline Refusal read_intent(const boundary::IntentSlot& slot, Intent& out) noexcept {
  out = {};
  out.kind = IntentKind::cancel;
  if (slot.order_id <= 0) return Refusal::invalid_intent;
  out.strategy_order_id = static_cast<StrategyOrderId>(slot.order_id);
  switch (slot.kind) {
    case static_cast<int32_t>(boundary::IntentKind::cancel): return Refusal::none;
    case static_cast<int32_t>(boundary::IntentKind::reduce):
      out.quantity = slot.quantity;
      return slot.quantity == 0 ? Refusal::invalid_quantity : Refusal::none;
    case static_cast<int32_t>(boundary::IntentKind::replace): out.kind = IntentKind::replace; break;
    case static_cast<int32_t>(boundary::IntentKind::enter): out.kind = IntentKind::new_order; break;
    default: return Refusal::invalid_intent;
  }
  out.price_ticks = slot.price_ticks;
  out.quantity = slot.quantity;
  out.attributes = read_attributes(slot);
  if ((slot.flags & ~intent_slot_flag::all) != 0) return Refusal::invalid_intent;
  if (out.kind == IntentKind::replace) {
    out.has_new_attributes = (slot.flags & intent_slot_flag::has_attributes) != 0;
    return Refusal::none;
  }
  out.side = code_of<Side>(slot.side);
  if (slot.instrument < 0 || slot.instrument >= static_cast<int32_t>(boundary::instruments_max)) {
    return Refusal::unknown_instrument;
  }
  out.instrument = static_cast<InstrumentId>(slot.instrument);
  return Refusal::none;
}

}  // namespace hotlane
