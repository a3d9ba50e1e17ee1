// Exchange's order port: what accounts ask for. OUCH rules: ouch50.md, Semantics.
#include "venue/exchange.hpp"

namespace hotlane::venue {
namespace {

using wire::ouch50::CancelReason;
using wire::ouch50::InboundType;
using wire::ouch50::RejectReason;

constexpr Quantity quantity_max = 999'999;  // ouch50.md, Types

[[nodiscard]] MatchingEngine::Terms terms_of(const VenueOrder& order) noexcept {
  return {.price_ticks = order.price_ticks,
          .quantity = order.leaves,
          .is_immediate = order.is_immediate(),
          .is_post_only = order.entered.post_only == 'P'};
}

}  // namespace

void Exchange::request(uint16_t account, Bytes payload, TimeNs now) {
  OuchRequest asked;
  const OuchFault fault = decode_request(payload, asked);
  if (fault != OuchFault::none && !is_tag_fault(fault)) return;  // no number to answer under
  // The market is always ahead of its requests, so that their place in it doesn't hang on the turns' times.
  if (!is_historical_) advance(now);
  note(VenueInputKind::request, now, account, payload);
  switch (asked.type) {
    case InboundType::enter_order: return enter(account, asked);
    case InboundType::replace_order: return replace(account, asked);
    case InboundType::cancel_order: return cancel(account, asked);
    case InboundType::account_query: return accounts_[account].tell_next_number(time_of_day_);
    default:
      return;  // mass cancel, modify, enable and disable come with a later issue: ignored as unknown orders
               // are
  }
}

std::optional<RejectReason> Exchange::check(const OuchRequest& request, InstrumentId& out) const {
  if (request.side_letter != 'B' && request.side_letter != 'S' && request.side_letter != 'T' &&
      request.side_letter != 'E') {
    return RejectReason::invalid_side;
  }
  if (request.quantity == 0 || request.quantity > quantity_max) return RejectReason::invalid_quantity;
  if (request.price == 0 || request.price > wire::ouch50::price_max) return RejectReason::invalid_price;
  for (size_t i = 0; i < symbols_.size(); ++i) {
    if (symbols_[i] == request.symbol) {
      out = static_cast<InstrumentId>(i);
      return std::nullopt;
    }
  }
  return RejectReason::invalid_symbol;
}

VenueOrder& Exchange::record(VenueOrder order) {
  VenueLedger& ledger = accounts_[order.account].ledger();
  order.ledger_index = ledger.size();
  ledger.add({.user_ref_num = order.user_ref_num,
              .handle = static_cast<uint32_t>(orders_.size()) + 1,
              .instrument = order.instrument,
              .side = order.side,
              .quantity = order.leaves,
              .price_ticks = order.price_ticks});
  orders_.push_back(order);
  return orders_.back();
}

VenueOrder* Exchange::find(uint16_t account, uint32_t user_ref_num) noexcept {
  const LedgerOrder* entry = accounts_[account].ledger().find(user_ref_num);
  if (entry == nullptr) return nullptr;
  VenueOrder& order = orders_[entry->handle - 1];
  return order.leaves > 0 ? &order : nullptr;
}

void Exchange::enter(uint16_t account, const OuchRequest& request) {
  Account& its = accounts_[account];
  if (!its.is_new_number(request.user_ref_num)) return;
  its.spend_number(request.user_ref_num);
  InstrumentId instrument = 0;
  if (const auto reason = check(request, instrument))
    return its.tell_rejected(request, *reason, time_of_day_);
  VenueOrder& order = record({.user_ref_num = request.user_ref_num,
                              .account = account,
                              .instrument = instrument,
                              .side = request.side_letter == 'B' ? Side::buy : Side::sell,
                              .price_ticks = static_cast<PriceTicks>(request.price),
                              .leaves = request.quantity,
                              .entered = request});
  const auto handle = static_cast<uint32_t>(orders_.size());
  const bool is_ioc = order.is_immediate();
  if (is_historical_) {
    order.reference = own_reference_base + handle;
    its.tell_accepted(order, symbols_[instrument], time_of_day_);
    const auto locate = history_->find_locate(request.symbol.text());
    const HistoryEntryResult result =
        history_->enter({handle, locate.value_or(0), order.side, order.price_ticks, order.leaves, is_ioc});
    take_fills(result.fills);
    const bool rests = result.result == HistoryEntry::rests || result.result == HistoryEntry::filled;
    if (!rests)
      drop(order, order.leaves, is_ioc ? CancelReason::immediate_or_cancel : CancelReason::supervisory);
    return;
  }
  order.reference = engine_.enter(
      {.instrument = instrument, .account = account, .side = order.side, .terms = terms_of(order)}, events_);
  by_reference_[order.reference] = handle;
  its.tell_accepted(order, symbols_[instrument], time_of_day_);
  take_events();
}

void Exchange::replace(uint16_t account, const OuchRequest& request) {
  Account& its = accounts_[account];
  VenueOrder* old = find(account, request.orig_user_ref_num);
  if (old == nullptr || !its.is_new_number(request.user_ref_num)) return;
  if (request.quantity == 0 || request.quantity > quantity_max || request.quantity <= old->chain_executed ||
      request.price == 0 || request.price > wire::ouch50::price_max) {
    // An invalid replace kills the order and does not spend its number (ouch50.md, Replace).
    const OrderReference reference = old->reference;
    const auto handle = static_cast<uint32_t>(old - orders_.data()) + 1;
    drop(*old, old->leaves, CancelReason::user_requested);
    if (is_historical_) {
      history_->cancel(handle, UINT32_MAX);
    } else {
      by_reference_.erase(reference);
      engine_.reduce_to(reference, 0, events_);
      take_events();
    }
    return;
  }
  its.spend_number(request.user_ref_num);
  VenueOrder next = *old;
  next.user_ref_num = request.user_ref_num;
  next.price_ticks = static_cast<PriceTicks>(request.price);
  next.leaves = request.quantity - old->chain_executed;
  next.entered.time_in_force = request.time_in_force;
  if (request.has(wire::ouch50::Tag::post_only)) next.entered.post_only = request.post_only;  // else it stays
  next.entered.display = request.display;
  next.entered.iso_eligibility = request.iso_eligibility;
  next.entered.cl_ord_id = request.cl_ord_id;
  its.ledger().at(old->ledger_index).state = LedgerState::replaced;
  old->leaves = 0;
  const auto old_handle = static_cast<uint32_t>(old - orders_.data()) + 1;
  const OrderReference old_reference = old->reference;
  VenueOrder& order = record(next);  // `old` may have moved
  const auto handle = static_cast<uint32_t>(orders_.size());
  if (is_historical_) {
    order.reference = own_reference_base + handle;
    its.tell_replaced(order, request.orig_user_ref_num, symbols_[order.instrument], time_of_day_);
    const auto locate = history_->find_locate(symbols_[order.instrument].text());
    const HistoryEntryResult result = history_->replace(
        old_handle, {handle, locate.value_or(0), order.side, order.price_ticks, order.leaves, false});
    take_fills(result.fills);
    return;
  }
  by_reference_.erase(old_reference);
  order.reference = engine_.replace(old_reference, terms_of(order), events_);
  by_reference_[order.reference] = handle;
  its.tell_replaced(order, request.orig_user_ref_num, symbols_[order.instrument], time_of_day_);
  take_events();
}

// The quantity is the most that may execute in all; what is no cut is ignored without an answer (ouch50.md,
// Cancel).
void Exchange::cancel(uint16_t account, const OuchRequest& request) {
  VenueOrder* order = find(account, request.user_ref_num);
  if (order == nullptr) return;
  const Quantity left =
      request.quantity > order->chain_executed ? request.quantity - order->chain_executed : 0;
  if (left >= order->leaves) return;
  const Quantity decrement = order->leaves - left;
  const OrderReference reference = order->reference;
  const auto handle = static_cast<uint32_t>(order - orders_.data()) + 1;
  drop(*order, decrement, CancelReason::user_requested);
  if (is_historical_) {
    history_->cancel(handle, decrement);
    return;
  }
  if (left == 0) by_reference_.erase(reference);
  engine_.reduce_to(reference, left, events_);
  take_events();
}

}  // namespace hotlane::venue
