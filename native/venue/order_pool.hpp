// All live orders of the venue in one block of fixed size, linked into the queues of their levels by slot.
// Owned by the matching engine, venue thread only. Allocates at construction only. A reference holds its
// order's slot in its low bits, so that lookup needs no table: one load and one comparison.
#pragma once

#include <algorithm>
#include <vector>

#include "venue/market_event.hpp"

namespace hotlane {

constexpr uint32_t no_slot = UINT32_MAX;

struct RestingOrder {
  OrderReference reference = 0;  // 0: the slot is free
  PriceTicks price_ticks = 0;
  Quantity leaves = 0;
  uint32_t previous = no_slot;  // in its level's queue, towards the head
  uint32_t next = no_slot;
  InstrumentId instrument = 0;
  VenueAccountId account = flow_account;
  Side side = Side::buy;
};

class OrderPool {
 public:
  static constexpr uint32_t slot_bits = 20;
  static constexpr uint32_t orders_max = 1U << slot_bits;

  explicit OrderPool(uint32_t capacity) : orders_(std::clamp(capacity, 1U, orders_max)) {
    free_.reserve(orders_.size());
    for (uint32_t slot = static_cast<uint32_t>(orders_.size()); slot > 0; --slot) free_.push_back(slot - 1);
  }

  // Day-unique, also of an order that never takes a slot for long. Null: full.
  [[nodiscard]] RestingOrder* take() noexcept {
    if (free_.empty()) return nullptr;
    const uint32_t slot = free_.back();
    free_.pop_back();
    orders_[slot] = RestingOrder{};
    orders_[slot].reference = ++serial_ << slot_bits | slot;
    return &orders_[slot];
  }
  void give_back(RestingOrder& order) noexcept {
    free_.push_back(slot_of(order.reference));
    order.reference = 0;
  }
  [[nodiscard]] static uint32_t slot_of(OrderReference reference) noexcept {
    return static_cast<uint32_t>(reference & (orders_max - 1));
  }
  [[nodiscard]] RestingOrder& at(uint32_t slot) noexcept { return orders_[slot]; }
  [[nodiscard]] const RestingOrder& at(uint32_t slot) const noexcept { return orders_[slot]; }
  // Null: no such live order.
  [[nodiscard]] const RestingOrder* find(OrderReference reference) const noexcept {
    const uint32_t slot = slot_of(reference);
    if (reference == 0 || slot >= orders_.size()) return nullptr;
    return orders_[slot].reference == reference ? &orders_[slot] : nullptr;
  }
  [[nodiscard]] RestingOrder* find(OrderReference reference) noexcept {
    return const_cast<RestingOrder*>(static_cast<const OrderPool*>(this)->find(reference));
  }
  [[nodiscard]] size_t live() const noexcept { return orders_.size() - free_.size(); }

 private:
  std::vector<RestingOrder> orders_;
  std::vector<uint32_t> free_;
  uint64_t serial_ = 0;
};

}  // namespace hotlane
