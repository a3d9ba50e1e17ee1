// One name of a generated day: its live orders, in price-time priority and by age, and the price that its
// traders believe in. Orders stand in a pool shared by all names. Used by ItchDay, on its thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "memory/units.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::bench {

constexpr uint32_t no_order = 0xFFFFFFFF;

struct GeneratedOrder {
  uint64_t reference = 0;
  PriceTicks price_ticks = 0;
  Quantity shares = 0;
  uint32_t earlier = no_order;  // in its level
  uint32_t later = no_order;
  uint32_t place = 0;  // in its name's list
  Side side = Side::buy;
};

class GeneratedOrders {
 public:
  [[nodiscard]] uint32_t take() {
    if (free_.empty()) {
      orders_.emplace_back();
      return static_cast<uint32_t>(orders_.size() - 1);
    }
    const uint32_t order = free_.back();
    free_.pop_back();
    return order;
  }
  void give_back(uint32_t order) { free_.push_back(order); }
  [[nodiscard]] GeneratedOrder& operator[](uint32_t order) { return orders_[order]; }
  [[nodiscard]] size_t live() const { return orders_.size() - free_.size(); }

 private:
  std::vector<GeneratedOrder> orders_;
  std::vector<uint32_t> free_;
};

class GeneratedName {
 public:
  // `width`: how far from the touch its orders usually stand, in ticks.
  GeneratedName(PriceTicks fair, PriceTicks tick, double width) : fair_(fair), tick_(tick), width_(width) {}

  [[nodiscard]] bool empty() const { return live_.empty(); }

  void enter(GeneratedOrders& pool, uint32_t order) {
    GeneratedOrder& its = pool[order];
    its.place = static_cast<uint32_t>(live_.size());
    live_.push_back(order);
    Queue& queue = side(its.side)[its.price_ticks];
    its.earlier = queue.last;
    its.later = no_order;
    (queue.last == no_order ? queue.first : pool[queue.last].later) = order;
    queue.last = order;
  }

  void leave(GeneratedOrders& pool, uint32_t order) {
    const GeneratedOrder& its = pool[order];
    const auto level = side(its.side).find(its.price_ticks);
    (its.earlier == no_order ? level->second.first : pool[its.earlier].later) = its.later;
    (its.later == no_order ? level->second.last : pool[its.later].earlier) = its.earlier;
    if (level->second.first == no_order) side(its.side).erase(level);
    live_[its.place] = live_.back();
    pool[live_[its.place]].place = its.place;
    live_.pop_back();
  }

  // Young orders go first: half of those that go are among the square root of all that live. `any`: each is
  // as likely, which is as cold as it gets.
  [[nodiscard]] uint32_t pick(SeededRandom& random, bool any) const {
    const double count = static_cast<double>(live_.size());
    const double age = any ? random.unit() * count : std::exp(random.unit() * std::log(count + 1)) - 1;
    const auto from_end = std::min(static_cast<size_t>(age), live_.size() - 1);
    return live_[live_.size() - 1 - from_end];
  }

  // First in line at the best price of a side; none where nothing rests.
  [[nodiscard]] uint32_t best(Side of) const {
    const auto& levels = of == Side::buy ? bids_ : asks_;
    if (levels.empty()) return no_order;
    return of == Side::buy ? levels.rbegin()->second.first : levels.begin()->second.first;
  }

  // Passive: at the fair price or behind it, with a heavy tail, and never across the other side.
  [[nodiscard]] PriceTicks price(SeededRandom& random, Side of) {
    if (random.below(16) == 0) fair_ = std::max(fair_ + (random.below(2) == 0 ? tick_ : -tick_), 2 * tick_);
    const double behind = width_ * (std::pow(random.unit(), -1 / tail) - 1);
    const auto distance = static_cast<PriceTicks>(std::min(behind, 1e5)) * tick_;
    if (of == Side::buy) {
      const PriceTicks wanted = fair_ - distance;
      const PriceTicks highest = asks_.empty() ? wanted : asks_.begin()->first - tick_;
      return std::max(std::min(wanted, highest), tick_);
    }
    const PriceTicks wanted = fair_ + tick_ + distance;
    return bids_.empty() ? wanted : std::max(wanted, bids_.rbegin()->first + tick_);
  }

 private:
  static constexpr double tail = 1.4;

  struct Queue {
    uint32_t first = no_order;
    uint32_t last = no_order;
  };
  using Levels = std::map<PriceTicks, Queue>;

  [[nodiscard]] Levels& side(Side of) { return of == Side::buy ? bids_ : asks_; }

  Levels bids_;
  Levels asks_;
  std::vector<uint32_t> live_;  // oldest first, more or less
  PriceTicks fair_;
  PriceTicks tick_;
  double width_;
};

}  // namespace hotlane::bench
