// What a strategy wants: enter, replace or cancel one order. Written by the strategy into a fixed buffer
// during its callback, read by the lane, which passes each through the order gate. Lies in memory shared with
// JavaScript, so its layout is asserted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "memory/units.hpp"

namespace hotlane {

using StrategyId = uint16_t;       // dense index of a strategy inside one lane
using StrategyOrderId = uint32_t;  // chosen by the strategy's SDK, strictly increasing from 1

enum class IntentKind : uint8_t { new_order = 0, replace = 1, cancel = 2 };
enum class TimeInForce : uint8_t {
  day = 0,  // market hours
  immediate_or_cancel = 1,
  fill_or_kill,
  extended,  // system hours (GTX)
  timed,     // some seconds from now (GTT)
  at_open,   // what the opening cross does not fill is cancelled
  at_close,
};

namespace intent_flag {
constexpr uint8_t post_only = 1;
}  // namespace intent_flag

// One callback may ask for a full two-sided quote refresh of a handful of instruments, not for a flood.
constexpr uint32_t max_intents_per_callback = 16;

struct Intent {
  StrategyOrderId strategy_order_id;  // new: the order's id from now on; replace, cancel: the order meant
  PriceTicks price_ticks;             // new, replace
  Quantity quantity;        // new: shares; replace: of the whole order, shares already filled included;
                            // cancel: the size to cut down to (most that may fill in all), 0: all of it
  InstrumentId instrument;  // new
  IntentKind kind;
  Side side;                  // new
  TimeInForce time_in_force;  // new
  uint8_t flags;              // new: intent_flag
  uint8_t reserved[14];       // zero
};
static_assert(sizeof(Intent) == 32, "the SDK's typed arrays count on this layout");
static_assert(offsetof(Intent, strategy_order_id) == 0 && offsetof(Intent, price_ticks) == 4);
static_assert(offsetof(Intent, quantity) == 8 && offsetof(Intent, instrument) == 12);
static_assert(offsetof(Intent, kind) == 14 && offsetof(Intent, side) == 15);
static_assert(offsetof(Intent, time_in_force) == 16 && offsetof(Intent, flags) == 17);
static_assert(std::is_trivially_copyable_v<Intent> && std::is_standard_layout_v<Intent>);

}  // namespace hotlane
