// The second half of the lane: intents through the gate to the venues, and the venues' answers back to
// orders, positions and strategies. Owns the lane's gate, positions and order sessions; knows which session
// an instrument's orders go by and which account a strategy trades for. Called by the lane's thread alone.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "journal/lane_journal.hpp"
#include "lane/account_doubts.hpp"
#include "lane/event_ring.hpp"
#include "lane/intent_slot.hpp"
#include "lane/kill_switches.hpp"
#include "lane/market_data.hpp"
#include "lane/order_observer.hpp"
#include "lane/session_desk.hpp"
#include "lane/stage_histograms.hpp"
#include "lane/strategy_desk.hpp"
#include "lane/update_queue.hpp"
#include "memory/fetch_ahead.hpp"
#include "orders/positions.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {

// What made a strategy act: a market-data packet that arrived at `arrived` ticks, or something else.
struct Cause {
  bool is_packet = false;
  uint64_t arrived = 0;
  uint64_t waited_ns = unknown_wait;  // of the packet, before `arrived`
};

struct OrderDeskCounts {
  uint64_t caused_by_packet = 0;
  uint64_t filled = 0;  // orders filled whole
  uint64_t refused = 0;
  uint64_t alerts = 0;
};

// What recovery has found, of a lane that goes on from an earlier run.
struct RecoveryCounts {
  bool is_recovery = false;
  uint64_t known_orders = 0;  // that the journal told of
  uint64_t open_orders = 0;   // of them, when it ended
  // Between then and the first time that their session is ready:
  uint64_t late_fills = 0;
  uint64_t adopted_orders = 0;  // and replacements: at the venue, not in the journal
  uint64_t never_received = 0;  // in the journal, not at the venue
};

