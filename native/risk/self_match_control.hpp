// Self-match prevention (risk-15c3-5.md §3.3; FIA 2024): a new order or replace that could trade with a
// working order of our own on the other side, of any strategy of the account or of the firm. Called by the
// order gate last. A working order counts at the most aggressive price it may have at the venue.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

[[nodiscard]] inline bool passes_self_match(const GateQuestion& q, Finding& finding) noexcept {
  const auto scope = static_cast<SelfMatchScope>(q.market.self_match);
  if (scope == SelfMatchScope::off) return true;
  const bool is_firm = scope == SelfMatchScope::firm;
  const OwnBest& own = *q.path.own_best;
  const PriceTicks price = q.intent.price_ticks;
  if (q.side == Side::buy ? price >= own.sell_ticks : price <= own.buy_ticks)
    return refuse(finding, Refusal::self_match, is_firm ? RiskScope::firm : RiskScope::account, price,
                  own.of(opposite(q.side)));
  return true;
}

}  // namespace hotlane
