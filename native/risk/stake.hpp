// What a question would make of the worth of one instrument, to its strategy or to its account; the firm's is
// its accounts', added (one account's long does not cover another's short). Used by the gate's screen and by
// its controls.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

// What the instrument would be worth to `cell` with it (exposure_cell.hpp). Only for a cell that is no larger
// than the gate reckons with.
struct WorthWith {
  Money buy;
  Money sell;
};

[[nodiscard]] inline WorthWith worth_with(const GateQuestion& q, const ExposureCell& cell) noexcept {
  const PriceTicks dearest =
      std::max({cell.valued_at_ticks, q.intent.price_ticks, q.path.instrument->mark_ticks});
  const int64_t value_ticks = (q.more > 0) | q.is_dearer ? dearest : cell.valued_at_ticks;
  const int64_t more_buy = q.side == Side::buy ? q.more : 0;
  return {(cell.worst[0] + more_buy) * value_ticks, (cell.worst[1] + q.more - more_buy) * value_ticks};
}

// What the instrument adds to the gross exposure.
[[nodiscard]] inline Money gross_added(const ExposureCell& cell, const WorthWith& with) noexcept {
  return std::max(with.buy, with.sell) - cell.gross();
}

}  // namespace hotlane
