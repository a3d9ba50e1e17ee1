// The baseline: what a competent book is, and what Hotlane's was. Orders in an open-addressing hash with
// linear probing, levels in one sorted vector a side, searched by galloping from the touch. Optionally looks
// orders up a few messages ahead. Keeps books and nothing else.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "memory/units.hpp"
#include "wire/itch50.hpp"

namespace hotlane::bench {

class HashBook {
 public:
  struct Order {
    uint64_t reference = 0;
    PriceTicks price_ticks = 0;
    Quantity quantity = 0;  // 0: free slot
    Locate locate = 0;
    Side side = Side::buy;
  };
  struct Level {
    PriceTicks price_ticks = 0;
    uint32_t orders = 0;
    uint64_t shares = 0;
  };

  explicit HashBook(size_t orders_max) : slots_(std::bit_ceil(orders_max * 2)), mask_(slots_.size() - 1) {}

  void apply(const std::byte* message) {
    namespace itch = wire::itch50;
    switch (static_cast<char>(*message)) {
      case 'A':
      case 'F': {
        const auto& add = itch::view<itch::AddOrder>(message);
        place({add.order_reference, static_cast<PriceTicks>(uint32_t{add.price}), add.shares,
               add.header.stock_locate, add.side == 'B' ? Side::buy : Side::sell});
        break;
      }
      case 'D': {
        Order* order = find(itch::view<itch::OrderDelete>(message).order_reference);
        if (order->quantity != 0) reduce(order, order->quantity);
        break;
      }
      case 'E':
      case 'C':
      case 'X': {
        const auto& less = itch::view<itch::OrderCancel>(message);  // the three begin alike
        Order* order = find(less.order_reference);
        if (order->quantity >= less.cancelled_shares && order->quantity != 0)
          reduce(order, less.cancelled_shares);
        break;
      }
      case 'U': {
        const auto& anew = itch::view<itch::OrderReplace>(message);
        Order* order = find(anew.original_reference);
        if (order->quantity == 0) break;
        const Order old = *order;
        reduce(order, old.quantity);
        place({anew.new_reference, static_cast<PriceTicks>(uint32_t{anew.price}), anew.shares, old.locate,
               old.side});
        break;
      }
      default: break;
    }
  }

  void prefetch(const std::byte* message) const {
    const auto& any = wire::itch50::view<wire::itch50::OrderDelete>(message);
    __builtin_prefetch(&slots_[home_of(any.order_reference)], 1);
  }

  [[nodiscard]] size_t orders() const { return size_; }
  [[nodiscard]] const Order* find_order(uint64_t reference) const {
    const Order& order = slots_[slot_of(reference)];
    return order.quantity == 0 ? nullptr : &order;
  }
  [[nodiscard]] std::span<const Level> levels(Locate locate, Side side) const {
    return sides_[locate * size_t{2} + static_cast<size_t>(side)];
  }
  [[nodiscard]] std::span<std::byte> memory() { return std::as_writable_bytes(std::span(slots_)); }

 private:
  [[nodiscard]] size_t home_of(uint64_t reference) const {
    reference ^= reference >> 32;
    reference *= 0xD6E8FEB86659FD93ULL;
    reference ^= reference >> 32;
    reference *= 0xD6E8FEB86659FD93ULL;
    return (reference ^ (reference >> 32)) & mask_;
  }
  // Where the order is, or the free slot where it would be.
  [[nodiscard]] size_t slot_of(uint64_t reference) const {
    size_t slot = home_of(reference);
    while (slots_[slot].quantity != 0 && slots_[slot].reference != reference) slot = (slot + 1) & mask_;
    return slot;
  }
  [[nodiscard]] Order* find(uint64_t reference) { return &slots_[slot_of(reference)]; }

  void place(const Order& order) {
    if (size_ * 2 == slots_.size()) grow();
    Order* slot = find(order.reference);
    if (slot->quantity != 0) return;
    *slot = order;
    ++size_;
    std::vector<Level>& levels = side_of(order);
    const size_t at = place_of(levels, order.side, order.price_ticks);
    if (at == levels.size() || levels[at].price_ticks != order.price_ticks)
      levels.insert(levels.begin() + static_cast<ptrdiff_t>(at), Level{order.price_ticks, 0, 0});
    levels[at].orders += 1;
    levels[at].shares += order.quantity;
  }

  void reduce(Order* order, Quantity shares) {
    std::vector<Level>& levels = side_of(*order);
    const size_t at = place_of(levels, order->side, order->price_ticks);
    levels[at].shares -= shares;
    order->quantity -= shares;
    if (order->quantity != 0) return;
    if (--levels[at].orders == 0) levels.erase(levels.begin() + static_cast<ptrdiff_t>(at));
    erase(order);
  }

  // Closes the hole by moving back what probed past it.
  void erase(Order* order) {
    auto hole = static_cast<size_t>(order - slots_.data());
    for (size_t next = (hole + 1) & mask_; slots_[next].quantity != 0; next = (next + 1) & mask_) {
      const size_t from_home = (next - home_of(slots_[next].reference)) & mask_;
      if (from_home >= ((next - hole) & mask_)) {
        slots_[hole] = slots_[next];
        hole = next;
      }
    }
    slots_[hole].quantity = 0;
    --size_;
  }

  void grow() {
    std::vector<Order> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Order& order : old) {
      if (order.quantity != 0) *find(order.reference) = order;
    }
  }

  [[nodiscard]] std::vector<Level>& side_of(const Order& order) {
    return sides_[order.locate * size_t{2} + static_cast<size_t>(order.side)];
  }
  [[nodiscard]] static bool is_worse(Side side, PriceTicks a, PriceTicks b) {
    return side == Side::buy ? a < b : a > b;
  }
  // The first level that isn't worse than `price`. The best level stands last.
  [[nodiscard]] static size_t place_of(const std::vector<Level>& levels, Side side, PriceTicks price) {
    size_t high = levels.size();
    size_t step = 1;
    while (high >= step && !is_worse(side, levels[high - step].price_ticks, price)) {
      high -= step;
      step *= 2;
    }
    size_t low = high >= step ? high - step + 1 : 0;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (is_worse(side, levels[middle].price_ticks, price)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  std::vector<Order> slots_;
  size_t mask_;
  size_t size_ = 0;
  std::vector<std::vector<Level>> sides_{size_t{2} << 16};
};

}  // namespace hotlane::bench
