// What a lane is told at its start: instruments, limits, strategies, bounds. Checked by TypeScript; the lane
// trusts it.
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
  std::vector<LaneInstrument> instruments;               // at most boundary::instruments_max
  std::vector<LaneStrategySettings> strategies;          // at most boundary::strategies_max
  std::optional<wire::moldudp64::Session> feed_session;  // none: the first packet's
  uint64_t feed_first_sequence = 0;                      // 0: begin at the first packet seen
  uint64_t hash_seed = 0;                                // of the order table: another one each run
  uint32_t book_orders_max = 1U << 20;                   // live orders in the books
  uint32_t orders_max = 1U << 14;  // own orders that are open, or done and still remembered
};

}  // namespace hotlane
