// What the order desk tells of what it did: events for TypeScript, updates for strategies, positions and what
// they are worth for whoever reads them.
#include "lane/order_desk.hpp"
#include "lane/position_view.hpp"
#include "memory/seqlock.hpp"

namespace hotlane {

void OrderDesk::refuse(StrategyId strategy, const Intent& intent, const Finding& finding,
                       TimeNs now) noexcept {
  const Refusal refusal = finding.refusal;
  ++counts_.refused;
  const Order* standing =
      intent.kind == IntentKind::new_order ? nullptr : find(strategy, intent.strategy_order_id);
  const boundary::OrderUpdateSlot slot = refused_slot(intent, refusal, standing);
  updates_.push(strategy, slot);
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

// An alert about an order is its account's; any other is of every account that trades by the session.
void OrderDesk::raise(const SessionDesk& desk, VenueAlert alert, const OrderAnswer* answer,
                      const Order* order, TimeNs now) noexcept {
  if (!is_recalling_) ++counts_.alerts;
  // With a journal that lacks its last milliseconds one may come after its session was taken for ready.
  if (alert == VenueAlert::adopted_order && recovery_.is_recovery && !is_recalling_)
    ++recovery_.adopted_orders;
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::alert);
  event.session = desk.id();
  event.reason = static_cast<uint16_t>(alert);
  event.state = casts_doubt(alert) ? 1 : 0;
  if (answer != nullptr) {
    event.user_ref_num = answer->user_ref_num;
    event.match_number = answer->match_number;
    event.last_quantity = answer->quantity;
    event.last_price_ticks = answer->price_ticks;
  }
  if (order != nullptr) {
    event.strategy = order->strategy;
    event.instrument = order->instrument;
    event.side = static_cast<uint8_t>(order->side);
    event.order_id = order->strategy_order_id;
  }
  events_.put(event);
  if (!casts_doubt(alert)) return;
  const AccountSet concerned =
      order != nullptr ? AccountSet{1} << account_of_strategy_[order->strategy] : traders_[desk.id()];
  doubts_.raise(concerned, alert, desk.id(), now);
  // A strategy must not give an order's number again that an earlier life has used.
  if (alert == VenueAlert::adopted_order)
    strategies_.skip_order_ids(order->strategy, order->strategy_order_id);
}

void OrderDesk::put_order_event(SessionId session, const OrderUpdate& update, const OrderAnswer* answer,
                                TimeNs now) noexcept {
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(update.kind == OrderUpdateKind::filled ? boundary::EventKind::fill
                                                                            : boundary::EventKind::order);
  event.strategy = update.strategy;
  event.instrument = update.instrument;
  event.session = session;
  event.side = static_cast<uint8_t>(update.side);
  event.reason = update.reason;
  event.order_id = update.strategy_order_id;
  event.last_price_ticks = update.fill_price_ticks;
  event.last_quantity = update.fill_quantity;
  event.fee_nanos = update.fees.net();
  event.undone_price_ticks = update.undone_price_ticks;
  event.undone_quantity = update.undone_quantity;
  event.change = static_cast<uint8_t>(update.kind);
  event.liquidity = static_cast<uint8_t>(update.liquidity);
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

void OrderDesk::publish_position(StrategyId strategy, InstrumentId instrument) noexcept {
  if (strategies_.is_in_shadow(strategy)) return;  // it is shown what it would have
  hotlane::publish_position(positions_.of(strategy, instrument),
                            strategies_.frame(strategy).positions[instrument]);
}

void OrderDesk::publish_positions(StrategyId strategy) noexcept {
  for (InstrumentId instrument = 0; instrument < positions_.instruments(); ++instrument) {
    publish_position(strategy, instrument);
    publish_mark(strategy, instrument);
  }
}

void OrderDesk::publish_mark(StrategyId strategy, InstrumentId instrument) noexcept {
  hotlane::publish_mark(positions_.of(strategy, instrument), mark_of(market_.book(instrument)),
                        strategies_.frame(strategy).positions[instrument]);
}

void OrderDesk::publish_marks() noexcept {
  for (StrategyId strategy = 0; strategy < positions_.strategies(); ++strategy) {
    for (InstrumentId instrument = 0; instrument < positions_.instruments(); ++instrument) {
      const bool is_shown = !strategies_.is_in_shadow(strategy);
      if (is_shown && positions_.of(strategy, instrument).exposure.net != 0)
        publish_mark(strategy, instrument);
    }
  }
}

}  // namespace hotlane
