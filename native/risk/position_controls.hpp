// Credit and positions (risk-15c3-5.md §3.3): what could be held and owed if what is open filled. Called by
// the order gate; what adds nothing passes, over a limit too (budget.hpp).
#pragma once

#include "risk/stake.hpp"

namespace hotlane {

[[nodiscard]] inline bool passes_positions(const GateQuestion& q, Finding& finding) noexcept {
  const auto passes = [&q, &finding](const ExposureCell& cell, int64_t max, RiskScope scope) noexcept {
    const int64_t worst = cell.worst_case(q.side, q.more);
    return q.more <= 0 || worst <= max || refuse(finding, Refusal::position_max, scope, worst, max);
  };
  const OrderPath& path = q.path;
  return passes(path.instrument->cell, path.instrument->position_max, RiskScope::instrument) &&
         passes(path.cell, path.strategy->position_max, RiskScope::strategy) &&
         passes(path.account_holding->cell, path.account->position_max, RiskScope::account);
}

// A line of a budget, and why an order is refused that it has no room for.
struct BudgetCheck {
  BudgetLine line;
  RiskScope scope;
  Refusal why;
};

// In the order in which the first failure wins.
constexpr BudgetCheck budget_checks[] = {
    {BudgetLine::open_orders, RiskScope::instrument, Refusal::open_orders_max},
    {BudgetLine::open_orders, RiskScope::strategy, Refusal::open_orders_max},
    {BudgetLine::open_orders, RiskScope::account, Refusal::open_orders_max},
    {BudgetLine::open_orders, RiskScope::firm, Refusal::open_orders_max},
    {BudgetLine::open_notional, RiskScope::instrument, Refusal::open_notional_max},
    {BudgetLine::open_notional, RiskScope::strategy, Refusal::open_notional_max},
    {BudgetLine::open_notional, RiskScope::account, Refusal::open_notional_max},
    {BudgetLine::open_notional, RiskScope::firm, Refusal::open_notional_max},
    {BudgetLine::gross, RiskScope::strategy, Refusal::exposure_strategy_max},
    {BudgetLine::gross, RiskScope::account, Refusal::exposure_account_max},
    {BudgetLine::gross, RiskScope::firm, Refusal::exposure_firm_max},
    {BudgetLine::buy_worth, RiskScope::strategy, Refusal::net_exposure_max},
    {BudgetLine::sell_worth, RiskScope::strategy, Refusal::net_exposure_max},
    {BudgetLine::buy_worth, RiskScope::account, Refusal::net_exposure_max},
    {BudgetLine::sell_worth, RiskScope::account, Refusal::net_exposure_max},
    {BudgetLine::buy_worth, RiskScope::firm, Refusal::net_exposure_max},
    {BudgetLine::sell_worth, RiskScope::firm, Refusal::net_exposure_max},
    // Capital backs exposure; what was lost today backs nothing any more.
    {BudgetLine::credit, RiskScope::account, Refusal::credit_max},
    {BudgetLine::credit, RiskScope::firm, Refusal::credit_max},
    // Every order sent counts at once (RTS 6 art. 15(2)): what is working as if it had traded.
    {BudgetLine::traded, RiskScope::strategy, Refusal::traded_notional_day},
    {BudgetLine::traded, RiskScope::account, Refusal::traded_notional_day},
    {BudgetLine::traded, RiskScope::firm, Refusal::traded_notional_day},
};

[[nodiscard]] inline const Budget& budget_of(const GateQuestion& q, RiskScope scope) noexcept {
  switch (scope) {
    case RiskScope::instrument: return q.path.instrument->budget;
    case RiskScope::strategy: return q.path.strategy->budget;
    case RiskScope::account: return q.path.account->budget;
    default: return q.firm.budget;
  }
}

// What the question adds to each line of a budget.
[[nodiscard]] inline BudgetAmounts added_by(const GateQuestion& q, const ExposureCell& cell) noexcept {
  const WorthWith with = worth_with(q, cell);
  const Money gross = gross_added(cell, with);
  const auto side = static_cast<size_t>(q.side);
  const Money its_side = with.its_side - cell.worth[side];
  const Money other_side = with.other_side - cell.worth[1 - side];
  const bool is_buy = q.side == Side::buy;
  return {1,
          q.more_notional,
          int64_t{q.is_new},
          q.more_notional,
          q.more_notional,
          gross,
          gross,
          is_buy ? its_side : other_side,
          is_buy ? other_side : its_side};
}

[[nodiscard]] inline bool passes_exposure(const GateQuestion& q, Finding& finding) noexcept {
  if (!passes_positions(q, finding)) return false;
  const ExposureCell& strategy_cell = q.path.cell;
  const ExposureCell& account_cell = q.path.account_holding->cell;
  if (strategy_cell.was_huge || account_cell.was_huge) {
    return refuse(finding, Refusal::position_max, RiskScope::account,
                  account_cell.worst_case(q.side, q.more));
  }
  const BudgetAmounts strategy_adds = added_by(q, strategy_cell);
  const BudgetAmounts account_adds = added_by(q, account_cell);
  for (const BudgetCheck& check : budget_checks) {
    const Budget& budget = budget_of(q, check.scope);
    const int64_t added =
        (check.scope == RiskScope::strategy ? strategy_adds : account_adds)[static_cast<size_t>(check.line)];
    if (!budget.has_room(check.line, added)) {
      return refuse(finding, check.why, check.scope, budget.used_of(check.line) + added,
                    budget.max_of(check.line));
    }
  }
  return true;
}

}  // namespace hotlane
