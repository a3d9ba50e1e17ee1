// The price levels of all books: windows of eight prices out of one pool, and for each side of each book the
// order they stand in, best first. The best fifteen are listed in a pair of cache lines, which is all that
// finding a level near the touch reads beside the level's own line; those behind stand in a tree. An order's
// later changes find their level without any search. Owned by MarketBooks, on its thread; nothing is
// allocated with Growth::fixed. Bounds: cells in the pool, and cells a side, so that no instrument takes them
// all.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "book/lane_mask.hpp"
#include "book/order_table.hpp"
#include "book/price_window.hpp"
#include "book/window_tree.hpp"
#include "memory/fetch_ahead.hpp"
#include "memory/growth.hpp"
#include "memory/zeroed_array.hpp"

namespace hotlane {

struct Level {
  PriceTicks price_ticks = 0;
  uint32_t orders = 0;
  uint64_t shares = 0;
  friend bool operator==(const Level&, const Level&) = default;
};

// Where the best levels of a side go. Shares beyond 32 bits show as the largest number of 32 bits: no real
// level comes near.
struct LevelColumns {
  uint32_t levels_max;
  PriceTicks* price_ticks;
  uint32_t* shares;
  uint32_t* orders;
};

struct LadderBounds {
  uint32_t instruments_max = 0;
  uint32_t cells_max = 0;           // of the pool; where doubling begins
  uint32_t cells_per_side_max = 0;  // with Growth::fixed
};

class PriceLadders {
 public:
  struct Addition {
    LevelHandle level = 0;  // 0: refused, nothing changed
    bool is_best = false;   // price, shares or orders of the best level are not what they were
  };

  PriceLadders(const LadderBounds& bounds, Growth growth, uint64_t seed);
  PriceLadders(const PriceLadders&) = delete;
  PriceLadders& operator=(const PriceLadders&) = delete;

  // One more order at this place.
  [[nodiscard]] Addition add(LadderIndex ladder, PricePlace place, Quantity quantity) noexcept {
    const LadderHead& head = heads_[ladder];
    const unsigned matches = near_matches(head, block_of(place));
    uint32_t cell = head.cell[std::countr_zero(matches | 1U << near_max)];
    if (matches == 0) [[unlikely]] {
      cell = tree_.find(head.further(), block_of(place));
      if (cell == 0) return add_first(ladder, place, quantity);
    }
    PriceWindow& window = cells_[cell].window;
    const uint32_t slot = slot_of(place);
    uint32_t shares = 0;
    uint16_t orders = 0;
    const bool has_many_shares = __builtin_add_overflow(window.shares[slot], quantity, &shares);
    const bool has_many_orders = __builtin_add_overflow(window.orders[slot], uint16_t{1}, &orders);
    if (has_many_shares || has_many_orders || window.special != 0) [[unlikely]]
      return add_rarely(cell, place, quantity);
    window.shares[slot] = shares;
    window.orders[slot] = orders;
    window.live = static_cast<uint16_t>(window.live | 1U << slot);
    const uint32_t best = window.best;
    window.best = static_cast<uint16_t>(slot > best ? slot : best);
    return {handle_of(cell, ladder, slot), slot >= best};
  }

  // Takes shares, and the order itself if it is gone, off a level that has them; an emptied level goes. True:
  // it was the best.
  bool reduce(LevelHandle level, Quantity quantity, bool is_gone) noexcept {
    const uint32_t cell = cell_of(level);
    PriceWindow& window = cells_[cell].window;
    if (window.special != 0) [[unlikely]]
      return reduce_rarely(level, quantity, is_gone);
    const uint32_t slot = level & 7;
    assert(window.orders[slot] > 0 && window.shares[slot] >= quantity);
    window.shares[slot] -= quantity;
    const auto orders = static_cast<uint16_t>(window.orders[slot] - static_cast<unsigned>(is_gone));
    window.orders[slot] = orders;
    window.live = static_cast<uint16_t>(window.live & ~(static_cast<unsigned>(orders == 0) << slot));
    const bool is_best = slot >= window.best;
    if (window.live == 0) [[unlikely]] {
      close(cell);
    } else {
      window.best = static_cast<uint16_t>(is_best ? window.best_live() : window.best);
    }
    return is_best;
  }

