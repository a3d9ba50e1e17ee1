#include "book/order_table.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hotlane {
namespace {

constexpr uint32_t level_mask_of_line = (1U << level_handle_bits) - 1;

// Eight bits, two above each level.
[[nodiscard]] uint32_t passed(const OrderLine& line) noexcept {
  uint32_t count = 0;
  for (size_t slot = 0; slot < 4; ++slot) count |= line.level[slot] >> level_handle_bits << (2 * slot);
  return count;
}

void set_passed(OrderLine& line, uint32_t count) noexcept {
  for (size_t slot = 0; slot < 4; ++slot) {
    line.level[slot] = (line.level[slot] & level_mask_of_line) | (count >> (2 * slot)) << level_handle_bits;
  }
}

}  // namespace

OrderTable::Place OrderTable::find_further(OrderReference reference, OrderLine* home) noexcept {
  OrderLine* line = home;
  while (has_passed(*line)) {
    line = next(line);
    if (line == home) break;
    const unsigned matches = matches_in(*line, reference);
    if (matches != 0) return {line, static_cast<uint32_t>(std::countr_zero(matches))};
  }
  return {};
}

OrderTable::Place OrderTable::room_further(OrderLine* home) noexcept {
  OrderLine* line = home;
  const size_t probed_max = std::min<size_t>(lines_probed_max, lines_.size());
  for (size_t probed = 1; probed < probed_max; ++probed) {
    line = next(line);
    const unsigned free = free_slots(*line);
    if (free != 0) return {line, static_cast<uint32_t>(std::countr_zero(free))};
  }
  return {};
}

void OrderTable::count_passing(OrderLine* home, const OrderLine* until, int change) noexcept {
  for (OrderLine* line = home; line != until; line = next(line))
    set_passed(*line, passed(*line) + static_cast<uint32_t>(change));
}

void OrderTable::clear() noexcept {
  std::memset(lines_.data(), 0, lines_.size() * sizeof(OrderLine));
  size_ = 0;
}

bool OrderTable::grow() noexcept {
  if (growth_ == Growth::fixed) return false;
  orders_max_ *= 2;
  ++moves_;
  ZeroedArray<OrderLine> old(lines_for(orders_max_));
  std::swap(old, lines_);
  const size_t moved = size_;
  size_ = 0;
  for (size_t i = 0; i < old.size(); ++i) {
    for (size_t slot = 0; slot < 4; ++slot) {
      const OrderLine& line = old[i];
      if (line.quantity[slot] == 0) continue;
      OrderLine* home = home_of(line.reference[slot]);
      const Place place = room_for(home);
      assert(place.line != nullptr);
      put(place, home, line.reference[slot], line.quantity[slot], line.level[slot] & level_mask);
    }
  }
  assert(size_ == moved);
  static_cast<void>(moved);
  return true;
}

}  // namespace hotlane
