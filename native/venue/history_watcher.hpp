// What an exchange with a historical market tells whoever looks over its shoulder, at the moment it happens:
// a backtest, which keeps a record of where each order stood. A live venue has none. Called on the venue's
// thread; what is referred to is valid in the call.
#pragma once

#include "venue/history_market.hpp"
#include "venue/venue_order.hpp"

namespace hotlane::venue {

class HistoryWatcher {
 public:
  virtual ~HistoryWatcher() = default;

  // An order, or what replaced one, has come into the market. `shares_ahead`: historical ones at its price in
  // front of what of it rests; 0 where nothing does. Its own fills, if it took any, follow.
  virtual void on_entered(const VenueOrder& order, const HistoryEntryResult& result,
                          uint64_t shares_ahead) = 0;
  // Told to its account as `match_number`, with `liquidity` as on the wire.
  virtual void on_fill(const VenueOrder& order, const HistoryFill& fill, char liquidity,
                       uint64_t match_number) = 0;
};

}  // namespace hotlane::venue
