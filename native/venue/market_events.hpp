// The events of one turn, in order: filled by the matching engine, read by publisher, ports and ledger, then
// cleared. Venue thread only. Grows by doubling to its high-water mark and then allocates no more.
#pragma once

#include <span>
#include <vector>

#include "venue/market_event.hpp"

namespace hotlane {

class MarketEvents {
 public:
  MarketEvents() { events_.reserve(events_reserved); }

  void push(const MarketEvent& event) noexcept { events_.push_back(event); }
  [[nodiscard]] std::span<const MarketEvent> all() const noexcept { return events_; }
  void clear() noexcept { events_.clear(); }

 private:
  static constexpr size_t events_reserved = 4'096;
  std::vector<MarketEvent> events_;
};

}  // namespace hotlane
