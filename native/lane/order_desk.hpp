// The second half of the lane: intents through the gate to the venue, and the venue's answers back to orders,
// positions and strategies. Owns the lane's orders, positions, gate and order session; called by the lane's
// thread alone.
#pragma once

#include <array>

#include "journal/lane_journal.hpp"
#include "journal/state_mix.hpp"
#include "lane/event_ring.hpp"
#include "lane/intent_slot.hpp"
#include "lane/market_data.hpp"
#include "lane/order_observer.hpp"
#include "lane/stage_histograms.hpp"
#include "lane/strategy_desk.hpp"
#include "orders/order_store.hpp"
#include "orders/positions.hpp"
#include "risk/order_gate.hpp"
#include "session/order_session.hpp"

namespace hotlane {

// What made a strategy act: a market-data packet that arrived at `arrived` ticks, or something else.
struct Cause {
  bool is_packet = false;
  uint64_t arrived = 0;
};

// An update that waits for its strategy to be told.
struct PendingUpdate {
  StrategyId strategy;
  boundary::OrderUpdateSlot slot;
};

struct OrderDeskCounts {
  uint64_t enters = 0;
  uint64_t replaces = 0;
  uint64_t cancels = 0;
  uint64_t caused_by_packet = 0;
  uint64_t filled = 0;  // orders filled whole
  uint64_t refused = 0;
  uint64_t answers_malformed = 0;
};

class OrderDesk {
 public:
  OrderDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
            LaneJournal& journal, const MarketData& market, StrategyDesk& strategies);

  // Takes the intents that a callback left in its strategy's frame: gate, encode, record.
  template <class Clock>
  void take_intents(StrategyId strategy, const Cause& cause, const Clock& clock, TimeNs now) noexcept;

  // Takes what the session's socket has brought. The strategies' updates wait in updates().
  template <class Clock>
  void take_answers(uint64_t received, const Clock& clock, TimeNs now) noexcept;

  // Sends a cancel for each open order that has none on its way; `only`: of one strategy, -1: of all. What
  // the out queue has no room for is left for the next call.
  void cancel_open(int only, TimeNs now) noexcept;

  // The edge begins to connect: from here on, losing the socket is news.
  void begin_connect(TimeNs now) noexcept;
  void connect(const LoginCredentials& credentials, TimeNs now) noexcept;
  void on_disconnect(TimeNs now) noexcept;
  void set_kill_switch(bool is_on) noexcept { gate_.kill_all(is_on); }
  // Null: nobody.
  void observe(OrderObserver* observer) noexcept { observer_ = observer; }
  // What keeps the lane itself from trading, so that every new order is refused with it; none: nothing.
  void set_outage(Refusal outage) noexcept { outage_ = outage; }
  void bar_strategy(StrategyId strategy) noexcept { gate_.kill_strategy(strategy, true); }

  [[nodiscard]] bool has_updates() const noexcept { return updates_size_ > 0; }
  // The oldest update that a strategy has not been told; false: none.
  [[nodiscard]] bool next_update(PendingUpdate& out) noexcept;
  // Strategies that made more updates than there is room for: refused in a loop. A bit each; cleared by the
  // look.
  [[nodiscard]] uint8_t take_overrun() noexcept;

  [[nodiscard]] OrderSession& session() noexcept { return session_; }
  [[nodiscard]] const OrderSession& session() const noexcept { return session_; }
  [[nodiscard]] const OrderStore& orders() const noexcept { return orders_; }
  [[nodiscard]] const OrderDeskCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const Positions& positions() const noexcept { return positions_; }
  // Tells TypeScript, if it keeps up.
  void tell(const boundary::Event& event) noexcept {
    if (journal_.is_on()) told_.add_words(event);
    events_.put(event);
  }
  // A digest of all that was told, kept where a journal is.
  [[nodiscard]] uint64_t told() const noexcept { return told_.digest(); }
  // The socket is to be closed: the session found a fault, was refused, or is over.
  [[nodiscard]] bool wants_disconnect() const noexcept { return wants_disconnect_; }

 private:
  // Each callback emits at most 16 intents, so this holds 64 callbacks that are refused whole.
  static constexpr uint32_t updates_max = 1024;
  static constexpr uint32_t fills_remembered = 1U << 16;  // to know repeated executions and broken trades by
  static constexpr size_t session_in_bytes = 1U << 18;
  static constexpr size_t session_out_bytes = 1U << 20;  // cancels of every order at once fit

