// Exchange's order port: what is asked about orders that stand, about a whole firm, and what happens to an
// account's orders without its asking. OUCH rules: ouch50.md and ouch42.md, Semantics.
#include "session/ouch42_request.hpp"
#include "venue/exchange.hpp"
#include "venue/order_terms.hpp"

namespace hotlane::venue {
namespace {

using wire::ouch50::CancelReason;
using wire::ouch50::InboundType;
using wire::ouch50::Tag;

[[nodiscard]] bool is_sell(char side_letter) noexcept {
  return side_letter == 'S' || side_letter == 'T' || side_letter == 'E';
}

// Narrowed by what the request names (ouch50.md, Mass Cancel).
[[nodiscard]] bool is_meant(const OuchRequest& request, const OuchRequest& entered, const wire::Firm& firm,
                            const wire::Symbol& symbol) noexcept {
  if (entered.firm != firm) return false;
  if (!request.symbol.text().empty() && request.symbol != symbol) return false;
  if (request.has(Tag::side) && request.side_tag != entered.side_letter) return false;
  if (request.has(Tag::group_id) && request.group_id != entered.group_id) return false;
  return !request.has(Tag::user_ref_idx) || request.user_ref_idx == entered.user_ref_idx;
}

}  // namespace

void Exchange::cut_to(VenueOrder& order, Quantity left, CancelReason reason) {
  const Quantity decrement = order.leaves - left;
  const OrderReference reference = order.reference;
  const auto handle = handle_of(order);
  drop(order, decrement, reason);
  if (is_historical_) {
    history_->cancel(handle, decrement);
    return;
  }
  if (left == 0) by_reference_.erase(reference);
  engine_.reduce_to(reference, left, events_);
  take_events();
}

// OUCH 4.2 alone lets a Modify add shares: the order is then as if replaced at its own price, and only its
// number stays.
void Exchange::raise(VenueOrder& order, Quantity leaves) {
  LedgerOrder& entry = accounts_[order.account].ledger().at(order.ledger_index);
  entry.quantity += leaves - order.leaves;
  order.leaves = leaves;
  const auto handle = handle_of(order);
  accounts_[order.account].tell(time_of_day_, [&](AnswerTeller& teller) { teller.modified(order); });
  if (is_historical_) {
    return settle(order, history_->replace(handle, own_order_of(order, handle, locate_in_history(order))));
  }
  by_reference_.erase(order.reference);
  order.reference = engine_.replace(order.reference, terms_of(order), events_);
  by_reference_[order.reference] = handle;
  take_events();
}

// Another kind of sell, fewer shares; more of them where the protocol lets it. What changes nothing is
// ignored.
void Exchange::modify(uint16_t account, const OuchRequest& request) {
  VenueOrder* order = find(account, request.user_ref_idx, request.user_ref_num);
  if (order == nullptr || request.quantity > wire::ouch50::quantity_max) return;
  const bool is_other_side = request.side_letter != order->entered.side_letter;
  if (is_other_side && (!is_sell(request.side_letter) || !is_sell(order->entered.side_letter))) return;
  const Quantity left =
      request.quantity > order->chain_executed ? request.quantity - order->chain_executed : 0;
  if (left == 0) return cut_to(*order, 0, CancelReason::user_requested);
  const bool is_raised = left > order->leaves && accounts_[account].is_ouch42();
  const Quantity leaves = is_raised ? left : std::min(left, order->leaves);
  if (leaves == order->leaves && !is_other_side) return;
  order->entered.side_letter = request.side_letter;
  if (is_raised) return raise(*order, leaves);
  const Quantity decrement = order->leaves - leaves;
  accounts_[account].ledger().at(order->ledger_index).cancelled += decrement;
  order->leaves = leaves;
  accounts_[account].tell(time_of_day_, [&](AnswerTeller& teller) { teller.modified(*order); });
  if (decrement == 0) return;
  if (is_historical_) {
    history_->cancel(handle_of(*order), decrement);
  } else {
    engine_.reduce_to(order->reference, leaves, events_);
    take_events();
  }
}

// The response first, then each order's own cancel (ouch50.md, Mass Cancel).
void Exchange::mass_cancel(uint16_t account, const OuchRequest& request) {
  Account& its = accounts_[account];
  if (!its.is_new(request)) return;
  its.spend(request);
  its.tell(time_of_day_, [&](AnswerTeller& teller) { teller.mass_cancelled(request); });
  const wire::Firm firm = its.firm_of(request.firm);
  for (uint32_t i = 0; i < its.ledger().size(); ++i) {
    const LedgerOrder& entry = its.ledger().at(i);
    if (entry.state != LedgerState::live) continue;
    VenueOrder& order = orders_[entry.handle - 1];
    if (!is_meant(request, order.entered, firm, symbols_[order.instrument])) continue;
    cut_to(order, 0, CancelReason::user_requested);
  }
}

void Exchange::switch_entry(uint16_t account, const OuchRequest& request) {
  Account& its = accounts_[account];
  if (!its.is_new(request)) return;
  its.spend(request);
  its.switch_entry(its.firm_of(request.firm), request.type == InboundType::enable_order_entry);
  its.tell(time_of_day_, [&](AnswerTeller& teller) { teller.entry_switched(request); });
}

// Nothing in this market locks an order that could trade: what could has traded.
void Exchange::trade_now(uint16_t account, const OuchRequest& request) {
  const VenueOrder* order = find(account, request.user_ref_idx, request.user_ref_num);
  if (order == nullptr) return;
  accounts_[account].tell(time_of_day_, [&](AnswerTeller& teller) { teller.traded_now(*order); });
}

void Exchange::cancel_all(uint16_t account, TimeNs now) {
  if (has_closed_) return;  // what stood at the close is over with it
  if (!is_historical_) advance(now);
  note(VenueInputKind::cancel_all, now, account);
  Account& its = accounts_[account];
  for (uint32_t i = 0; i < its.ledger().size(); ++i) {
    const LedgerOrder& entry = its.ledger().at(i);
    if (entry.state == LedgerState::live) cut_to(orders_[entry.handle - 1], 0, CancelReason::system_cancel);
  }
}

}  // namespace hotlane::venue
