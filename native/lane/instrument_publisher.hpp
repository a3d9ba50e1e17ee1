// Publishes one instrument's top of book, depth and state into the lane's shared memory. Written by the lane
// under a seqlock, so that any thread may read; says whether anything that is published changed.
#pragma once

#include "book/book_change.hpp"
#include "book/order_book.hpp"
#include "lane/boundary.hpp"

namespace hotlane {

// True when what strategies see changed: depth or state. `sides`: of the book that may have changed since it
// was published last. The last trade is published too, but trades are told apart.
bool publish_instrument(const OrderBook& book, BookSides sides, boundary::BookState state,
                        uint64_t time_of_day_ns, boundary::InstrumentView& view) noexcept;

// Trading state, short sale test, halts, collar.
void publish_status(const TradingStatus& status, boundary::InstrumentView& view) noexcept;

// A trade: last price, volume, count.
void publish_trade(PriceTicks price_ticks, uint64_t quantity, boundary::InstrumentView& view) noexcept;

}  // namespace hotlane
