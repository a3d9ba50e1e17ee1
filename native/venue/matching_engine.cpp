// The rules of matching. See matching_engine.hpp.
#include "venue/matching_engine.hpp"

namespace hotlane {
namespace {

[[nodiscard]] MarketEvent event_of(MarketEventKind kind, const RestingOrder& order,
                                   Quantity quantity) noexcept {
  MarketEvent event;
  event.kind = kind;
  event.side = order.side;
  event.instrument = order.instrument;
  event.account = order.account;
  event.order = order.reference;
  event.price_ticks = order.price_ticks;
  event.quantity = quantity;
  event.leaves = order.leaves;
  return event;
}

}  // namespace

MatchingEngine::MatchingEngine(const MatchingSettings& settings)
    : pool_(settings.orders_max), books_(settings.instruments) {}

RestingOrder* MatchingEngine::make_order(const Entry& entry) noexcept {
  RestingOrder* order = pool_.take();
  if (order == nullptr) return nullptr;
  order->price_ticks = entry.price_ticks;
  order->leaves = entry.quantity;
  order->instrument = entry.instrument;
  order->account = entry.account;
  order->side = entry.side;
  return order;
}

OrderReference MatchingEngine::enter(const Entry& entry, MarketEvents& out) noexcept {
  assert(entry.quantity > 0 && entry.instrument < books_.size());
  RestingOrder* order = make_order(entry);
  if (order == nullptr) return 0;
  const OrderReference reference = order->reference;
  settle(*order, entry, out);
  return reference;
}

// Trades what it can. What is left may stay only where it meets nobody: a post-only order did not trade, and
// match() stops at an order of the same account.
void MatchingEngine::settle(RestingOrder& order, const Entry& entry, MarketEvents& out) noexcept {
  if (!entry.is_post_only) match(order, out);
  if (order.leaves == 0) {
    pool_.give_back(order);
  } else if (entry.time_in_force == TimeInForce::immediate_or_cancel || meets(order)) {
    drop(order, out);
  } else {
    rest(order);
    out.push(event_of(MarketEventKind::added, order, order.leaves));
  }
}

void MatchingEngine::match(RestingOrder& order, MarketEvents& out) noexcept {
  MatchingSide& other = books_[order.instrument].of(opposite(order.side));
  while (order.leaves > 0 && other.meets(order.price_ticks)) {
    RestingOrder& resting = pool_.at(other.best().head);
    if (order.account != flow_account && order.account == resting.account) return;
    const Quantity quantity = std::min(order.leaves, resting.leaves);
    order.leaves -= quantity;
    resting.leaves -= quantity;
    if (resting.leaves == 0) other.remove(pool_, resting);
    MarketEvent event = event_of(MarketEventKind::executed, resting, quantity);
    event.aggressor = order.reference;
    event.aggressor_account = order.account;
    event.aggressor_leaves = order.leaves;
    event.match_number = next_match_number_++;
    out.push(event);
    if (resting.leaves == 0) pool_.give_back(resting);
  }
}

void MatchingEngine::drop(RestingOrder& order, MarketEvents& out) noexcept {
  const Quantity gone = order.leaves;
  order.leaves = 0;
  MarketEvent event = event_of(MarketEventKind::removed, order, gone);
  event.was_resting = false;
  out.push(event);
  pool_.give_back(order);
}

bool MatchingEngine::reduce_to(OrderReference reference, Quantity leaves, MarketEvents& out) noexcept {
  RestingOrder* order = pool_.find(reference);
  if (order == nullptr || leaves >= order->leaves) return false;
  const Quantity gone = order->leaves - leaves;
  order->leaves = leaves;
  if (leaves > 0) {
    out.push(event_of(MarketEventKind::reduced, *order, gone));
    return true;
  }
  books_[order->instrument].of(order->side).remove(pool_, *order);
  out.push(event_of(MarketEventKind::removed, *order, gone));
  pool_.give_back(*order);
  return true;
}

OrderReference MatchingEngine::replace(OrderReference old_reference, const Replacement& replacement,
                                       MarketEvents& out) noexcept {
  assert(replacement.quantity > 0);
  RestingOrder* old_order = pool_.find(old_reference);
  if (old_order == nullptr) return 0;
  const Entry entry{.instrument = old_order->instrument,
                    .account = old_order->account,
                    .side = old_order->side,
                    .price_ticks = replacement.price_ticks,
                    .quantity = replacement.quantity,
                    .time_in_force = replacement.time_in_force,
                    .is_post_only = replacement.is_post_only};
  // The old order's slot is free before the new one is taken: a replacement always finds room.
  books_[entry.instrument].of(entry.side).remove(pool_, *old_order);
  pool_.give_back(*old_order);
  RestingOrder* order = make_order(entry);
  const OrderReference reference = order->reference;
  MarketEvent event = event_of(MarketEventKind::replaced, *order, entry.quantity);
  event.previous = old_reference;
  event.was_resting = entry.time_in_force == TimeInForce::day && !meets(*order);
  out.push(event);
  if (event.was_resting) {
    rest(*order);
  } else {
    settle(*order, entry, out);
  }
  return reference;
}

}  // namespace hotlane
