// The rules of matching. See matching_engine.hpp.
#include "venue/matching_engine.hpp"

namespace hotlane {
namespace {

// `shown`: the part of `quantity` that the feed shows.
[[nodiscard]] MarketEvent event_of(MarketEventKind kind, const RestingOrder& order, Quantity quantity,
                                   Quantity shown) noexcept {
  MarketEvent event;
  event.kind = kind;
  event.side = order.side;
  event.instrument = order.instrument;
  event.account = order.account;
  event.order = order.reference;
  event.price_ticks = order.price_ticks;
  event.quantity = quantity;
  event.shown = shown;
  event.leaves = order.leaves;
  return event;
}

}  // namespace

MatchingEngine::MatchingEngine(const MatchingSettings& settings)
    : pool_(settings.orders_max), books_(settings.instruments) {}

// As it would rest: `shown` says whether and how much of it the feed will see.
RestingOrder* MatchingEngine::make_order(const Entry& entry) noexcept {
  RestingOrder* order = pool_.take();
  if (order == nullptr) return nullptr;
  const Terms& terms = entry.terms;
  order->price_ticks = terms.price_ticks;
  order->leaves = terms.quantity;
  order->instrument = entry.instrument;
  order->account = entry.account;
  order->side = entry.side;
  order->min_quantity = terms.min_quantity;
  order->max_floor = terms.max_floor;
  const bool is_hidden = terms.is_hidden || terms.min_quantity > 0;
  order->shown = is_hidden ? 0 : order->leaves;
  return order;
}

OrderReference MatchingEngine::enter(const Entry& entry, MarketEvents& out) noexcept {
  assert(entry.terms.quantity > 0 && entry.instrument < books_.size());
  RestingOrder* order = make_order(entry);
  if (order == nullptr) return 0;
  const OrderReference reference = order->reference;
  settle(*order, entry.terms, out);
  return reference;
}

// Trades what it can. What is left may stay only where it meets nobody: a post-only order did not trade, and
// match() stops at an order of the same account. One that did not reach its minimum meets them, but does not
// trade with them: it stays, hidden, for somebody larger.
void MatchingEngine::settle(RestingOrder& order, const Terms& terms, MarketEvents& out) noexcept {
  const bool may_trade = !terms.is_post_only && reaches_minimum(order);
  if (may_trade) match(order, out);
  if (order.leaves == 0) {
    pool_.give_back(order);
  } else if (terms.is_immediate || ((may_trade || terms.is_post_only) && counterparty(order) != nullptr)) {
    drop(order, out);
  } else {
    rest(order);
    out.push(event_of(MarketEventKind::added, order, order.leaves, order.shown));
  }
}

RestingOrder* MatchingEngine::counterparty(const RestingOrder& order) noexcept {
  const MatchingSide& other = books_[order.instrument].of(opposite(order.side));
  const uint32_t slot = other.first_for(pool_, order.price_ticks, order.leaves);
  return slot == no_slot ? nullptr : &pool_.at(slot);
}

// As match() would go about it, without trading.
bool MatchingEngine::reaches_minimum(const RestingOrder& order) const noexcept {
  if (order.min_quantity == 0) return true;
  const MatchingSide& other = books_[order.instrument].of(opposite(order.side));
  Quantity left = order.leaves;
  const auto take = [&](uint64_t shares) {
    left -= static_cast<Quantity>(std::min<uint64_t>(left, shares));
    return order.leaves - left >= order.minimum();
  };
  const auto levels = other.levels();
  for (size_t i = levels.size(); i > 0 && other.meets(levels[i - 1].price_ticks, order.price_ticks); --i) {
    const QueueLevel& level = levels[i - 1];
    uint64_t shown = 0;
    uint64_t in_all = 0;
    uint32_t slot = level.shown.head;
    for (; slot != no_slot && !is_own(order, pool_.at(slot)); slot = pool_.at(slot).next) {
      shown += pool_.at(slot).shown;
      in_all += pool_.at(slot).leaves;
    }
    // Reserves come up at the tail: in front of one of its own account stands only what is shown now.
    const bool meets_own = slot != no_slot;
    if (take(meets_own ? shown : in_all)) return true;
    if (meets_own) return false;
    for (slot = level.hidden.head; slot != no_slot; slot = pool_.at(slot).next) {
      const RestingOrder& resting = pool_.at(slot);
      if (resting.minimum() > left) continue;
      if (is_own(order, resting)) return false;
      if (take(resting.leaves)) return true;
    }
  }
  return false;
}

void MatchingEngine::match(RestingOrder& order, MarketEvents& out) noexcept {
  while (order.leaves > 0) {
    RestingOrder* resting = counterparty(order);
    if (resting == nullptr || is_own(order, *resting)) return;
    trade(order, *resting, out);
  }
}

void MatchingEngine::trade(RestingOrder& order, RestingOrder& resting, MarketEvents& out) noexcept {
  MatchingSide& other = books_[order.instrument].of(opposite(order.side));
  const bool was_hidden = resting.is_hidden();
  const Quantity quantity = std::min(order.leaves, resting.available());
  order.leaves -= quantity;
  resting.leaves -= quantity;
  if (!was_hidden) resting.shown -= quantity;
  // Out of its queue before it changes kind: what is left of a reserve order comes back at the tail.
  const bool is_used_up = resting.leaves == 0 || (!was_hidden && resting.shown == 0);
  if (is_used_up) other.remove(pool_, resting, was_hidden);
  MarketEvent event = event_of(MarketEventKind::executed, resting, quantity, was_hidden ? 0 : quantity);
  event.aggressor = order.reference;
  event.aggressor_account = order.account;
  event.aggressor_leaves = order.leaves;
  event.match_number = next_match_number_++;
  out.push(event);
  if (!is_used_up) return;
  if (resting.leaves == 0) return pool_.give_back(resting);
  refresh(resting, out);
}

void MatchingEngine::refresh(RestingOrder& resting, MarketEvents& out) noexcept {
  const OrderReference previous = resting.reference;
  pool_.renew(resting);
  resting.shown = std::min(resting.max_floor, resting.leaves);
  books_[resting.instrument].of(resting.side).append(pool_, resting);
  MarketEvent event = event_of(MarketEventKind::refreshed, resting, resting.shown, resting.shown);
  event.previous = previous;
  out.push(event);
}

void MatchingEngine::rest(RestingOrder& order) noexcept {
  if (!order.is_hidden()) {
    order.shown = order.max_floor == 0 ? order.leaves : std::min(order.max_floor, order.leaves);
  }
  books_[order.instrument].of(order.side).append(pool_, order);
}

void MatchingEngine::drop(RestingOrder& order, MarketEvents& out) noexcept {
  const Quantity gone = order.leaves;
  order.leaves = 0;
  MarketEvent event = event_of(MarketEventKind::removed, order, gone, 0);
  event.was_resting = false;
  out.push(event);
  pool_.give_back(order);
}

bool MatchingEngine::reduce_to(OrderReference reference, Quantity leaves, MarketEvents& out) noexcept {
  RestingOrder* order = pool_.find(reference);
  if (order == nullptr || leaves >= order->leaves) return false;
  const Quantity gone = order->leaves - leaves;
  const bool was_hidden = order->is_hidden();
  // The reserve goes first.
  const Quantity hidden_away = order->shown - std::min(order->shown, leaves);
  order->leaves = leaves;
  order->shown -= hidden_away;
  if (leaves > 0) {
    out.push(event_of(MarketEventKind::reduced, *order, gone, hidden_away));
    return true;
  }
  books_[order->instrument].of(order->side).remove(pool_, *order, was_hidden);
  out.push(event_of(MarketEventKind::removed, *order, gone, hidden_away));
  pool_.give_back(*order);
  return true;
}

OrderReference MatchingEngine::replace(OrderReference old_reference, const Terms& terms,
                                       MarketEvents& out) noexcept {
  assert(terms.quantity > 0);
  RestingOrder* old_order = pool_.find(old_reference);
  if (old_order == nullptr) return 0;
  const Entry entry{old_order->instrument, old_order->account, old_order->side, terms};
  const Quantity previous_shown = old_order->shown;
  // The old order's slot is free before the new one is taken: a replacement always finds room.
  books_[entry.instrument].of(entry.side).remove(pool_, *old_order, old_order->is_hidden());
  pool_.give_back(*old_order);
  RestingOrder* order = make_order(entry);
  const OrderReference reference = order->reference;
  // It simply rests where it meets nobody, and where it has a minimum that those whom it meets don't reach.
  const bool may_trade = terms.is_post_only || reaches_minimum(*order);
  const bool rests = !terms.is_immediate && (!may_trade || counterparty(*order) == nullptr);
  if (rests) rest(*order);
  MarketEvent event = event_of(MarketEventKind::replaced, *order, terms.quantity, rests ? order->shown : 0);
  event.previous = old_reference;
  event.previous_shown = previous_shown;
  event.was_resting = rests;
  out.push(event);
  if (!rests) settle(*order, terms, out);
  return reference;
}

}  // namespace hotlane
