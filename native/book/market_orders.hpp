// MarketBooks' busy half: the messages that come by the million, inlined into whoever applies packets.
// Included by market_books.hpp alone.
#pragma once

#include "book/market_books.hpp"

namespace hotlane {

[[nodiscard]] constexpr bool is_price_in_range(uint32_t price) noexcept {
  return price <= INT32_MAX;
}

template <class Note>
void MarketBooks::apply(std::span<const std::byte* const> messages, Note&& note) noexcept {
  Lookahead ahead;
  while (!messages.empty()) {
    const auto batch = messages.first(messages.size() < batch_max ? messages.size() : batch_max);
    look_ahead(batch, ahead);
    const uint32_t moves = orders_.moves();
    size_t i = 0;
    do {
      note(batch[i], apply_at(batch[i], ahead.home[i], ahead.place[i]));
    } while (++i < batch.size() && orders_.moves() == moves);  // after a move, homes are elsewhere
    messages = messages.subspan(i);
  }
}

// `home` and `place` are of use for those types that have them.
inline BookChange MarketBooks::apply_at(const std::byte* message, OrderLine* home,
                                        PricePlace place) noexcept {
  namespace itch = wire::itch50;
  switch (static_cast<char>(*message)) {
    case 'A':
    case 'F': return add(itch::view<itch::AddOrder>(message), home, place);
    case 'D': return remove(itch::view<itch::OrderDelete>(message), home);
    case 'U': return replace(itch::view<itch::OrderReplace>(message), home);
    case 'E': return execute(itch::view<itch::OrderExecuted>(message), home);
    case 'X': return cancel(itch::view<itch::OrderCancel>(message), home);
    case 'C': return execute_with_price(itch::view<itch::OrderExecutedWithPrice>(message), home);
    default: return apply_status(message);
  }
}

inline BookChange MarketBooks::add(const wire::itch50::AddOrder& message, OrderLine* home,
                                   PricePlace place) noexcept {
  const InstrumentId id = by_locate_[message.header.stock_locate];
  const Quantity shares = message.shares;
  const bool is_ask = message.side == 'S';
  const bool is_plain = (id < untracked) & (is_ask | (message.side == 'B')) &
                        is_price_in_range(message.price) & (shares > 0) & (place != 0);
  if (!is_plain) [[unlikely]]
    return add_rarely(message, home);
  BookChange change;
  change.instrument = id;
  const BookError error =
      enter(message.order_reference, home, shares, id * 2U + static_cast<LadderIndex>(is_ask), place, change);
  if (error != BookError::none) [[unlikely]]
    return refuse(id, error);
  return change;
}

// Puts an order into the table and its level, or does nothing and says why.
inline BookError MarketBooks::enter(OrderReference reference, OrderLine* home, Quantity quantity,
                                    LadderIndex ladder, PricePlace place, BookChange& change) noexcept {
  if (orders_.find(reference, home).line != nullptr) [[unlikely]]
    return BookError::duplicate_reference;
  OrderTable::Place room = orders_.room_for(home);
  if (room.line == nullptr) [[unlikely]] {
    if (!orders_.grow()) return BookError::orders_full;
    home = orders_.home_of(reference);
    room = orders_.room_for(home);
    if (room.line == nullptr) return BookError::orders_full;
  }
  const PriceLadders::Addition added = ladders_->add(ladder, place, quantity);
  if (added.level == 0) [[unlikely]]
    return BookError::levels_full;
  orders_.put(room, home, reference, quantity, added.level);
  change.changed_sides = side_bit(ladder & 1);
  change.is_best_changed |= added.is_best;
  return BookError::none;
}

inline void MarketBooks::take_out(const OrderTable::Place& order, OrderLine* home,
                                  BookChange& change) noexcept {
  const LevelHandle level = order.level();
  const Quantity quantity = order.quantity();
  orders_.erase(order, home);
  change.instrument = ladders_->instrument_of(level);
  change.changed_sides = side_bit(PriceLadders::side_of(level));
  change.is_best_changed |= ladders_->reduce(level, quantity, true);
}

// E, C and X subtract from what is left of the order, at its own price; at zero it is gone and no D follows.
inline BookError MarketBooks::reduce(const OrderTable::Place& order, OrderLine* home, Quantity shares,
                                     BookChange& change) noexcept {
  const Quantity left = order.quantity();
  if (shares > left) [[unlikely]]
    return BookError::reduction_below_zero;
  if (shares == left) {
    take_out(order, home, change);
  } else if (shares > 0) {
    order.quantity() = left - shares;
    change.changed_sides = side_bit(PriceLadders::side_of(order.level()));
    change.is_best_changed = ladders_->reduce(order.level(), shares, false);
  }
  return BookError::none;
}

inline BookChange MarketBooks::remove(const wire::itch50::OrderDelete& message, OrderLine* home) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  const OrderTable::Place order = orders_.find(message.order_reference, home);
  if (order.line == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  BookChange change;
  take_out(order, home, change);
  return change;
}

inline BookChange MarketBooks::cancel(const wire::itch50::OrderCancel& message, OrderLine* home) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  const OrderTable::Place order = orders_.find(message.order_reference, home);
  if (order.line == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  BookChange change;
  change.instrument = ladders_->instrument_of(order.level());
  const BookError error = reduce(order, home, message.cancelled_shares, change);
  if (error != BookError::none) [[unlikely]]
    return refuse(change.instrument, error);
  return change;
}

}  // namespace hotlane
