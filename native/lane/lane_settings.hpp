// What a lane is told at its start: instruments, limits, strategies, bounds. Checked by TypeScript; the lane
// trusts it.
#pragma once

#include <vector>

#include "feed/channel_settings.hpp"
#include "memory/units.hpp"
#include "risk/limits.hpp"
#include "wire/alpha.hpp"

namespace hotlane {

struct LaneInstrument {
  wire::Symbol symbol;
  Limits limits;
};

struct LaneStrategySettings {
  std::vector<InstrumentId> instruments;  // what it is told about and may trade
  Limits limits;
};

struct LaneChannel {
  ChannelSettings stream;
  uint32_t instruments = 0;  // how many of the lane's it carries
  // Time in its stream is what its packets' arrival stamps say, not the lane's: a recording, which is the
  // same at whatever speed it is played.
  bool is_timed_by_packets = false;
};

struct LaneSettings {
  std::vector<LaneChannel> channels;             // at most boundary::channels_max
  std::vector<LaneInstrument> instruments;       // at most boundary::instruments_max; channel by channel
  std::vector<LaneStrategySettings> strategies;  // at most boundary::strategies_max
  uint64_t hash_seed = 0;                        // of the order tables: another one each run
  uint32_t book_orders_max = 1U << 20;           // live orders in the books of one channel
  uint32_t orders_max = 1U << 14;                // own orders that are open, or done and still remembered
};

}  // namespace hotlane
