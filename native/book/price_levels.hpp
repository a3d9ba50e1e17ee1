// The price levels of one side of one book: a flat sorted array with the best at its end, searched by
// galloping from the touch, where most changes are: what changes there moves few bytes and no pointer is
// followed. Owned and called by one thread. Levels are derived from orders; the caller keeps the two in step.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "memory/growth.hpp"
#include "memory/units.hpp"

namespace hotlane {

struct Level {
  PriceTicks price_ticks = 0;
  uint32_t orders = 0;
  uint64_t shares = 0;
  friend bool operator==(const Level&, const Level&) = default;
};
static_assert(sizeof(Level) == 16, "four levels a cache line");

// What a change touched. A change of the best level's price, shares or orders is `best`.
enum class LevelEffect : uint8_t { refused, deeper, best };

class PriceLevels {
 public:
  // Growth::fixed holds at most `levels_max`; Growth::doubling begins with room for that many.
  PriceLevels(Side side, uint32_t levels_max, Growth growth)
      : side_(side), growth_(growth), levels_(levels_max == 0 ? 1 : levels_max) {}

  // One more order at this price. Refused when a new level has no room: nothing changed.
  [[nodiscard]] LevelEffect add(PriceTicks price, Quantity quantity) noexcept {
    size_t at = place_of(price);
    if (at == count_ || levels_[at].price_ticks != price) {
      if (count_ == levels_.size()) [[unlikely]] {
        if (growth_ == Growth::fixed) return LevelEffect::refused;
        levels_.resize(levels_.size() * 2);
      }
      std::memmove(levels_.data() + at + 1, levels_.data() + at, (count_ - at) * sizeof(Level));
      levels_[at] = {price, 0, 0};
      ++count_;
    }
    levels_[at].orders += 1;
    levels_[at].shares += quantity;
    return effect_at(at);
  }

  // Takes shares, and one order if it is gone, off a level that has them; an emptied level goes.
  LevelEffect reduce(PriceTicks price, Quantity quantity, bool is_order_gone) noexcept {
    const size_t at = place_of(price);
    assert(at < count_ && levels_[at].price_ticks == price && levels_[at].shares >= quantity);
    const LevelEffect effect = effect_at(at);
    levels_[at].shares -= quantity;
    levels_[at].orders -= is_order_gone ? 1 : 0;
    if (levels_[at].orders == 0) {
      assert(levels_[at].shares == 0);
      std::memmove(levels_.data() + at, levels_.data() + at + 1, (count_ - at - 1) * sizeof(Level));
      --count_;
    }
    return effect;
  }

  void clear() noexcept { count_ = 0; }

  [[nodiscard]] Side side() const noexcept { return side_; }
  [[nodiscard]] size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  // Depth 0 is the best; depth < size().
  [[nodiscard]] const Level& at_depth(size_t depth) const noexcept {
    assert(depth < count_);
    return levels_[count_ - 1 - depth];
  }
  [[nodiscard]] const Level* best() const noexcept { return count_ == 0 ? nullptr : &levels_[count_ - 1]; }
  // Null where no order rests at this price.
  [[nodiscard]] const Level* find(PriceTicks price) const noexcept {
    const size_t at = place_of(price);
    return at < count_ && levels_[at].price_ticks == price ? &levels_[at] : nullptr;
  }

 private:
  // Whether a is worse than b on this side.
  [[nodiscard]] bool is_worse(PriceTicks a, PriceTicks b) const noexcept {
    return side_ == Side::buy ? a < b : a > b;
  }
  [[nodiscard]] LevelEffect effect_at(size_t at) const noexcept {
    return at + 1 == count_ ? LevelEffect::best : LevelEffect::deeper;
  }

  // The first level that isn't worse than `price`: the price's own, or where it would be inserted.
  [[nodiscard]] size_t place_of(PriceTicks price) const noexcept {
    size_t high = count_;  // everything from here on isn't worse
    size_t step = 1;
    while (high >= step && !is_worse(levels_[high - step].price_ticks, price)) {
      high -= step;
      step *= 2;
    }
    size_t low = high >= step ? high - step + 1 : 0;  // everything before here is worse
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (is_worse(levels_[middle].price_ticks, price)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  Side side_;
  Growth growth_;
  size_t count_ = 0;
  std::vector<Level> levels_;  // worst first, best at count_ - 1
};

}  // namespace hotlane