class OrderDesk {
 public:
  OrderDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
            LaneJournal& journal, MarketData& market, StrategyDesk& strategies);

  // Before the lane starts, all that orders follow from in the run that it goes on from
  // (replay/earlier_run.hpp), record by record: orders, positions, rates, doubts and the sessions' places
  // become what they were. Strategies are not told, TypeScript is of orders alone. False: no such record.
  [[nodiscard]] bool take_earlier(const Record& record) noexcept;
  // That was all. The sessions are down, no account is reconciled, and what is still open is cancelled once
  // its session is ready: today's strategies do not know it.
  void end_earlier(TimeNs now) noexcept;

  // Takes the intents that a callback left in its strategy's frame: gate, encode, record.
  template <class Clock>
  void take_intents(StrategyId strategy, const Cause& cause, const Clock& clock, TimeNs now) noexcept;

  // What the next order touches, whoever's it is: fetched. Orders are rare, and by the next one others have
  // had the caches.
  void fetch_next_order() const noexcept;
  // What the strategy's orders touch of an instrument: fetched while it decides.
  void fetch_order_of(StrategyId strategy, InstrumentId instrument) const noexcept {
    const AccountId account = account_of_strategy_[strategy];
    gate_.fetch_path(strategy, account, instrument);
    fetch_all(positions_.of(strategy, instrument));
    fetch_all(positions_.of_account(account, instrument));
    fetch_all(positions_.of_instrument(instrument));
  }

  // Takes what a session's socket has brought, and what its clock found. The strategies' updates wait in
  // next_update().
  template <class Clock>
  void take_answers(SessionId session, uint64_t received, const Clock& clock, TimeNs now) noexcept;
  // The sessions' heartbeats and time-outs, what there was no room for before, and cancels for the accounts
  // in doubt.
  template <class Clock>
  void on_time(const Clock& clock, TimeNs now) noexcept;

  // Sends a cancel for each open order that has none on its way. What the out queues have no room for is
  // left.
  void cancel_open(TimeNs now) noexcept;
  // The same for those that kill switches stop; what is left is for the next call.
  template <class Clock>
  void cancel_stopped(const Clock& clock, TimeNs now) noexcept;
  // Asks a session's venue to cancel an account's orders: at once where it can, else one by one.
  void mass_cancel(SessionId session, AccountId account, TimeNs now) noexcept;
  // Asks a session's venue to take an account's new orders or none, where it can.
  void switch_entry(SessionId session, AccountId account, bool is_on, TimeNs now) noexcept;

  // See KillSwitches::turn().
  template <class Clock>
  [[nodiscard]] bool turn_kill_switch(const boundary::Command& command, uint64_t turn,
                                      const Clock& clock) noexcept {
    return kills_.turn(command, gate_, turn, clock);
  }
  void bar_strategy(StrategyId strategy) noexcept { kills_.bar(strategy, gate_); }
  void unbar_strategy(StrategyId strategy) noexcept { kills_.unbar(strategy, gate_); }
  // Shares of the strategy's orders that may still fill, over all instruments.
  [[nodiscard]] bool has_open(StrategyId strategy) const noexcept;
  // What the strategy really has, for whoever reads it, in place of what it would have had in shadow.
  void publish_positions(StrategyId strategy) noexcept;

  // The risk officer's acts, and the risk service's sign of life.
  [[nodiscard]] OrderGate& gate() noexcept { return gate_; }
  [[nodiscard]] const OrderGate& gate() const noexcept { return gate_; }
  void apply_limits(const LimitSet& limits, TimeNs now) noexcept;
  // About once a millisecond: marks for the day's profit; orders of what the gate has switched off by itself
  // are cancelled, and it is told.
  void watch_risk(TimeNs now) noexcept;
  // Null: nobody.
  void observe(OrderObserver* observer) noexcept { observer_ = observer; }
  // What keeps the lane itself from trading, so that every new order is refused with it; none: nothing.
  void set_outage(Refusal outage) noexcept { outage_ = outage; }
  // A human has looked at an account in doubt; -1: at all.
  void acknowledge(int32_t account, TimeNs now) noexcept { doubts_.acknowledge(account, now); }

  // What the open positions are worth now, for whoever reads them.
  void publish_marks() noexcept;

  [[nodiscard]] bool has_updates() const noexcept { return !updates_.is_empty(); }
  // The oldest update that a strategy has not been told; false: none.
  [[nodiscard]] bool next_update(PendingUpdate& out) noexcept { return updates_.pop(out); }
  [[nodiscard]] uint8_t take_overrun() noexcept { return updates_.take_overrun(); }

  [[nodiscard]] uint32_t sessions() const noexcept { return static_cast<uint32_t>(sessions_.size()); }
  [[nodiscard]] SessionDesk& session(SessionId session) noexcept { return *sessions_[session]; }
  [[nodiscard]] const SessionDesk& session(SessionId session) const noexcept { return *sessions_[session]; }
  [[nodiscard]] uint32_t accounts() const noexcept { return static_cast<uint32_t>(accounts_.size()); }
  // Of all sessions.
  [[nodiscard]] uint32_t open_orders() const noexcept;
  [[nodiscard]] bool is_any_ready() const noexcept;
  [[nodiscard]] bool is_in_doubt(AccountId account) const noexcept { return doubts_.has(account); }
  [[nodiscard]] const OrderDeskCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const RecoveryCounts& recovery() const noexcept { return recovery_; }
  [[nodiscard]] const Positions& positions() const noexcept { return positions_; }
  [[nodiscard]] EventWriter& events() noexcept { return events_; }
  [[nodiscard]] KillSwitches& kills() noexcept { return kills_; }
  [[nodiscard]] const EventWriter& events() const noexcept { return events_; }

 private:
  template <class Clock>
  void take_intent(StrategyId strategy, const boundary::IntentSlot& slot, const Cause& cause,
                   const Clock& clock, TimeNs now) noexcept;
  // That knows the strategy's order; null: none does.
  [[nodiscard]] SessionDesk* session_of(StrategyId strategy, StrategyOrderId id) noexcept;
  [[nodiscard]] const Order* find(StrategyId strategy, StrategyOrderId id) const noexcept;
  [[nodiscard]] GateInputs gate_inputs(StrategyId strategy, const Intent& intent, TimeNs now) noexcept;
  void complete(StrategyId strategy, Intent& intent) const noexcept;
  void cancel_all(StrategyId strategy, int32_t instrument, TimeNs now) noexcept;
  // When an order passed the stages, in the clock's ticks; 0: it did not.
  struct SentTicks {
    uint64_t arrived = 0;
    uint64_t decided = 0;
    uint64_t gated = 0;
    uint64_t encoded = 0;
  };
  // Where an order, a replace or a cancel went out, and under which number; of a cancel, the number it
  // cancels. Number 0: nothing was sent.
  struct SentOrder {
    SessionId session = 0;
    UserRefNum number = 0;
    OrderUpdate update{};  // of an order or a replace
  };
  // Makes the bytes; keep_sent() afterwards does what need not be done before them.
  [[nodiscard]] SentOrder send(const GatedIntent& gated, TimeNs now) noexcept;
  void keep_sent(StrategyId strategy, const Intent& intent, const SentOrder& sent, const SentTicks& ticks,
                 TimeNs now) noexcept;
  void put_sent(StrategyId strategy, const Intent& intent, const SentOrder& sent, const SentTicks& ticks,
                TimeNs now) noexcept;
  // The session's open orders that `is_wanted(order)`: SessionDesk::cancel_open(), put into the journal.
  template <class IsWanted, class OnSent>
  bool cancel_open(SessionDesk& desk, IsWanted&& is_wanted, OnSent&& on_sent, TimeNs now) noexcept;
  template <class IsWanted>
  bool cancel_open(SessionDesk& desk, IsWanted&& is_wanted, TimeNs now) noexcept {
    return cancel_open(
        desk, is_wanted, [](const Order&, uint32_t) noexcept {}, now);
  }
  void refuse(StrategyId strategy, const Intent& intent, const Finding& finding, TimeNs now) noexcept;
  void refuse(StrategyId strategy, const Intent& intent, Refusal refusal, TimeNs now) noexcept {
    gate_.count_refusal(refusal);
    refuse(strategy, intent, Finding{refusal}, now);
  }
  void take_over(const OrderUpdate& update, TimeNs now) noexcept;
  void tell_trips(TimeNs now) noexcept;
  void take_event(SessionDesk& session, const OrderEntryEvent& event, TimeNs now) noexcept;
  void take_recovery(SessionId session) noexcept;
  class EarlierSink;
  void recall_sent(SessionId session, StrategyId strategy, const Intent& intent, UserRefNum number,
                   TimeNs now) noexcept;
  void recall_events(SessionDesk& desk, TimeNs now) noexcept;
  void recall_command(const boundary::Command& command, TimeNs now) noexcept;
  void recall_day(uint32_t trading_day) noexcept;
  [[nodiscard]] bool is_earlier(const Order& order) const noexcept {
    return order.strategy_order_id < earlier_ids_end_[order.strategy];
  }
  void cancel_earlier(TimeNs now) noexcept;
  // Not yet so far as the first recovery goes.
  [[nodiscard]] bool is_recovering(SessionId session) const noexcept {
    return recovery_.is_recovery && !is_recalling_ && (recovered_ >> session & 1) == 0;
  }
  void apply(SessionId session, const OrderUpdate& update, const OrderAnswer* answer, TimeNs now) noexcept;
  void raise(const SessionDesk& session, VenueAlert alert, const OrderAnswer* answer, const Order* order,
             TimeNs now) noexcept;
  void put_order_event(SessionId session, const OrderUpdate& update, const OrderAnswer* answer,
                       TimeNs now) noexcept;
  void publish_position(StrategyId strategy, InstrumentId instrument) noexcept;
  void publish_mark(StrategyId strategy, InstrumentId instrument) noexcept;

  StageHistograms& stages_;
  LaneJournal& journal_;
  const MarketData& market_;
  QueuePlaces& queues_;
  StrategyDesk& strategies_;
  OrderGate gate_;
  KillSwitches kills_;
  Positions positions_;
  EventWriter events_;
  Refusal outage_ = Refusal::none;
  OrderObserver* observer_ = nullptr;
  std::vector<std::unique_ptr<SessionDesk>> sessions_;
  std::vector<SessionId> session_of_instrument_;
  std::vector<AccountId> account_of_strategy_;
  std::vector<LaneAccount> accounts_;
  std::array<AccountSet, boundary::sessions_max>
      traders_{};           // by session: accounts that trade what goes by it
  uint32_t recovered_ = 0;  // sessions that have been ready, a bit each
  AccountDoubts doubts_;
  OrderDeskCounts counts_;
  UpdateQueue updates_;
  bool is_recalling_ = false;      // between the first take_earlier() and end_earlier()
  bool has_earlier_open_ = false;  // orders of the earlier life
  uint32_t earlier_day_ = 0;       // trading day of the limits that held then; 0: not known
  std::array<StrategyOrderId, boundary::strategies_max> earlier_ids_end_{};  // by strategy: none is larger
  RecoveryCounts recovery_;
  uint32_t tripped_ = 0;  // strategies whose open orders are to be cancelled once, a bit each
};

