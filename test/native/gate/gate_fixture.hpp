// A gate with everything allowed, on a quiet market at 99.99 to 100.01 dollars, for tests that set one limit
// and see it hold. Two accounts: strategies 0 and 1 trade for account 0, strategy 2 for account 1.
#pragma once

#include <memory>
#include <string>

#include "gate/order_life.hpp"
#include "harness.hpp"
#include "risk/order_gate.hpp"

namespace hotlane::test {

constexpr PriceTicks bid_price = 999'900;
constexpr PriceTicks ask_price = 1'000'100;
constexpr TimeNs noon_ns = 43'200 * ns_per_second;

class GateFixture {
 public:
  static constexpr uint32_t orders_max = 64;

  GateFixture()
      : limits(std::make_unique<LimitSet>()),
        gate({.instruments = 3,
              .accounts = 2,
              .sessions = 2,
              .orders_max = orders_max,
              .account_of = {0, 0, 1},
              .session_of = {0, 0, 1}}),
        life(orders_max) {
    make_unlimited(*limits);
    apply();
    gate.apply_grants(unlimited_grants());
    gate.set_reconciled(0, true);
    gate.set_reconciled(1, true);
  }

  // Puts the limits in force, as they stand now.
  void apply() {
    ++limits->version;
    gate.apply_limits(*limits, now);
  }

  [[nodiscard]] Intent order(Side side, Quantity shares, PriceTicks price_ticks,
                             InstrumentId instrument = 0) {
    Intent intent{};
    intent.strategy_order_id = ++ids_;
    intent.price_ticks = price_ticks;
    intent.quantity = shares;
    intent.instrument = instrument;
    intent.kind = IntentKind::new_order;
    intent.side = side;
    return intent;
  }
  // A buy that rests: nothing about it is special.
  [[nodiscard]] Intent plain(Quantity shares = 100) { return order(Side::buy, shares, bid_price); }
  [[nodiscard]] GateInputs market(StrategyId strategy = 0) const {
    GateInputs inputs;
    inputs.now = now;
    inputs.strategy = strategy;
    inputs.is_session_ready = inputs.has_order_room = true;
    inputs.phase = SystemPhase::market_hours;
    inputs.short_sale_test = ShortSaleTest::none;
    inputs.bid_ticks = bid_price;
    inputs.ask_ticks = ask_price;
    inputs.last_ticks = 1'000'000;
    inputs.time_of_day_ns = noon_ns;
    return inputs;
  }

  [[nodiscard]] Finding ask(const Intent& intent, StrategyId strategy = 0) {
    return gate.check(intent, market(strategy)).finding();
  }
  [[nodiscard]] Finding ask(const Intent& intent, const GateInputs& inputs) {
    return gate.check(intent, inputs).finding();
  }
  // Asks, and opens the order where it passes; its slot, or orders_max.
  uint32_t enter(const Intent& intent, StrategyId strategy = 0) {
    last = ask(intent, strategy);
    if (last.refusal != Refusal::none) return orders_max;
    const OrderUpdate opened = life.open(intent, strategy);
    gate.apply(opened, now);
    gate.apply(life.accept(opened.order->slot), now);
    return opened.order->slot;
  }
  [[nodiscard]] Finding ask_replace(uint32_t slot, Quantity quantity, PriceTicks price_ticks) {
    const Order& order = life.order(slot);
    Intent intent{};
    intent.kind = IntentKind::replace;
    intent.strategy_order_id = order.strategy_order_id;
    intent.quantity = quantity;
    intent.price_ticks = price_ticks;
    return ask(intent, about(slot));
  }
  [[nodiscard]] Finding ask_cancel(uint32_t slot) {
    Intent intent{};
    intent.kind = IntentKind::cancel;
    intent.strategy_order_id = life.order(slot).strategy_order_id;
    return ask(intent, about(slot));
  }
  bool replace(uint32_t slot, Quantity quantity, PriceTicks price_ticks) {
    last = ask_replace(slot, quantity, price_ticks);
    if (last.refusal != Refusal::none) return false;
    gate.apply(life.replace_sent(slot, quantity, price_ticks), now);
    return true;
  }
  void fill(uint32_t slot, Quantity shares, PriceTicks price_ticks) {
    gate.apply(life.fill(slot, shares, price_ticks), now);
  }
  void cancel(uint32_t slot) { gate.apply(life.cancel(slot), now); }
  // Buys and sells at once, without asking: a position.
  void hold(StrategyId strategy, InstrumentId instrument, int64_t shares,
            PriceTicks price_ticks = 1'000'000) {
    Intent intent = order(shares < 0 ? Side::sell : Side::buy,
                          static_cast<Quantity>(shares < 0 ? -shares : shares), price_ticks, instrument);
    const OrderUpdate opened = life.open(intent, strategy);
    gate.apply(opened, now);
    fill(opened.order->slot, intent.quantity, price_ticks);
  }
  // The inputs about an order that a replace or cancel means.
  [[nodiscard]] GateInputs about(uint32_t slot) const {
    const Order& order = life.order(slot);
    GateInputs inputs = market(order.strategy);
    inputs.order = {true,
                    is_done(order.state),
                    order.state == OrderState::live,
                    order.side,
                    order.instrument,
                    slot,
                    order.filled + order.leaves,
                    order.used()};
    return inputs;
  }

  TimeNs now = 1'000 * ns_per_second;
  std::unique_ptr<LimitSet> limits;
  OrderGate gate;
  OrderLife life;
  Finding last;

 private:
  StrategyOrderId ids_ = 0;
};

// A refusal with everything that its record says.
inline void expect(const Finding& found, Refusal refusal, RiskScope scope, int64_t value, int64_t limit,
                   const char* file, int line) {
  check_equal(std::string(words_of(found.refusal)), std::string(words_of(refusal)), "refusal", file, line);
  check_equal(static_cast<int>(found.scope), static_cast<int>(scope), "scope", file, line);
  check_equal(found.value, value, "value", file, line);
  check_equal(found.limit, limit, "limit", file, line);
}
#define CHECK_REFUSED(found, refusal, scope, value, limit) \
  ::hotlane::test::expect((found), (refusal), (scope), (value), (limit), __FILE__, __LINE__)
#define CHECK_PASSED(found) \
  CHECK_EQUAL(std::string(words_of((found).refusal)), std::string(words_of(Refusal::none)))

}  // namespace hotlane::test
