// One side of one instrument as history shows it, with our own orders queued among the historical ones: price
// levels, each a first-in-first-out queue of what is displayed, and one behind it of our hidden orders. Used
// by HistoryMarket only, on the venue's thread. It holds order and place; who trades with whom is
// HistoryMarket's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "memory/units.hpp"

namespace hotlane {

// An order in a queue: a historical one, or one of ours (which the published feed never shows).
struct QueuedOrder {
  static constexpr uint32_t none = UINT32_MAX;

  uint64_t number = 0;  // ITCH reference, or our handle
  Quantity shares = 0;  // left: as history shows them, or of ours
  Quantity taken = 0;   // of a historical order: shares that traded with us; history goes on without knowing
  Quantity min_quantity = 0;  // of a hidden one of ours: fewest shares of one fill
  PriceTicks price_ticks = 0;
  uint32_t ahead = none;  // places in the pool
  uint32_t behind = none;
  Locate locate = 0;
  Side side = Side::buy;
  bool is_own = false;
  bool is_hidden = false;  // ours only

  // What we may still take of a historical order: each share once.
  [[nodiscard]] Quantity available() const noexcept { return shares > taken ? shares - taken : 0; }
};

class QueuedOrderPool {
 public:
  explicit QueuedOrderPool(uint32_t orders_expected) { orders_.reserve(orders_expected); }

  [[nodiscard]] uint32_t take(const QueuedOrder& order) {
    if (first_free_ == QueuedOrder::none) {
      orders_.push_back(order);
      return static_cast<uint32_t>(orders_.size() - 1);
    }
    const uint32_t place = first_free_;
    first_free_ = orders_[place].behind;
    orders_[place] = order;
    return place;
  }
  void give_back(uint32_t place) noexcept {
    orders_[place].behind = first_free_;
    first_free_ = place;
  }
  [[nodiscard]] QueuedOrder& operator[](uint32_t place) noexcept { return orders_[place]; }
  [[nodiscard]] const QueuedOrder& operator[](uint32_t place) const noexcept { return orders_[place]; }

 private:
  std::vector<QueuedOrder> orders_;
  uint32_t first_free_ = QueuedOrder::none;
};

struct HistoryQueue {
  uint32_t first = QueuedOrder::none;
  uint32_t last = QueuedOrder::none;
};

struct HistoryLevel {
  PriceTicks price_ticks = 0;
  uint32_t own_orders = 0;  // in the displayed queue
  HistoryQueue displayed;
  HistoryQueue hidden;  // ours

  [[nodiscard]] HistoryQueue& of(const QueuedOrder& order) noexcept {
    return order.is_hidden ? hidden : displayed;
  }
};

class HistorySide {
 public:
  explicit HistorySide(Side side) noexcept : side_(side) {}

  // Best last: the touch, where nearly all happens, moves the fewest levels when one comes or goes.
  [[nodiscard]] std::span<const HistoryLevel> levels() const noexcept { return levels_; }
  [[nodiscard]] uint32_t own_orders() const noexcept { return own_orders_; }

  // Higher is better: a buyer ranks by price, a seller by its opposite.
  [[nodiscard]] int64_t rank(PriceTicks price_ticks) const noexcept {
    return int64_t{sign_of(side_)} * price_ticks;
  }

  // At the tail of its level's queue.
  void enqueue(QueuedOrderPool& pool, uint32_t place);
  void remove(QueuedOrderPool& pool, uint32_t place) noexcept;

 private:
  [[nodiscard]] std::vector<HistoryLevel>::iterator find(PriceTicks price_ticks) noexcept {
    return std::lower_bound(levels_.begin(), levels_.end(), price_ticks,
                            [this](const HistoryLevel& level, PriceTicks price) {
                              return rank(level.price_ticks) < rank(price);
                            });
  }

  std::vector<HistoryLevel> levels_;
  uint32_t own_orders_ = 0;
  Side side_;
};

}  // namespace hotlane
