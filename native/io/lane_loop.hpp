// The loop of one lane: polls the feed's and the session's sockets, turns the core, sends what it wrote. Runs
// on the calling thread until the lane has stopped. Owns every descriptor that the lane uses.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "io/channel_input.hpp"
#include "io/host_setup.hpp"
#include "io/journal_writer.hpp"
#include "io/live_lane.hpp"
#include "latency/gc_pauses.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane::io {

struct LaneLoopSettings {
  LaneSettings lane;
  std::vector<ChannelInput> inputs;  // one for each of lane.channels
  JournalWriterSetup journal;
  HostWishes host;
  bool is_busy_polling = false;
  uint32_t floor_ms = 200;              // hiccup floor, before the first turn and again after the last
  uint64_t hiccup_ns = 5'000;           // gaps in the loop longer than this are recorded
  const GcPauses* gc_pauses = nullptr;  // of the strategies' isolate; null: there is none
  StrategySource* source = nullptr;     // of strategies that are submitted while it runs; null: there is none
  // Of an earlier run that the lane goes on from: replay/earlier_run.hpp's log; empty: none.
  std::span<const std::byte> earlier{};
};

// How the lane's start came out.
struct LaneOpening {
  std::vector<HostGrant> grants{};
  int receive_buffer_bytes = 0;
  JournalTail journal_tail{};  // of an earlier run
};

// Called once, when all is open and prepared and the first turn is about to run.
using LaneReady = std::function<void(const LaneOpening& opening)>;

// Called once, after the last turn, for who looks into what the lane leaves behind: its books to their full
// depth.
using LaneOver = std::function<void(const LiveLane& lane)>;

// Empty: the lane ran and stopped; else why it could not start, in words.
[[nodiscard]] std::string run_lane(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
                                   std::span<StrategyPort* const> strategies, const LaneReady& on_ready,
                                   const LaneOver& on_over = nullptr);

}  // namespace hotlane::io