template <class Clock>
void OrderDesk::take_intents(StrategyId strategy, const Cause& cause, const Clock& clock,
                             TimeNs now) noexcept {
  boundary::StrategyFrame& frame = strategies_.frame(strategy);
  const uint32_t count = intents_in(frame);
  frame.intent_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    take_intent(strategy, frame.intents[i], cause, clock, now);
    stages_.lap(boundary::Stage::keep, clock);
  }
}

template <class Clock>
void OrderDesk::take_intent(StrategyId strategy, const boundary::IntentSlot& slot, const Cause& cause,
                            const Clock& clock, TimeNs now) noexcept {
  if (slot.kind == static_cast<int32_t>(boundary::IntentKind::cancel_all)) {
    return cancel_all(strategy, slot.instrument, now);
  }
  Intent intent;
  const Refusal unread = read_intent(slot, intent);
  if (unread != Refusal::none) return refuse(strategy, intent, unread, now);
  complete(strategy, intent);
  const uint64_t decided = stages_.lap_begun();
  const GateInputs inputs = gate_inputs(strategy, intent, now);
  if (observer_ != nullptr) [[unlikely]]
    observer_->on_intent(intent, inputs, gate_);
  Verdict verdict = gate_.check(intent, inputs);
  const uint64_t gated = stages_.lap(boundary::Stage::risk, clock);
  if (observer_ != nullptr) [[unlikely]]
    observer_->on_checked(intent, inputs, verdict.finding());
  if (!verdict.has_passed()) return refuse(strategy, intent, verdict.finding(), now);
  const SentOrder sent = send(std::move(verdict).take(), now);
  if (sent.number == 0) {
    if (intent.kind != IntentKind::cancel) refuse(strategy, intent, Refusal::session_down, now);
    return;
  }
  const uint64_t encoded = stages_.lap(boundary::Stage::encode, clock);
  keep_sent(strategy, intent, sent, {cause.is_packet ? cause.arrived : 0, decided, gated, encoded}, now);
  if (intent.kind == IntentKind::cancel) return;
  OrderStore& orders = sessions_[sent.session]->orders();
  orders.stamp(sent.number, OrderStage::encoded, encoded);
  if (!cause.is_packet) return;
  orders.mark_caused_by_packet(sent.number);
  ++counts_.caused_by_packet;
  const uint64_t took = clock.ns(encoded - cause.arrived);
  stages_.record(boundary::Stage::tick_to_trade, took);
  if (cause.waited_ns != unknown_wait) stages_.record(boundary::Stage::wire_to_trade, cause.waited_ns + took);
}

