// A decision, an order and an answer in words, for whoever compares them. Pure.
#pragma once

#include <string>

#include "lane/boundary.hpp"
#include "lane/lane_settings.hpp"
#include "parity/recorded_venue.hpp"

namespace hotlane {

// What a call of a strategy left in its frame.
struct ParityCall {
  StrategyId strategy = 0;
  bool has_failed = false;
  double timer_interval_ns = 0;
  std::vector<boundary::IntentSlot> intents;

  [[nodiscard]] bool operator==(const ParityCall& other) const noexcept;
};

// False: the record is none of a callback.
[[nodiscard]] bool read_call(Bytes payload, ParityCall& out);

[[nodiscard]] std::string words_of(const ParityCall& call, const LaneSettings& lane);
[[nodiscard]] std::string words_of(const Intent& intent, const LaneSettings& lane);
[[nodiscard]] std::string words_of(const RecordedAnswer& answer);

}  // namespace hotlane
