// HistoryMarket's half about our own orders: how they come in, take, rest, fill and leave.
#include <algorithm>

#include "venue/history_market.hpp"

namespace hotlane {

void HistoryMarket::take_off(OrderReference reference, Quantity shares) noexcept {
  const uint32_t place = find_historical(reference);
  if (place == ReferenceIndex::none) return;
  pool_[place].taken -= std::min(pool_[place].taken, shares);
  reduce_historical(place, shares);
}

std::span<const HistoryFill> HistoryMarket::hit(Locate locate, Side side, Quantity shares,
                                                PriceTicks price_ticks) {
  fills_.clear();
  if (locate >= instruments_.size()) return fills_;
  HistorySide& its = instruments_[locate].sides[static_cast<size_t>(side)];
  fill_resting(its, shares, price_ticks, QueuedOrder::none, 0);
  return fills_;
}

HistoryEntryResult HistoryMarket::enter(const HistoryOrder& order) {
  fills_.clear();
  const HistoryEntry refusal = check(order);
  if (refusal != HistoryEntry::rests) return {refusal, 0, {}};
  if (has_own(order.handle)) return {HistoryEntry::handle_in_use, 0, {}};
  return enter_checked(order);
}

HistoryEntryResult HistoryMarket::replace(uint32_t handle, const HistoryOrder& replacement) {
  fills_.clear();
  const HistoryEntry refusal = check(replacement);
  if (refusal != HistoryEntry::rests) return {refusal, 0, {}};
  if (replacement.handle != handle && has_own(replacement.handle))
    return {HistoryEntry::handle_in_use, 0, {}};
  const uint32_t place = own_.find(handle);
  if (place != ReferenceIndex::none) forget(place);
  waiting_.remove(handle);
  return enter_checked(replacement);
}

Quantity HistoryMarket::cancel(uint32_t handle, Quantity shares) noexcept {
  const uint32_t place = own_.find(handle);
  if (place == ReferenceIndex::none) return waiting_.reduce(handle, shares);
  const Quantity cut = std::min(shares, pool_[place].shares);
  pool_[place].shares -= cut;
  if (pool_[place].shares == 0) forget(place);
  return cut;
}

Quantity HistoryMarket::resting_shares(uint32_t handle) const noexcept {
  const uint32_t place = own_.find(handle);
  if (place != ReferenceIndex::none) return pool_[place].shares;
  const WaitingOrder* order = waiting_.find(handle);
  return order == nullptr ? 0 : order->shares;
}

bool HistoryMarket::has_own(uint32_t handle) const noexcept {
  return own_.find(handle) != ReferenceIndex::none || waiting_.find(handle) != nullptr;
}

uint64_t HistoryMarket::shares_ahead(uint32_t handle) const noexcept {
  const uint32_t own = own_.find(handle);
  if (own == ReferenceIndex::none) return 0;
  const QueuedOrder& order = pool_[own];
  if (level_queue_ && !order.is_hidden) return level_queue_->ahead(handle);
  uint32_t place = order.ahead;
  if (order.is_hidden) {
    const HistorySide& side = instruments_[order.locate].sides[static_cast<size_t>(order.side)];
    for (const HistoryLevel& level : side.levels()) {
      if (level.price_ticks == order.price_ticks) place = level.displayed.last;
    }
  }
  return historical_until(place);
}

uint64_t HistoryMarket::historical_until(uint32_t place) const noexcept {
  uint64_t shares = 0;
  for (; place != QueuedOrder::none; place = pool_[place].ahead) {
    if (!pool_[place].is_own) shares += pool_[place].shares;
  }
  return shares;
}

HistoryEntry HistoryMarket::check(const HistoryOrder& order) const noexcept {
  if (order.locate >= instruments_.size() || !instruments_[order.locate].is_announced) {
    return HistoryEntry::unknown_instrument;
  }
  if (order.shares == 0) return HistoryEntry::no_shares;
  const bool is_in_range = order.price_ticks > 0 && order.price_ticks <= PriceTicks{wire::itch50::price_max};
  if (!is_in_range) return HistoryEntry::price_out_of_range;
  return is_cross_over(order.locate, order.cross) ? HistoryEntry::cross_is_over : HistoryEntry::rests;
}

HistoryEntryResult HistoryMarket::enter_checked(const HistoryOrder& order) {
  if (order.cross != 0) return wait_for_cross(order);
  has_met_own_ = false;
  const Quantity takeable_now = order.is_post_only || order.min_quantity > 0 ? takeable(order) : 0;
  if (order.is_post_only && (takeable_now > 0 || has_met_own_))
    return {HistoryEntry::would_take, order.shares, {}};
  // Below its minimum it takes nothing.
  const bool may_take = takeable_now >= std::min(order.min_quantity, order.shares);
  const Quantity left = order.shares - (may_take ? take_displayed(order) : 0);
  if (left == 0) return {HistoryEntry::filled, 0, fills_};
  if (order.is_immediate_or_cancel || (may_take && has_met_own_))
    return {HistoryEntry::cancelled, left, fills_};
  QueuedOrder resting;
  resting.number = order.handle;
  resting.shares = left;
  resting.min_quantity = order.min_quantity;
  resting.price_ticks = order.price_ticks;
  resting.locate = order.locate;
  resting.side = order.side;
  resting.is_own = true;
  resting.is_hidden = order.is_hidden || order.min_quantity > 0;
  const uint32_t place = pool_.take(resting);
  side_of(resting).enqueue(pool_, place);
  own_.insert(order.handle, place);
  if (level_queue_ && !resting.is_hidden)
    level_queue_->join(order.handle, historical_until(pool_[place].ahead));
  return {HistoryEntry::rests, left, fills_};
}

bool HistoryMarket::meets_hidden(const HistoryLevel& level, Quantity shares) const noexcept {
  for (uint32_t at = level.hidden.first; at != QueuedOrder::none; at = pool_[at].behind) {
    if (std::min(pool_[at].min_quantity, pool_[at].shares) <= shares) return true;
  }
  return false;
}

Quantity HistoryMarket::takeable(const HistoryOrder& order) noexcept {
  const HistorySide& across = instruments_[order.locate].sides[static_cast<size_t>(opposite(order.side))];
  const auto levels = across.levels();
  Quantity shares = 0;
  for (size_t i = levels.size(); i > 0 && shares < order.shares; --i) {
    const HistoryLevel& level = levels[i - 1];
    if (across.rank(level.price_ticks) < across.rank(order.price_ticks)) break;
    for (uint32_t at = level.displayed.first; at != QueuedOrder::none && shares < order.shares;
         at = pool_[at].behind) {
      if (!pool_[at].is_own) {
        shares += std::min(order.shares - shares, pool_[at].available());
      } else if (cancels_newest_) {
        has_met_own_ = true;
        return shares;
      }
    }
    if (cancels_newest_ && shares < order.shares && meets_hidden(level, order.shares - shares)) {
      has_met_own_ = true;
      return shares;
    }
  }
  return shares;
}

// In price and time priority. Our own never trade with each other: one across is stepped over, or ends it.
Quantity HistoryMarket::take_displayed(const HistoryOrder& order) {
  const HistorySide& across = instruments_[order.locate].sides[static_cast<size_t>(opposite(order.side))];
  const auto levels = across.levels();
  Quantity taken = 0;
  for (size_t i = levels.size(); i > 0 && taken < order.shares; --i) {
    const HistoryLevel& level = levels[i - 1];
    if (across.rank(level.price_ticks) < across.rank(order.price_ticks)) break;
    for (uint32_t at = level.displayed.first; at != QueuedOrder::none && taken < order.shares;
         at = pool_[at].behind) {
      QueuedOrder& resting = pool_[at];
      if (resting.is_own && cancels_newest_) {
        has_met_own_ = true;
        return taken;
      }
      const Quantity shares = resting.is_own ? 0 : std::min(order.shares - taken, resting.available());
      if (shares == 0) continue;
      resting.taken += shares;
      taken += shares;
      fills_.push_back({order.handle, shares, level.price_ticks, resting.number, false});
    }
    if (cancels_newest_ && taken < order.shares && meets_hidden(level, order.shares - taken)) {
      has_met_own_ = true;
      return taken;
    }
  }
  return taken;
}

Quantity HistoryMarket::fill_resting(HistorySide& side, Quantity flow, PriceTicks limit, uint32_t stop,
                                     OrderReference against) {
  Quantity filled = 0;
  // A level that empties goes, but only the better ones move up for it, and they are done.
  for (size_t i = side.levels().size(); i > 0 && filled < flow && side.own_orders() > 0; --i) {
    const HistoryLevel level = side.levels()[i - 1];
    if (side.rank(level.price_ticks) < side.rank(limit)) break;
    uint32_t own_left = level.own_orders;
    const bool stops_here = stop != QueuedOrder::none && level.price_ticks == limit;
    const uint32_t end = level_queue_ ? QueuedOrder::none : stop;
    for (uint32_t at = level.displayed.first;
         at != end && at != QueuedOrder::none && own_left > 0 && filled < flow;) {
      const uint32_t place = at;
      at = pool_[place].behind;
      if (!pool_[place].is_own) continue;
      --own_left;
      const uint64_t before =
          stops_here && level_queue_ ? level_queue_->ahead(static_cast<uint32_t>(pool_[place].number)) : 0;
      if (before < flow - filled)
        filled += fill_own(place, flow - filled - static_cast<Quantity>(before), against);
    }
    // The flow stopped at an order that was displayed here: what is hidden behind it was not reached.
    if (stops_here) break;
    for (uint32_t at = level.hidden.first; at != QueuedOrder::none && filled < flow;) {
      const uint32_t place = at;
      at = pool_[place].behind;
      filled += fill_own(place, flow - filled, against);
    }
  }
  return filled;
}

// Gives what of the flow it took.
Quantity HistoryMarket::fill_own(uint32_t place, Quantity flow, OrderReference against) {
  QueuedOrder& order = pool_[place];
  if (flow < std::min(order.min_quantity, order.shares)) return 0;
  const Quantity shares = std::min(order.shares, flow);
  order.shares -= shares;
  fills_.push_back({static_cast<uint32_t>(order.number), shares, order.price_ticks, against, true});
  if (order.shares == 0) forget(place);
  return shares;
}

}  // namespace hotlane
