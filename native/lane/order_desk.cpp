#include "lane/order_desk.hpp"

#include "lane/position_view.hpp"

namespace hotlane {
namespace {

// One description, two homes: the store makes these changes, the boundary tells them.
static_assert(static_cast<int>(boundary::OrderChange::filled) == static_cast<int>(OrderUpdateKind::filled));
static_assert(static_cast<int>(boundary::OrderChange::trade_corrected) ==
              static_cast<int>(OrderUpdateKind::trade_corrected));
static_assert(static_cast<int>(boundary::OrderChange::unexpected) ==
              static_cast<int>(OrderUpdateKind::unexpected));

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
  for (const LaneStrategySettings& strategy : settings.strategies)
    gate.account_of.push_back(strategy.account);
  for (const LaneInstrument& instrument : settings.instruments) gate.session_of.push_back(instrument.session);
  return gate;
}

}  // namespace

OrderDesk::OrderDesk(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages,
                     LaneJournal& journal, MarketData& market, StrategyDesk& strategies)
    : stages_(stages),
      journal_(journal),
      market_(market),
      queues_(market.queues()),
      strategies_(strategies),
      gate_(gate_settings_of(settings)),
      kills_(settings, memory),
      positions_(static_cast<uint16_t>(settings.instruments.size()),
                 static_cast<uint16_t>(settings.strategies.size()),
                 static_cast<uint16_t>(settings.accounts.size())),
      events_(memory.events, journal.is_on()),
      accounts_(settings.accounts),
      doubts_(memory, events_, static_cast<uint32_t>(settings.accounts.size())) {
  for (size_t i = 0; i < settings.sessions.size(); ++i) {
    sessions_.push_back(std::make_unique<SessionDesk>(static_cast<SessionId>(i), settings, market,
                                                      memory.session[i], events_));
  }
  for (size_t i = 0; i < settings.instruments.size(); ++i) {
    session_of_instrument_.push_back(settings.instruments[i].session);
  }
  for (size_t i = 0; i < settings.strategies.size(); ++i) {
    const LaneStrategySettings& strategy = settings.strategies[i];
    account_of_strategy_.push_back(strategy.account);
    for (const InstrumentId instrument : strategy.instruments) {
      traders_[session_of_instrument_[instrument]] |= AccountSet{1} << strategy.account;
    }
  }
  gate_.apply_limits(settings.limits, 0);
  gate_.apply_grants(settings.grants);
}

void OrderDesk::fetch_next_order() const noexcept {
  for (const auto& desk : sessions_) {
    if (!desk->orders().has_room()) continue;
    desk->fetch_next();
    gate_.fetch_next(desk->id(), desk->orders().next_slot());
  }
  for (size_t i = 0; i < account_of_strategy_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if (!strategies_.is_called(strategy)) continue;
    gate_.fetch_scopes(strategy, account_of_strategy_[i]);
    const auto next = static_cast<StrategyOrderId>(strategies_.frame(strategy).next_order_id);
    for (const auto& desk : sessions_) desk->orders().fetch(strategy, next);
  }
  for (const boundary::Stage stage : {boundary::Stage::risk, boundary::Stage::encode, boundary::Stage::keep,
                                      boundary::Stage::tick_to_trade, boundary::Stage::wire_to_trade})
    stages_.fetch(stage);
  events_.fetch_next();
}

// The few sessions of a lane are asked in turn: one probe each.
SessionDesk* OrderDesk::session_of(StrategyId strategy, StrategyOrderId id) noexcept {
  for (const auto& desk : sessions_) {
    if (desk->orders().find(strategy, id) != nullptr) return desk.get();
  }
  return nullptr;
}

const Order* OrderDesk::find(StrategyId strategy, StrategyOrderId id) const noexcept {
  for (const auto& desk : sessions_) {
    if (const Order* order = desk->orders().find(strategy, id)) return order;
  }
  return nullptr;
}

