#include "lane/kill_switches.hpp"

namespace hotlane {

using boundary::KillScope;
using boundary::KillStep;
using boundary::KillView;

namespace {

template <size_t Size>
bool set_bit(std::bitset<Size>& bits, int32_t index, size_t count, bool is_on) noexcept {
  if (index < 0 || static_cast<size_t>(index) >= count || static_cast<size_t>(index) >= Size) return false;
  bits[static_cast<size_t>(index)] = is_on;
  return true;
}

}  // namespace

KillSwitches::KillSwitches(const LaneSettings& settings, boundary::LaneMemory& memory)
    : memory_(memory),
      instrument_count_(static_cast<uint16_t>(settings.instruments.size())),
      strategy_count_(static_cast<uint16_t>(settings.strategies.size())) {
  for (size_t i = 0; i < settings.strategies.size(); ++i) account_of_[i] = settings.strategies[i].account;
  for (size_t i = 0; i < settings.instruments.size(); ++i) session_of_[i] = settings.instruments[i].session;
}

bool KillSwitches::take(const boundary::Command& command, OrderGate& gate, uint64_t turn,
                        uint64_t since_ns) noexcept {
  const bool is_on = command.value != 0;
  if (!set(static_cast<KillScope>(command.scope), command.index, is_on)) return false;
  tell(gate);
  if (is_on) {
    wants_cancels_ = true;
    if (command.kill_id != 0) begin(command, since_ns, turn);
  }
  return true;
}

void KillSwitches::bar(StrategyId strategy, OrderGate& gate) noexcept {
  barred_[strategy] = true;
  wants_cancels_ = true;
  gate.fail_strategy(strategy);
  tell(gate);
}

void KillSwitches::unbar(StrategyId strategy, OrderGate& gate) noexcept {
  barred_[strategy] = false;
  gate.forget_fault(strategy);
  tell(gate);
}

uint32_t KillSwitches::count() const noexcept {
  return static_cast<uint32_t>(size_t{firm_} + size_t{lane_} + accounts_.count() + strategies_.count() +
                               instruments_.count());
}

bool KillSwitches::set(KillScope scope, int32_t index, bool is_on) noexcept {
  switch (scope) {
    case KillScope::firm: firm_ = is_on; return true;
    case KillScope::lane: lane_ = is_on; return true;
    case KillScope::account: return set_bit(accounts_, index, accounts_.size(), is_on);
    case KillScope::strategy: return set_bit(strategies_, index, strategy_count_, is_on);
    case KillScope::instrument: return set_bit(instruments_, index, instrument_count_, is_on);
    case KillScope::session: return set_bit(sessions_, index, sessions_.size(), is_on);
  }
  return false;
}

bool KillSwitches::concerns(const KillView& view, const Order& order) const noexcept {
  switch (static_cast<KillScope>(view.scope)) {
    case KillScope::firm:
    case KillScope::lane: return true;
    case KillScope::account: return account_of_[order.strategy] == view.index;
    case KillScope::strategy: return order.strategy == view.index;
    case KillScope::instrument: return order.instrument == view.index;
    case KillScope::session: return session_of_[order.instrument] == view.index;
  }
  return false;
}

void KillSwitches::begin(const boundary::Command& command, uint64_t since_ns, uint64_t turn) noexcept {
  const size_t place = command.kill_id % boundary::kills_max;
  UnderWay& one = turned_on_[place];
  if (one.view != nullptr) {  // so many later ones that its place is needed: it is no longer followed
    if (one.view->step == static_cast<uint32_t>(KillStep::cancelled)) --to_be_sent_;
    --under_way_;
  }
  KillView& view = memory_.kills[place];
  one = {&view, command.switched_ticks, turn};
  ++under_way_;
  step(view, KillStep::none);
  publish_word(view.kill_id, command.kill_id);
  publish_word(view.scope, command.scope);
  publish_word(view.index, command.index);
  publish_word(view.orders, 0U);
  publish_word(view.cancels, 0U);
  publish_word(view.turns, 0U);
  publish_word(view.seen_ns, since_ns);
  publish_word(view.cancelled_ns, uint64_t{0});
  publish_word(view.sent_ns, uint64_t{0});
  step(view, KillStep::seen);
}

void KillSwitches::note_order(const Order& order, uint32_t cancels) noexcept {
  if (under_way_ == to_be_sent_) return;
  for (const UnderWay& one : turned_on_) {
    if (one.view == nullptr || one.view->step != static_cast<uint32_t>(KillStep::seen)) continue;
    if (!concerns(*one.view, order)) continue;
    publish_word(one.view->orders, one.view->orders + 1);
    publish_word(one.view->cancels, one.view->cancels + cancels);
  }
}

void KillSwitches::tell(OrderGate& gate) noexcept {
  is_any_on_ = firm_ || lane_ || accounts_.any() || strategies_.any() || barred_.any() ||
               instruments_.any() || sessions_.any();
  gate.kill_all(firm_ || lane_);
  for (size_t i = 0; i < strategy_count_; ++i) {
    gate.kill_strategy(static_cast<StrategyId>(i), strategies_[i]);
  }
  for (size_t i = 0; i < gate.accounts(); ++i) gate.kill_account(static_cast<AccountId>(i), accounts_[i]);
  for (size_t i = 0; i < instrument_count_; ++i) {
    gate.kill_instrument(static_cast<InstrumentId>(i), instruments_[i] || sessions_[session_of_[i]]);
  }
}

void KillSwitches::step(KillView& view, KillStep step) noexcept {
  // Release: the reader that sees the step sees what was measured.
  std::atomic_ref<uint32_t>(view.step).store(static_cast<uint32_t>(step), std::memory_order_release);
}

}  // namespace hotlane
