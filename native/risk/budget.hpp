// What one scope (instrument, strategy, account, firm) has used of its limits and what it may use, line by
// line. A line refuses what would add to it and take it beyond its limit; what adds nothing passes, over the
// limit too, or nothing could come down. Kept by the order gate on its lane's thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "risk/bounded_money.hpp"

namespace hotlane {

enum class BudgetLine : uint8_t {
  messages,       // running total; its limit is that of the window, from where the window began
  entered,        // notional, likewise
  open_orders,    // working
  open_notional,  // of them, at their own prices
  traded,         // notional of today, working orders counted as if filled
  gross,          // exposure: each instrument's worse side, added
  credit,         // gross exposure and today's loss
  buy_worth,      // net exposure, if all buy orders filled and no sell order
  sell_worth,     // the other way round
};
constexpr size_t budget_line_count = 9;

using BudgetAmounts = std::array<int64_t, budget_line_count>;

struct Budget {
  BudgetAmounts used{};
  BudgetAmounts max{};

  [[nodiscard]] int64_t& used_of(BudgetLine line) noexcept { return used[static_cast<size_t>(line)]; }
  [[nodiscard]] int64_t used_of(BudgetLine line) const noexcept { return used[static_cast<size_t>(line)]; }
  [[nodiscard]] int64_t& max_of(BudgetLine line) noexcept { return max[static_cast<size_t>(line)]; }
  [[nodiscard]] int64_t max_of(BudgetLine line) const noexcept { return max[static_cast<size_t>(line)]; }
  [[nodiscard]] int64_t room_of(BudgetLine line) const noexcept { return max_of(line) - used_of(line); }
  [[nodiscard]] bool has_room(BudgetLine line, int64_t added) const noexcept {
    return added <= 0 || added <= room_of(line);
  }
};

// What is left of budgets, for the gate's quick look: of lines that an order adds the same to, the least.
struct Room {
  int64_t open_orders = 0;
  Money open_notional = 0;       // and of what is traded in a day
  Money gross = 0;               // and of credit
  std::array<Money, 2> worth{};  // by Side

  [[nodiscard]] static Room of(const Budget& budget) noexcept {
    return {budget.room_of(BudgetLine::open_orders),
            std::min(budget.room_of(BudgetLine::open_notional), budget.room_of(BudgetLine::traded)),
            std::min(budget.room_of(BudgetLine::gross), budget.room_of(BudgetLine::credit)),
            {budget.room_of(BudgetLine::buy_worth), budget.room_of(BudgetLine::sell_worth)}};
  }
  [[nodiscard]] Room least(const Room& other) const noexcept {
    return {std::min(open_orders, other.open_orders),
            std::min(open_notional, other.open_notional),
            std::min(gross, other.gross),
            {std::min(worth[0], other.worth[0]), std::min(worth[1], other.worth[1])}};
  }
};

}  // namespace hotlane
