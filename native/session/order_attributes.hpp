// How an order is to be worked, beyond side, size and price, in no venue's letters. Put into a venue's bytes
// by the session's codec. Plain values; any thread.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "risk/intent.hpp"

namespace hotlane {

enum class OrderDisplay : uint8_t { visible, hidden, attributable };

// What the price follows; the order's own price stays its limit.
enum class PegKind : uint8_t {
  none,
  primary,  // the best price of its own side
  market,   // the best price of the other side
  midpoint,
};

// A cross that the order takes part in; then it lives on by its time in force.
enum class CrossKind : uint8_t { none, opening, closing, halt };

enum class OrderCapacity : uint8_t { principal, agency, riskless, other };

enum class SellKind : uint8_t { ordinary, short_sale, short_exempt };

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

// The cross it takes part in, by its time in force or by its own word.
[[nodiscard]] constexpr CrossKind cross_of(const OrderAttributes& attributes) noexcept {
  if (attributes.time_in_force == TimeInForce::at_open) return CrossKind::opening;
  if (attributes.time_in_force == TimeInForce::at_close) return CrossKind::closing;
  return attributes.cross;
}

// Fill or kill is an immediate or cancel whose minimum quantity is all of it (ouch50.md, tag 3).
[[nodiscard]] constexpr Quantity least_fill_of(const OrderAttributes& attributes,
                                               Quantity quantity) noexcept {
  return attributes.time_in_force == TimeInForce::fill_or_kill ? quantity : attributes.min_quantity;
}

// OUCH's side letters (both versions).
[[nodiscard]] constexpr char side_letter_of(Side side, SellKind sell_kind) noexcept {
  if (side == Side::buy) return 'B';
  return sell_kind == SellKind::short_sale ? 'T' : sell_kind == SellKind::short_exempt ? 'E' : 'S';
}
[[nodiscard]] constexpr char capacity_letter_of(OrderCapacity capacity) noexcept {
  constexpr char letters[] = {'P', 'A', 'R', 'O'};
  return letters[static_cast<uint32_t>(capacity) & 3];
}
[[nodiscard]] constexpr char cross_letter_of(CrossKind cross) noexcept {
  constexpr char letters[] = {'N', 'O', 'C', 'H'};
  return letters[static_cast<uint32_t>(cross) & 3];
}

// Of an intent that names only a time in force and post-only.
[[nodiscard]] constexpr OrderAttributes attributes_of(const Intent& intent) noexcept {
  OrderAttributes attributes;
  attributes.time_in_force = intent.time_in_force;
  attributes.is_post_only = (intent.flags & intent_flag::post_only) != 0;
  return attributes;
}

}  // namespace hotlane
