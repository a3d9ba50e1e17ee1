// What a recorded run and its backtest did differently, and for what reason. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "memory/units.hpp"
#include "risk/intent.hpp"

namespace hotlane {

// Why a backtest does something else (docs/parity.md).
enum class ParityReason : uint8_t {
  unexplained,
  latency,        // its latencies are others than that day's, or a request's place is an estimate
  queue,          // same place, and the market model filled otherwise than the venue did
  missed_packet,  // the feed had a gap before: the model's queues lack what the venue's had
  parameter,      // the strategy has another parameter
  code_version,   // its code is another
};

[[nodiscard]] constexpr const char* words_of(ParityReason reason) noexcept {
  constexpr const char* words[] = {"unexplained",   "latency",   "queue",
                                   "missed packet", "parameter", "code version"};
  return words[static_cast<size_t>(reason)];
}

enum class ParitySubject : uint8_t { decision, order, fill };

[[nodiscard]] constexpr const char* words_of(ParitySubject subject) noexcept {
  constexpr const char* words[] = {"decision", "order", "fill"};
  return words[static_cast<size_t>(subject)];
}

struct ParityDifference {
  TimeNs time = 0;   // of the lane, ns since the Unix epoch; of what the venue did: its, ns since midnight
  TimeNs known = 0;  // by the lane, ns since the Unix epoch: differences stand in this order
  ParitySubject what = ParitySubject::decision;
  ParityReason reason = ParityReason::unexplained;
  StrategyId strategy = 0;
  StrategyOrderId order = 0;  // the strategy's number; 0: of no single order
  std::string live;           // empty: nothing was
  std::string backtest;
};

}  // namespace hotlane
