// Which of the venue's answers are its market's, and what of them is held against each other. Pure.
#pragma once

#include "parity/recorded_venue.hpp"
#include "wire/ouch50_reasons.hpp"

namespace hotlane {

// Of the session's own talk, or about the venue's day: our market model says none of these.
[[nodiscard]] inline bool is_market_answer(const RecordedAnswer& answer) noexcept {
  switch (answer.kind) {
    case OrderAnswerKind::system_event:
    case OrderAnswerKind::trade_broken:
    case OrderAnswerKind::trade_corrected:
    case OrderAnswerKind::cancel_pending:
    case OrderAnswerKind::cancel_rejected:
    case OrderAnswerKind::priority_updated: return false;
    default: return true;
  }
}

// It came of the market's state: a fill, or the end of an order that did not meet what it had to, or was to
// meet what it must not.
[[nodiscard]] inline bool is_by_market(const RecordedAnswer& answer) noexcept {
  using wire::ouch50::CancelReason;
  if (answer.kind == OrderAnswerKind::executed) return true;
  if (answer.kind != OrderAnswerKind::cancelled) return false;
  switch (static_cast<CancelReason>(answer.reason)) {
    case CancelReason::immediate_or_cancel:
    case CancelReason::self_match_prevention:
    case CancelReason::halted:
    case CancelReason::market_collars:
    case CancelReason::opening_price_protection:
    case CancelReason::post_only_slid_nms:
    case CancelReason::post_only_slid_contra: return true;
    default: return false;
  }
}

// What ended the order, or filled it.
[[nodiscard]] inline bool is_compared(const RecordedAnswer& answer) noexcept {
  return answer.kind == OrderAnswerKind::executed || answer.kind == OrderAnswerKind::cancelled ||
         answer.kind == OrderAnswerKind::rejected;
}

}  // namespace hotlane
