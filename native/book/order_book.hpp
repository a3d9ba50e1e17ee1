// One instrument's book: the levels of both sides, the last trade, the trading status and how far to trust
// it. Changed only by MarketBooks, on the thread that owns it; read by that thread between two messages.
#pragma once

#include <cstdint>

#include "book/price_levels.hpp"
#include "book/trading_status.hpp"
#include "memory/mix_bits.hpp"
#include "memory/units.hpp"
#include "wire/alpha.hpp"

namespace hotlane {

struct LastTrade {
  PriceTicks price_ticks = 0;
  uint64_t quantity = 0;  // shares; 0: none yet
  uint64_t match_number = 0;
};

struct OrderBook {
  OrderBook(const wire::Symbol& its_symbol, const PriceLadders& ladders, InstrumentId instrument)
      : bids(ladders, instrument * 2U), asks(ladders, instrument * 2U + 1), symbol(its_symbol) {}

  [[nodiscard]] const PriceLevels& levels(Side side) const noexcept {
    return side == Side::buy ? bids : asks;
  }

  // Best bid at or over best ask: legal around auctions, never repaired (itch50 §7), not continuous trading.
  [[nodiscard]] bool is_crossed() const noexcept {
    return !bids.empty() && !asks.empty() && bids.best()->price_ticks >= asks.best()->price_ticks;
  }

  // Live, both sides. All levels are walked: for tools and tests.
  [[nodiscard]] uint64_t orders() const noexcept { return bids.orders() + asks.orders(); }

  // Same levels, last trade and status: same hash, on any machine. For replays and tests.
  [[nodiscard]] uint64_t state_hash() const noexcept {
    uint64_t hash = 0;
    const auto take = [&hash](uint64_t value) noexcept { hash = mix_bits(hash ^ value) + value; };
    for (const PriceLevels* side : {&bids, &asks}) {
      take(side->size());
      side->walk([&take](const Level& level) noexcept {
        take(static_cast<uint64_t>(level.price_ticks));
        take(level.shares);
        take(level.orders);
        return true;
      });
    }
    take(static_cast<uint64_t>(last_trade.price_ticks));
    take(last_trade.quantity);
    take(last_trade.match_number);
    take(static_cast<uint64_t>(status.trading_state));
    take(static_cast<uint64_t>(status.short_sale_test));
    take(status.operational_halts);
    return hash;
  }

  PriceLevels bids;
  PriceLevels asks;
  Locate locate = 0;              // 0: not seen yet
  bool is_announced = false;      // an R named it
  bool is_test = false;           // R's authenticity T: a test symbol, which trades too
  bool is_untrusted = false;      // it was told something that can't follow from what it knows
  uint32_t round_lot_size = 100;  // shares, from R
  LastTrade last_trade;
  TradingStatus status;
  wire::Symbol symbol;
};

}  // namespace hotlane