GateInputs OrderDesk::gate_inputs(StrategyId strategy, const Intent& intent, TimeNs now) noexcept {
  GateInputs inputs;
  inputs.now = now;
  inputs.strategy = strategy;
  inputs.is_account_in_doubt = doubts_.has(account_of_strategy_[strategy]);
  inputs.outage = outage_;
  InstrumentId instrument = intent.instrument;
  const SessionDesk* desk = session_of(strategy, intent.strategy_order_id);
  if (intent.kind == IntentKind::new_order) {
    inputs.is_order_id_used = desk != nullptr;
    if (instrument >= market_.instruments()) return inputs;
    desk = sessions_[session_of_instrument_[instrument]].get();
  } else {
    inputs.is_session_ready = is_any_ready();  // to say unknown rather than down
    if (desk == nullptr) return inputs;
    inputs.order = desk->orders().gated_order(strategy, intent.strategy_order_id);
    instrument = inputs.order.instrument;
  }
  inputs.is_session_ready = desk->entry().is_ready();
  inputs.has_order_room = desk->orders().has_room();
  if (intent.kind != IntentKind::cancel) inputs.can_be_carried = desk->entry().can_carry(intent.attributes);
  const OrderBook& book = market_.book(instrument);
  const boundary::BookState state = market_.state_of(instrument);
  inputs.is_book_stale = state == boundary::BookState::stale || state == boundary::BookState::recovering;
  inputs.is_halted = state != boundary::BookState::live && !inputs.is_book_stale;
  // Each side is looked for once: a best level is found, not kept.
  const std::optional<Level> bid = book.bids.best();
  const std::optional<Level> ask = book.asks.best();
  inputs.bid_ticks = bid ? bid->price_ticks : 0;
  inputs.ask_ticks = ask ? ask->price_ticks : 0;
  inputs.last_ticks = book.last_trade.price_ticks;
  inputs.last_age_ns = market_.trade_age_ns(instrument);
  inputs.is_crossed = bid && ask && bid->price_ticks >= ask->price_ticks;
  inputs.short_sale_test = book.status.short_sale_test;
  inputs.phase = market_.phase_of(instrument);
  const uint64_t time_of_day_ns = market_.time_of_day_ns();
  if (time_of_day_ns != 0) inputs.time_of_day_ns = static_cast<int64_t>(time_of_day_ns);
  return inputs;
}

