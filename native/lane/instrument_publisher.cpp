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

// One side of a book in the shape in which it is published: compared as a whole, stored as a whole.
struct PublishedSide {
  int32_t price_ticks[boundary::depth_levels];
  uint32_t quantity[boundary::depth_levels];
  uint32_t orders[boundary::depth_levels];
};
static_assert(sizeof(PublishedSide) == sizeof(uint32_t) * 3 * boundary::depth_levels);
static_assert(offsetof(boundary::InstrumentView, bid_orders) -
                      offsetof(boundary::InstrumentView, bid_price_ticks) ==
                  offsetof(PublishedSide, orders) &&
              offsetof(boundary::InstrumentView, ask_orders) -
                      offsetof(boundary::InstrumentView, ask_price_ticks) ==
                  offsetof(PublishedSide, orders));

// A side's best levels as they are now, beside where in the view they are published.
class SideUpdate {
 public:
  SideUpdate(uint32_t& levels, int32_t* price_ticks, uint32_t* quantity, uint32_t* orders) noexcept
      : levels_(levels), price_ticks_(price_ticks), quantity_(quantity), orders_(orders) {}

  // Whether they are not those that are published. The lane alone writes the view, so its own plain look at
  // it races with nobody.
  [[nodiscard]] bool differs(const PriceLevels& levels) noexcept {
    now_ = {};  // levels that don't exist read as zero, so that two sides can be compared as bytes
    count_ = levels.copy_best({boundary::depth_levels, now_.price_ticks, now_.quantity, now_.orders});
    return std::memcmp(price_ticks_, &now_, sizeof now_) != 0;
  }
  // Under the view's lock.
  void publish() const noexcept {
    publish_word(levels_, count_);
    for (uint32_t level = 0; level < boundary::depth_levels; ++level) {
      publish_word(price_ticks_[level], now_.price_ticks[level]);
      publish_word(quantity_[level], now_.quantity[level]);
      publish_word(orders_[level], now_.orders[level]);
    }
  }

 private:
  PublishedSide now_;
  uint32_t count_ = 0;
  uint32_t& levels_;
  int32_t* price_ticks_;
  uint32_t* quantity_;
  uint32_t* orders_;
};

}  // namespace

bool publish_instrument(const OrderBook& book, BookSides sides, boundary::BookState state,
                        uint64_t time_of_day_ns, boundary::InstrumentView& view) noexcept {
  SideUpdate bids(view.bid_levels, view.bid_price_ticks, view.bid_quantity, view.bid_orders);
  SideUpdate asks(view.ask_levels, view.ask_price_ticks, view.ask_quantity, view.ask_orders);
  const bool has_new_bids = (sides & side_bit(0)) != 0 && bids.differs(book.bids);
  const bool has_new_asks = (sides & side_bit(1)) != 0 && asks.differs(book.asks);
  if (!has_new_bids && !has_new_asks && view.state == static_cast<uint32_t>(state)) return false;
  const SeqlockWrite write(view.version);
  publish_word(view.state, static_cast<uint32_t>(state));
  publish_word(view.changes, view.changes + 1);
  publish_word(view.time_of_day_ns, static_cast<double>(time_of_day_ns));
  if (has_new_bids) bids.publish();
  if (has_new_asks) asks.publish();
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
