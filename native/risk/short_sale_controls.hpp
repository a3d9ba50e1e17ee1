// Short sales under Regulation SHO (risk-15c3-5.md §3.4): the mark of 200(g), the locate of 203(b), the price
// test of 201. Called by the order gate for sales in securities that are regulated so. The best bid is that
// of the books we have.
#pragma once

#include "risk/gate_question.hpp"

namespace hotlane {

[[nodiscard]] inline bool passes_long_sale(const GateQuestion& q, Finding& finding) noexcept {
  // What is owned now; shares that open purchases may still bring are not.
  const ExposureCell& cell = q.path.account_holding->cell;
  const int64_t owned = std::max<int64_t>(cell.net, 0);
  const int64_t selling = cell.open(Side::sell) + q.more;
  if (q.more > 0 && selling > owned)
    return refuse(finding, Refusal::short_mark_wrong, RiskScope::account, selling, owned);
  return true;
}

[[nodiscard]] inline bool passes_locate(const GateQuestion& q, Finding& finding) noexcept {
  if (q.path.account->is_locate_exempt || q.more <= 0) return true;
  // Bought back or not: a located share is used once.
  const AccountHolding& its = *q.path.account_holding;
  const int64_t used = its.short_sold + its.short_open + q.more;
  if (used > its.located_shares)
    return refuse(finding, Refusal::locate_missing, RiskScope::account, used, its.located_shares);
  return true;
}

[[nodiscard]] inline bool passes_price_test(const GateQuestion& q, Finding& finding) noexcept {
  const ShortSaleTest test = q.inputs.short_sale_test;
  if (test == ShortSaleTest::none) return true;
  if (test == ShortSaleTest::unknown || q.inputs.bid_ticks == 0)
    return refuse(finding, Refusal::short_state_unknown, RiskScope::instrument);
  if (q.intent.price_ticks <= q.inputs.bid_ticks)
    return refuse(finding, Refusal::short_price_test, RiskScope::instrument, q.intent.price_ticks,
                  q.inputs.bid_ticks);
  return true;
}

[[nodiscard]] inline bool passes_short_sale(const GateQuestion& q, Finding& finding) noexcept {
  if (q.side == Side::buy || !q.path.instrument->is_short_regulated) return true;
  if (q.sell_kind == SellKind::ordinary) return passes_long_sale(q, finding);
  if (!passes_locate(q, finding)) return false;
  return q.sell_kind == SellKind::short_exempt || passes_price_test(q, finding);
}

}  // namespace hotlane
