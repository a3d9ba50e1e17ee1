// The loop of one lane: polls the feed's and the session's sockets, turns the core, sends what it wrote. Runs
// on the calling thread until the lane has stopped. Owns every descriptor that the lane uses.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "io/channel_input.hpp"
#include "io/host_setup.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane::io {

struct LaneLoopSettings {
  LaneSettings lane;
  std::vector<ChannelInput> inputs;  // one for each of lane.channels
  HostWishes host;
  bool is_busy_polling = false;
  uint32_t floor_ms = 200;  // hiccup floor, before the first turn and again after the last
};

// Called once, when all is open and prepared and the first turn is about to run.
using LaneReady = std::function<void(const std::vector<HostGrant>& grants, int receive_buffer_bytes)>;

// Empty: the lane ran and stopped; else why it could not start, in words.
[[nodiscard]] std::string run_lane(const LaneLoopSettings& settings, boundary::LaneMemory& memory,
                                   std::span<StrategyPort* const> strategies, const LaneReady& on_ready);

}  // namespace hotlane::io
