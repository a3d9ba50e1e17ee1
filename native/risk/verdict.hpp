// What the gate said of an intent: passed, or the one reason, whose limit it was and the two values that were
// compared. A passed intent is a GatedIntent, which only the gate can make and which the encoder takes: there
// is no other way to the venue (SEC 15c3-5 (c)).
#pragma once

#include <cstdint>
#include <utility>

#include "risk/intent.hpp"
#include "risk/limit_set.hpp"
#include "risk/refusal.hpp"

namespace hotlane {

// `value` broke `limit`; in the control's own unit (docs/risk.md), 0 where it compares nothing.
struct Finding {
  Refusal refusal = Refusal::none;
  RiskScope scope = RiskScope::none;
  int64_t value = 0;
  int64_t limit = 0;
};

// An intent that has passed. Made by the gate only, moved but never copied.
class GatedIntent {
 public:
  GatedIntent(GatedIntent&&) noexcept = default;
  GatedIntent& operator=(GatedIntent&&) noexcept = default;
  GatedIntent(const GatedIntent&) = delete;
  GatedIntent& operator=(const GatedIntent&) = delete;

  [[nodiscard]] const Intent& intent() const noexcept { return intent_; }
  [[nodiscard]] StrategyId strategy() const noexcept { return strategy_; }

 private:
  friend class OrderGate;
  friend class Verdict;
  GatedIntent(const Intent& intent, StrategyId strategy) noexcept : intent_(intent), strategy_(strategy) {}

  Intent intent_;
  StrategyId strategy_;
};

class Verdict {
 public:
  [[nodiscard]] bool has_passed() const noexcept { return finding_.refusal == Refusal::none; }
  [[nodiscard]] Refusal refusal() const noexcept { return finding_.refusal; }
  [[nodiscard]] const Finding& finding() const noexcept { return finding_; }
  // Only where has_passed().
  [[nodiscard]] GatedIntent take() && noexcept { return std::move(gated_); }

 private:
  friend class OrderGate;
  Verdict(const Intent& intent, StrategyId strategy) noexcept : gated_(intent, strategy) {}

  Finding finding_;
  GatedIntent gated_;
};

}  // namespace hotlane
