#include "lane/order_desk.hpp"

#include <algorithm>
#include <cstring>

#include "memory/seqlock.hpp"

namespace hotlane {
namespace {

// Ids beyond int32 never come: the SDK counts from 1 and stops there.
int32_t slot_number(uint64_t value) noexcept {
  return static_cast<int32_t>(std::min<uint64_t>(value, INT32_MAX));
}

boundary::OrderUpdateSlot slot_of(const OrderUpdate& update) noexcept {
  boundary::OrderUpdateSlot slot{};
  slot.order_id = slot_number(update.strategy_order_id);
  slot.instrument = update.instrument;
  slot.side = static_cast<int32_t>(update.side);
  if (update.order != nullptr) {
    const Order& order = *update.order;
    slot.state = static_cast<int32_t>(order.state);
    slot.price_ticks = order.price_ticks;
    slot.quantity = slot_number(order.quantity);
    slot.leaves = slot_number(order.leaves);
    slot.filled = slot_number(order.filled);
    slot.is_done = is_done(order.state) ? 1 : 0;
  }
  slot.last_price_ticks = update.fill_price_ticks;
  slot.last_quantity = slot_number(update.fill_quantity);
  slot.reason = update.reason;
  return slot;
}

bool is_told(OrderUpdateKind kind) noexcept {
  return kind != OrderUpdateKind::none && kind != OrderUpdateKind::repeated_fill &&
         kind != OrderUpdateKind::unknown_order && kind != OrderUpdateKind::unexpected;
}

}  // namespace

OrderDesk::OrderDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
                     LaneJournal& journal, const MarketData& market, StrategyDesk& strategies)
    : memory_(memory),
      stages_(stages),
      journal_(journal),
      market_(market),
      strategies_(strategies),
      gate_(static_cast<uint16_t>(settings.instruments.size()),
            static_cast<uint16_t>(settings.strategies.size())),
      orders_(settings.orders_max, fills_remembered),
      positions_(static_cast<uint16_t>(settings.instruments.size()),
                 static_cast<uint16_t>(settings.strategies.size())),
      session_(session_in_bytes, session_out_bytes),
      events_(memory.events) {
  for (size_t i = 0; i < settings.instruments.size(); ++i) {
    gate_.set_instrument_limits(static_cast<InstrumentId>(i), settings.instruments[i].limits);
  }
  for (size_t i = 0; i < settings.strategies.size(); ++i) {
    gate_.set_strategy_limits(static_cast<StrategyId>(i), settings.strategies[i].limits);
  }
}

GateInputs OrderDesk::gate_inputs(StrategyId strategy, const Intent& intent, TimeNs now) const noexcept {
  GateInputs inputs;
  inputs.now = now;
  inputs.strategy = strategy;
  inputs.outage = outage_;
  inputs.is_session_ready = session_.is_ready();
  inputs.has_order_room = orders_.has_room();
  InstrumentId instrument = intent.instrument;
  if (intent.kind == IntentKind::new_order) {
    inputs.is_order_id_used = orders_.find(strategy, intent.strategy_order_id) != nullptr;
  } else {
    inputs.order = orders_.gated_order(strategy, intent.strategy_order_id);
    instrument = inputs.order.instrument;
  }
  if (instrument >= market_.instruments()) return inputs;
  const OrderBook& book = market_.book(instrument);
  const boundary::BookState state = market_.state_of(instrument);
  inputs.is_book_stale = state == boundary::BookState::stale || state == boundary::BookState::recovering;
  inputs.is_halted = state != boundary::BookState::live && !inputs.is_book_stale;
  inputs.bid_ticks = book.bids.empty() ? 0 : book.bids.best()->price_ticks;
  inputs.ask_ticks = book.asks.empty() ? 0 : book.asks.best()->price_ticks;
  inputs.last_ticks = book.last_trade.price_ticks;
  inputs.of_instrument = positions_.of_instrument(instrument).exposure;
  inputs.of_strategy = positions_.of(strategy, instrument).exposure;
  return inputs;
}

