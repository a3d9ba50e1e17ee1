// How an order is to be worked, beyond side, size and price: what a strategy may say of it, in no venue's
// letters. Part of an intent; held against its own contradictions by the order gate, kept by the order store,
// put into a venue's bytes by its session's encoder. Plain values; any thread.
#pragma once

#include <cstdint>
#include <type_traits>

#include "memory/units.hpp"
#include "risk/refusal.hpp"

namespace hotlane {

// OUCH 5.0 and 4.2 have no fill or kill of their own: it is an immediate or cancel whose minimum quantity is
// all of it (ouch50.md, tag 3). An order at the open or close is one for that cross alone: cross type and
// immediate or cancel.
enum class TimeInForce : uint8_t {
  day,  // market hours
  immediate_or_cancel,
  fill_or_kill,
  extended,  // system hours (GTX)
  timed,     // expire_seconds from now (GTT)
  at_open,   // what the opening cross does not fill is cancelled
  at_close,
};
constexpr uint32_t time_in_force_count = 7;

enum class OrderDisplay : uint8_t { visible, hidden, attributable };
constexpr uint32_t order_display_count = 3;

// What the price follows; the order's own price stays its limit.
enum class PegKind : uint8_t {
  none,
  primary,  // the best price of its own side
  market,   // the best price of the other side
  midpoint,
};
constexpr uint32_t peg_kind_count = 4;

// A cross that the order takes part in; then it lives on by its time in force.
enum class CrossKind : uint8_t { none, opening, closing, halt };
constexpr uint32_t cross_kind_count = 4;

enum class OrderCapacity : uint8_t { principal, agency, riskless, other };
constexpr uint32_t order_capacity_count = 4;

enum class SellKind : uint8_t { ordinary, short_sale, short_exempt };
constexpr uint32_t sell_kind_count = 3;

// OUCH 5.0, tag 15: less than a day.
constexpr uint32_t expire_seconds_max = 86'399;
// Far beyond any tick grid's use, and far inside OUCH's signed four bytes.
constexpr int32_t peg_offset_ticks_max = 1'000'000'000;

struct OrderAttributes {
  Quantity min_quantity = 0;     // fewest shares that one execution may have; 0: any
  Quantity max_floor = 0;        // shares displayed at a time (reserve); 0: all
  int32_t peg_offset_ticks = 0;  // added to what the peg follows
  uint32_t expire_seconds = 0;   // timed only
  TimeInForce time_in_force = TimeInForce::day;
  OrderDisplay display = OrderDisplay::visible;
  PegKind peg_kind = PegKind::none;
  CrossKind cross = CrossKind::none;
  OrderCapacity capacity = OrderCapacity::principal;
  SellKind sell_kind = SellKind::ordinary;
  bool is_post_only = false;  // never takes: cancelled instead
  bool is_located = false;    // the shares of a short sale have been located

  friend bool operator==(const OrderAttributes&, const OrderAttributes&) = default;
};
static_assert(sizeof(OrderAttributes) == 24 && std::is_trivially_copyable_v<OrderAttributes>);

// It never rests outside a cross.
[[nodiscard]] constexpr bool is_immediate(TimeInForce time_in_force) noexcept {
  return time_in_force == TimeInForce::immediate_or_cancel || time_in_force == TimeInForce::fill_or_kill;
}

// The cross it takes part in, by its time in force or by its own word.
[[nodiscard]] constexpr CrossKind cross_of(const OrderAttributes& attributes) noexcept {
  if (attributes.time_in_force == TimeInForce::at_open) return CrossKind::opening;
  if (attributes.time_in_force == TimeInForce::at_close) return CrossKind::closing;
  return attributes.cross;
}

// What contradicts itself is refused, whatever a venue would make of it. The first that applies.
[[nodiscard]] constexpr Refusal refusal_of(const OrderAttributes& attributes, Side side,
                                           Quantity quantity) noexcept {
  const TimeInForce time = attributes.time_in_force;
  if (static_cast<uint32_t>(time) >= time_in_force_count) return Refusal::invalid_time_in_force;
  if ((time == TimeInForce::timed) != (attributes.expire_seconds != 0) ||
      attributes.expire_seconds > expire_seconds_max) {
    return Refusal::invalid_time_in_force;
  }
  if (static_cast<uint32_t>(attributes.display) >= order_display_count) return Refusal::invalid_display;
  if (static_cast<uint32_t>(attributes.capacity) >= order_capacity_count) return Refusal::invalid_capacity;
  if (static_cast<uint32_t>(attributes.sell_kind) >= sell_kind_count) return Refusal::invalid_sell_kind;
  if (side == Side::buy && attributes.sell_kind != SellKind::ordinary) return Refusal::invalid_sell_kind;
  if (attributes.is_located && attributes.sell_kind == SellKind::ordinary) return Refusal::invalid_sell_kind;
  if (attributes.min_quantity > quantity) return Refusal::invalid_min_quantity;
  if (attributes.min_quantity != 0 && (attributes.is_post_only || time == TimeInForce::fill_or_kill)) {
    return Refusal::invalid_min_quantity;
  }
  if (attributes.max_floor != 0 &&
      (attributes.max_floor > quantity || is_immediate(time) || attributes.display == OrderDisplay::hidden)) {
    return Refusal::invalid_max_floor;
  }
  if (static_cast<uint32_t>(attributes.peg_kind) >= peg_kind_count) return Refusal::invalid_peg;
  if (attributes.peg_kind == PegKind::none && attributes.peg_offset_ticks != 0) return Refusal::invalid_peg;
  if (attributes.peg_offset_ticks > peg_offset_ticks_max ||
      attributes.peg_offset_ticks < -peg_offset_ticks_max) {
    return Refusal::invalid_peg;
  }
  if (static_cast<uint32_t>(attributes.cross) >= cross_kind_count) return Refusal::invalid_cross;
  const CrossKind cross = cross_of(attributes);
  if (attributes.cross != CrossKind::none && attributes.cross != cross) return Refusal::invalid_cross;
  if (cross != CrossKind::none && attributes.peg_kind != PegKind::none) return Refusal::invalid_cross;
  if (attributes.is_post_only && (is_immediate(time) || cross != CrossKind::none)) {
    return Refusal::invalid_post_only;
  }
  return Refusal::none;
}

}  // namespace hotlane
