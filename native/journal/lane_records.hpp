// What a lane's journal holds: the records of its log (record_log.hpp, kind "HLJL"), by type. Inputs are the
// calls of the lane's input functions, in order, with all they were given; a callback record is what a
// strategy did in one of the calls that an input led to; outputs are what the lane must do again from the
// same inputs. The lane makes them (lane/lane.hpp), replay/ reads them. Of secrets only blanks are kept.
//
// Each payload is the type's head, then its body. A record's time is the lane's time of the input.
#pragma once

#include <cstddef>
#include <cstdint>

#include "journal/record_log.hpp"

namespace hotlane {

constexpr uint32_t lane_journal_kind = 0x484C4A4C;  // "HLJL"

enum class LaneRecord : uint16_t {
  // Each file's first, by its writer.
  segment = 1,

  // A run's first, in as many parts as it takes; body: of lane/settings_record.hpp's bytes.
  settings = 2,

  // Inputs.
  start = 16,
  datagram,  // body: its bytes
  answer,    // body: its bytes
  snapshot_open,
  snapshot_bytes,  // body: the bytes
  snapshot_lost,
  session_open,
  session_bytes,  // body: the bytes
  session_sent,
  session_lost,
  command,  // body: boundary::Command, as in the shared memory, the password blank
  time,
  keeping,
  input_end,
  limits,  // body: of risk/limit_set.hpp's LimitSet, in as many parts as it takes
  grants,  // body: FirmGrants (risk/firm_share.hpp)
  // Before the start, of a lane that goes on from an earlier run: that run's records that orders follow from
  // (replay/earlier_run.hpp), and that these are all.
  earlier,  // body: the record's payload
  earlier_end,

  // What strategies did. Callbacks that did nothing have none.
  callback = 48,  // body: boundary::IntentSlot, as in the shared memory, as many as the head says
  installed,      // what a command to install a strategy led to

  // Outputs.
  session_out = 64,  // body: bytes for the venue, in the order of their making; a login's password blank
  order_sent,        // body: Intent (risk/intent.hpp)
  state_hash,

