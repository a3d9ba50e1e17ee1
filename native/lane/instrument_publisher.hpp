// Publishes one instrument's top of book, depth and state into the lane's shared memory. Written by the lane
// under a seqlock, so that any thread may read; says whether anything that is published changed.
#pragma once

#include "book/order_book.hpp"
#include "lane/boundary.hpp"

namespace hotlane {

// What of a book is published, in the shape in which it is: compared as a whole, stored as a whole.
struct PublishedDepth {
  int32_t bid_price_ticks[boundary::depth_levels];
  uint32_t bid_quantity[boundary::depth_levels];
  uint32_t bid_orders[boundary::depth_levels];
  int32_t ask_price_ticks[boundary::depth_levels];
  uint32_t ask_quantity[boundary::depth_levels];
  uint32_t ask_orders[boundary::depth_levels];
};
static_assert(sizeof(PublishedDepth) == sizeof(uint32_t) * 6 * boundary::depth_levels);
static_assert(offsetof(boundary::InstrumentView, ask_orders) -
                      offsetof(boundary::InstrumentView, bid_price_ticks) ==
                  offsetof(PublishedDepth, ask_orders),
              "the depth lies in the view as it lies here");

// True when what strategies see changed: depth or state. The last trade is published too, but trades are told
// apart.
bool publish_instrument(const OrderBook& book, boundary::BookState state, uint64_t time_of_day_ns,
                        boundary::InstrumentView& view) noexcept;

// Trading state, short sale test, halts, collar.
void publish_status(const TradingStatus& status, boundary::InstrumentView& view) noexcept;

// A trade: last price, volume, count.
void publish_trade(PriceTicks price_ticks, uint64_t quantity, boundary::InstrumentView& view) noexcept;

}  // namespace hotlane
