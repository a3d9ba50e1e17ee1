// The one way from a strategy to the encoder (SEC 15c3-5 (c), RTS 6 art. 15): every intent is held against
// every control (docs/risk.md, in the order of risk-15c3-5.md §4), and only the gate can make the GatedIntent
// that the order session takes. It keeps what its controls need itself, from order updates, marks and limits.
// Owned by a lane, called from its thread only. Pure: the same calls give the same verdicts. Allocates at
// construction.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "memory/fetch_ahead.hpp"
#include "risk/firm_share.hpp"
#include "risk/gate_inputs.hpp"
#include "risk/gate_state.hpp"
#include "risk/limit_set.hpp"
#include "risk/own_orders.hpp"
#include "risk/verdict.hpp"

namespace hotlane {

struct GateQuestion;

struct GateSettings {
  uint16_t instruments = 0;
  uint16_t accounts = 1;
  uint16_t sessions = 1;
  uint32_t orders_max = 1U << 14;       // of each session
  std::vector<AccountId> account_of{};  // by strategy: as many as there are
  std::vector<SessionId> session_of{};  // by instrument; empty: all 0
};

// What the gate switched off by itself, to be told and its orders cancelled.
struct Trip {
  Refusal why = Refusal::none;
  RiskScope scope = RiskScope::none;
  uint16_t index = 0;
  int64_t value = 0;
  int64_t limit = 0;
};

class OrderGate {
 public:
  // Refuses everything until limits are applied, firm grants taken, accounts reconciled.
  explicit OrderGate(const GateSettings& settings);
  OrderGate(const OrderGate&) = delete;  // its paths point into it
  OrderGate& operator=(const OrderGate&) = delete;

  // One pass over one intent. Counts the verdict; a passed message is charged to its rates.
  [[nodiscard]] Verdict check(const Intent& intent, const GateInputs& inputs) noexcept;
  // What an order touches here when it is checked and sent: fetched. Of any order, the next in its session's
  // store; of a strategy's; of one in an instrument.
  void fetch_next(SessionId session, uint32_t slot) const noexcept {
    fetch_lines(this, &counts_[static_cast<size_t>(Refusal::none) + 1]);
    fetch_ahead(&ports_[session]);
    own_orders_.fetch(session * orders_max_ + slot);
  }
  void fetch_scopes(StrategyId strategy, AccountId account) const noexcept {
    fetch_lines(&strategies_[strategy], &strategies_[strategy].entered);
    fetch_lines(&accounts_[account], &accounts_[account].entered);
  }
  void fetch_path(StrategyId strategy, AccountId account, InstrumentId instrument) const noexcept {
    fetch_all(paths_[size_t{strategy} * instruments_count_ + instrument]);
    fetch_lines(&instruments_[instrument], &instruments_[instrument].entered);
    fetch_all(holding(account, instrument));
  }
  // What the controls say of an intent now, without the quick look, in the same order and with the same
  // figures. Nothing is counted, charged or switched off by it.
  [[nodiscard]] Finding explain(const Intent& intent, const GateInputs& inputs) noexcept;
  // Calls look(const GateQuestion&) with a new order or replace as the controls would see it now, for those
  // who tell people what is compared; not for a cancel, nor for what speaks of nothing that there is. Copies
  // what slides with time, so it is for no hot path. Defined in risk/gate_look.hpp.
  template <class Look>
  void look_at(const Intent& intent, const GateInputs& inputs, Look&& look) const noexcept;
  // Every update of the order store once, in order: what was sent, what the venue answered.
  void apply(const OrderUpdate& update, TimeNs now) noexcept;
  // For what the lane itself refuses before it can ask (too_many_intents): counted with the rest.
  void count_refusal(Refusal refusal) noexcept { ++counts_[static_cast<size_t>(refusal)]; }

  // The whole set at once; holds from the next check on. Neither rates nor usage are forgotten by it, and
  // stops stay. What is working stays too, whatever the new limits say.
  void apply_limits(const LimitSet& limits, TimeNs now) noexcept;
  [[nodiscard]] const LimitSet& limits() const noexcept { return *limits_; }
  [[nodiscard]] uint32_t version() const noexcept { return limits_->version; }

  // What is counted by day begins anew; apply_limits() with another day's limits does it too.
  void begin_day() noexcept;
  // Losses that an earlier life was stopped for are judged by today's prices: its stops for them are
  // taken off. Whoever keeps stops puts on again by trip() what has tripped.
  void forget_loss_stops() noexcept;

