// A trade of the market as a strategy is told of it. The lane's thread.
#pragma once

#include <algorithm>

#include "lane/boundary.hpp"
#include "lane/market_changes.hpp"

namespace hotlane {

// A cross may print more shares than a slot holds: then as many as it holds.
[[nodiscard]] inline boundary::TradeSlot slot_of(const InstrumentTrade& trade) noexcept {
  boundary::TradeSlot slot{};
  slot.instrument = trade.instrument;
  slot.price_ticks = trade.print.price_ticks;
  slot.quantity = static_cast<uint32_t>(std::min<uint64_t>(trade.print.quantity, UINT32_MAX));
  slot.aggressor = trade.print.aggressor == Aggressor::buy    ? 0
                   : trade.print.aggressor == Aggressor::sell ? 1
                                                              : -1;
  return slot;
}

}  // namespace hotlane
