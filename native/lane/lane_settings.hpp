// What a lane is told at its start: instruments, accounts, sessions, limits, strategies, bounds. Checked by
// TypeScript; the lane trusts it.
#pragma once

#include <string>
#include <vector>

#include "feed/channel_settings.hpp"
#include "journal/lane_journal.hpp"
#include "memory/units.hpp"
#include "orders/fee_schedule.hpp"
#include "risk/firm_share.hpp"
#include "risk/limit_set.hpp"
#include "session/venue_profile.hpp"
#include "wire/alpha.hpp"

namespace hotlane {

struct LaneInstrument {
  wire::Symbol symbol;
  SessionId session = 0;  // that its orders go by
};

// Whom orders are for: each strategy trades for one account, and any session may carry any account's orders.
struct LaneAccount {
  wire::Firm firm{""};  // as orders name it; blank: the session's own
};

struct LaneStrategySettings {
  std::string name;                       // for people
  std::vector<InstrumentId> instruments;  // what it is told about
  AccountId account = 0;
  // A call that takes longer is its last; 0: no bound. Live only: a replay does what the journal says.
  TimeNs time_budget_ns = 0;
  // Nobody is there at the start; one may be submitted. Set by the lane that records its settings.
  bool is_vacant = false;
};

struct LaneChannel {
  ChannelSettings stream;
  uint32_t instruments = 0;  // how many of the lane's it carries
  // Time in its stream is what its packets' arrival stamps say, not the lane's: a recording, which is the
  // same at whatever speed it is played.
  bool is_timed_by_packets = false;
};

struct LaneSettings {
  std::string name;                              // for people
  std::vector<LaneChannel> channels;             // at most boundary::channels_max
  std::vector<LaneInstrument> instruments;       // at most boundary::instruments_max; channel by channel
  std::vector<LaneAccount> accounts{{}};         // 1 to boundary::accounts_max
  std::vector<VenueProfile> sessions{{}};        // 1 to boundary::sessions_max; one may never be connected
  std::vector<FeeSchedule> fees;                 // by session; one that has none charges nothing
  std::vector<LaneStrategySettings> strategies;  // at most boundary::strategies_max
  LimitSet limits{};                             // refuses everything until TypeScript fills it in
  FirmGrants grants = unlimited_grants();        // what it may use of the firm's limits at its start
  uint64_t hash_seed = 0;                        // of the order tables: another one each run
  uint32_t book_orders_max = 1U << 20;           // live orders in the books of one channel
  uint32_t orders_max = 1U << 14;                // of each session: open, or done and still remembered
  uint32_t fills_max = 1U << 16;                 // of each: to know repeated executions and broken trades by
  LaneJournalSettings journal;

  [[nodiscard]] FeeSchedule fees_of(SessionId session) const noexcept {
    return session < fees.size() ? fees[session] : FeeSchedule{};
  }
};

}  // namespace hotlane
