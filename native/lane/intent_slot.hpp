// An intent as a strategy's SDK writes it, and the intent it means. What a slot says is not trusted: any 32
// bits may stand in any field.
#pragma once

#include "lane/boundary.hpp"
#include "risk/intent.hpp"

namespace hotlane {

// OUCH's letters for time in force, as numbers: 0 day, 3 immediate or cancel.
constexpr int32_t slot_time_in_force_ioc = 3;

// How many intents the strategy left in its frame, whatever it says.
[[nodiscard]] inline uint32_t intents_in(const boundary::StrategyFrame& frame) noexcept {
  const auto written = static_cast<uint32_t>(frame.intent_count);
  return written < boundary::intents_max ? written : boundary::intents_max;
}

// False: the slot is none that the SDK writes. `out` is then the order meant, as far as it can be told.
[[nodiscard]] inline bool read_intent(const boundary::IntentSlot& slot, Intent& out) noexcept {
  out = {};
  out.strategy_order_id = static_cast<StrategyOrderId>(slot.order_id);
  out.price_ticks = slot.price_ticks;
  out.quantity = static_cast<Quantity>(slot.quantity);
  out.instrument = static_cast<InstrumentId>(slot.instrument);
  out.side = slot.side == 0 ? Side::buy : Side::sell;
  out.time_in_force = slot.time_in_force == 0 ? TimeInForce::day : TimeInForce::immediate_or_cancel;
  out.flags = (slot.flags & 1) != 0 ? intent_flag::post_only : uint8_t{0};
  const bool is_plain = slot.order_id > 0 && slot.price_ticks >= 0 && slot.quantity >= 0;
  switch (slot.kind) {
    case static_cast<int32_t>(boundary::IntentKind::enter):
      out.kind = IntentKind::new_order;
      return is_plain && slot.instrument >= 0 &&
             slot.instrument < static_cast<int32_t>(boundary::instruments_max) &&
             (slot.side == 0 || slot.side == 1) &&
             (slot.time_in_force == 0 || slot.time_in_force == slot_time_in_force_ioc) &&
             (slot.flags & ~1) == 0;
    case static_cast<int32_t>(boundary::IntentKind::replace): out.kind = IntentKind::replace; return is_plain;
    case static_cast<int32_t>(boundary::IntentKind::cancel):
      out.kind = IntentKind::cancel;
      out.quantity = 0;
      return is_plain;
    default: out.kind = IntentKind::cancel; return false;
  }
}

}  // namespace hotlane