// The number it left under; 0: nothing was sent.
UserRefNum OrderDesk::send(GatedIntent&& gated, TimeNs now) noexcept {
  const Intent& intent = gated.intent();
  const StrategyId strategy = gated.strategy();
  if (intent.kind == IntentKind::new_order) {
    const wire::Symbol& symbol = market_.book(intent.instrument).symbol;
    const UserRefNum number = session_.send_new(gated, symbol, now);
    if (number == 0) return 0;
    ++counts_.enters;
    const OrderUpdate opened = orders_.open(gated, number);
    positions_.apply(opened);
    publish_position(strategy, intent.instrument);
    put_order_event(opened, nullptr, now);
    return number;
  }
  const Order* order = orders_.find(strategy, intent.strategy_order_id);
  if (intent.kind == IntentKind::replace) {
    const UserRefNum number = session_.send_replace(gated, order->user_ref_num, now);
    if (number == 0) return 0;
    ++counts_.replaces;
    const OrderUpdate changed = orders_.replace_sent(gated, number);
    positions_.apply(changed);
    publish_position(strategy, changed.instrument);
    return number;
  }
  const CancelNumbers cancel = OrderStore::cancel_numbers(*order);
  UserRefNum sent = 0;
  for (uint32_t i = 0; i < cancel.count; ++i) {
    if (!session_.send_cancel(cancel.numbers[i], intent.quantity, now)) continue;
    sent = cancel.numbers[i];
    ++counts_.cancels;
  }
  if (sent != 0) orders_.cancel_sent(strategy, intent.strategy_order_id, intent.quantity);
  return sent;
}

void OrderDesk::refuse(StrategyId strategy, const Intent& intent, Refusal refusal, TimeNs now) noexcept {
  ++counts_.refused;
  OrderUpdate update;
  update.strategy = strategy;
  update.strategy_order_id = intent.strategy_order_id;
  update.instrument = intent.instrument;
  update.side = intent.side;
  update.reason = static_cast<uint16_t>(refusal);
  // A refused replace or cancel leaves its order as it was; a refused new order never was one.
  if (intent.kind != IntentKind::new_order) update.order = orders_.find(strategy, intent.strategy_order_id);
  boundary::OrderUpdateSlot slot = slot_of(update);
  if (update.order == nullptr) {
    slot.state = static_cast<int32_t>(OrderState::refused);
    slot.price_ticks = intent.price_ticks;
    slot.quantity = slot_number(intent.quantity);
    slot.is_done = 1;
  } else {
    slot.instrument = update.order->instrument;
    slot.side = static_cast<int32_t>(update.order->side);
  }
  queue(strategy, slot);
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::refusal);
  event.strategy = strategy;
  event.instrument = static_cast<uint16_t>(slot.instrument);
  event.side = static_cast<uint8_t>(slot.side);
  event.state = static_cast<uint8_t>(OrderState::refused);
  event.reason = static_cast<uint16_t>(refusal);
  event.order_id = intent.strategy_order_id;
  event.price_ticks = intent.price_ticks;
  event.quantity = intent.quantity;
  tell(event);
}

void OrderDesk::take_event(const OrderSessionEvent& event, TimeNs now) noexcept {
  using boundary::SessionState;
  switch (event.kind) {
    case OrderSessionEventKind::logged_in: set_session_state(SessionState::replaying, 0, now); break;
    case OrderSessionEventKind::ready:
      // All that came before this answer has been applied: what is still pending never reached the venue.
      orders_.reconcile([this, now](const OrderUpdate& update) noexcept { apply(update, nullptr, now); });
      set_session_state(SessionState::ready, 0, now);
      break;
    case OrderSessionEventKind::answer: apply(orders_.apply(event.answer), &event.answer, now); break;
    case OrderSessionEventKind::malformed_answer: ++counts_.answers_malformed; break;
    case OrderSessionEventKind::login_rejected:
      // 'S' (no such session now) may pass; 'A' (not authorised) is for a human.
      set_session_state(event.reject_reason == 'A' ? SessionState::refused : SessionState::down,
                        static_cast<uint16_t>(event.reject_reason), now);
      wants_disconnect_ = true;
      break;
    case OrderSessionEventKind::ended:
      set_session_state(SessionState::ended, 0, now);
      wants_disconnect_ = true;
      break;
    case OrderSessionEventKind::fault:
      set_session_state(SessionState::down, static_cast<uint16_t>(event.soup_fault), now);
      wants_disconnect_ = true;
      break;
    case OrderSessionEventKind::debug: break;
  }
}

void OrderDesk::apply(const OrderUpdate& update, const OuchAnswer* answer, TimeNs now) noexcept {
  if (!is_told(update.kind)) return;
  positions_.apply(update);
  if (observer_ != nullptr) [[unlikely]]
    observer_->on_changed(update, answer);
  if (update.kind == OrderUpdateKind::filled && update.order != nullptr &&
      update.order->state == OrderState::filled) {
    ++counts_.filled;
  }
  publish_position(update.strategy, update.instrument);
  put_order_event(update, answer, now);
  if (strategies_.wants_orders(update.strategy)) queue(update.strategy, slot_of(update));
}

