// Orders as a venue makes them live, for tests of the gate: each act gives the update that the order store
// would give. It keeps nothing but the orders; what they expose is the gate's, or a model's, to find.
#pragma once

#include <cstdint>
#include <vector>

#include "orders/order.hpp"
#include "orders/order_update.hpp"
#include "risk/intent.hpp"

namespace hotlane::test {

class OrderLife {
 public:
  explicit OrderLife(uint32_t orders_max) : orders_(orders_max) {
    for (uint32_t slot = orders_max; slot-- > 0;) free_.push_back(slot);
    for (uint32_t slot = 0; slot < orders_max; ++slot) orders_[slot].slot = slot;
  }

  [[nodiscard]] bool has_room() const { return !free_.empty(); }
  [[nodiscard]] const Order& order(uint32_t slot) const { return orders_[slot]; }

  [[nodiscard]] OrderUpdate open(const Intent& intent, StrategyId strategy) {
    const uint32_t slot = free_.back();
    free_.pop_back();
    Order& order = orders_[slot];
    order = {};
    order.slot = slot;
    order.user_ref_num = ++numbers_;
    order.strategy = strategy;
    order.strategy_order_id = intent.strategy_order_id;
    order.instrument = intent.instrument;
    order.side = intent.side;
    order.price_ticks = intent.price_ticks;
    order.quantity = order.leaves = intent.quantity;
    order.attributes = intent.attributes;
    order.state = OrderState::pending_new;
    return update(order, OrderUpdateKind::none);
  }
  [[nodiscard]] OrderUpdate accept(uint32_t slot) {
    orders_[slot].state = OrderState::live;
    orders_[slot].is_answered = true;
    return update(orders_[slot], OrderUpdateKind::accepted);
  }
  [[nodiscard]] OrderUpdate reject(uint32_t slot) {
    return finish(slot, OrderState::rejected, OrderUpdateKind::rejected);
  }
  [[nodiscard]] OrderUpdate cancel(uint32_t slot) {
    return finish(slot, OrderState::cancelled, OrderUpdateKind::cancelled);
  }
  // A part of what is left; all of it ends the order.
  [[nodiscard]] OrderUpdate cut(uint32_t slot, Quantity shares) {
    Order& order = orders_[slot];
    if (shares >= order.leaves) return cancel(slot);
    order.leaves -= shares;
    return update(order, OrderUpdateKind::cancelled);
  }
  [[nodiscard]] OrderUpdate fill(uint32_t slot, Quantity shares, PriceTicks price_ticks) {
    Order& order = orders_[slot];
    order.leaves -= shares < order.leaves ? shares : order.leaves;
    order.filled += shares;
    OrderUpdate filled = order.leaves == 0 && !is_done(order.state)
                             ? finish(slot, OrderState::filled, OrderUpdateKind::filled)
                             : update(order, OrderUpdateKind::filled);
    filled.fill_quantity = shares;
    filled.fill_price_ticks = price_ticks;
    return filled;
  }
  [[nodiscard]] OrderUpdate replace_sent(uint32_t slot, Quantity quantity, PriceTicks price_ticks) {
    Order& order = orders_[slot];
    order.state = OrderState::pending_replace;
    order.pending_user_ref_num = ++numbers_;
    order.pending_quantity = quantity;
    order.pending_price_ticks = price_ticks;
    return update(order, OrderUpdateKind::none);
  }
  [[nodiscard]] OrderUpdate replaced(uint32_t slot) {
    Order& order = orders_[slot];
    order.user_ref_num = order.pending_user_ref_num;
    order.price_ticks = order.pending_price_ticks;
    order.quantity = order.pending_quantity;
    order.leaves = order.pending_quantity > order.used() ? order.pending_quantity - order.used() : 0;
    forget_replace(order);
    if (order.leaves == 0) return finish(slot, OrderState::cancelled, OrderUpdateKind::dead);
    order.state = OrderState::live;
    return update(order, OrderUpdateKind::replaced);
  }
  [[nodiscard]] OrderUpdate replace_rejected(uint32_t slot) {
    forget_replace(orders_[slot]);
    orders_[slot].state = OrderState::live;
    return update(orders_[slot], OrderUpdateKind::replace_rejected);
  }
  // A trade of an order that may be long gone.
  [[nodiscard]] static OrderUpdate broken(StrategyId strategy, InstrumentId instrument, Side side,
                                          Quantity shares, PriceTicks price_ticks) {
    OrderUpdate undone;
    undone.kind = OrderUpdateKind::trade_broken;
    undone.strategy = strategy;
    undone.instrument = instrument;
    undone.side = side;
    undone.fill_quantity = shares;
    undone.fill_price_ticks = price_ticks;
    return undone;
  }

 private:
  static void forget_replace(Order& order) {
    order.pending_user_ref_num = 0;
    order.pending_quantity = 0;
    order.pending_price_ticks = 0;
  }
  OrderUpdate finish(uint32_t slot, OrderState state, OrderUpdateKind kind) {
    Order& order = orders_[slot];
    order.state = state;
    order.leaves = 0;
    forget_replace(order);
    free_.insert(free_.begin(), slot);
    return update(order, kind);
  }
  static OrderUpdate update(const Order& order, OrderUpdateKind kind) {
    OrderUpdate made;
    made.kind = kind;
    made.order = &order;
    made.strategy = order.strategy;
    made.strategy_order_id = order.strategy_order_id;
    made.instrument = order.instrument;
    made.side = order.side;
    return made;
  }

  std::vector<Order> orders_;
  std::vector<uint32_t> free_;
  UserRefNum numbers_ = 0;
};

}  // namespace hotlane::test
