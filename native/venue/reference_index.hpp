// Finds a queued order's place by its number: open addressing with linear probes, no tombstones. The venue's
// thread only. Grows by doubling, so it stops allocating once it has seen the day's fullest book.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memory/fetch_ahead.hpp"

namespace hotlane {

class ReferenceIndex {
 public:
  static constexpr uint32_t none = UINT32_MAX;

  explicit ReferenceIndex(uint32_t orders_expected) {
    size_t slots = slots_min;
    while (slots < size_t{orders_expected} * 2) slots *= 2;
    slots_.resize(slots);
  }

  [[nodiscard]] uint32_t find(uint64_t key) const noexcept {
    for (size_t at = home_of(key);; at = next(at)) {
      if (slots_[at].place == none || slots_[at].key == key) return slots_[at].place;
    }
  }

  void prefetch(uint64_t key) const noexcept { fetch_ahead(&slots_[home_of(key)]); }

  // `key` isn't there yet.
  void insert(uint64_t key, uint32_t place) {
    if (++size_ * 2 > slots_.size()) grow();
    put({key, place});
  }

  // Moves later slots of the run up, so that no probe ever meets a grave.
  void erase(uint64_t key) noexcept {
    size_t hole = home_of(key);
    while (slots_[hole].place != none && slots_[hole].key != key) hole = next(hole);
    if (slots_[hole].place == none) return;
    --size_;
    for (size_t at = next(hole); slots_[at].place != none; at = next(at)) {
      const size_t mask = slots_.size() - 1;
      if (((at - home_of(slots_[at].key)) & mask) < ((at - hole) & mask)) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = {};
  }

 private:
  static constexpr size_t slots_min = 16;

  struct Slot {
    uint64_t key = 0;
    uint32_t place = none;
  };

  // Fibonacci hashing: references run upwards in small steps, and spread out by it.
  [[nodiscard]] size_t home_of(uint64_t key) const noexcept {
    return ((key * 0x9E3779B97F4A7C15) >> 32) & (slots_.size() - 1);
  }
  [[nodiscard]] size_t next(size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }

  void put(Slot slot) noexcept {
    size_t at = home_of(slot.key);
    while (slots_[at].place != none) at = next(at);
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.place != none) put(slot);
    }
  }

  std::vector<Slot> slots_;
  size_t size_ = 0;
};

}  // namespace hotlane