void OrderDesk::queue(StrategyId strategy, const boundary::OrderUpdateSlot& slot) noexcept {
  if (updates_size_ == updates_max) {
    overrun_ = static_cast<uint8_t>(overrun_ | 1U << strategy);
    return;
  }
  updates_[(updates_head_ + updates_size_) % updates_max] = {strategy, slot};
  ++updates_size_;
}

bool OrderDesk::next_update(PendingUpdate& out) noexcept {
  if (updates_size_ == 0) return false;
  out = updates_[updates_head_];
  updates_head_ = (updates_head_ + 1) % updates_max;
  --updates_size_;
  return true;
}

uint8_t OrderDesk::take_overrun() noexcept {
  return std::exchange(overrun_, uint8_t{0});
}

void OrderDesk::put_order_event(const OrderUpdate& update, const OuchAnswer* answer, TimeNs now) noexcept {
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(update.kind == OrderUpdateKind::filled ? boundary::EventKind::fill
                                                                            : boundary::EventKind::order);
  event.strategy = update.strategy;
  event.instrument = update.instrument;
  event.side = static_cast<uint8_t>(update.side);
  event.reason = update.reason;
  event.order_id = update.strategy_order_id;
  event.last_price_ticks = update.fill_price_ticks;
  event.last_quantity = update.fill_quantity;
  if (update.order != nullptr) {
    event.state = static_cast<uint8_t>(update.order->state);
    event.user_ref_num = update.order->user_ref_num;
    event.price_ticks = update.order->price_ticks;
    event.quantity = update.order->quantity;
    event.leaves = update.order->leaves;
    event.filled = update.order->filled;
  }
  if (answer != nullptr) {
    // The number that the venue named: a fill may still come for one that a replace is about to end.
    event.user_ref_num = answer->user_ref_num;
    event.match_number = answer->match_number;
    if (update.kind == OrderUpdateKind::replaced) event.previous_user_ref_num = answer->orig_user_ref_num;
  }
  tell(event);
}

void OrderDesk::publish_position(StrategyId strategy, InstrumentId instrument) noexcept {
  const Position& position = positions_.of(strategy, instrument);
  boundary::PositionView& view = strategies_.frame(strategy).positions[instrument];
  publish_word(view.net, static_cast<int32_t>(position.exposure.net));
  publish_word(view.open_buy, static_cast<int32_t>(position.exposure.open_buy));
  publish_word(view.open_sell, static_cast<int32_t>(position.exposure.open_sell));
  publish_word(view.open_notional, static_cast<double>(position.open_notional));
  publish_word(view.realised, static_cast<double>(position.realised));
}

void OrderDesk::cancel_open(int only, TimeNs now) noexcept {
  if (!session_.is_ready()) return;
  orders_.for_each_open([this, only, now](const Order& order) noexcept {
    if (order.state == OrderState::pending_cancel || (only >= 0 && order.strategy != only)) return;
    const CancelNumbers cancel = OrderStore::cancel_numbers(order);
    bool is_sent = false;
    for (uint32_t i = 0; i < cancel.count; ++i) {
      if (!session_.send_cancel(cancel.numbers[i], 0, now)) continue;
      is_sent = true;
      ++counts_.cancels;
    }
    if (!is_sent) return;
    Intent intent{};
    intent.kind = IntentKind::cancel;
    intent.strategy_order_id = order.strategy_order_id;
    put_sent(order.strategy, intent, cancel.numbers[0], {}, now);
    orders_.cancel_sent(order.strategy, order.strategy_order_id, 0);
  });
}

void OrderDesk::begin_connect(TimeNs now) noexcept {
  set_session_state(boundary::SessionState::connecting, 0, now);
}

void OrderDesk::connect(const LoginCredentials& credentials, TimeNs now) noexcept {
  wants_disconnect_ = false;
  session_.connect(credentials, now);
  set_session_state(boundary::SessionState::logging_in, 0, now);
}

void OrderDesk::on_disconnect(TimeNs now) noexcept {
  wants_disconnect_ = false;
  session_.on_disconnect();
  const auto state = static_cast<boundary::SessionState>(memory_.session[0].state);
  // What the session said itself (refused, ended, a fault) stays as it was said.
  if (state == boundary::SessionState::refused || state == boundary::SessionState::ended ||
      state == boundary::SessionState::down) {
    return;
  }
  set_session_state(boundary::SessionState::down, 0, now);
}

void OrderDesk::set_session_state(boundary::SessionState state, uint16_t reason, TimeNs now) noexcept {
  publish_word(memory_.session[0].state, static_cast<uint32_t>(state));
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::session);
  event.state = static_cast<uint8_t>(state);
  event.reason = reason;
  tell(event);
}

}  // namespace hotlane
