// What the order desk watches as time goes by: limits taken over, positions at their marks, what the gate has
// switched off by itself and whose orders go with it.
#include "lane/order_desk.hpp"
#include "memory/seqlock.hpp"

namespace hotlane {

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

}  // namespace hotlane