template <class Clock>
void OrderDesk::cancel_stopped(const Clock& clock, TimeNs now) noexcept {
  if (!kills_.wants_cancels()) return;
  bool is_complete = true;
  for (const auto& desk : sessions_) {
    const bool is_done = cancel_open(
        *desk, [this](const Order& order) noexcept { return kills_.stops(order); },
        [this](const Order& order, uint32_t cancels) noexcept { kills_.note_order(order, cancels); }, now);
    is_complete = is_done && is_complete;
  }
  kills_.note_cancelled(is_complete, clock);
}

template <class Clock>
void OrderDesk::take_answers(SessionId id, uint64_t received, const Clock& clock, TimeNs now) noexcept {
  SessionDesk& desk = session(id);
  OrderEntryEvent event;
  // A callback may be needed for each answer: the rest waits for the next turn when there is no room for
  // their updates.
  while (updates_.has_room() && desk.entry().next(event, now)) {
    if (event.kind == OrderEntryEventKind::answer) {
      const bool is_first_answer = event.answer.kind == OrderAnswerKind::accepted ||
                                   event.answer.kind == OrderAnswerKind::replaced ||
                                   event.answer.kind == OrderAnswerKind::rejected;
      const Order* order = is_first_answer ? desk.orders().find(event.answer.user_ref_num) : nullptr;
      if (order != nullptr) {
        const uint64_t encoded = order->stage_tsc[static_cast<size_t>(OrderStage::encoded)];
        if (encoded != 0) stages_.record(boundary::Stage::round_trip, clock.ns(received - encoded));
      }
    }
    take_event(desk, event, now);
  }
}

template <class Clock>
void OrderDesk::on_time(const Clock& clock, TimeNs now) noexcept {
  for (const auto& desk : sessions_) {
    desk->entry().on_time(now);
    take_answers(desk->id(), clock.ticks(), clock, now);
  }
  if (has_earlier_open_) [[unlikely]]
    cancel_earlier(now);
  if (!doubts_.is_any()) [[likely]]
    return;
  for (const auto& desk : sessions_) {
    cancel_open(
        *desk,
        [this](const Order& order) noexcept { return doubts_.has(account_of_strategy_[order.strategy]); },
        now);
  }
}

template <class IsWanted, class OnSent>
bool OrderDesk::cancel_open(SessionDesk& desk, IsWanted&& is_wanted, OnSent&& on_sent, TimeNs now) noexcept {
  const auto note = [&](const Order& order, uint32_t cancels) noexcept {
    Intent intent{};
    intent.kind = IntentKind::cancel;
    intent.strategy_order_id = order.strategy_order_id;
    put_sent(order.strategy, intent, {desk.id(), OrderStore::cancel_numbers(order).numbers[0]}, {}, now);
    on_sent(order, cancels);
  };
  return desk.cancel_open(is_wanted, note, now);
}

}  // namespace hotlane
