// What the gate compares for a new order or replace, figure by figure in the order of its checks
// (docs/risk.md): for people, who want to see why it passed or did not. The verdict itself is the gate's
// (risk/order_gate.hpp); where it is a refusal for a figure, that is the first here which is not kept.
#pragma once

#include <string>
#include <vector>

#include "risk/order_gate.hpp"

namespace hotlane {

// `value` was held against `limit`, of that scope. What adds nothing keeps a limit that is already passed.
struct GateFigure {
  Refusal refusal = Refusal::none;  // where it is not kept
  RiskScope scope = RiskScope::none;
  std::string control;   // "order quantity"
  std::string unit;      // of both; "ticks x shares"
  std::string relation;  // of the value to the limit where it is kept: "at most"
  int64_t value = 0;
  int64_t limit = 0;
  bool is_kept = false;
};

// To be called before the gate checks the intent. A limit that a scope does not have gives no figure; an
// intent of a wrong form none beyond its form, since nothing can be reckoned with it; a cancel, or what
// speaks of an unknown order, none at all.
[[nodiscard]] std::vector<GateFigure> gate_figures(const OrderGate& gate, const Intent& intent,
                                                   const GateInputs& inputs);

}  // namespace hotlane
