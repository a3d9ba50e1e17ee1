// What the gate compared for one intent, figure by figure: for people, who want to see why it passed or did
// not. The verdict itself is the gate's (risk/order_gate.hpp).
#pragma once

#include <string>
#include <vector>

#include "risk/verdict.hpp"

namespace hotlane {

// `value` was held against `limit`, of that scope.
struct GateFigure {
  std::string control;  // "order quantity" …
  std::string unit;
  std::string scope;
  int64_t value = 0;
  int64_t limit = 0;
  bool is_kept = false;
};

[[nodiscard]] std::vector<GateFigure> gate_figures(const Finding& finding);

}  // namespace hotlane
