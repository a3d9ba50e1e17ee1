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
    slot.quantity = order.quantity;
    slot.leaves = order.leaves;
    slot.filled = order.filled;
    slot.is_done = is_done(order.state) ? 1 : 0;
  }
  slot.last_price_ticks = update.fill_price_ticks;
  slot.last_quantity = update.fill_quantity;
  slot.reason = update.reason;
  return slot;
}

bool is_told(OrderUpdateKind kind) noexcept {
  return kind != OrderUpdateKind::none && kind != OrderUpdateKind::repeated_fill &&
         kind != OrderUpdateKind::repeated_answer && kind != OrderUpdateKind::unknown_order &&
         kind != OrderUpdateKind::unexpected;
}

GateSettings gate_settings_of(const LaneSettings& settings) {
  GateSettings gate;
  gate.instruments = static_cast<uint16_t>(settings.instruments.size());
  gate.accounts = static_cast<uint16_t>(settings.accounts.size());
  gate.sessions = static_cast<uint16_t>(settings.sessions.size());
  gate.orders_max = settings.orders_max;
  for (const LaneStrategySettings& strategy : settings.strategies) gate.account_of.push_back(strategy.account);
  for (const LaneInstrument& instrument : settings.instruments) gate.session_of.push_back(instrument.session);
  return gate;
}

}  // namespace

OrderDesk::OrderDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
                     const MarketData& market, StrategyDesk& strategies)
    : memory_(memory),
      stages_(stages),
      market_(market),
      strategies_(strategies),
      gate_(gate_settings_of(settings)),
      orders_(settings.orders_max, fills_remembered, settings.fees_of(0)),
      positions_(static_cast<uint16_t>(settings.instruments.size()),
                 static_cast<uint16_t>(settings.strategies.size()),
                 static_cast<uint16_t>(settings.accounts.size())),
      session_(session_in_bytes, session_out_bytes),
      events_(memory.events) {
  for (const LaneStrategySettings& strategy : settings.strategies) accounts_.push_back(strategy.account);
  gate_.apply_limits(settings.limits, 0);
  gate_.apply_grants(settings.grants);
}

GateInputs OrderDesk::gate_inputs(StrategyId strategy, const Intent& intent, TimeNs now) const noexcept {
  GateInputs inputs;
  inputs.now = now;
  inputs.strategy = strategy;
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
  inputs.last_age_ns = market_.trade_age_ns(instrument);
  inputs.is_crossed = book.is_crossed();
  inputs.short_sale_test = book.status.short_sale_test;
  inputs.phase = market_.phase_of(instrument);
  const uint64_t time_of_day_ns = market_.time_of_day_ns();
  if (time_of_day_ns != 0) inputs.time_of_day_ns = static_cast<int64_t>(time_of_day_ns);
  return inputs;
}

// A replace says how the order is to be worked from now on; what it does not say, the order says.
void OrderDesk::complete(StrategyId strategy, Intent& intent) const noexcept {
  if (intent.kind != IntentKind::replace) return;
  const Order* order = orders_.find(strategy, intent.strategy_order_id);
  if (order == nullptr) return;
  if (!intent.has_new_attributes) {
    intent.attributes = order->attributes;
    return;
  }
  intent.attributes.capacity = order->attributes.capacity;
  intent.attributes.cross = order->attributes.cross;
  intent.attributes.sell_kind = order->attributes.sell_kind;
}

