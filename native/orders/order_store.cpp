// The order store's pool and what we do to orders ourselves; answers of the host are in order_answers.cpp and
// trade_answers.cpp.
#include "orders/order_store.hpp"

#include <algorithm>
#include <cassert>

#include "wire/ouch50.hpp"

namespace hotlane {
namespace {

[[nodiscard]] TimeInForce time_in_force_of(char letter) noexcept {
  switch (letter) {
    case wire::ouch50::time_in_force::immediate_or_cancel: return TimeInForce::immediate_or_cancel;
    case wire::ouch50::time_in_force::extended: return TimeInForce::extended;
    case wire::ouch50::time_in_force::good_till_time: return TimeInForce::timed;
    default: return TimeInForce::day;
  }
}

[[nodiscard]] SellKind sell_kind_of(char letter) noexcept {
  return letter == 'T' ? SellKind::short_sale : letter == 'E' ? SellKind::short_exempt : SellKind::ordinary;
}

}  // namespace

OrderStore::OrderStore(uint32_t orders_max, uint32_t fills_max, const FeeSchedule& fees)
    : orders_(orders_max),
      free_slots_(orders_max),
      by_number_(orders_max * numbers_kept_per_order),
      by_strategy_order_(orders_max),
      fills_(fills_max),
      fees_(fees) {
  for (uint32_t slot = 0; slot < orders_max; ++slot) free_slots_.push(slot);
}

Order* OrderStore::slot_of(UserRefNum number) noexcept {
  const std::optional<uint32_t> slot = by_number_.find(number);
  return slot ? &orders_[*slot] : nullptr;
}

Order* OrderStore::slot_of(StrategyId strategy, StrategyOrderId id) noexcept {
  const std::optional<uint32_t> slot = by_strategy_order_.find(key_of(strategy, id));
  return slot ? &orders_[*slot] : nullptr;
}

const Order* OrderStore::find(StrategyId strategy, StrategyOrderId id) const noexcept {
  const std::optional<uint32_t> slot = by_strategy_order_.find(key_of(strategy, id));
  return slot ? &orders_[*slot] : nullptr;
}

const Order* OrderStore::find(UserRefNum number) const noexcept {
  const std::optional<uint32_t> slot = by_number_.find(number);
  return slot ? &orders_[*slot] : nullptr;
}

GatedOrder OrderStore::gated_order(StrategyId strategy, StrategyOrderId id) const noexcept {
  const Order* order = find(strategy, id);
  if (order == nullptr) return {};
  return {.is_known = true,
          .is_done = is_done(order->state),
          .is_replaceable = order->state == OrderState::live,
          .side = order->side,
          .instrument = order->instrument,
          .slot = order->slot,
          .total = saturated_sum(order->filled, order->leaves),
          .used = order->used()};
}

Order& OrderStore::take_slot(StrategyId strategy, StrategyOrderId id, UserRefNum number) noexcept {
  const uint32_t slot = free_slots_.pop();
  Order& order = orders_[slot];
  if (order.user_ref_num != 0) {
    for (uint32_t i = 0; i < std::min<uint32_t>(order.numbers_held, numbers_kept_per_order); ++i) {
      by_number_.remove(order.numbers[i]);
    }
    by_strategy_order_.remove(key_of(order.strategy, order.strategy_order_id));
  }
  order = Order{};
  order.slot = slot;
  order.strategy = strategy;
  order.strategy_order_id = id;
  order.user_ref_num = number;
  by_strategy_order_.put(key_of(strategy, id), slot);
  hold_number(order, number);
  add_open(slot);
  return order;
}

void OrderStore::hold_number(Order& order, UserRefNum number) noexcept {
  const uint32_t at = order.numbers_held % numbers_kept_per_order;
  if (order.numbers_held >= numbers_kept_per_order) by_number_.remove(order.numbers[at]);
  order.numbers[at] = number;
  // Counts up to a full ring, then goes round in its upper half.
  order.numbers_held = static_cast<uint8_t>(
      order.numbers_held + 1 == 2 * numbers_kept_per_order ? numbers_kept_per_order : order.numbers_held + 1);
  by_number_.put(number, static_cast<uint32_t>(&order - orders_.data()));
}

void OrderStore::add_open(uint32_t slot) noexcept {
  orders_[slot].previous_open = last_open_;
  orders_[slot].next_open = no_slot;
  (last_open_ == no_slot ? first_open_ : orders_[last_open_].next_open) = slot;
  last_open_ = slot;
  ++open_orders_;
}

void OrderStore::remove_open(const Order& order) noexcept {
  (order.previous_open == no_slot ? first_open_ : orders_[order.previous_open].next_open) = order.next_open;
  (order.next_open == no_slot ? last_open_ : orders_[order.next_open].previous_open) = order.previous_open;
  --open_orders_;
}

bool OrderStore::move(Order& order, OrderEvent event) noexcept {
  const OrderState next = next_state(order.state, event);
  if (next == OrderState::impossible) [[unlikely]]
    return false;
  const bool was_done = is_done(order.state);
  order.state = next;
  if (was_done || !is_done(next)) return true;
  order.leaves = 0;
  drop_pending_replace(order);
  remove_open(order);
  ++counts_.done;
  if (next == OrderState::cancelled) ++counts_.cancelled;
  free_slots_.push(static_cast<uint32_t>(&order - orders_.data()));
  return true;
}

void OrderStore::drop_pending_replace(Order& order) noexcept {
  order.pending_user_ref_num = 0;
  order.pending_price_ticks = 0;
  order.pending_quantity = 0;
}

// Until a replace is answered either size may fill, at either price: the larger one counts.
void OrderStore::refresh_exposed(Order& order, OrderUpdate& update) noexcept {
  const Quantity used = order.used();
  const Quantity after_replace =
      order.pending_user_ref_num != 0 && order.pending_quantity > used ? order.pending_quantity - used : 0;
  const Quantity shares = std::max(order.leaves, after_replace);
  const Money notional =
      std::max(Money{order.leaves} * order.price_ticks, Money{after_replace} * order.pending_price_ticks);
  update.open_change = int64_t{shares} - int64_t{order.exposed};
  update.open_notional_change = notional - order.exposed_notional;
  order.exposed = shares;
  order.exposed_notional = notional;
}

OrderUpdate OrderStore::update_of(OrderUpdateKind kind, Order& order) noexcept {
  OrderUpdate update;
  update.kind = kind;
  update.order = &order;
  update.strategy = order.strategy;
  update.account = order.account;
  update.strategy_order_id = order.strategy_order_id;
  update.instrument = order.instrument;
  update.side = order.side;
  refresh_exposed(order, update);
  return update;
}

OrderUpdate OrderStore::open(const Intent& intent, StrategyId strategy, UserRefNum number,
                             AccountId account) noexcept {
  assert(has_room());
  Order& order = take_slot(strategy, intent.strategy_order_id, number);
  order.account = account;
  order.instrument = intent.instrument;
  order.side = intent.side;
  order.price_ticks = intent.price_ticks;
  order.quantity = intent.quantity;
  order.leaves = intent.quantity;
  order.attributes = intent.attributes;
  ++counts_.opened;
  return update_of(OrderUpdateKind::none, order);
}

OrderUpdate OrderStore::replace_sent(const Intent& intent, StrategyId strategy, UserRefNum number) noexcept {
  Order* order = slot_of(strategy, intent.strategy_order_id);
  if (order == nullptr || !move(*order, OrderEvent::replace_sent)) return {};
  order->pending_user_ref_num = number;
  order->pending_price_ticks = intent.price_ticks;
  order->pending_quantity = intent.quantity;
  order->pending_attributes = intent.attributes;
  hold_number(*order, number);
  return update_of(OrderUpdateKind::none, *order);
}

CancelNumbers OrderStore::cancel_numbers(const Order& order) noexcept {
  if (order.pending_user_ref_num == 0) return {{order.user_ref_num, 0}, 1};
  return {{order.pending_user_ref_num, order.user_ref_num}, 2};
}

void OrderStore::cancel_sent(StrategyId strategy, StrategyOrderId id, Quantity quantity) noexcept {
  Order* order = slot_of(strategy, id);
  if (order == nullptr) return;
  if (quantity == 0) {
    static_cast<void>(move(*order, OrderEvent::cancel_sent));
  } else if (order->cuts_asked < UINT8_MAX) {
    ++order->cuts_asked;
  }
}

OrderUpdate OrderStore::adopt(const OrderAnswer& accepted, StrategyId strategy, StrategyOrderId id,
                              InstrumentId instrument, AccountId account) noexcept {
  if (accepted.user_ref_num == 0) return {};
  if (!has_room() || slot_of(accepted.user_ref_num) != nullptr || slot_of(strategy, id) != nullptr) return {};
  Order& order = take_slot(strategy, id, accepted.user_ref_num);
  order.account = account;
  order.instrument = instrument;
  order.side = accepted.side;
  order.quantity = accepted.quantity;
  order.attributes.time_in_force = time_in_force_of(accepted.time_in_force);
  order.attributes.sell_kind = sell_kind_of(accepted.side_letter);
  ++counts_.opened;
  return on_accepted(order, accepted);
}

// What is still pending once the session has recovered was lost with the connection.
OrderUpdate OrderStore::settle_lost(Order& order) noexcept {
  OrderUpdateKind kind = OrderUpdateKind::cancel_lost;
  if (!order.is_answered) {
    static_cast<void>(move(order, OrderEvent::never_received));
    ++counts_.never_received;
    kind = OrderUpdateKind::never_received;
  } else if (order.pending_user_ref_num != 0) {
    static_cast<void>(move(order, OrderEvent::replace_rejected));
    drop_pending_replace(order);
    kind = OrderUpdateKind::replace_lost;
  } else {
    static_cast<void>(move(order, OrderEvent::cancel_rejected));
  }
  return update_of(kind, order);
}

void OrderStore::stamp(UserRefNum number, OrderStage stage, uint64_t tsc) noexcept {
  Order* order = slot_of(number);
  if (order != nullptr) order->stage_tsc[static_cast<size_t>(stage)] = tsc;
}

void OrderStore::mark_caused_by_packet(UserRefNum number) noexcept {
  Order* order = slot_of(number);
  if (order != nullptr) order->is_caused_by_packet = true;
}

}  // namespace hotlane
