// One side of one instrument's book at the venue: price levels, best last, each a FIFO queue of orders.
// Owned by the matching engine, venue thread only. Orders live in its OrderPool; levels are found by binary
// search, orders by slot. The level array grows to its high-water mark and then allocates no more.
#pragma once

#include <algorithm>
#include <cassert>
#include <vector>

#include "venue/order_pool.hpp"

namespace hotlane {

struct QueueLevel {
  PriceTicks price_ticks = 0;
  uint32_t head = no_slot;  // first in time
  uint32_t tail = no_slot;
};

class MatchingSide {
 public:
  explicit MatchingSide(Side side) : side_(side) { levels_.reserve(levels_reserved); }

  [[nodiscard]] bool empty() const noexcept { return levels_.empty(); }
  [[nodiscard]] const QueueLevel& best() const noexcept { return levels_.back(); }
  // Best last.
  [[nodiscard]] const std::vector<QueueLevel>& levels() const noexcept { return levels_; }

  // Whether an incoming order of the other side at `price` meets this side's best.
  [[nodiscard]] bool meets(PriceTicks price) const noexcept {
    if (levels_.empty()) return false;
    return side_ == Side::sell ? price >= best().price_ticks : price <= best().price_ticks;
  }

  void append(OrderPool& pool, RestingOrder& order) noexcept {
    auto level = place_of(order.price_ticks);
    if (level == levels_.end() || level->price_ticks != order.price_ticks) {
      level = levels_.insert(level, {order.price_ticks, no_slot, no_slot});
    }
    order.previous = level->tail;
    order.next = no_slot;
    (level->tail == no_slot ? level->head : pool.at(level->tail).next) = OrderPool::slot_of(order.reference);
    level->tail = OrderPool::slot_of(order.reference);
  }

  void remove(OrderPool& pool, const RestingOrder& order) noexcept {
    const auto level = place_of(order.price_ticks);
    assert(level != levels_.end() && level->price_ticks == order.price_ticks);
    (order.previous == no_slot ? level->head : pool.at(order.previous).next) = order.next;
    (order.next == no_slot ? level->tail : pool.at(order.next).previous) = order.previous;
    if (level->head == no_slot) levels_.erase(level);
  }

 private:
  static constexpr size_t levels_reserved = 1'024;

  [[nodiscard]] std::vector<QueueLevel>::iterator place_of(PriceTicks price) noexcept {
    return std::lower_bound(
        levels_.begin(), levels_.end(), price, [this](const QueueLevel& level, PriceTicks wanted) {
          return side_ == Side::buy ? level.price_ticks < wanted : level.price_ticks > wanted;
        });
  }

  Side side_;
  std::vector<QueueLevel> levels_;
};

struct MatchingBook {
  MatchingSide bids{Side::buy};
  MatchingSide asks{Side::sell};

  [[nodiscard]] MatchingSide& of(Side side) noexcept { return side == Side::buy ? bids : asks; }
  [[nodiscard]] const MatchingSide& of(Side side) const noexcept { return side == Side::buy ? bids : asks; }
};

}  // namespace hotlane