  // The market's price of an instrument, for what is held of it and for what it is worth; 0 and below: no
  // news.
  void mark(InstrumentId instrument, PriceTicks ticks) noexcept;
  // Calls visit(InstrumentId) for each instrument that somebody holds shares of.
  template <class Visit>
  void for_each_held(Visit&& visit) const noexcept;

  // Stops new orders and replaces; cancels pass. Whoever turns one off is the caller's audit.
  void kill_all(bool is_on) noexcept { set_stop(RiskScope::firm, 0, stop::killed, is_on); }
  void kill_account(AccountId account, bool is_on) noexcept {
    set_stop(RiskScope::account, account, stop::killed, is_on);
  }
  void kill_strategy(StrategyId strategy, bool is_on) noexcept {
    set_stop(RiskScope::strategy, strategy, stop::killed, is_on);
  }
  void kill_instrument(InstrumentId instrument, bool is_on) noexcept {
    set_stop(RiskScope::instrument, instrument, stop::killed, is_on);
  }
  void reduce_only(RiskScope scope, uint16_t index, bool is_on) noexcept {
    set_stop(scope, index, stop::reduce_only, is_on);
  }
  // The strategy threw, or wrote more than there is room for: off until a person re-arms it.
  void fail_strategy(StrategyId strategy) noexcept {
    set_stop(RiskScope::strategy, strategy, stop::strategy_fault, true);
  }
  // Another strategy is in its place: what the gate has switched off there by itself stays off.
  void forget_fault(StrategyId strategy) noexcept {
    set_stop(RiskScope::strategy, strategy, stop::strategy_fault, false);
  }
  // A person's act: clears everything the gate has switched off there, and a strategy's fault; not a kill. A
  // loss that is still too large switches off again at the next mark.
  void rearm(RiskScope scope, uint16_t index) noexcept;
  // What was switched off by itself in an earlier life of this lane, or in another lane for the same account
  // or firm: so it is here. Told by take_trip() as what this gate finds itself.
  void trip(RiskScope scope, uint16_t index, Refusal why) noexcept;
  // The next thing that the gate switched off by itself; false: none. Given once.
  [[nodiscard]] bool take_trip(Trip& out) noexcept;

  // The account's orders and positions are, or are no longer, the venue's.
  void set_reconciled(AccountId account, bool is_reconciled) noexcept;
  // A sign of life of the risk service.
  void on_control(TimeNs now) noexcept { control_heard_ = now; }
  [[nodiscard]] TimeNs control_heard() const noexcept { return control_heard_; }

  // What the main thread has granted this lane of the firm's limits.
  void apply_grants(const FirmGrants& grants) noexcept;
  // Once a turn: what is asked back and has come free since. True: something was given.
  bool give_back() noexcept;
  [[nodiscard]] const FirmShare& share() const noexcept { return share_; }
  [[nodiscard]] FirmAmounts firm_used() const noexcept;

  // Before the first order: shares held from before today, at the price that today's profit begins from.
  void set_opening_position(StrategyId strategy, InstrumentId instrument, int64_t shares,
                            PriceTicks price_ticks) noexcept;
  // A message that an earlier life of this lane sent, from its journal: charged to the rates as it was then.
  void recharge(const Intent& intent, const GateInputs& inputs) noexcept;

  [[nodiscard]] uint64_t count_of(Refusal refusal) const noexcept {
    return counts_[static_cast<size_t>(refusal)];
  }
  [[nodiscard]] uint64_t passed() const noexcept { return count_of(Refusal::none); }
  // Bits of risk/gate_state.hpp: stop.
  [[nodiscard]] uint8_t stops_of(RiskScope scope, uint16_t index) const noexcept;
  [[nodiscard]] const StrategyState& strategy(StrategyId id) const noexcept { return strategies_[id]; }
  [[nodiscard]] const AccountState& account(AccountId id) const noexcept { return accounts_[id]; }
  [[nodiscard]] const InstrumentState& instrument(InstrumentId id) const noexcept { return instruments_[id]; }
  [[nodiscard]] const FirmState& firm() const noexcept { return firm_; }
  [[nodiscard]] const ExposureCell& cell(StrategyId strategy, InstrumentId instrument) const noexcept {
    return paths_[size_t{strategy} * instruments_count_ + instrument].cell;
  }
  [[nodiscard]] const AccountHolding& holding(AccountId account, InstrumentId instrument) const noexcept {
    return holdings_[size_t{instrument} * accounts_count_ + account];
  }
  [[nodiscard]] uint16_t instruments() const noexcept { return instruments_count_; }
  [[nodiscard]] uint16_t strategies() const noexcept { return strategies_count_; }
  [[nodiscard]] uint16_t accounts() const noexcept { return accounts_count_; }
  // Over what later verdicts depend on: every byte of all limits and grants that it was told, switches, use,
  // what rates and windows have left. Not over the rings of recent orders, which are too long for it.
  [[nodiscard]] uint64_t state_hash() const noexcept;

