// A position as other threads and strategies read it. Written by the lane's thread.
#pragma once

#include "book/order_book.hpp"
#include "lane/boundary.hpp"
#include "memory/seqlock.hpp"
#include "orders/position.hpp"

namespace hotlane {

[[nodiscard]] inline MarkPrice mark_of(const OrderBook& book) noexcept {
  return mark_of(book.bids.empty() ? 0 : book.bids.best()->price_ticks,
                 book.asks.empty() ? 0 : book.asks.best()->price_ticks, book.last_trade.price_ticks);
}

inline void publish_position(const Position& position, boundary::PositionView& view) noexcept {
  publish_word(view.net, static_cast<double>(position.exposure.net));
  publish_word(view.open_buy, static_cast<double>(position.exposure.open_buy));
  publish_word(view.open_sell, static_cast<double>(position.exposure.open_sell));
  publish_word(view.open_notional, static_cast<double>(position.open_notional));
  publish_word(view.realised, static_cast<double>(position.realised));
  constexpr auto unit = static_cast<double>(fee_units_per_tick_share);
  publish_word(view.fees, static_cast<double>(position.fees.charged) / unit);
  publish_word(view.rebates, static_cast<double>(position.fees.rebated) / unit);
  publish_word(view.traded, static_cast<double>(position.bought + position.sold));
}

inline void publish_mark(const Position& position, MarkPrice mark, boundary::PositionView& view) noexcept {
  publish_word(view.mark_ticks, static_cast<double>(mark.twice_ticks) / 2);
  publish_word(view.unrealised, static_cast<double>(position.unrealised(mark)));
}

}  // namespace hotlane