  [[nodiscard]] GateInputs gate_inputs(StrategyId strategy, const Intent& intent, TimeNs now) const noexcept;
  [[nodiscard]] UserRefNum send(GatedIntent&& gated, TimeNs now) noexcept;
  // When an order passed the stages, in the clock's ticks; 0: it did not.
  struct SentTicks {
    uint64_t arrived = 0;
    uint64_t decided = 0;
    uint64_t gated = 0;
    uint64_t encoded = 0;
  };
  void put_sent(StrategyId strategy, const Intent& intent, UserRefNum number, const SentTicks& ticks,
                TimeNs now) noexcept {
    const lane_record::OrderSent head{
        0, static_cast<uint8_t>(strategy), number, ticks.arrived, ticks.decided, ticks.gated, ticks.encoded};
    journal_.put(head, now, std::as_bytes(std::span(&intent, 1)));
    if (observer_ != nullptr) [[unlikely]]
      observer_->on_sent(strategy, intent, number);
  }
  void refuse(StrategyId strategy, const Intent& intent, Refusal refusal, TimeNs now) noexcept;
  void take_event(const OrderSessionEvent& event, TimeNs now) noexcept;
  void apply(const OrderUpdate& update, const OuchAnswer* answer, TimeNs now) noexcept;
  void queue(StrategyId strategy, const boundary::OrderUpdateSlot& slot) noexcept;
  void put_order_event(const OrderUpdate& update, const OuchAnswer* answer, TimeNs now) noexcept;
  void publish_position(StrategyId strategy, InstrumentId instrument) noexcept;
  void set_session_state(boundary::SessionState state, uint16_t reason, TimeNs now) noexcept;

  boundary::LaneMemory& memory_;
  StageHistograms& stages_;
  LaneJournal& journal_;
  const MarketData& market_;
  StrategyDesk& strategies_;
  OrderGate gate_;
  OrderStore orders_;
  Positions positions_;
  OrderSession session_;
  EventWriter events_;
  StateMix told_;
  OrderDeskCounts counts_;
  Refusal outage_ = Refusal::none;
  OrderObserver* observer_ = nullptr;
  bool wants_disconnect_ = false;
  uint8_t overrun_ = 0;
  uint32_t updates_head_ = 0;
  uint32_t updates_size_ = 0;
  std::array<PendingUpdate, updates_max> updates_{};
};

template <class Clock>
void OrderDesk::take_intents(StrategyId strategy, const Cause& cause, const Clock& clock,
                             TimeNs now) noexcept {
  boundary::StrategyFrame& frame = strategies_.frame(strategy);
  const uint32_t count = intents_in(frame);
  frame.intent_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    Intent intent;
    if (!read_intent(frame.intents[i], intent) ||
        (intent.kind == IntentKind::new_order && !strategies_.owns(strategy, intent.instrument))) {
      refuse(strategy, intent, Refusal::invalid_intent, now);
      continue;
    }
    const uint64_t decided = clock.ticks();
    const GateInputs inputs = gate_inputs(strategy, intent, now);
    Verdict verdict = gate_.check(intent, inputs);
    const uint64_t gated = clock.ticks();
    if (observer_ != nullptr) [[unlikely]]
      observer_->on_checked(intent, inputs, verdict.refusal());
    stages_.record(boundary::Stage::risk, clock.ns(gated - decided));
    if (!verdict.has_passed()) {
      refuse(strategy, intent, verdict.refusal(), now);
      continue;
    }
    const UserRefNum number = send(std::move(verdict).take(), now);
    const uint64_t encoded = clock.ticks();
    if (number == 0) {
      if (intent.kind != IntentKind::cancel) refuse(strategy, intent, Refusal::session_down, now);
      continue;
    }
    stages_.record(boundary::Stage::encode, clock.ns(encoded - gated));
    put_sent(strategy, intent, number, {cause.is_packet ? cause.arrived : 0, decided, gated, encoded}, now);
    if (intent.kind == IntentKind::cancel) continue;
    orders_.stamp(number, OrderStage::encoded, encoded);
    if (cause.is_packet) {
      orders_.mark_caused_by_packet(number);
      ++counts_.caused_by_packet;
      stages_.record(boundary::Stage::tick_to_trade, clock.ns(encoded - cause.arrived));
    }
  }
}

template <class Clock>
void OrderDesk::take_answers(uint64_t received, const Clock& clock, TimeNs now) noexcept {
  OrderSessionEvent event;
  // A callback may be needed for each answer: the rest waits for the next turn when there is no room for
  // their updates.
  while (updates_size_ + 2 * boundary::intents_max < updates_max && session_.next(event, now)) {
    if (event.kind == OrderSessionEventKind::answer) {
      const bool is_first_answer = event.answer.kind == OuchAnswerKind::accepted ||
                                   event.answer.kind == OuchAnswerKind::replaced ||
                                   event.answer.kind == OuchAnswerKind::rejected;
      const Order* order = is_first_answer ? orders_.find(event.answer.user_ref_num) : nullptr;
      if (order != nullptr) {
        const uint64_t encoded = order->stage_tsc[static_cast<size_t>(OrderStage::encoded)];
        if (encoded != 0) stages_.record(boundary::Stage::round_trip, clock.ns(received - encoded));
      }
    }
    take_event(event, now);
  }
}

}  // namespace hotlane