// Each order's cancel passes the gate as one asked for alone. `instrument` -1: all that the strategy trades.
// While the session is down, one refusal stands for all of them.
void OrderDesk::cancel_all(StrategyId strategy, int32_t instrument, TimeNs now) noexcept {
  if (!session_.is_ready()) {
    Intent none{};
    none.kind = IntentKind::cancel;
    return refuse(strategy, none, Refusal::session_down, now);
  }
  orders_.for_each_open([this, strategy, instrument, now](const Order& order) noexcept {
    if (order.strategy != strategy || is_cancelling(order.state)) return;
    if (instrument != -1 && order.instrument != instrument) return;
    Intent intent{};
    intent.kind = IntentKind::cancel;
    intent.strategy_order_id = order.strategy_order_id;
    Verdict verdict = gate_.check(intent, gate_inputs(strategy, intent, now));
    if (!verdict.has_passed()) return refuse(strategy, intent, verdict.finding(), now);
    static_cast<void>(send(std::move(verdict).take(), now));
  });
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
    const OrderUpdate opened = orders_.open(gated, number, accounts_[strategy]);
    take_over(opened, now);
    put_order_event(opened, nullptr, now);
    return number;
  }
  const Order* order = orders_.find(strategy, intent.strategy_order_id);
  if (intent.kind == IntentKind::replace) {
    const UserRefNum number = session_.send_replace(gated, order->user_ref_num, now);
    if (number == 0) return 0;
    ++counts_.replaces;
    const OrderUpdate changed = orders_.replace_sent(gated, number);
    take_over(changed, now);
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

// Whoever keeps what an update changes.
void OrderDesk::take_over(const OrderUpdate& update, TimeNs now) noexcept {
  positions_.apply(update);
  gate_.apply(update, now);
  publish_position(update.strategy, update.instrument);
}

void OrderDesk::refuse(StrategyId strategy, const Intent& intent, const Finding& finding,
                       TimeNs now) noexcept {
  ++counts_.refused;
  const Refusal refusal = finding.refusal;
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
    slot.quantity = intent.quantity;
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
  event.scope = static_cast<uint8_t>(finding.scope);
  event.compared = finding.value;
  event.limit = finding.limit;
  event.limits_version = gate_.version();
  events_.put(event);
}

void OrderDesk::take_event(const OrderSessionEvent& event, TimeNs now) noexcept {
  using boundary::SessionState;
  switch (event.kind) {
    case OrderSessionEventKind::logged_in: set_session_state(SessionState::replaying, 0, now); break;
    case OrderSessionEventKind::ready:
      // All that came before this answer has been applied: what is still pending never reached the venue.
      orders_.reconcile([this, now](const OrderUpdate& update) noexcept { apply(update, nullptr, now); });
      for (uint16_t i = 0; i < gate_.accounts(); ++i) gate_.set_reconciled(static_cast<AccountId>(i), true);
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
  take_over(update, now);
  if (update.kind == OrderUpdateKind::filled && update.order != nullptr &&
      update.order->state == OrderState::filled) {
    ++counts_.filled;
  }
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
  event.limits_version = gate_.version();
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
  events_.put(event);
}

MarkPrice OrderDesk::mark_of_instrument(InstrumentId instrument) const noexcept {
  const OrderBook& book = market_.book(instrument);
  return mark_of(book.bids.empty() ? 0 : book.bids.best()->price_ticks,
                 book.asks.empty() ? 0 : book.asks.best()->price_ticks, book.last_trade.price_ticks);
}

void OrderDesk::publish_position(StrategyId strategy, InstrumentId instrument) noexcept {
  const Position& position = positions_.of(strategy, instrument);
  boundary::PositionView& view = strategies_.frame(strategy).positions[instrument];
  publish_word(view.net, static_cast<double>(position.exposure.net));
  publish_word(view.open_buy, static_cast<double>(position.exposure.open_buy));
  publish_word(view.open_sell, static_cast<double>(position.exposure.open_sell));
  publish_word(view.open_notional, static_cast<double>(position.open_notional));
  publish_word(view.realised, static_cast<double>(position.realised));
  constexpr auto unit = static_cast<double>(fee_units_per_tick_share);
  publish_word(view.fees, static_cast<double>(position.fees.charged) / unit);
  publish_word(view.rebates, static_cast<double>(position.fees.rebated) / unit);
  publish_word(view.traded, static_cast<double>(position.bought + position.sold));
  publish_mark(strategy, instrument);
}

void OrderDesk::publish_mark(StrategyId strategy, InstrumentId instrument) noexcept {
  const MarkPrice mark = mark_of_instrument(instrument);
  boundary::PositionView& view = strategies_.frame(strategy).positions[instrument];
  publish_word(view.mark_ticks, static_cast<double>(mark.twice_ticks) / 2);
  publish_word(view.unrealised, static_cast<double>(positions_.of(strategy, instrument).unrealised(mark)));
}

void OrderDesk::publish_marks() noexcept {
  for (StrategyId strategy = 0; strategy < positions_.strategies(); ++strategy) {
    for (InstrumentId instrument = 0; instrument < positions_.instruments(); ++instrument) {
      if (positions_.of(strategy, instrument).exposure.net != 0) publish_mark(strategy, instrument);
    }
  }
}

void OrderDesk::apply_limits(const LimitSet& limits, TimeNs now) noexcept {
  gate_.apply_limits(limits, now);
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::limits);
  event.limits_version = limits.version;
  events_.put(event);
  tell_trips(now);
}

void OrderDesk::watch_risk(TimeNs now) noexcept {
  gate_.for_each_held([this](InstrumentId instrument) noexcept {
    gate_.mark(instrument, static_cast<PriceTicks>(mark_of_instrument(instrument).twice_ticks / 2));
  });
  tell_trips(now);
  gate_.give_back();
  for (uint32_t i = 0; tripped_ >> i != 0; ++i) {
    if ((tripped_ >> i & 1) == 0 || !cancel_open(static_cast<int>(i), now)) continue;
    tripped_ = static_cast<uint8_t>(tripped_ & ~(1U << i));
  }
}

// What the gate has switched off by itself: its open orders could still fill, so they go.
void OrderDesk::tell_trips(TimeNs now) noexcept {
  Trip trip;
  while (gate_.take_trip(trip)) {
    boundary::Event event{};
    event.time_ns = now;
    event.kind = static_cast<uint16_t>(boundary::EventKind::trip);
    event.strategy = trip.index;
    event.reason = static_cast<uint16_t>(trip.why);
    event.scope = static_cast<uint8_t>(trip.scope);
    event.compared = trip.value;
    event.limit = trip.limit;
    event.limits_version = gate_.version();
    events_.put(event);
    for (uint32_t i = 0; i < gate_.strategies(); ++i) {
      const bool is_meant = trip.scope == RiskScope::firm ||
                            (trip.scope == RiskScope::account && accounts_[i] == trip.index) ||
                            (trip.scope == RiskScope::strategy && i == trip.index);
      if (is_meant) tripped_ = static_cast<uint8_t>(tripped_ | 1U << i);
    }
  }
}

bool OrderDesk::cancel_open(int only, TimeNs now) noexcept {
  if (!session_.is_ready()) return orders_.open_orders() == 0;
  bool is_complete = true;
  orders_.for_each_open([this, only, now, &is_complete](const Order& order) noexcept {
    if (is_cancelling(order.state) || (only >= 0 && order.strategy != only)) return;
    const CancelNumbers cancel = OrderStore::cancel_numbers(order);
    bool is_sent = false;
    for (uint32_t i = 0; i < cancel.count; ++i) {
      if (!session_.send_cancel(cancel.numbers[i], 0, now)) continue;
      is_sent = true;
      ++counts_.cancels;
    }
    if (is_sent) orders_.cancel_sent(order.strategy, order.strategy_order_id, 0);
    is_complete = is_complete && is_sent;
  });
  return is_complete;
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
  events_.put(event);
}

}  // namespace hotlane
