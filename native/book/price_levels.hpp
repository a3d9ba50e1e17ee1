// The price levels of one side of one book, as readers see them: best first. A view into the ladders that
// MarketBooks keeps, to be read on its thread between two messages.
#pragma once

#include <cstddef>
#include <optional>

#include "book/price_ladders.hpp"

namespace hotlane {

class PriceLevels {
 public:
  PriceLevels(const PriceLadders& ladders, LadderIndex ladder) noexcept
      : ladders_(&ladders), ladder_(ladder) {}

  [[nodiscard]] Side side() const noexcept { return static_cast<Side>(ladder_ & 1); }
  [[nodiscard]] bool empty() const noexcept { return ladders_->empty(ladder_); }
  [[nodiscard]] std::optional<Level> best() const noexcept { return ladders_->best(ladder_); }

  // Calls visit(Level), best first, until it returns false.
  template <class Visit>
  void walk(Visit&& visit) const noexcept {
    ladders_->walk(ladder_, visit);
  }

  // The best of them, as many as there are and fit; how many.
  uint32_t copy_best(const LevelColumns& columns) const noexcept {
    return ladders_->copy_best(ladder_, columns);
  }

  // At one price; 0: there is no such level.
  [[nodiscard]] uint64_t shares_at(PriceTicks price_ticks) const noexcept {
    return ladders_->shares_at(ladder_, price_ticks);
  }

  // All of them are walked: for tools and tests.
  [[nodiscard]] size_t size() const noexcept {
    size_t count = 0;
    walk([&count](const Level&) noexcept { return ++count > 0; });
    return count;
  }
  [[nodiscard]] uint64_t orders() const noexcept {
    uint64_t sum = 0;
    walk([&sum](const Level& level) noexcept {
      sum += level.orders;
      return true;
    });
    return sum;
  }

 private:
  const PriceLadders* ladders_;
  LadderIndex ladder_;
};

}  // namespace hotlane
