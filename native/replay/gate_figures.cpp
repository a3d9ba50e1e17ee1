#include "replay/gate_figures.hpp"

namespace hotlane {

std::vector<GateFigure> gate_figures(const Finding& finding) {
  if (finding.refusal == Refusal::none || finding.limit == 0) return {};
  return {{words_of(finding.refusal), "", "", finding.value, finding.limit, false}};
}

}  // namespace hotlane
