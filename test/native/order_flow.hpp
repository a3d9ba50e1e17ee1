// Seeded orders for one venue, made to meet: few prices, few accounts, hidden orders, minimums and reserves,
// replacements at the same price and through the other side, cuts to and above what is left, names of orders
// long gone.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "slow_matching.hpp"

namespace hotlane::test {

enum class FlowKind : uint8_t { enter, reduce, replace };

struct FlowStep {
  FlowKind kind = FlowKind::enter;
  SlowTicket ticket;    // enter; replace: price and shares
  uint64_t order = 0;   // reduce, replace: number of an order, perhaps of none
  uint32_t cut_to = 0;  // reduce
};

class OrderFlow {
 public:
  static constexpr uint16_t instruments = 2;

  explicit OrderFlow(uint64_t flow_seed) : random_(flow_seed) {}

  // `numbers`: how many orders have been given a number.
  [[nodiscard]] FlowStep next(uint64_t numbers) {
    FlowStep step;
    const uint64_t kind = pick(100);
    step.kind = kind < 60 ? FlowKind::enter : kind < 78 ? FlowKind::reduce : FlowKind::replace;
    step.ticket = ticket();
    // Mostly a recent order, which may still rest; now and then any, and one that never was.
    const uint64_t age = pick(12) == 0 ? pick(numbers + 1) : pick(24);
    step.order = age > numbers ? numbers + 1 + pick(1'000'000) : numbers - age;
    step.cut_to = pick(3) == 0 ? 0 : shares();
    return step;
  }

 private:
  [[nodiscard]] uint64_t pick(uint64_t below) { return random_() % below; }

  SlowTicket ticket() {
    SlowTicket out;
    out.instrument = static_cast<uint16_t>(pick(instruments));
    out.account = static_cast<int>(pick(4)) - 1;
    out.is_buy = pick(2) == 0;
    out.price = price(out.is_buy);
    out.shares = shares();
    out.is_immediate = pick(7) == 0;
    out.is_post_only = pick(7) == 0;
    out.is_hidden = pick(6) == 0;
    if (!out.is_post_only && pick(5) == 0) out.minimum = static_cast<uint32_t>(1 + pick(out.shares));
    if (!out.is_hidden && pick(6) == 0) out.tip = static_cast<uint32_t>(1 + pick(200));
    return out;
  }
  // Bids lean below the centre and asks above it, so that queues build up between the trades.
  int32_t price(bool is_buy) {
    if (pick(150) == 0) return pick(2) == 0 ? 1 : 1'999'999'900;
    const auto away = static_cast<int32_t>(pick(8));
    return is_buy ? 10'002 - away : 9'998 + away;
  }
  uint32_t shares() {
    if (pick(100) == 0) return pick(2) == 0 ? 999'999 : 4'000'000'000U;
    return pick(3) == 0 ? static_cast<uint32_t>(1 + pick(500)) : static_cast<uint32_t>(1 + pick(5)) * 100;
  }

  std::mt19937_64 random_;
};

}  // namespace hotlane::test
