// Exchange's order port: orders entered, replaced and cancelled. OUCH rules: ouch50.md, Semantics.
#include "session/ouch42_request.hpp"
#include "venue/exchange.hpp"
#include "venue/order_terms.hpp"

namespace hotlane::venue {
namespace {

using wire::ouch50::CancelReason;
using wire::ouch50::InboundType;
using wire::ouch50::RejectReason;

constexpr Quantity quantity_max = 999'999;  // ouch50.md, Types

[[nodiscard]] bool is_sell(char side_letter) noexcept {
  return side_letter == 'S' || side_letter == 'T' || side_letter == 'E';
}

// What a replacement says takes the place of what was said; a tag left out keeps its value (ouch50.md, Tags).
// False: it asks for another side than the order has.
[[nodiscard]] bool take_replacement(const OuchRequest& request, OuchRequest& entered) noexcept {
  using wire::ouch50::Tag;
  if (request.has(Tag::side)) {
    if (request.side_tag != entered.side_letter &&
        (!is_sell(request.side_tag) || !is_sell(entered.side_letter))) {
      return false;
    }
    entered.side_letter = request.side_tag;
  }
  entered.quantity = request.quantity;
  entered.price = request.price;
  entered.user_ref_num = request.user_ref_num;
  entered.time_in_force = request.time_in_force;
  entered.display = request.display;
  entered.iso_eligibility = request.iso_eligibility;
  entered.cl_ord_id = request.cl_ord_id;
  entered.token = request.token;
  entered.ouch42_seconds = request.ouch42_seconds;
  entered.ouch42_display = request.ouch42_display;
  if (request.has(Tag::post_only)) entered.post_only = request.post_only;
  if (request.has(Tag::min_qty)) entered.min_quantity = request.min_quantity;
  if (request.has(Tag::max_floor)) entered.max_floor = request.max_floor;
  if (request.has(Tag::price_type)) entered.price_type = request.price_type;
  if (request.has(Tag::peg_offset)) entered.peg_offset = request.peg_offset;
  if (request.has(Tag::expire_time)) entered.expire_seconds = request.expire_seconds;
  if (request.has(Tag::random_reserves)) entered.random_reserves = request.random_reserves;
  if (request.has(Tag::handle_inst)) entered.handle_inst = request.handle_inst;
  if (request.has(Tag::aiq_strategy)) entered.aiq_strategy = request.aiq_strategy;
  entered.has_discretion |= request.has_discretion;
  entered.has_aiq_group |= request.has_aiq_group;
  entered.is_located = request.is_located;  // unless told again, it is forgotten
  return true;
}

}  // namespace

void Exchange::request(uint16_t account, Bytes payload, TimeNs now) {
  Account& its = accounts_[account];
  OuchRequest asked;
  const OuchFault fault =
      its.is_ouch42() ? decode_ouch42_request(payload, asked) : decode_request(payload, asked);
  if (fault != OuchFault::none && !is_tag_fault(fault)) return;  // no number to answer under
  // The market is always ahead of its requests, so that their place in it doesn't hang on the turns' times.
  if (!is_historical_) advance(now);
  note(VenueInputKind::request, now, account, payload);
  its.name(asked);
  if (fault != OuchFault::none) return refuse_tags(account, asked);
  if (asked.type == trade_now_request) return trade_now(account, asked);
  switch (asked.type) {
    case InboundType::enter_order: return enter(account, asked);
    case InboundType::replace_order: return replace(account, asked);
    case InboundType::cancel_order: return cancel(account, asked);
    case InboundType::modify_order: return modify(account, asked);
    case InboundType::mass_cancel: return mass_cancel(account, asked);
    case InboundType::disable_order_entry:
    case InboundType::enable_order_entry: return switch_entry(account, asked);
    case InboundType::account_query:
      return its.tell(time_of_day_, [&](AnswerTeller& teller) {
        teller.next_number(asked, its.next_number(asked.user_ref_idx));
      });
  }
}

// A request whose tags are wrong (ouch50.md, Sizes and the appendage): what would be new is rejected, a
// replace is invalid and kills its order, what names an order is ignored.
void Exchange::refuse_tags(uint16_t account, const OuchRequest& request) {
  switch (request.type) {
    case InboundType::replace_order: {
      VenueOrder* old = find(account, request.user_ref_idx, request.orig_user_ref_num);
      if (old != nullptr && accounts_[account].is_new(request)) cut_to(*old, 0, CancelReason::user_requested);
      return;
    }
    case InboundType::enter_order:
    case InboundType::mass_cancel:
    case InboundType::disable_order_entry:
    case InboundType::enable_order_entry:
      if (!accounts_[account].is_new(request)) return;
      accounts_[account].spend(request);
      return refuse(account, request, RejectReason::other);
    default: return;
  }
}

void Exchange::refuse(uint16_t account, const OuchRequest& request, RejectReason reason) {
  accounts_[account].tell(time_of_day_, [&](AnswerTeller& teller) { teller.rejected(request, reason); });
}

std::optional<RejectReason> Exchange::check(const OuchRequest& request, InstrumentId& out) const {
  if (request.side_letter != 'B' && request.side_letter != 'S' && request.side_letter != 'T' &&
      request.side_letter != 'E') {
    return RejectReason::invalid_side;
  }
  if (request.quantity == 0 || request.quantity > quantity_max) return RejectReason::invalid_quantity;
  if (!is_price_known(request)) return RejectReason::invalid_price;
  for (size_t i = 0; i < symbols_.size(); ++i) {
    if (symbols_[i] == request.symbol) {
      out = static_cast<InstrumentId>(i);
      return refusal_of_terms(request, is_historical_);
    }
  }
  return RejectReason::invalid_symbol;
}

bool Exchange::is_cross_over(const OuchRequest& request) const {
  if (!is_historical_ || request.cross_type == 'N') return false;
  const std::optional<Locate> locate = history_->find_locate(request.symbol.text());
  return locate && history_->is_cross_over(*locate, request.cross_type);
}

bool Exchange::is_price_known(const OuchRequest& request) const noexcept {
  if (is_market(request)) return request.cross_type != 'N';
  return request.price > 0 && request.price <= wire::ouch50::price_max;
}

VenueOrder& Exchange::record(VenueOrder order) {
  VenueLedger& ledger = accounts_[order.account].ledger();
  uint32_t handle = static_cast<uint32_t>(orders_.size()) + 1;
  if (free_handles_.empty()) {
    orders_.emplace_back();
  } else {
    handle = free_handles_.back();
    free_handles_.pop_back();
  }
  order.serial = ++serials_;
  order.ledger_index = ledger.size();
  ledger.add({.user_ref_num = order.user_ref_num,
              .channel = order.entered.user_ref_idx,
              .handle = handle,
              .instrument = order.instrument,
              .side = order.side,
              .quantity = order.leaves,
              .price_ticks = order.price_ticks,
              .firm = order.entered.firm,
              .token = order.entered.token});
  return orders_[handle - 1] = order;
}

VenueOrder* Exchange::find(uint16_t account, uint8_t channel, uint32_t user_ref_num) noexcept {
  const LedgerOrder* entry = accounts_[account].ledger().find(user_ref_num, channel);
  if (entry == nullptr || entry->state != LedgerState::live) return nullptr;
  return &orders_[entry->handle - 1];
}

void Exchange::enter(uint16_t account, const OuchRequest& asked) {
  Account& its = accounts_[account];
  if (!its.is_new(asked)) return;
  its.spend(asked);
  OuchRequest request = asked;
  request.firm = its.firm_of(asked.firm);
  InstrumentId instrument = 0;
  if (its.is_disabled(request.firm)) return refuse(account, request, RejectReason::firm_not_authorized);
  if (const auto reason = check(request, instrument)) return refuse(account, request, *reason);
  if (is_cross_over(request)) return refuse(account, request, RejectReason::invalid_cross_order);
  VenueOrder& order = record({.user_ref_num = request.user_ref_num,
                              .account = account,
                              .instrument = instrument,
                              .side = request.side_letter == 'B' ? Side::buy : Side::sell,
                              .price_ticks = static_cast<PriceTicks>(request.price),
                              .leaves = request.quantity,
                              .entered = request});
  const uint32_t handle = handle_of(order);
  await_expiry(order, handle);
  const auto tell_accepted = [&] {
    its.tell(time_of_day_, [&](AnswerTeller& teller) { teller.accepted(order, symbols_[instrument]); });
  };
  if (is_historical_) {
    order.reference = reference_for(order);
    tell_accepted();
    return settle(order, history_->enter(own_order_of(order, handle, locate_in_history(order))));
  }
  order.reference = engine_.enter(
      {.instrument = instrument, .account = account, .side = order.side, .terms = terms_of(order)}, events_);
  tell_accepted();
  // No room for another order.
  if (order.reference == 0) return drop(order, order.leaves, CancelReason::system_cancel);
  by_reference_[order.reference] = handle;
  take_events();
}

OrderReference Exchange::reference_for(const VenueOrder& order) const {
  const auto given = given_references_.find(number_of(order.account, order.user_ref_num));
  return given == given_references_.end() ? own_reference_base + order.serial : given->second;
}

Locate Exchange::locate_in_history(const VenueOrder& order) const {
  return history_->find_locate(symbols_[order.instrument].text()).value_or(0);
}

// What history did with an order of ours that came.
void Exchange::settle(VenueOrder& order, const HistoryEntryResult& result) {
  if (watcher_ != nullptr) {
    const bool is_resting = result.result == HistoryEntry::rests;
    watcher_->on_entered(order, result, is_resting ? history_->shares_ahead(handle_of(order)) : 0);
  }
  take_fills(result.fills);
  if (result.result == HistoryEntry::rests || result.result == HistoryEntry::filled ||
      result.result == HistoryEntry::waits) {
    return;
  }
  const bool is_by_rule =
      result.result == HistoryEntry::cancelled || result.result == HistoryEntry::would_take;
  drop(order, order.leaves, is_by_rule ? reason_of_removal(order) : CancelReason::supervisory);
}

void Exchange::release_from_cross() {
  // Entering them ends what the market says of the last message.
  const std::vector<uint32_t> left(history_->left_by_cross().begin(), history_->left_by_cross().end());
  for (const uint32_t handle : left) {
    VenueOrder& order = orders_[handle - 1];
    if (order.is_immediate() || is_market(order.entered)) {
      // ouch50.md, Cancel reasons: the cross has one of its own in OUCH 4.2 alone.
      const bool is_ouch42 = accounts_[order.account].is_ouch42();
      drop(order, order.leaves, is_ouch42 ? CancelReason::cross_canceled : CancelReason::immediate_or_cancel);
      continue;
    }
    order.is_past_cross = true;
    settle(order, history_->enter(own_order_of(order, handle, locate_in_history(order))));
  }
}

void Exchange::await_expiry(const VenueOrder& order, uint32_t handle) {
  const uint64_t at = expiry_of(order.entered, time_of_day_);
  if (at != 0) expiries_.emplace(at, Expiry{handle, order.serial});
}

// Time has come to `time_of_day`: what was to live no longer goes, each at its own moment.
void Exchange::expire(uint64_t time_of_day) {
  while (!expiries_.empty() && expiries_.begin()->first <= time_of_day) {
    const auto [at, meant] = *expiries_.begin();
    expiries_.erase(expiries_.begin());
    VenueOrder& order = orders_[meant.handle - 1];
    if (order.leaves == 0 || order.serial != meant.serial) continue;
    time_of_day_ = at;
    if (!is_historical_) publisher_.set_time_of_day(static_cast<TimeNs>(at));
    cut_to(order, 0, CancelReason::timeout);
  }
}

void Exchange::replace(uint16_t account, const OuchRequest& request) {
  Account& its = accounts_[account];
  VenueOrder* old = find(account, request.user_ref_idx, request.orig_user_ref_num);
  if (old == nullptr || !its.is_new(request)) return;
  OuchRequest entered = old->entered;
  const bool is_side_kept = take_replacement(request, entered);
  if (!is_side_kept || request.quantity == 0 || request.quantity > quantity_max ||
      request.quantity <= old->chain_executed || !is_price_known(entered) ||
      (is_market(entered) && old->is_past_cross) || refusal_of_terms(entered, is_historical_)) {
    // An invalid replace kills the order and does not spend its number (ouch50.md, Replace).
    return cut_to(*old, 0, CancelReason::user_requested);
  }
  its.spend(request);
  const VenueOrder previous = *old;
  VenueOrder next = *old;
  next.user_ref_num = request.user_ref_num;
  next.price_ticks = static_cast<PriceTicks>(request.price);
  next.leaves = request.quantity - old->chain_executed;
  next.entered = entered;
  its.ledger().at(old->ledger_index).state = LedgerState::replaced;
  old->leaves = 0;
  const auto old_handle = handle_of(*old);
  const OrderReference old_reference = old->reference;
  VenueOrder& order = record(next);
  const auto tell_replaced = [&](const VenueOrder& made) {
    its.tell(time_of_day_,
             [&](AnswerTeller& teller) { teller.replaced(made, previous, symbols_[made.instrument]); });
  };
  const uint32_t handle = handle_of(order);
  await_expiry(order, handle);
  if (is_historical_) {
    order.reference = reference_for(order);
    tell_replaced(order);
    settle(order, history_->replace(old_handle, own_order_of(order, handle, locate_in_history(order))));
    return release(*old);
  }
  by_reference_.erase(old_reference);
  order.reference = engine_.replace(old_reference, terms_of(order), events_);
  by_reference_[order.reference] = handle;
  tell_replaced(order);
  take_events();
  release(*old);
}

// The quantity is the most that may execute in all; what is no cut is ignored without an answer (ouch50.md,
// Cancel).
void Exchange::cancel(uint16_t account, const OuchRequest& request) {
  VenueOrder* order = find(account, request.user_ref_idx, request.user_ref_num);
  if (order == nullptr) return;
  const Quantity left =
      request.quantity > order->chain_executed ? request.quantity - order->chain_executed : 0;
  if (left < order->leaves) cut_to(*order, left, CancelReason::user_requested);
}

}  // namespace hotlane::venue
