#include "lane/instrument_publisher.hpp"

#include <algorithm>
#include <cstring>

#include "memory/seqlock.hpp"

namespace hotlane {
namespace {

// A level of more than 2^32 - 1 shares shows as that many: no real one comes near.
uint32_t shown(uint64_t shares) noexcept {
  return static_cast<uint32_t>(std::min<uint64_t>(shares, UINT32_MAX));
}

}  // namespace

bool publish_instrument(const OrderBook& book, boundary::BookState state, uint64_t time_of_day_ns,
                        boundary::InstrumentView& view) noexcept {
  // Levels that don't exist read as zero, so that two depths can be compared as bytes.
  PublishedDepth depth{};
  const uint32_t bids = book.bids.copy_best(
      {boundary::depth_levels, depth.bid_price_ticks, depth.bid_quantity, depth.bid_orders});
  const uint32_t asks = book.asks.copy_best(
      {boundary::depth_levels, depth.ask_price_ticks, depth.ask_quantity, depth.ask_orders});
  // The lane alone writes the view, so its own plain look at it races with nobody.
  if (view.state == static_cast<uint32_t>(state) &&
      std::memcmp(view.bid_price_ticks, &depth, sizeof depth) == 0) {
    return false;
  }
  const SeqlockWrite write(view.version);
  publish_word(view.state, static_cast<uint32_t>(state));
  publish_word(view.bid_levels, bids);
  publish_word(view.ask_levels, asks);
  publish_word(view.changes, view.changes + 1);
  publish_word(view.time_of_day_ns, static_cast<double>(time_of_day_ns));
  for (uint32_t level = 0; level < boundary::depth_levels; ++level) {
    publish_word(view.bid_price_ticks[level], depth.bid_price_ticks[level]);
    publish_word(view.bid_quantity[level], depth.bid_quantity[level]);
    publish_word(view.bid_orders[level], depth.bid_orders[level]);
    publish_word(view.ask_price_ticks[level], depth.ask_price_ticks[level]);
    publish_word(view.ask_quantity[level], depth.ask_quantity[level]);
    publish_word(view.ask_orders[level], depth.ask_orders[level]);
  }
  return true;
}

void publish_status(const TradingStatus& status, boundary::InstrumentView& view) noexcept {
  const SeqlockWrite write(view.version);
  publish_word(view.trading_state, static_cast<uint32_t>(status.trading_state));
  publish_word(view.short_sale_test, static_cast<uint32_t>(status.short_sale_test));
  publish_word(view.operational_halts, uint32_t{status.operational_halts});
  publish_word(view.collar_lower_ticks, status.collar_lower_ticks);
  publish_word(view.collar_upper_ticks, status.collar_upper_ticks);
}

void publish_trade(PriceTicks price_ticks, uint64_t quantity, boundary::InstrumentView& view) noexcept {
  const SeqlockWrite write(view.version);
  publish_word(view.last_price_ticks, price_ticks);
  publish_word(view.last_quantity, shown(quantity));
  publish_word(view.trades, view.trades + 1);
  publish_word(view.volume, view.volume + static_cast<double>(quantity));
}

}  // namespace hotlane
