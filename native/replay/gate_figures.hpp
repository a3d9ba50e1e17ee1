// What the gate compared for one intent, figure by figure: for people, who want to see why it passed or did
// not. Made from the same inputs as the gate's verdict; the verdict itself is the gate's
// (risk/order_gate.hpp).
#pragma once

#include <string>
#include <vector>

#include "risk/order_gate.hpp"

namespace hotlane {

// `value` was held against `limit`, of that scope: "instrument" or "strategy".
struct GateFigure {
  std::string control;  // "order quantity" …
  std::string unit;
  std::string scope;
  int64_t value = 0;
  int64_t limit = 0;
  bool is_kept = false;
};

// The limits are those of the intent's instrument and of its strategy.
[[nodiscard]] std::vector<GateFigure> gate_figures(const Intent& intent, const GateInputs& inputs,
                                                   const Limits& of_instrument, const Limits& of_strategy);

}  // namespace hotlane
