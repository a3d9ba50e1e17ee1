#include "book/price_ladders.hpp"

#include <algorithm>
#include <cstring>

#include "book/lane_shift.hpp"

namespace hotlane {
namespace {

constexpr uint32_t cells_mask = (1U << 30) - 1;
// When so few windows are near, they are made up to so many out of the tree.
constexpr uint32_t refilled_below = 4;
constexpr uint32_t refilled_to = 8;

[[nodiscard]] uint32_t grid_bit(uint32_t block) noexcept {
  return is_coarse(block) ? 1U << 30 : 1U << 31;
}
[[nodiscard]] bool has_both_grids(uint32_t counts) noexcept {
  return counts >> 30 == 3;
}

// Larger is better; 0 is no price at all.
[[nodiscard]] uint64_t rank_of(PricePlace place) noexcept {
  return uint64_t{counted_at(place)} + 1;
}

}  // namespace

PriceLadders::PriceLadders(const LadderBounds& bounds, Growth growth, uint64_t seed)
    : growth_(growth),
      cells_per_side_max_(bounds.cells_per_side_max),
      heads_(size_t{bounds.instruments_max} * 2),
      cells_(std::clamp(bounds.cells_max, 1U, cells_limit - 1) + size_t{1}),
      links_(cells_.size()),
      tree_(links_, seed) {}

// ---- What add(), reduce() and copy_best() leave out: a window's beginning and end, levels too large for
// one, two grids

PriceLadders::Addition PriceLadders::add_rarely(uint32_t cell, PricePlace place, Quantity quantity) noexcept {
  const LadderIndex ladder = window_at(cell).ladder;
  const uint64_t best_before = best_rank(ladder);
  const uint32_t slot = slot_of(place);
  if (!add_to_level(cell, slot, quantity)) return {};
  note_best(ladder);
  return {handle_of(cell, ladder, slot), rank_of(place) >= best_before};
}

// The first order of its window, which is none of a level too large.
PriceLadders::Addition PriceLadders::add_first(LadderIndex ladder, PricePlace place,
                                               Quantity quantity) noexcept {
  const uint32_t block = block_of(place);
  const uint32_t group = group_of(block);
  const uint32_t first_group = group_of(heads_[ladder].block[0]);  // of an empty side: 0
  // Only among windows of its own group does it take a look at them to see which is the best.
  const bool is_best =
      group > first_group || empty(ladder) || (group == first_group && rank_of(place) > best_rank(ladder));
  const uint32_t cell = open(ladder, block);
  if (cell == 0) return {};
  PriceWindow& window = window_at(cell);
  const uint32_t slot = slot_of(place);
  window.shares[slot] = quantity;
  window.orders[slot] = 1;
  window.live = static_cast<uint16_t>(1U << slot);
  if (heads_[ladder].cell[0] == cell) note_best(ladder);
  return {handle_of(cell, ladder, slot), is_best};
}

bool PriceLadders::reduce_rarely(LevelHandle level, Quantity quantity, bool is_gone) noexcept {
  const uint32_t cell = cell_of(level);
  const uint32_t slot = level & 7;
  const LadderIndex ladder = window_at(cell).ladder;
  const bool is_best = rank_of(window_at(cell).place(slot)) == best_rank(ladder);
  take_from_level(cell, slot, quantity, is_gone);
  if (window_at(cell).live == 0) close(cell);
  note_best(ladder);
  return is_best;
}

uint32_t PriceLadders::copy_rarely(LadderIndex ladder, const LevelColumns& columns) const noexcept {
  uint32_t count = 0;
  walk(ladder, [&](const Level& level) noexcept {
    columns.price_ticks[count] = level.price_ticks;
    columns.shares[count] = static_cast<uint32_t>(std::min<uint64_t>(level.shares, UINT32_MAX));
    columns.orders[count] = level.orders;
    return ++count < columns.levels_max;
  });
  return count;
}

// ---- Windows

uint32_t PriceLadders::open(LadderIndex ladder, uint32_t block) noexcept {
  const uint32_t cell = take_cell(heads_[ladder]);
  if (cell == 0) return 0;
  PriceWindow& window = window_at(cell);
  window = PriceWindow{};
  window.block = block;
  window.ladder = ladder;
  LadderHead& head = heads_[ladder];
  list(head, cell, block);
  head.counts() |= grid_bit(block);
  if (has_both_grids(head.counts())) note_sharing(ladder, group_of(block));
  return cell;
}

void PriceLadders::close(uint32_t cell) noexcept {
  const LadderIndex ladder = window_at(cell).ladder;
  const uint32_t block = window_at(cell).block;
  LadderHead& head = heads_[ladder];
  const bool was_first = head.cell[0] == cell;
  unlist(head, cell);
  give_back(head, cell);
  if (head.cell[0] == 0) {
    head.counts() &= cells_mask;
  } else if (has_both_grids(head.counts())) {
    note_sharing(ladder, group_of(block));
  }
  if (was_first) note_best(ladder);
}

void PriceLadders::list(LadderHead& head, uint32_t cell, uint32_t block) noexcept {
  uint32_t at = 0;
  for (uint32_t i = 0; i < near_max; ++i) at += static_cast<uint32_t>(head.block[i] > block);
  if (at == near_max || (head.cell[at] == 0 && head.further() != 0)) {
    tree_.insert(head.further(), cell, block);
    return;
  }
  if (at == 0 && head.cell[0] != 0) window_at(head.cell[0]).best = PriceWindow::no_best;
  const uint32_t last = near_max - 1;
  if (head.cell[last] != 0) tree_.insert(head.further(), head.cell[last], head.block[last]);
  insert_lane(head.block, at, block);
  insert_lane(head.cell, at, cell);
}

void PriceLadders::unlist(LadderHead& head, uint32_t cell) noexcept {
  const unsigned matches = equal_mask(head.cell, cell) & near_mask;
  if (matches == 0) return tree_.erase(head.further(), cell);
  const auto at = static_cast<uint32_t>(std::countr_zero(matches));
  erase_lane(head.block, at);
  erase_lane(head.cell, at);
  if (head.further() == 0 || head.cell[refilled_below] != 0) return;
  for (uint32_t i = 0; i < refilled_to && head.further() != 0; ++i) {
    if (head.cell[i] != 0) continue;
    head.cell[i] = tree_.best(head.further());
    head.block[i] = tree_.block_at(head.cell[i]);
    tree_.erase(head.further(), head.cell[i]);
  }
}

// Whether the windows of a group lie across one another, so that the best of them isn't simply the first.
void PriceLadders::note_sharing(LadderIndex ladder, uint32_t group) noexcept {
  const Group members = group_at(ladder, group);
  for (uint32_t i = 0; i < members.size; ++i) {
    PriceWindow& window = window_at(members.cell[i]);
    window.special = static_cast<uint16_t>(members.is_shared ? window.special | PriceWindow::is_shared
                                                             : window.special & ~PriceWindow::is_shared);
    if (members.is_shared) window.best = PriceWindow::no_best;
  }
}

void PriceLadders::note_best(LadderIndex ladder) noexcept {
  const uint32_t first = heads_[ladder].cell[0];
  if (first == 0) return;
  PriceWindow& window = window_at(first);
  if ((window.special & PriceWindow::is_shared) == 0) window.best = static_cast<uint16_t>(window.best_live());
}

PriceLadders::Group PriceLadders::group_at(LadderIndex ladder, uint32_t group) const noexcept {
  Group members;
  bool has_coarse = false;
  walk_windows(ladder, group << group_bits | price_grid::coarse, [&](uint32_t cell, uint32_t block) noexcept {
    if (group_of(block) != group) return false;
    has_coarse |= is_coarse(block);
    members.cell[members.size++] = cell;
    return true;
  });
  members.is_shared = has_coarse && members.size > 1;
  return members;
}

// ---- Levels

bool PriceLadders::add_to_level(uint32_t cell, uint32_t slot, Quantity quantity) noexcept {
  PriceWindow* window = &window_at(cell);
  if (!window->is_wide(slot)) {
    uint32_t shares = 0;
    uint16_t orders = 0;
    const bool has_many_shares = __builtin_add_overflow(window->shares[slot], quantity, &shares);
    const bool has_many_orders = __builtin_add_overflow(window->orders[slot], uint16_t{1}, &orders);
    if (has_many_shares || has_many_orders) {
      const uint32_t wide = take_cell(heads_[window->ladder]);
      if (wide == 0) return false;
      window = &window_at(cell);  // the pool may have grown
      cells_[wide].wide = WideLevel{uint64_t{window->shares[slot]} + quantity, window->orders[slot] + 1U};
      window->shares[slot] = wide;
      window->wide = static_cast<uint16_t>(window->wide | 1U << slot);
      window->special |= PriceWindow::has_wide;
    } else {
      window->shares[slot] = shares;
      window->orders[slot] = orders;
    }
  } else {
    WideLevel& wide = cells_[window->shares[slot]].wide;
    wide.shares += quantity;
    wide.orders += 1;
  }
  window->live = static_cast<uint16_t>(window->live | 1U << slot);
  return true;
}

void PriceLadders::take_from_level(uint32_t cell, uint32_t slot, Quantity quantity, bool is_gone) noexcept {
  PriceWindow& window = window_at(cell);
  if (!window.is_wide(slot)) {
    assert(window.orders[slot] > 0 && window.shares[slot] >= quantity);
    window.shares[slot] -= quantity;
    window.orders[slot] = static_cast<uint16_t>(window.orders[slot] - static_cast<unsigned>(is_gone));
    if (window.orders[slot] > 0) return;
  } else {
    const uint32_t wide_cell = window.shares[slot];
    WideLevel& wide = cells_[wide_cell].wide;
    assert(wide.orders > 0 && wide.shares >= quantity);
    wide.shares -= quantity;
    wide.orders -= static_cast<unsigned>(is_gone);
    if (wide.orders > 0) return;
    give_back(heads_[window.ladder], wide_cell);
    window.shares[slot] = 0;
    window.orders[slot] = 0;
    window.wide = static_cast<uint16_t>(window.wide & ~(1U << slot));
    if (window.wide == 0) window.special = static_cast<uint16_t>(window.special & ~PriceWindow::has_wide);
  }
  window.live = static_cast<uint16_t>(window.live & ~(1U << slot));
}

uint64_t PriceLadders::best_rank(LadderIndex ladder) const noexcept {
  const uint32_t first = heads_[ladder].cell[0];
  if (first == 0) return 0;
  const PriceWindow& window = window_at(first);
  if ((window.special & PriceWindow::is_shared) == 0) return rank_of(window.place(window.best_live()));
  const Group members = group_at(ladder, group_of(window.block));
  uint64_t best = 0;
  for (uint32_t i = 0; i < members.size; ++i) {
    const PriceWindow& member = window_at(members.cell[i]);
    best = std::max(best, rank_of(member.place(member.best_live())));
  }
  return best;
}

Level PriceLadders::level_at(uint32_t cell, uint32_t slot) const noexcept {
  const PriceWindow& window = window_at(cell);
  const PriceTicks price = price_at(window.place(slot), window.ladder & 1);
  if (!window.is_wide(slot)) return {price, window.orders[slot], window.shares[slot]};
  const WideLevel& wide = cells_[window.shares[slot]].wide;
  return {price, wide.orders, wide.shares};
}

size_t PriceLadders::sort_levels(const Group& group, std::span<Level> out) const noexcept {
  size_t count = 0;
  for (uint32_t i = 0; i < group.size; ++i) {
    const PriceWindow& window = window_at(group.cell[i]);
    for (uint32_t slot = 0; slot < window_prices; ++slot) {
      if ((window.live >> slot & 1) != 0) out[count++] = level_at(group.cell[i], slot);
    }
  }
  const bool is_ask = (window_at(group.cell[0]).ladder & 1) != 0;
  std::sort(out.begin(), out.begin() + static_cast<ptrdiff_t>(count),
            [is_ask](const Level& a, const Level& b) noexcept {
              return is_ask ? a.price_ticks < b.price_ticks : a.price_ticks > b.price_ticks;
            });
  return count;
}

std::optional<Level> PriceLadders::best(LadderIndex ladder) const noexcept {
  const uint32_t first = heads_[ladder].cell[0];
  if (first == 0) return std::nullopt;
  const PriceWindow& window = window_at(first);
  if ((window.special & PriceWindow::is_shared) == 0) return level_at(first, window.best_live());
  std::optional<Level> found;
  walk(ladder, [&found](const Level& level) noexcept {
    found = level;
    return false;
  });
  return found;
}

uint64_t PriceLadders::shares_at(LadderIndex ladder, PriceTicks price_ticks) const noexcept {
  if (price_ticks <= 0) return 0;
  const PricePlace place = place_of(static_cast<uint32_t>(price_ticks), ladder & 1);
  const LadderHead& head = heads_[ladder];
  const unsigned matches = near_matches(head, block_of(place));
  const uint32_t cell =
      matches != 0 ? head.cell[std::countr_zero(matches)] : tree_.find(head.further(), block_of(place));
  const uint32_t slot = slot_of(place);
  if (cell == 0 || (window_at(cell).live >> slot & 1) == 0) return 0;
  return level_at(cell, slot).shares;
}

// ---- The pool

uint32_t PriceLadders::take_cell(LadderHead& head) noexcept {
  if (growth_ == Growth::fixed && (head.counts() & cells_mask) >= cells_per_side_max_) return 0;
  uint32_t cell = next_free_;
  if (cell != 0) {
    next_free_ = window_at(cell).block;
  } else {
    if (next_unused_ == cells_.size()) {
      if (growth_ == Growth::fixed || cells_.size() >= cells_limit) return 0;
      cells_.grow(std::min<size_t>(cells_.size() * 2, cells_limit));
      links_.grow(cells_.size());
    }
    cell = next_unused_++;
  }
  ++head.counts();
  ++cells_used_;
  return cell;
}

void PriceLadders::give_back(LadderHead& head, uint32_t cell) noexcept {
  PriceWindow& window = window_at(cell);
  window = PriceWindow{};
  window.block = next_free_;
  next_free_ = cell;
  --head.counts();
  --cells_used_;
}

void PriceLadders::clear() noexcept {
  std::memset(static_cast<void*>(heads_.data()), 0, heads_.memory().size());
  next_free_ = 0;
  next_unused_ = 1;
  cells_used_ = 0;
}

}  // namespace hotlane
