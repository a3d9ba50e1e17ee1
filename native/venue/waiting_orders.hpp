// Our orders that wait for a cross of a historical market, in the order in which they came: a few at most,
// on no book and taking nothing. Written by HistoryMarket on the venue's thread.
#pragma once

#include <algorithm>
#include <vector>

#include "memory/units.hpp"

namespace hotlane {

struct WaitingOrder {
  uint32_t handle = 0;
  Locate locate = 0;
  char cross = 0;  // O, C, H: ITCH 5.0 §1.5.2
  Side side = Side::buy;
  PriceTicks price_ticks = 0;
  Quantity shares = 0;
  Quantity min_quantity = 0;
};

class WaitingOrders {
 public:
  void add(const WaitingOrder& order) { orders_.push_back(order); }
  // Null: it does not wait.
  [[nodiscard]] const WaitingOrder* find(uint32_t handle) const noexcept {
    for (const WaitingOrder& order : orders_) {
      if (order.handle == handle) return &order;
    }
    return nullptr;
  }
  // Takes off up to so many shares, and the order if none are left. Returns those taken off.
  Quantity reduce(uint32_t handle, Quantity shares) noexcept {
    const auto found = std::find_if(orders_.begin(), orders_.end(),
                                    [handle](const WaitingOrder& order) { return order.handle == handle; });
    if (found == orders_.end()) return 0;
    const Quantity cut = std::min(shares, found->shares);
    found->shares -= cut;
    if (found->shares == 0) orders_.erase(found);
    return cut;
  }
  void remove(uint32_t handle) noexcept {
    std::erase_if(orders_, [handle](const WaitingOrder& order) { return order.handle == handle; });
  }
  [[nodiscard]] bool is_empty() const noexcept { return orders_.empty(); }
  [[nodiscard]] const std::vector<WaitingOrder>& all() const noexcept { return orders_; }

 private:
  std::vector<WaitingOrder> orders_;
};

}  // namespace hotlane
