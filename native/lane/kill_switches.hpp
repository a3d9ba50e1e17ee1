// The kill switches of one lane: what they stop, and how long each took from its turning to the last cancel.
// Turned on the lane's thread, which asks here what the gate is to refuse and which open orders to cancel. A
// switch stays on until it is turned off: neither a lost session nor a new one clears it.
#pragma once

#include <array>
#include <bitset>

#include "lane/boundary.hpp"
#include "lane/lane_settings.hpp"
#include "memory/seqlock.hpp"
#include "orders/order_store.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {

class KillSwitches {
 public:
  KillSwitches(const LaneSettings& settings, boundary::LaneMemory& memory);

  // Turns the switch that the command names and tells the gate; `turn` is the lane's. False: it names nothing
  // of this lane's, and nothing was changed.
  template <class Clock>
  [[nodiscard]] bool turn(const boundary::Command& command, OrderGate& gate, uint64_t turn,
                          const Clock& clock) noexcept {
    return take(command, gate, turn, since(command.switched_ticks, clock));
  }
  // A strategy that failed or was stopped trades no more, whatever switch is turned off.
  void bar(StrategyId strategy, OrderGate& gate) noexcept;
  // Another strategy is in its place.
  void unbar(StrategyId strategy, OrderGate& gate) noexcept;

  // Of orders: to be cancelled while it is open.
  [[nodiscard]] bool stops(const Order& order) const noexcept {
    return is_any_on_ && is_stopped(order);
  }  // Open orders that are stopped may have no cancel on their way: look through them.
  [[nodiscard]] bool wants_cancels() const noexcept { return wants_cancels_; }
  void want_cancels() noexcept { wants_cancels_ = true; }
  // How many are on that people turned on.
  [[nodiscard]] uint32_t count() const noexcept;

  // While the open orders are looked through: how many cancels were sent for one that is stopped.
  void note_order(const Order& order, uint32_t cancels) noexcept;
  // They have been looked through; `is_complete`: each that is stopped has a cancel on its way.
  template <class Clock>
  void note_cancelled(bool is_complete, const Clock& clock) noexcept;
  // The kernel has all that was to be sent.
  template <class Clock>
  void note_sent(uint64_t turn, const Clock& clock) noexcept;
  // A turning on waits for note_sent().
  [[nodiscard]] bool is_one_to_be_sent() const noexcept { return to_be_sent_ != 0; }

 private:
  // A turning on that has not come to its end.
  struct UnderWay {
    boundary::KillView* view = nullptr;  // null: none
    uint64_t switched_ticks = 0;
    uint64_t seen_turn = 0;
  };

  [[nodiscard]] bool take(const boundary::Command& command, OrderGate& gate, uint64_t turn,
                          uint64_t since_ns) noexcept;
  [[nodiscard]] bool is_stopped(const Order& order) const noexcept {
    return firm_ || lane_ || instruments_[order.instrument] || sessions_[session_of_[order.instrument]] ||
           strategies_[order.strategy] || barred_[order.strategy] || accounts_[account_of_[order.strategy]];
  }
  [[nodiscard]] bool set(boundary::KillScope scope, int32_t index, bool is_on) noexcept;
  [[nodiscard]] bool concerns(const boundary::KillView& view, const Order& order) const noexcept;
  void begin(const boundary::Command& command, uint64_t since_ns, uint64_t turn) noexcept;
  void tell(OrderGate& gate) noexcept;
  static void step(boundary::KillView& view, boundary::KillStep step) noexcept;

  template <class Clock>
  [[nodiscard]] static uint64_t since(uint64_t switched_ticks, const Clock& clock) noexcept {
    const uint64_t ticks = clock.ticks();
    // Two cores' counters: a switch of the same moment may look later.
    return switched_ticks == 0 || ticks < switched_ticks ? 0 : clock.ns(ticks - switched_ticks);
  }

  boundary::LaneMemory& memory_;
  uint16_t instrument_count_;
  uint16_t strategy_count_;
  std::array<AccountId, boundary::strategies_max> account_of_{};
  std::array<SessionId, boundary::instruments_max> session_of_{};

  bool is_any_on_ = false;
  bool firm_ = false;
  bool lane_ = false;
  std::bitset<boundary::accounts_max> accounts_;
  std::bitset<boundary::strategies_max> strategies_;
  std::bitset<boundary::strategies_max> barred_;
  std::bitset<boundary::instruments_max> instruments_;
  std::bitset<boundary::sessions_max> sessions_;

  bool wants_cancels_ = false;
  uint32_t under_way_ = 0;
  uint32_t to_be_sent_ = 0;  // of those under way
  std::array<UnderWay, boundary::kills_max> turned_on_{};
};

template <class Clock>
void KillSwitches::note_cancelled(bool is_complete, const Clock& clock) noexcept {
  wants_cancels_ = !is_complete;
  if (!is_complete || under_way_ == to_be_sent_) return;
  for (UnderWay& one : turned_on_) {
    if (one.view == nullptr || one.view->step != static_cast<uint32_t>(boundary::KillStep::seen)) continue;
    publish_word(one.view->cancelled_ns, since(one.switched_ticks, clock));
    step(*one.view, boundary::KillStep::cancelled);
    ++to_be_sent_;
  }
}

template <class Clock>
void KillSwitches::note_sent(uint64_t turn, const Clock& clock) noexcept {
  for (UnderWay& one : turned_on_) {
    if (one.view == nullptr || one.view->step != static_cast<uint32_t>(boundary::KillStep::cancelled))
      continue;
    publish_word(one.view->sent_ns, since(one.switched_ticks, clock));
    publish_word(one.view->turns, static_cast<uint32_t>(turn - one.seen_turn));
    step(*one.view, boundary::KillStep::sent);
    one = {};
    --under_way_;
    --to_be_sent_;
  }
}

}  // namespace hotlane
