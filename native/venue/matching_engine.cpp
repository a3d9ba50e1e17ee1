// The rules of matching. See matching_engine.hpp.
#include "venue/matching_engine.hpp"

namespace hotlane::venue {

MatchingEngine::MatchingEngine(uint32_t instruments, uint32_t orders_max)
    : pool_(orders_max), books_(instruments) {}

MarketOrder* MatchingEngine::make_order(const OrderRequest& request) noexcept {
  MarketOrder* order = pool_.take();
  if (order == nullptr) return nullptr;
  order->reference = next_reference_++;
  order->price_ticks = request.price_ticks;
  order->leaves = request.quantity;
  order->owner_tag = request.owner_tag;
  order->instrument = request.instrument;
  order->account = request.account;
  order->side = request.side;
  order->is_immediate = request.is_immediate;
  order->is_post_only = request.is_post_only;
  return order;
}

bool MatchingEngine::enter(const OrderRequest& request, MarketListener& listener) noexcept {
  assert(request.quantity > 0 && request.instrument < books_.size());
  MarketOrder* order = make_order(request);
  if (order == nullptr) return false;
  listener.on_accepted(*order);
  work(*order, true, listener);
  return true;
}

void MatchingEngine::work(MarketOrder& order, bool may_announce, MarketListener& listener) noexcept {
  MatchingBook& book = books_[order.instrument];
  if (book.of(opposite(order.side)).meets(order.price_ticks)) {
    if (order.is_post_only) return drop(order, CancelReason::post_only, listener);
    match(order, listener);
    if (order.reference == 0) return;  // filled, or stopped by a self match
  }
  if (order.is_immediate) return drop(order, CancelReason::immediate_remainder, listener);
  book.of(order.side).append(pool_, order);
  if (may_announce) listener.on_rested(order);
}

void MatchingEngine::match(MarketOrder& order, MarketListener& listener) noexcept {
  MatchingSide& other = books_[order.instrument].of(opposite(order.side));
  while (order.leaves > 0 && other.meets(order.price_ticks)) {
    MarketOrder& resting = pool_.at(other.best().head);
    if (order.account != public_account && order.account == resting.account) {
      return drop(order, CancelReason::self_match, listener);
    }
    const Quantity quantity = std::min(order.leaves, resting.leaves);
    order.leaves -= quantity;
    resting.leaves -= quantity;
    if (resting.leaves == 0) other.remove(pool_, resting);
    listener.on_executed({resting, &order, quantity, resting.price_ticks, next_match_number_++});
    if (resting.leaves == 0) pool_.give_back(resting);
  }
  if (order.leaves == 0) pool_.give_back(order);
}

void MatchingEngine::drop(MarketOrder& order, CancelReason reason, MarketListener& listener) noexcept {
  const Quantity decrement = order.leaves;
  order.leaves = 0;
  listener.on_cancelled(order, decrement, reason, false);
  pool_.give_back(order);
}

void MatchingEngine::cancel(OrderHandle handle, Quantity leaves, CancelReason reason,
                            MarketListener& listener) noexcept {
  const MarketOrder* found = pool_.find(handle);
  if (found == nullptr || leaves >= found->leaves) return;
  MarketOrder& order = pool_.at(handle.slot);
  const Quantity decrement = order.leaves - leaves;
  order.leaves = leaves;
  if (leaves == 0) books_[order.instrument].of(order.side).remove(pool_, order);
  listener.on_cancelled(order, decrement, reason, true);
  if (leaves == 0) pool_.give_back(order);
}

bool MatchingEngine::replace(OrderHandle handle, const OrderRequest& request,
                             MarketListener& listener) noexcept {
  if (pool_.find(handle) == nullptr) return false;
  MarketOrder& old_order = pool_.at(handle.slot);
  OrderRequest inherited = request;
  inherited.instrument = old_order.instrument;
  inherited.account = old_order.account;
  inherited.side = old_order.side;
  // The old order's slot is free before the new one is taken: a replacement always finds room.
  const MarketOrder old_copy = old_order;
  books_[old_copy.instrument].of(old_copy.side).remove(pool_, old_order);
  pool_.give_back(old_order);
  MarketOrder* order = make_order(inherited);
  const bool leaves_book = order->is_immediate ||
                           books_[order->instrument].of(opposite(order->side)).meets(order->price_ticks);
  listener.on_replaced(old_copy, *order, leaves_book);
  work(*order, leaves_book, listener);
  return true;
}

}  // namespace hotlane::venue
