// What a lane is told at its start: instruments, limits, strategies, bounds. Checked by TypeScript; the lane trusts it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memory/units.hpp"
#include "risk/limits.hpp"
#include "wire/alpha.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

struct LaneInstrument {
  wire::Symbol symbol;
  Limits limits;
};

struct LaneStrategySettings {
  std::vector<InstrumentId> instruments;  // what it is told about and may trade
  Limits limits;
};

struct LaneSettings {
  std::vector<LaneInstrument> instruments;  // at most boundary::instruments_max
  std::vector<LaneStrategySettings> strategies;  // at most boundary::strategies_max
  std::optional<wire::moldudp64::Session> feed_session;
  uint32_t book_orders_max = 1U << 20;  // live orders in the books
  uint32_t orders_max = 1U << 14;       // own orders that are open, or done and still remembered
};

}  // namespace hotlane
