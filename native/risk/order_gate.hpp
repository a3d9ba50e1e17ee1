// The one way from a strategy to the encoder (SEC 15c3-5 (c), RTS 6 art. 15): every intent is held against
// the kill switches and limits here, and only the gate can make the GatedIntent that the order session takes.
// Owned by a lane, called from its thread only; the lane changes limits and switches on command. Pure;
// allocates at construction.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "memory/units.hpp"
#include "risk/exposure.hpp"
#include "risk/intent.hpp"
#include "risk/limits.hpp"
#include "risk/message_rate.hpp"
#include "risk/refusal.hpp"

namespace hotlane {

// The order that a replace or cancel means, as the order store has it.
struct GatedOrder {
  bool is_known = false;
  bool is_done = false;
  bool is_replaceable = false;  // live, nothing pending
  Side side = Side::buy;
  InstrumentId instrument = 0;
  Quantity total = 0;    // shares of the whole order: filled + leaves
  Quantity used = 0;     // of them gone for a replace: filled, or prevented by self-match
  Quantity exposed = 0;  // counted in the exposures' open shares
};

// All that the gate reads besides its own limits; the lane fills it for each intent.
struct GateInputs {
  TimeNs now = 0;
  StrategyId strategy = 0;
  Refusal outage = Refusal::none;  // what keeps the lane itself from trading (its journal); none: nothing
  bool is_session_ready = false;
  bool is_account_in_doubt = false;  // of the strategy's account
  bool can_be_carried = true;        // the session's protocol has words for it
  bool has_order_room = false;
  bool is_order_id_used = false;  // new_order: the strategy has used this id
  bool is_book_stale = false;
  bool is_halted = false;
  PriceTicks bid_ticks = 0;   // 0: none
  PriceTicks ask_ticks = 0;   // 0: none
  PriceTicks last_ticks = 0;  // last trade; 0: none
  Exposure of_instrument;     // all strategies of the lane
  Exposure of_strategy;       // this strategy in this instrument
  GatedOrder order;           // replace, cancel
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
  GatedIntent(const Intent& intent, StrategyId strategy) noexcept : intent_(intent), strategy_(strategy) {}

  Intent intent_;
  StrategyId strategy_;
};

class Verdict {
 public:
  [[nodiscard]] bool has_passed() const noexcept { return refusal_ == Refusal::none; }
  [[nodiscard]] Refusal refusal() const noexcept { return refusal_; }
  // Only where has_passed().
  [[nodiscard]] GatedIntent take() && noexcept { return std::move(gated_); }

 private:
  friend class OrderGate;
  Verdict(Refusal refusal, GatedIntent&& gated) noexcept : refusal_(refusal), gated_(std::move(gated)) {}

  Refusal refusal_;
  GatedIntent gated_;
};

class OrderGate {
 public:
  OrderGate(uint16_t instruments, uint16_t strategies);

  // One pass over one intent. Counts the verdict; a passed message takes its tokens.
  [[nodiscard]] Verdict check(const Intent& intent, const GateInputs& inputs) noexcept;
  // For what the lane itself refuses before it can ask (too_many_intents): counted with the rest.
  void count_refusal(Refusal refusal) noexcept { ++counts_[static_cast<size_t>(refusal)]; }

  // Setting limits refills the rate's bucket.
  void set_instrument_limits(InstrumentId instrument, const Limits& limits) noexcept;
  void set_strategy_limits(StrategyId strategy, const Limits& limits) noexcept;
  // Kill switches stop new orders and replaces; cancels pass. Whoever turns one off is the caller's audit.
  void kill_all(bool is_on) noexcept { is_all_killed_ = is_on; }
  void kill_strategy(StrategyId strategy, bool is_on) noexcept;
  void kill_instrument(InstrumentId instrument, bool is_on) noexcept;

  [[nodiscard]] uint64_t count_of(Refusal refusal) const noexcept {
    return counts_[static_cast<size_t>(refusal)];
  }
  [[nodiscard]] uint64_t passed() const noexcept { return count_of(Refusal::none); }

 private:
  struct Scope {
    Limits limits{};
    MessageRate rate{};
    bool is_killed = false;
  };

  [[nodiscard]] Refusal judge(const Intent& intent, const GateInputs& inputs) noexcept;
  [[nodiscard]] Refusal judge_cancel(const Intent& intent, const GateInputs& inputs) const noexcept;
  [[nodiscard]] static Refusal check_kind_fields(const Intent& intent) noexcept;
  [[nodiscard]] static Refusal check_order(const Intent& intent, const GateInputs& inputs) noexcept;
  [[nodiscard]] static Refusal check_limits(const Intent& intent, const Exposure& exposure,
                                            const Limits& limits, const GateInputs& inputs) noexcept;
  [[nodiscard]] static Refusal check_collar(PriceTicks price, const Limits& limits,
                                            const GateInputs& inputs) noexcept;

  bool is_all_killed_ = false;
  std::vector<Scope> instruments_;
  std::vector<Scope> strategies_;
  std::array<uint64_t, refusal_count> counts_{};
};

}  // namespace hotlane
