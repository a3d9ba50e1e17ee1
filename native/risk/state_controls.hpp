// State and emergency (risk-15c3-5.md §3.5): kill switches, what the gate has switched off by itself, reduce
// only, the risk service's sign of life, reconciliation, the order session. Called by the order gate first.
#pragma once

#include <array>

#include "risk/gate_question.hpp"

namespace hotlane {

// The scopes that have stops, from the widest.
struct ScopeStops {
  RiskScope scope;
  uint8_t stops;
  bool does_loss_stop;
  const ExposureCell& cell;  // what `reduce only` is about, there
};

[[nodiscard]] inline std::array<ScopeStops, 4> stops_of(const GateQuestion& q) noexcept {
  const ExposureCell& of_account = q.path.account_holding->cell;
  return {{{RiskScope::firm, q.firm.stops, q.firm.does_loss_stop, of_account},
           {RiskScope::account, q.path.account->stops, q.path.account->does_loss_stop, of_account},
           {RiskScope::strategy, q.path.strategy->stops, q.path.strategy->does_loss_stop, q.path.cell},
           {RiskScope::instrument, q.path.instrument->stops, false, q.path.instrument->cell}}};
}

[[nodiscard]] inline bool passes_stops(const GateQuestion& q, Finding& finding) noexcept {
  const std::array<ScopeStops, 4> scopes = stops_of(q);
  for (const ScopeStops& its : scopes) {
    if ((its.stops & stop::killed) != 0) return refuse(finding, Refusal::killed, its.scope);
  }
  const uint8_t of_strategy = q.path.strategy->stops;
  if ((of_strategy & stop::strategy_fault) != 0) {
    return refuse(finding, Refusal::strategy_fault, RiskScope::strategy);
  }
  if ((of_strategy & stop::repeat_execution) != 0) {
    return refuse(finding, Refusal::repeat_execution, RiskScope::strategy);
  }
  if ((of_strategy & stop::refusal_streak) != 0) {
    return refuse(finding, Refusal::refusal_streak, RiskScope::strategy);
  }
  for (const ScopeStops& its : scopes) {
    const bool is_loss = (its.stops & stop::loss) != 0;
    if (!is_loss && (its.stops & stop::reduce_only) == 0) continue;
    const bool shrinks = q.more <= its.cell.reducible(q.side);
    if (is_loss && (!shrinks || its.does_loss_stop)) {
      return refuse(finding, Refusal::loss_day, its.scope, q.more, its.cell.reducible(q.side));
    }
    if (!shrinks) {
      return refuse(finding, Refusal::reduce_only, its.scope, q.more, its.cell.reducible(q.side));
    }
  }
  return true;
}

[[nodiscard]] inline bool passes_state(const GateQuestion& q, Finding& finding) noexcept {
  if (!passes_stops(q, finding)) return false;
  const TimeNs silence = q.inputs.now - q.control_heard;
  if (q.market.control_patience_ns != 0 && silence > q.market.control_patience_ns)
    return refuse(finding, Refusal::control_lost, RiskScope::firm, silence, q.market.control_patience_ns);
  if (q.inputs.outage != Refusal::none) return refuse(finding, q.inputs.outage, RiskScope::none);
  if (!q.path.account->is_reconciled) return refuse(finding, Refusal::not_reconciled, RiskScope::account);
  if (q.inputs.is_account_in_doubt) return refuse(finding, Refusal::account_in_doubt, RiskScope::account);
  if (!q.inputs.is_session_ready) return refuse(finding, Refusal::session_down, RiskScope::port);
  return true;
}

}  // namespace hotlane
