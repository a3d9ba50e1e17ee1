// One side of one instrument's book at the venue: price levels, best last, each a FIFO queue of the orders
// that are shown and behind it one of those that are hidden. Owned by the matching engine, venue thread only.
// Orders live in its OrderPool; levels are found by binary search, orders by slot. The level array grows to
// its high-water mark and then allocates no more.
#pragma once

#include <algorithm>
#include <cassert>
#include <vector>

#include "venue/order_pool.hpp"

namespace hotlane {

struct OrderQueue {
  uint32_t head = no_slot;  // first in time
  uint32_t tail = no_slot;

  [[nodiscard]] bool empty() const noexcept { return head == no_slot; }
};

struct QueueLevel {
  PriceTicks price_ticks = 0;
  OrderQueue shown;
  OrderQueue hidden;

  [[nodiscard]] OrderQueue& of(const RestingOrder& order) noexcept {
    return order.is_hidden() ? hidden : shown;
  }
};

class MatchingSide {
 public:
  explicit MatchingSide(Side side) : side_(side) { levels_.reserve(levels_reserved); }

  [[nodiscard]] bool empty() const noexcept { return levels_.empty(); }
  [[nodiscard]] const QueueLevel& best() const noexcept { return levels_.back(); }
  // Best last.
  [[nodiscard]] const std::vector<QueueLevel>& levels() const noexcept { return levels_; }

  // Whether an incoming order of the other side at `price` meets this price.
  [[nodiscard]] bool meets(PriceTicks resting, PriceTicks price) const noexcept {
    return side_ == Side::sell ? price >= resting : price <= resting;
  }

  // Who stands first for an incoming order of the other side of so many shares: price, shown before hidden,
  // time; those whose minimum it does not reach are stepped over. Null: nobody.
  [[nodiscard]] uint32_t first_for(const OrderPool& pool, PriceTicks price, Quantity shares) const noexcept {
    for (size_t i = levels_.size(); i > 0 && meets(levels_[i - 1].price_ticks, price); --i) {
      const QueueLevel& level = levels_[i - 1];
      if (!level.shown.empty()) return level.shown.head;
      for (uint32_t slot = level.hidden.head; slot != no_slot; slot = pool.at(slot).next) {
        if (pool.at(slot).minimum() <= shares) return slot;
      }
    }
    return no_slot;
  }

  void append(OrderPool& pool, RestingOrder& order) noexcept {
    auto level = place_of(order.price_ticks);
    if (level == levels_.end() || level->price_ticks != order.price_ticks) {
      level = levels_.insert(level, {order.price_ticks, {}, {}});
    }
    OrderQueue& queue = level->of(order);
    order.previous = queue.tail;
    order.next = no_slot;
    (queue.empty() ? queue.head : pool.at(queue.tail).next) = OrderPool::slot_of(order.reference);
    queue.tail = OrderPool::slot_of(order.reference);
  }

  // `was_hidden`: as it was when it was appended.
  void remove(OrderPool& pool, const RestingOrder& order, bool was_hidden) noexcept {
    const auto level = place_of(order.price_ticks);
    assert(level != levels_.end() && level->price_ticks == order.price_ticks);
    OrderQueue& queue = was_hidden ? level->hidden : level->shown;
    (order.previous == no_slot ? queue.head : pool.at(order.previous).next) = order.next;
    (order.next == no_slot ? queue.tail : pool.at(order.next).previous) = order.previous;
    if (level->shown.empty() && level->hidden.empty()) levels_.erase(level);
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