// A replace says how the order is to be worked from now on; what it does not say, the order says.
void OrderDesk::complete(StrategyId strategy, Intent& intent) const noexcept {
  if (intent.kind != IntentKind::replace) return;
  const Order* order = find(strategy, intent.strategy_order_id);
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
// While no session is up, one refusal stands for all of them.
void OrderDesk::cancel_all(StrategyId strategy, int32_t instrument, TimeNs now) noexcept {
  if (!is_any_ready()) {
    Intent none{};
    none.kind = IntentKind::cancel;
    return refuse(strategy, none, Refusal::session_down, now);
  }
  for (const auto& desk : sessions_) {
    desk->orders().for_each_open([this, strategy, instrument, now](const Order& order) noexcept {
      if (order.strategy != strategy || is_cancelling(order.state)) return;
      if (instrument != -1 && order.instrument != instrument) return;
      Intent intent{};
      intent.kind = IntentKind::cancel;
      intent.strategy_order_id = order.strategy_order_id;
      Verdict verdict = gate_.check(intent, gate_inputs(strategy, intent, now));
      if (!verdict.has_passed()) return refuse(strategy, intent, verdict.finding(), now);
      const SentOrder sent = send(std::move(verdict).take(), now);
      if (sent.number != 0) keep_sent(strategy, intent, sent, {}, now);
    });
  }
}

OrderDesk::SentOrder OrderDesk::send(const GatedIntent& gated, TimeNs now) noexcept {
  const Intent& intent = gated.intent();
  const StrategyId strategy = gated.strategy();
  const bool is_new = intent.kind == IntentKind::new_order;
  SessionDesk& desk = is_new ? *sessions_[session_of_instrument_[intent.instrument]]
                             : *session_of(strategy, intent.strategy_order_id);
  if (intent.kind == IntentKind::cancel) {
    const Order* order = desk.orders().find(strategy, intent.strategy_order_id);
    const UserRefNum number = OrderStore::cancel_numbers(*order).numbers[0];
    return {desk.id(), desk.send_cancel(*order, intent.quantity, now) > 0 ? number : 0, {}};
  }
  const AccountId account = account_of_strategy_[strategy];
  const SentIntent sent = desk.send(gated, accounts_[account], account, now);
  return {desk.id(), sent.number, sent.update};
}

void OrderDesk::keep_sent(StrategyId strategy, const Intent& intent, const SentOrder& sent,
                          const SentTicks& ticks, TimeNs now) noexcept {
  if (sent.update.order != nullptr) {
    take_over(sent.update, now);
    if (strategies_.reads_queue(strategy)) queues_.on_sent(*sent.update.order);
    if (intent.kind == IntentKind::new_order) put_order_event(sent.session, sent.update, nullptr, now);
  }
  put_sent(strategy, intent, sent, ticks, now);
}

void OrderDesk::put_sent(StrategyId strategy, const Intent& intent, const SentOrder& sent,
                         const SentTicks& ticks, TimeNs now) noexcept {
  const lane_record::OrderSent head{
      sent.session, static_cast<uint8_t>(strategy), sent.number, ticks.arrived, ticks.decided, ticks.gated,
      ticks.encoded};
  journal_.put(head, now, std::as_bytes(std::span(&intent, 1)));
  if (observer_ != nullptr) [[unlikely]]
    observer_->on_sent(sent.session, strategy, intent, sent.number);
}

// Whoever keeps what an update changes.
void OrderDesk::take_over(const OrderUpdate& update, TimeNs now) noexcept {
  positions_.apply(update);
  // There is no market in what is recalled: what was paid last stands for it.
  if (is_recalling_ && update.kind == OrderUpdateKind::filled) [[unlikely]]
    gate_.mark(update.instrument, update.fill_price_ticks);
  gate_.apply(update, now);
  publish_position(update.strategy, update.instrument);
  // Its worth changes by trades alone, and by the market: that is published by time.
  if (update.kind == OrderUpdateKind::filled || update.kind == OrderUpdateKind::trade_broken ||
      update.kind == OrderUpdateKind::trade_corrected) {
    publish_mark(update.strategy, update.instrument);
  }
}

void OrderDesk::take_event(SessionDesk& desk, const OrderEntryEvent& event, TimeNs now) noexcept {
  desk.take_event(
      event, now,
      [this, &desk, now](const OrderUpdate& update, const OrderAnswer* answer) noexcept {
        apply(desk.id(), update, answer, now);
      },
      [this, &desk, now](VenueAlert alert, const OrderAnswer* answer, const Order* order) noexcept {
        raise(desk, alert, answer, order, now);
      });
  if (event.kind == OrderEntryEventKind::ready) take_recovery(desk.id());
}

// What the session's venue knows has been heard. Where that holds of all sessions that an account trades by,
// its orders here are those there.
void OrderDesk::take_recovery(SessionId session) noexcept {
  AccountSet waiting = 0;
  recovered_ |= 1U << session;
  for (SessionId each = 0; each < sessions_.size(); ++each) {
    if ((recovered_ >> each & 1) == 0) waiting |= traders_[each];
  }
  for (AccountId account = 0; account < accounts_.size(); ++account) {
    if (((traders_[session] & ~waiting) >> account & 1) != 0) gate_.set_reconciled(account, true);
  }
}

void OrderDesk::apply(SessionId session, const OrderUpdate& update, const OrderAnswer* answer,
                      TimeNs now) noexcept {
  if (!is_told(update.kind)) return;
  take_over(update, now);
  if (is_recalling_) [[unlikely]]
    return put_order_event(session, update, answer, now);
  if (is_recovering(session)) [[unlikely]] {
    recovery_.late_fills += update.kind == OrderUpdateKind::filled ? 1 : 0;
    recovery_.never_received += update.kind == OrderUpdateKind::never_received ? 1 : 0;
  }
  if (update.order != nullptr)
    queues_.on_update(*update.order, answer == nullptr ? 0 : answer->time_of_day_ns);
  if (observer_ != nullptr) [[unlikely]]
    observer_->on_changed(update, answer);
  if (update.kind == OrderUpdateKind::filled && update.order != nullptr &&
      update.order->state == OrderState::filled) {
    ++counts_.filled;
  }
  // A cancel that was lost or rejected leaves its order standing.
  if (update.order != nullptr && kills_.stops(*update.order)) kills_.want_cancels();
  put_order_event(session, update, answer, now);
  if (strategies_.wants_orders(update.strategy)) updates_.push(update.strategy, slot_of(update));
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

bool OrderDesk::has_open(StrategyId strategy) const noexcept {
  for (InstrumentId instrument = 0; instrument < positions_.instruments(); ++instrument) {
    const Exposure& its = positions_.of(strategy, instrument).exposure;
    if (its.open_buy != 0 || its.open_sell != 0) return true;
  }
  return false;
}

void OrderDesk::watch_risk(TimeNs now) noexcept {
  gate_.for_each_held([this](InstrumentId instrument) noexcept {
    gate_.mark(instrument, static_cast<PriceTicks>(mark_of(market_.book(instrument)).twice_ticks / 2));
  });
  tell_trips(now);
  gate_.give_back();
  if (tripped_ == 0) return;
  bool is_complete = true;
  for (const auto& desk : sessions_) {
    const bool is_done = cancel_open(
        *desk, [this](const Order& order) noexcept { return (tripped_ >> order.strategy & 1) != 0; }, now);
    is_complete = is_done && is_complete;
  }
  if (is_complete) tripped_ = 0;
}

// What the gate has switched off by itself: its open orders could still fill, so they go, once.
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
    for (size_t i = 0; i < account_of_strategy_.size(); ++i) {
      const bool is_meant = trip.scope == RiskScope::firm ||
                            (trip.scope == RiskScope::account && account_of_strategy_[i] == trip.index) ||
                            (trip.scope == RiskScope::strategy && i == trip.index);
      if (is_meant) tripped_ |= 1U << i;
    }
  }
}

void OrderDesk::cancel_open(TimeNs now) noexcept {
  for (const auto& desk : sessions_) {
    cancel_open(
        *desk, [](const Order&) noexcept { return true; }, now);
  }
}

void OrderDesk::mass_cancel(SessionId session, AccountId account, TimeNs now) noexcept {
  SessionDesk& desk = *sessions_[session];
  if (desk.mass_cancel(accounts_[account].firm, now) != 0) return;
  cancel_open(
      desk,
      [this, account](const Order& order) noexcept {
        return account_of_strategy_[order.strategy] == account;
      },
      now);
}

void OrderDesk::switch_entry(SessionId session, AccountId account, bool is_on, TimeNs now) noexcept {
  static_cast<void>(sessions_[session]->entry().send_entry_switch(accounts_[account].firm, is_on, now));
}

uint32_t OrderDesk::open_orders() const noexcept {
  uint32_t open = 0;
  for (const auto& desk : sessions_) open += desk->orders().open_orders();
  return open;
}

bool OrderDesk::is_any_ready() const noexcept {
  for (const auto& desk : sessions_) {
    if (desk->entry().is_ready()) return true;
  }
  return false;
}

}  // namespace hotlane
