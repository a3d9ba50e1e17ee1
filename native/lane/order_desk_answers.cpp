// What the venues' answers change: orders, positions and the gate, what strategies and records are told of
// it, and what casts doubt on an account.
#include "lane/order_desk.hpp"

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

}  // namespace

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

// An alert about an order is its account's; any other is of every account that trades by the session.
void OrderDesk::raise(const SessionDesk& desk, VenueAlert alert, const OrderAnswer* answer,
                      const Order* order, TimeNs now) noexcept {
  ++counts_.alerts;
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

}  // namespace hotlane