 private:
  [[nodiscard]] bool passes_quickly(const Intent& intent, const GateInputs& inputs) noexcept;
  [[gnu::noinline]] void judge(const Intent& intent, const GateInputs& inputs, Finding& finding) noexcept;
  [[nodiscard]] static bool passes_controls(const GateQuestion& q, Finding& finding) noexcept;
  [[nodiscard]] static bool passes_cancel(const Intent& intent, const GateInputs& inputs,
                                          Finding& finding) noexcept;
  [[nodiscard]] bool knows(const Intent& intent, const GateInputs& inputs, Finding& finding) const noexcept;
  void count_streak(const Intent& intent, StrategyId strategy, const Finding& finding) noexcept;

  void set_stop(RiskScope scope, uint16_t index, uint8_t bit, bool is_on) noexcept;
  [[nodiscard]] uint8_t* stops_at(RiskScope scope, uint16_t index) noexcept;
  void set_firm_limits() noexcept;
  void set_order_limits(StrategyId strategy, InstrumentId instrument) noexcept;
  void set_own_best(OrderPath& path) noexcept;

  struct Move;
  void charge(const Order& order, Move& move) noexcept;
  void note_fill(const OrderUpdate& update, TimeNs now) noexcept;
  void carry_out(StrategyId strategy, InstrumentId instrument, const Move& move) noexcept;
  void watch_losses(StrategyId strategy) noexcept;
  void find_rooms() noexcept;
  void find_own_best(InstrumentId instrument) noexcept;
  void note_held(InstrumentId instrument) noexcept;

  [[nodiscard]] OrderPath& path_of(StrategyId strategy, InstrumentId instrument) noexcept {
    return paths_[size_t{strategy} * instruments_count_ + instrument];
  }
  [[nodiscard]] AccountHolding& holding_of(AccountId account, InstrumentId instrument) noexcept {
    return holdings_[size_t{instrument} * accounts_count_ + account];
  }
  [[nodiscard]] uint32_t row_of(InstrumentId instrument, uint32_t slot) const noexcept {
    return session_of_[instrument] * orders_max_ + slot;
  }

  uint16_t instruments_count_;
  uint16_t strategies_count_;
  uint16_t accounts_count_;
  uint32_t orders_max_;
  bool has_trips_ = false;
  TimeNs control_heard_ = 0;
  TimeNs control_patience_ns_ = 0;
  unsigned regular_phases_ = 0;  // a bit for each SystemPhase in which regular orders may go
  MarketRules market_{};
  FirmState firm_;
  std::vector<InstrumentState> instruments_;
  std::vector<StrategyState> strategies_;
  std::vector<AccountState> accounts_;
  std::vector<MessageRate> ports_;
  std::vector<OrderPath> paths_;          // strategy by strategy
  std::vector<AccountHolding> holdings_;  // instrument by instrument, its accounts side by side
  std::vector<SessionId> session_of_;
  OwnOrders own_orders_;
  std::array<uint64_t, refusal_count> counts_{};
  std::array<uint64_t, boundary::symbol_words> held_{};  // a bit for each instrument
  FirmShare share_;
  std::unique_ptr<LimitSet> limits_;
  uint64_t told_digest_ = 0;  // of all limits and grants ever, in their order
};

template <class Visit>
void OrderGate::for_each_held(Visit&& visit) const noexcept {
  for (uint32_t word = 0; word < held_.size(); ++word) {
    for (uint64_t bits = held_[word]; bits != 0; bits &= bits - 1) {
      visit(static_cast<InstrumentId>(word * 64 + static_cast<uint32_t>(std::countr_zero(bits))));
    }
  }
}

}  // namespace hotlane