  // What add() and reduce() will touch, to be fetched before: a ladder's two lines, then the window's that
  // stands in them (where the price is far, the last near one's).
  void prefetch(LadderIndex ladder) const noexcept {
    fetch_ahead(heads_[ladder].block);
    fetch_ahead(heads_[ladder].cell);
  }
  [[nodiscard]] const void* window_of(LadderIndex ladder, PricePlace place) const noexcept {
    const LadderHead& head = heads_[ladder];
    const unsigned matches = near_matches(head, block_of(place));
    return &cells_[head.cell[std::countr_zero(matches | 1U << (near_max - 1))]];
  }
  [[nodiscard]] const void* window_of(LevelHandle level) const noexcept { return &cells_[cell_of(level)]; }

  [[nodiscard]] InstrumentId instrument_of(LevelHandle level) const noexcept {
    return static_cast<InstrumentId>(cells_[cell_of(level)].window.ladder / 2);
  }
  [[nodiscard]] static uint32_t side_of(LevelHandle level) noexcept { return level >> 3 & 1; }
  [[nodiscard]] PriceTicks price_of(LevelHandle level) const noexcept {
    return price_at(cells_[cell_of(level)].window.place(level & 7), side_of(level));
  }

  // ---- Reading, between two changes

  [[nodiscard]] bool empty(LadderIndex ladder) const noexcept { return heads_[ladder].cell[0] == 0; }
  [[nodiscard]] std::optional<Level> best(LadderIndex ladder) const noexcept;
  [[nodiscard]] uint64_t shares_at(LadderIndex ladder, PriceTicks price_ticks) const noexcept;
  // Calls visit(Level), best first, until it returns false.
  template <class Visit>
  void walk(LadderIndex ladder, Visit&& visit) const noexcept;

  // The best levels into columns, at most `columns.levels_max` of them; how many.
  uint32_t copy_best(LadderIndex ladder, const LevelColumns& columns) const noexcept {
    uint32_t count = 0;
    bool is_special = false;
    walk_windows(ladder, UINT32_MAX, [&](uint32_t cell, uint32_t block) noexcept {
      const PriceWindow& window = window_at(cell);
      is_special = window.special != 0;
      if (is_special) [[unlikely]]
        return false;
      const auto worst = static_cast<uint32_t>(price_at(window.place(0), ladder & 1));
      const uint32_t ticks = price_step_of(block);
      const uint32_t step = (ladder & 1) == 0 ? ticks : 0 - ticks;
      for (unsigned live = window.live; live != 0;) {
        const auto slot = static_cast<uint32_t>(std::bit_width(live)) - 1;
        columns.price_ticks[count] = static_cast<PriceTicks>(worst + step * slot);
        columns.shares[count] = window.shares[slot];
        columns.orders[count] = window.orders[slot];
        if (++count == columns.levels_max) return false;
        live ^= 1U << slot;
      }
      return true;
    });
    return is_special ? copy_rarely(ladder, columns) : count;
  }

  // As long as the memory is large: never on the path of a packet.
  void clear() noexcept;

  [[nodiscard]] size_t cells() const noexcept { return cells_used_; }
  [[nodiscard]] std::array<std::span<std::byte>, 3> memory() noexcept {
    return {heads_.memory(), cells_.memory(), links_.memory()};
  }

 private:
  static constexpr uint32_t near_max = 15;
  static constexpr unsigned near_mask = (1U << near_max) - 1;
  static constexpr uint32_t cells_limit = 1U << 26;  // a LevelHandle has room for their numbers
  static constexpr uint32_t group_windows_max = 1 + price_grid::cent_ticks;

  // The best windows of a side, up to fifteen of them, best first, zeros behind. All that are worse stand in
  // the tree; so windows that come and go at the touch move nothing there and back.
  struct alignas(128) LadderHead {
    uint32_t block[near_max + 1];  // the last one is none, but `counts`
    uint32_t cell[near_max + 1];   // the last one is none, but `further`

    // Cells in use, and in the two upper bits whether windows of the coarse and of the fine grid have been
    // opened since the side was empty.
    [[nodiscard]] uint32_t& counts() noexcept { return block[near_max]; }
    // Root of the tree.
    [[nodiscard]] uint32_t& further() noexcept { return cell[near_max]; }
    [[nodiscard]] uint32_t further() const noexcept { return cell[near_max]; }
  };
  static_assert(sizeof(LadderHead) == 128, "two cache lines, which are fetched together");

  // The windows of one group, best first where no two grids meet.
  struct Group {
    std::array<uint32_t, group_windows_max> cell;
    uint32_t size = 0;
    bool is_shared = false;
  };

