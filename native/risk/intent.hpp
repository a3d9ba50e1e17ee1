// What a strategy wants: enter, replace or cancel one order. Made by the lane from what a strategy wrote into
// its frame, and passed through the order gate. A plain value: records and journals keep its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "memory/units.hpp"
#include "risk/order_attributes.hpp"

namespace hotlane {

using StrategyId = uint16_t;       // dense index of a strategy inside one lane
using StrategyOrderId = uint32_t;  // chosen by the strategy's SDK, strictly increasing from 1

enum class IntentKind : uint8_t { new_order = 0, replace = 1, cancel = 2 };

// One callback may ask for a full two-sided quote refresh of a handful of instruments, not for a flood.
constexpr uint32_t max_intents_per_callback = 16;

struct Intent {
  StrategyOrderId strategy_order_id;  // new: the order's id from now on; replace, cancel: the order meant
  PriceTicks price_ticks;             // new, replace
  Quantity quantity;        // new: shares; replace: of the whole order, shares already filled included;
                            // cancel: the size to cut down to (most that may fill in all), 0: all of it
  InstrumentId instrument;  // new
  IntentKind kind;
  Side side;  // new
  // New: how the order is to be worked. Replace: how it is to be worked from now on, always whole; its
  // capacity, sell kind and cross stay the order's, whatever stands here.
  OrderAttributes attributes;
  // Replace: the strategy has given attributes, so a venue that keeps what is left out must be told each.
  bool has_new_attributes;
  uint8_t reserved[7];  // zero
};
static_assert(sizeof(Intent) == 48 && offsetof(Intent, attributes) == 16);
static_assert(std::is_trivially_copyable_v<Intent> && std::is_standard_layout_v<Intent>);

}  // namespace hotlane
