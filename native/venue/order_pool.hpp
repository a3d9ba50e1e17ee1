// All live orders of a market in one block of fixed size, linked into the queues of their levels by slot.
// Owned by one market, venue thread only. Allocates at construction only.
#pragma once

#include <vector>

#include "venue/market.hpp"

namespace hotlane::venue {

constexpr uint32_t no_slot = UINT32_MAX;

class OrderPool {
 public:
  explicit OrderPool(uint32_t orders_max) : orders_(orders_max) {
    free_.reserve(orders_max);
    for (uint32_t slot = orders_max; slot > 0; --slot) free_.push_back(slot - 1);
  }

  // Null: full.
  [[nodiscard]] MarketOrder* take() noexcept {
    if (free_.empty()) return nullptr;
    const uint32_t slot = free_.back();
    free_.pop_back();
    orders_[slot] = MarketOrder{};
    orders_[slot].slot = slot;
    return &orders_[slot];
  }
  [[nodiscard]] uint32_t next_slot() const noexcept { return free_.empty() ? no_slot : free_.back(); }
  void give_back(MarketOrder& order) noexcept {
    order.reference = 0;
    free_.push_back(order.slot);
  }
  [[nodiscard]] MarketOrder& at(uint32_t slot) noexcept { return orders_[slot]; }
  [[nodiscard]] const MarketOrder& at(uint32_t slot) const noexcept { return orders_[slot]; }
  // Null: no such live order.
  [[nodiscard]] const MarketOrder* find(OrderHandle handle) const noexcept {
    if (handle.reference == 0 || handle.slot >= orders_.size()) return nullptr;
    const MarketOrder& order = orders_[handle.slot];
    return order.reference == handle.reference ? &order : nullptr;
  }
  [[nodiscard]] size_t live() const noexcept { return orders_.size() - free_.size(); }

 private:
  std::vector<MarketOrder> orders_;
  std::vector<uint32_t> free_;
};

}  // namespace hotlane::venue
