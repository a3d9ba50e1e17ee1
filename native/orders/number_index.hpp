// A bounded map from a 64-bit number to a 32-bit slot: open addressing, linear probing, removal without
// tombstones, so that a probe stays short however long the day. Used by the order store and the fill ledger,
// one thread. Memory is taken at construction.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "memory/fetch_ahead.hpp"

namespace hotlane {

class NumberIndex {
 public:
  // Room for `entries_max`; the caller never holds more.
  explicit NumberIndex(uint32_t entries_max)
      : cells_(std::bit_ceil(uint64_t{entries_max} * 2 + 2)), mask_(cells_.size() - 1) {}

  [[nodiscard]] std::optional<uint32_t> find(uint64_t key) const noexcept {
    for (uint64_t at = home_of(key); cells_[at].is_used; at = (at + 1) & mask_) {
      if (cells_[at].key == key) return cells_[at].slot;
    }
    return std::nullopt;
  }

  // Before it is looked for, or put.
  void fetch(uint64_t key) const noexcept { fetch_ahead(&cells_[home_of(key)]); }

  // A key that is there already gets the new slot.
  void put(uint64_t key, uint32_t slot) noexcept {
    uint64_t at = home_of(key);
    while (cells_[at].is_used && cells_[at].key != key) at = (at + 1) & mask_;
    cells_[at] = {key, slot, true};
  }

  void remove(uint64_t key) noexcept {
    uint64_t hole = home_of(key);
    while (cells_[hole].is_used && cells_[hole].key != key) hole = (hole + 1) & mask_;
    if (!cells_[hole].is_used) return;
    // Close the hole: move back each later cell of the run that may stand there.
    for (uint64_t at = (hole + 1) & mask_; cells_[at].is_used; at = (at + 1) & mask_) {
      const uint64_t home = home_of(cells_[at].key);
      if (((at - home) & mask_) >= ((at - hole) & mask_)) {
        cells_[hole] = cells_[at];
        hole = at;
      }
    }
    cells_[hole].is_used = false;
  }

 private:
  struct Cell {
    uint64_t key = 0;
    uint32_t slot = 0;
    bool is_used = false;
  };

  // Fibonacci hashing: consecutive numbers spread over the table.
  [[nodiscard]] uint64_t home_of(uint64_t key) const noexcept {
    return (key * 0x9E37'79B9'7F4A'7C15U) >> 20 & mask_;
  }

  std::vector<Cell> cells_;
  uint64_t mask_;
};

}  // namespace hotlane
