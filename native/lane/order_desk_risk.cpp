// The order desk's side of the gate: limits that change, marks, what the gate has switched off by itself, and
// whose orders are reconciled with their venue.
#include "lane/order_desk.hpp"

namespace hotlane {

void OrderDesk::apply_limits(const LimitSet& limits, TimeNs now) noexcept {
  note_traders(limits);
  note_reconciled();
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
  cancel_tripped(now);
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
    for (size_t i = 0; i < account_of_strategy_.size(); ++i) {
      const bool is_meant = trip.scope == RiskScope::firm ||
                            (trip.scope == RiskScope::account && account_of_strategy_[i] == trip.index) ||
                            (trip.scope == RiskScope::strategy && i == trip.index);
      if (!is_meant) continue;
      for (uint8_t& strategies : tripped_) strategies = static_cast<uint8_t>(strategies | 1U << i);
    }
  }
}

// Session by session: what one that is away leaves to be cancelled must not cost another's later orders,
// which may be those that shrink the position.
void OrderDesk::cancel_tripped(TimeNs now) noexcept {
  for (const auto& desk : sessions_) {
    uint8_t& strategies = tripped_[desk->id()];
    if (strategies == 0) continue;
    const bool is_complete = desk->cancel_open(
        [strategies](const Order& order) noexcept { return (strategies >> order.strategy & 1) != 0; },
        [](const Order&, uint32_t) noexcept {}, now);
    if (is_complete) strategies = 0;
  }
}

// Who trades what goes by a session: those entitled to, beside those who are told of it.
void OrderDesk::note_traders(const LimitSet& limits) noexcept {
  for (size_t strategy = 0; strategy < account_of_strategy_.size(); ++strategy) {
    const uint64_t(&entitled)[boundary::symbol_words] = limits.strategy_rules[strategy].entitled;
    for (size_t i = 0; i < session_of_instrument_.size(); ++i) {
      if ((entitled[i / 64] >> (i % 64) & 1) == 0) continue;
      traders_[session_of_instrument_[i]] |= AccountSet{1} << account_of_strategy_[strategy];
    }
  }
}

// Orders by a session that has not been ready yet are refused as such (session_down).
void OrderDesk::note_reconciled() noexcept {
  for (size_t i = 0; i < sessions_.size(); ++i) {
    if (!was_ready_[i]) continue;
    for (AccountId account = 0; account < accounts(); ++account) {
      if ((traders_[i] >> account & 1) != 0) gate_.set_reconciled(account, true);
    }
  }
}

}  // namespace hotlane
