// What a question would make of the worth of one instrument, to its strategy or to its account; the firm's is
// its accounts', added (one account's long does not cover another's short). Used by the gate's screen and by
// its controls.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

// What the instrument would be worth to `cell` with it (exposure_cell.hpp). Only for a cell that is no larger
// than the gate reckons with.
struct WorthWith {
  Money its_side;
  Money other_side;
};

[[nodiscard]] inline WorthWith worth_with(const GateQuestion& q, const ExposureCell& cell) noexcept {
  const auto side = static_cast<size_t>(q.side) & 1;
  const PriceTicks valued_at = cell.valued_at_ticks[side];
  const PriceTicks dearest = std::max({valued_at, q.intent.price_ticks, q.path.instrument->mark_ticks});
  const int64_t its_ticks = (q.more > 0) | q.is_dearer ? dearest : valued_at;
  const int64_t other_ticks = cell.valued_at_ticks[1 - side];
  const int64_t its_shares = cell.worst[side] + q.more;
  const int64_t other_shares = cell.worst[1 - side];
  return {its_shares * (its_shares < 0 ? other_ticks : its_ticks),
          other_shares * (other_shares < 0 ? its_ticks : other_ticks)};
}

// What the instrument adds to the gross exposure.
[[nodiscard]] inline Money gross_added(const ExposureCell& cell, const WorthWith& with) noexcept {
  return std::max(with.its_side, with.other_side) - cell.gross();
}

}  // namespace hotlane
