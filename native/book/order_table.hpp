// Live orders by exchange reference: open addressing, linear probing, one probe nearly always.
// Owned and called by one thread (the lane's, or a tool's). Pointers hold until the next insert or erase.
// At most half of the slots are used, so a probe always ends; the hash is seeded, so that no stream of
// references, however chosen, makes probing linear without knowing the seed.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "memory/growth.hpp"
#include "memory/units.hpp"

namespace hotlane {

struct OrderRecord {
  OrderReference reference = 0;
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;  // left; never 0 while the order lives, so 0 marks a free slot
  InstrumentId instrument = 0;
  Side side = Side::buy;
};
static_assert(sizeof(OrderRecord) == 24, "five records in two cache lines");

// Finalizer of a 64-bit hash: each bit of the input moves each bit of the output.
[[nodiscard]] constexpr uint64_t mix_bits(uint64_t value) noexcept {
  value ^= value >> 32;
  value *= 0xD6E8FEB86659FD93ULL;
  value ^= value >> 32;
  value *= 0xD6E8FEB86659FD93ULL;
  value ^= value >> 32;
  return value;
}

class OrderTable {
 public:
  enum class Insertion : uint8_t { inserted, duplicate, full };

  // Growth::fixed takes exactly `orders_max` orders; Growth::doubling begins with room for that many.
  OrderTable(uint32_t orders_max, Growth growth, uint64_t hash_seed)
      : orders_max_(orders_max < orders_min ? orders_min : orders_max),
        growth_(growth),
        hash_seed_(hash_seed) {
    slots_.resize(std::bit_ceil(size_t{orders_max_} * slots_per_order));
    mask_ = slots_.size() - 1;
  }

  [[nodiscard]] OrderRecord* find(OrderReference reference) noexcept {
    OrderRecord& slot = slots_[slot_of(reference)];
    return slot.quantity != 0 ? &slot : nullptr;
  }
  [[nodiscard]] const OrderRecord* find(OrderReference reference) const noexcept {
    const OrderRecord& slot = slots_[slot_of(reference)];
    return slot.quantity != 0 ? &slot : nullptr;
  }

  // `order.quantity` must not be 0. Refused: nothing changed.
  [[nodiscard]] Insertion insert(const OrderRecord& order) noexcept {
    assert(order.quantity != 0);
    size_t slot = slot_of(order.reference);
    if (slots_[slot].quantity != 0) return Insertion::duplicate;
    if (size_ == orders_max_) [[unlikely]] {
      if (growth_ == Growth::fixed) return Insertion::full;
      grow();
      slot = slot_of(order.reference);
    }
    slots_[slot] = order;
    ++size_;
    return Insertion::inserted;
  }

  // Closes the hole by moving back what probed past it: no tombstones, so lookups never slow down with age.
  void erase(OrderRecord* order) noexcept {
    size_t hole = static_cast<size_t>(order - slots_.data());
    assert(hole < slots_.size() && order->quantity != 0);
    for (size_t next = (hole + 1) & mask_; slots_[next].quantity != 0; next = (next + 1) & mask_) {
      const size_t distance_from_home = (next - home_of(slots_[next].reference)) & mask_;
      if (distance_from_home >= ((next - hole) & mask_)) {
        slots_[hole] = slots_[next];
        hole = next;
      }
    }
    slots_[hole].quantity = 0;
    --size_;
  }

  // As long as the table is large: never on the path of a packet.
  void clear() noexcept {
    for (OrderRecord& slot : slots_) slot.quantity = 0;
    size_ = 0;
  }

  void prefetch(OrderReference reference) const noexcept {
    __builtin_prefetch(&slots_[home_of(reference)], 1);
  }

  [[nodiscard]] size_t size() const noexcept { return size_; }
  [[nodiscard]] size_t capacity() const noexcept { return orders_max_; }
  // The slots, for whoever prepares memory before the first message.
  [[nodiscard]] std::span<std::byte> memory() noexcept { return std::as_writable_bytes(std::span(slots_)); }

  // In slot order, which depends on the seed: only for sums and copies.
  template <class Visitor>
  void for_each(Visitor&& visit) const noexcept {
    for (const OrderRecord& slot : slots_) {
      if (slot.quantity != 0) visit(slot);
    }
  }

 private:
  static constexpr size_t slots_per_order = 2;
  static constexpr uint32_t orders_min = 8;

  [[nodiscard]] size_t home_of(OrderReference reference) const noexcept {
    return mix_bits(reference ^ hash_seed_) & mask_;
  }
  // Where the order is, or the free slot where it would be.
  [[nodiscard]] size_t slot_of(OrderReference reference) const noexcept {
    size_t slot = home_of(reference);
    while (slots_[slot].quantity != 0 && slots_[slot].reference != reference) slot = (slot + 1) & mask_;
    return slot;
  }
  void grow() noexcept {
    std::vector<OrderRecord> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    orders_max_ *= 2;
    for (const OrderRecord& order : old) {
      if (order.quantity != 0) slots_[slot_of(order.reference)] = order;
    }
  }

  std::vector<OrderRecord> slots_;
  size_t mask_ = 0;
  size_t size_ = 0;
  size_t orders_max_;
  Growth growth_;
  uint64_t hash_seed_;
};

}  // namespace hotlane
