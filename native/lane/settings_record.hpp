// A lane's settings as the first record of its journal, so that a replay starts from the same lane.
// Everything that decides is in it; passwords are not. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lane/lane_settings.hpp"
#include "session/byte_queue.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane {

// Counted up when a field is added: a journal is replayed by the version that wrote it.
constexpr uint64_t settings_record_version = 3;

struct RecordedSettings {
  LaneSettings lane;
  std::vector<StrategyInterests> interests;  // of each strategy
};

[[nodiscard]] std::vector<std::byte> encode_settings(const RecordedSettings& settings);

// Nothing: `failure` says why, in words. What comes back is within the bounds of a lane, whatever the bytes.
[[nodiscard]] std::optional<RecordedSettings> decode_settings(Bytes record, std::string& failure);

// What makes an earlier run's orders mean something else in a lane of today's settings, in words: strategies,
// instruments, accounts and sessions are known by their places. Empty: nothing.
[[nodiscard]] std::string identity_difference(const LaneSettings& earlier, const LaneSettings& now);

}  // namespace hotlane