  // For whoever reads it.
  clock = 80,
  end,  // the lane has stopped in order, and nothing is missing
};

[[nodiscard]] constexpr bool is_input(LaneRecord type) noexcept {
  return type >= LaneRecord::start && type <= LaneRecord::earlier_end;
}
[[nodiscard]] constexpr bool is_output(LaneRecord type) noexcept {
  return type >= LaneRecord::session_out && type <= LaneRecord::state_hash;
}

// Whether a lane's journal is being kept well enough to trade on.
enum class JournalState : uint8_t {
  off,      // none is kept
  good,     // it is on disk but for the newest, whose age is bounded
  behind,   // the disk is too slow: no new orders until it has caught up
  full,     // the disk has no room for another segment: no new orders until it has
  failed,   // it could not be written: no new orders any more
  overrun,  // the disk was so slow that the ring had no room: the journal ends there, and so do new orders
};

constexpr uint32_t journal_state_count = 6;

[[nodiscard]] constexpr const char* words_of(JournalState state) noexcept {
  switch (state) {
    case JournalState::off: return "off";
    case JournalState::good: return "good";
    case JournalState::behind: return "waits for the disk";
    case JournalState::full: return "the disk is full";
    case JournalState::failed: return "can no longer be written";
    case JournalState::overrun: return "the disk was too slow";
  }
  return "unknown";
}

// The heads. Ticks are the CPU's counter, made times by the clock records around them.
namespace lane_record {

struct Segment {
  static constexpr LaneRecord type = LaneRecord::segment;
  wire::be64 run;    // ns since the Unix epoch at which the run began: the same in all its segments
  wire::be32 index;  // of the segment in its run, from 0
};                   // body: the lane's name

struct Settings {
  static constexpr LaneRecord type = LaneRecord::settings;
  uint8_t has_more;  // 1: another part follows
};
struct Start {
  static constexpr LaneRecord type = LaneRecord::start;
};
struct Datagram {
  static constexpr LaneRecord type = LaneRecord::datagram;
  uint8_t channel;
  uint8_t line;
  wire::be64 arrived_ticks;
  wire::be64 reached_ns;  // when it reached the host, ns since the Unix epoch; 0: not known
};
struct Answer {
  static constexpr LaneRecord type = LaneRecord::answer;
  uint8_t channel;
};
struct SnapshotOpen {
  static constexpr LaneRecord type = LaneRecord::snapshot_open;
  uint8_t channel;
};
struct SnapshotBytes {
  static constexpr LaneRecord type = LaneRecord::snapshot_bytes;
  uint8_t channel;
};
struct SnapshotLost {
  static constexpr LaneRecord type = LaneRecord::snapshot_lost;
  uint8_t channel;
};
struct SessionOpen {
  static constexpr LaneRecord type = LaneRecord::session_open;
  uint8_t session;
};
struct SessionBytes {
  static constexpr LaneRecord type = LaneRecord::session_bytes;
  uint8_t session;
  wire::be64 received_ticks;
};
struct SessionSent {
  static constexpr LaneRecord type = LaneRecord::session_sent;
  uint8_t session;
  wire::be32 size;  // bytes that the kernel took
  wire::be64 sent_ticks;
};
struct SessionLost {
  static constexpr LaneRecord type = LaneRecord::session_lost;
  uint8_t session;
};
struct Command {
  static constexpr LaneRecord type = LaneRecord::command;
};
struct Time {
  static constexpr LaneRecord type = LaneRecord::time;
};
struct Keeping {
  static constexpr LaneRecord type = LaneRecord::keeping;
  uint8_t state;  // JournalState
};
struct InputEnd {
  static constexpr LaneRecord type = LaneRecord::input_end;
  uint8_t channel;
  uint8_t is_broken;  // 1: its recording broke off
};

struct Limits {
  static constexpr LaneRecord type = LaneRecord::limits;
  uint8_t has_more;  // 1: another part follows, and nothing between
};
struct Grants {
  static constexpr LaneRecord type = LaneRecord::grants;
};

struct Earlier {
  static constexpr LaneRecord type = LaneRecord::earlier;
  wire::be16 kind;  // LaneRecord: what it was
  wire::be64 time_ns;
};
struct EarlierEnd {
  static constexpr LaneRecord type = LaneRecord::earlier_end;
};

struct Callback {
  static constexpr LaneRecord type = LaneRecord::callback;
  wire::be64 call;  // of the lane, from 1
  uint8_t strategy;
  uint8_t has_failed;
  uint8_t intents;
  wire::be64 timer_interval_bits;  // of the strategy's frame, a double
};

struct Installed {
  static constexpr LaneRecord type = LaneRecord::installed;
  uint8_t strategy;
  uint8_t is_there;  // 0: it could not be made, and the place is empty
  uint8_t keeps_orders;
  uint8_t interests;  // bits, as strategy/strategy_port.hpp's StrategyInterests has them in order
};

struct SessionOut {
  static constexpr LaneRecord type = LaneRecord::session_out;
  uint8_t session;
};
struct OrderSent {
  static constexpr LaneRecord type = LaneRecord::order_sent;
  uint8_t session;
  uint8_t strategy;
  wire::be32 number;  // the UserRefNum it went out under; of a cancel: the one it cancels
  // Not repeated by a replay: 0 where it does not apply.
  wire::be64 arrived_ticks;  // the packet that caused it
  wire::be64 decided_ticks;
  wire::be64 gated_ticks;
  wire::be64 encoded_ticks;
  static constexpr size_t compared = 6;  // bytes of the head that a replay repeats
};
struct StateHash {
  static constexpr LaneRecord type = LaneRecord::state_hash;
  wire::be64 channels;
  wire::be64 books;
  wire::be64 sessions;
  wire::be64 orders;
  wire::be64 positions;
  wire::be64 gate;
};
static_assert(sizeof(StateHash) == 48);

struct Clock {
  static constexpr LaneRecord type = LaneRecord::clock;
  wire::be64 ticks;  // at the record's time
  wire::be64 ns_of_2_pow_30_ticks;
};
struct End {
  static constexpr LaneRecord type = LaneRecord::end;
};

}  // namespace lane_record

// An Ethernet frame's worth of datagram, and one read of a socket, fit into one record.
constexpr size_t lane_record_body_max = record_payload_max - sizeof(lane_record::Datagram);
static_assert(lane_record_body_max >= 65'507);

}  // namespace hotlane
