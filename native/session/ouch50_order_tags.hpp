// An order's attributes as OUCH 5.0 has them: letters of the fixed part, and TagValue elements (ouch50.md,
// Inbound messages and Tags). Used by the encoder; keeps no state.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>

#include "risk/order_attributes.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

[[nodiscard]] constexpr char ouch50_side(Side side, SellKind sell_kind) noexcept {
  if (side == Side::buy) return 'B';
  return sell_kind == SellKind::short_sale ? 'T' : sell_kind == SellKind::short_exempt ? 'E' : 'S';
}

[[nodiscard]] constexpr char ouch50_time_in_force(TimeInForce time) noexcept {
  switch (time) {
    case TimeInForce::day: return wire::ouch50::time_in_force::day;
    case TimeInForce::extended: return wire::ouch50::time_in_force::extended;
    case TimeInForce::timed: return wire::ouch50::time_in_force::good_till_time;
    case TimeInForce::immediate_or_cancel:
    case TimeInForce::fill_or_kill:
    case TimeInForce::at_open:
    case TimeInForce::at_close: break;
  }
  return wire::ouch50::time_in_force::immediate_or_cancel;
}

[[nodiscard]] constexpr char ouch50_display(OrderDisplay display) noexcept {
  return display == OrderDisplay::hidden ? 'N' : display == OrderDisplay::attributable ? 'A' : 'Y';
}

[[nodiscard]] constexpr char ouch50_capacity(OrderCapacity capacity) noexcept {
  constexpr char letters[] = {'P', 'A', 'R', 'O'};
  return letters[static_cast<size_t>(capacity)];
}

[[nodiscard]] constexpr char ouch50_cross(CrossKind cross) noexcept {
  constexpr char letters[] = {'N', 'O', 'C', 'H'};
  return letters[static_cast<size_t>(cross)];
}

[[nodiscard]] constexpr char ouch50_price_type(PegKind peg) noexcept {
  constexpr char letters[] = {'L', 'R', 'P', 'M'};
  return letters[static_cast<size_t>(peg)];
}

// Bytes of all the tags below at once.
constexpr size_t ouch50_order_tags_max = 6 + 6 + 3 + 6 + 3 + 6 + 3;

class Ouch50TagWriter {
 public:
  explicit Ouch50TagWriter(std::span<std::byte, ouch50_order_tags_max> room) noexcept : room_(room) {}

  // `is_every`: also those at their defaults, for a replace that is to keep none of the original's.
  [[nodiscard]] size_t write(const OrderAttributes& order, Quantity quantity, bool is_every) noexcept {
    using wire::ouch50::Tag;
    const Quantity least = order.time_in_force == TimeInForce::fill_or_kill ? quantity : order.min_quantity;
    if (is_every || least != 0) put(Tag::min_qty, wire::be32(least));
    if (is_every || order.max_floor != 0) put(Tag::max_floor, wire::be32(order.max_floor));
    if (is_every || order.peg_kind != PegKind::none) {
      put(Tag::price_type, ouch50_price_type(order.peg_kind));
      put(Tag::peg_offset, wire::be32(static_cast<uint32_t>(order.peg_offset_ticks)));
    }
    if (is_every || order.is_post_only) put(Tag::post_only, order.is_post_only ? 'P' : 'N');
    if (order.time_in_force == TimeInForce::timed && order.expire_seconds != 0) {
      put(Tag::expire_time, wire::be32(order.expire_seconds));
    }
    return size_;
  }
  // A replace forgets it unless it is told again (ouch50.md, Tags).
  [[nodiscard]] size_t write_located(const OrderAttributes& order) noexcept {
    if (order.is_located) put(wire::ouch50::Tag::shares_located, 'Y');
    return size_;
  }

 private:
  template <class Value>
  void put(wire::ouch50::Tag tag, Value value) noexcept {
    room_[size_] = static_cast<std::byte>(sizeof value + 1);
    room_[size_ + 1] = static_cast<std::byte>(tag);
    std::memcpy(room_.data() + size_ + 2, &value, sizeof value);
    size_ += sizeof value + 2;
  }

  std::span<std::byte, ouch50_order_tags_max> room_;
  size_t size_ = 0;
};

}  // namespace hotlane