  [[nodiscard]] static unsigned near_matches(const LadderHead& head, uint32_t block) noexcept {
    return equal_mask(head.block, block) & near_mask;
  }
  [[nodiscard]] static LevelHandle handle_of(uint32_t cell, LadderIndex ladder, uint32_t slot) noexcept {
    return cell << 4 | (ladder & 1) << 3 | slot;
  }
  [[nodiscard]] static uint32_t cell_of(LevelHandle level) noexcept { return level >> 4; }
  [[nodiscard]] PriceWindow& window_at(uint32_t cell) noexcept { return cells_[cell].window; }
  [[nodiscard]] const PriceWindow& window_at(uint32_t cell) const noexcept { return cells_[cell].window; }

  [[nodiscard]] Addition add_first(LadderIndex ladder, PricePlace place, Quantity quantity) noexcept;
  [[nodiscard]] Addition add_rarely(uint32_t cell, PricePlace place, Quantity quantity) noexcept;
  bool reduce_rarely(LevelHandle level, Quantity quantity, bool is_gone) noexcept;
  uint32_t copy_rarely(LadderIndex ladder, const LevelColumns& columns) const noexcept;

  [[nodiscard]] uint32_t open(LadderIndex ladder, uint32_t block) noexcept;
  void close(uint32_t cell) noexcept;
  void list(LadderHead& head, uint32_t cell, uint32_t block) noexcept;
  void unlist(LadderHead& head, uint32_t cell) noexcept;
  void note_sharing(LadderIndex ladder, uint32_t group) noexcept;
  void note_best(LadderIndex ladder) noexcept;
  [[nodiscard]] bool add_to_level(uint32_t cell, uint32_t slot, Quantity quantity) noexcept;
  void take_from_level(uint32_t cell, uint32_t slot, Quantity quantity, bool is_gone) noexcept;
  [[nodiscard]] uint32_t take_cell(LadderHead& head) noexcept;
  void give_back(LadderHead& head, uint32_t cell) noexcept;

  [[nodiscard]] Group group_at(LadderIndex ladder, uint32_t group) const noexcept;
  [[nodiscard]] uint64_t best_rank(LadderIndex ladder) const noexcept;
  [[nodiscard]] Level level_at(uint32_t cell, uint32_t slot) const noexcept;
  size_t sort_levels(const Group& group, std::span<Level> out) const noexcept;
  // Calls visit(cell, block) for windows from block `first` on, best first, until it returns false.
  template <class Visit>
  [[gnu::always_inline]] void walk_windows(LadderIndex ladder, uint32_t first, Visit&& visit) const noexcept {
    const LadderHead& head = heads_[ladder];
    for (uint32_t i = 0; i < near_max && head.cell[i] != 0; ++i) {
      if (head.block[i] <= first && !visit(head.cell[i], head.block[i])) return;
    }
    tree_.walk(head.further(), first, visit);
  }

  Growth growth_;
  uint32_t cells_per_side_max_;
  ZeroedArray<LadderHead> heads_;
  ZeroedArray<PriceCell> cells_;  // cell 0 is none
  ZeroedArray<WindowLinks> links_;
  WindowTree tree_;
  uint32_t next_free_ = 0;
  uint32_t next_unused_ = 1;
  size_t cells_used_ = 0;
};

template <class Visit>
void PriceLadders::walk(LadderIndex ladder, Visit&& visit) const noexcept {
  uint32_t group_done = UINT32_MAX;
  walk_windows(ladder, UINT32_MAX, [&](uint32_t cell, uint32_t block) noexcept {
    const PriceWindow& window = window_at(cell);
    if ((window.special & PriceWindow::is_shared) == 0) {
      for (unsigned live = window.live; live != 0;) {
        const auto slot = static_cast<uint32_t>(std::bit_width(live)) - 1;
        if (!visit(level_at(cell, slot))) return false;
        live ^= 1U << slot;
      }
      return true;
    }
    const uint32_t group_here = group_of(block);
    if (group_here == group_done) return true;
    group_done = group_here;
    std::array<Level, group_windows_max * window_prices> levels;
    const size_t count = sort_levels(group_at(ladder, group_here), levels);
    for (size_t i = 0; i < count; ++i) {
      if (!visit(levels[i])) return false;
    }
    return true;
  });
}

}  // namespace hotlane
