// What the gate keeps: counts, limits that change as a whole, and a state that can be made again from its
// inputs (risk-15c3-5.md §7.7, §7.9, §7.10).
#include <tuple>

#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::bid_price;
using test::GateFixture;

TEST("every refusal is counted by its reason, and what the lane refuses itself with the rest") {
  GateFixture f;
  f.limits->firm.order_quantity_max = 10;
  f.apply();
  CHECK_PASSED(f.ask(f.plain(10)));
  for (int i = 0; i < 3; ++i) static_cast<void>(f.ask(f.plain(11)));
  f.gate.count_refusal(Refusal::too_many_intents);
  CHECK_EQUAL(f.gate.passed(), uint64_t{1});
  CHECK_EQUAL(f.gate.count_of(Refusal::order_quantity_max), uint64_t{3});
  CHECK_EQUAL(f.gate.count_of(Refusal::too_many_intents), uint64_t{1});
  for (uint32_t code = 0; code < refusal_count; ++code) {
    CHECK(std::string(words_of(static_cast<Refusal>(code))) != "unknown");
  }
}

TEST("limits change between two orders, all at once, and their version is the new one") {
  GateFixture f;
  f.limits->strategies[0].messages_per_second_max = 1;
  f.limits->strategies[0].messages_burst_max = 2;
  f.apply();
  const uint32_t version = f.gate.version();
  CHECK_PASSED(f.ask(f.plain(600)));
  f.limits->instruments[0].order_quantity_max = 500;
  f.limits->accounts[0].open_orders_max = 0;
  CHECK_PASSED(f.ask(f.plain(600)));  // not applied yet
  f.apply();
  CHECK_EQUAL(f.gate.version(), version + 1);
  CHECK(f.ask(f.plain(600)).refusal == Refusal::order_quantity_max);
  CHECK(f.ask(f.plain(500)).refusal == Refusal::message_rate_strategy);  // the bucket was not refilled
  CHECK(f.ask(f.plain(500), 1).refusal == Refusal::open_orders_max);
}

TEST("what an earlier life sent is charged to its rates, windows and duplicates again") {
  GateFixture before;
  GateFixture after;
  for (GateFixture* f : {&before, &after}) {
    f->limits->strategies[0].messages_per_second_max = 1;
    f->limits->strategies[0].messages_burst_max = 3;
    f->limits->strategies[0].duplicates_max = 2;
    f->apply();
  }
  const Intent intent = before.plain();
  Intent cancel{};
  cancel.kind = IntentKind::cancel;
  GateInputs about = before.market();
  about.order.is_known = true;
  CHECK_PASSED(before.ask(intent));
  CHECK_PASSED(before.ask(cancel, about));
  after.gate.recharge(intent, after.market());
  after.gate.recharge(cancel, about);
  for (GateFixture* f : {&before, &after}) {
    CHECK_PASSED(f->ask(intent));
    CHECK(f->ask(intent).refusal == Refusal::order_duplicate);
    CHECK(f->ask(f->plain(7)).refusal == Refusal::message_rate_strategy);
  }
}

TEST("a position held from before today counts from the first order on") {
  GateFixture f;
  f.limits->accounts[0].position_max = 500;
  f.apply();
  f.gate.set_opening_position(0, 0, 400, 1'000'000);
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{0});
  CHECK_EQUAL(f.gate.account(0).budget.used_of(BudgetLine::gross), Money{400} * 1'000'000);
  CHECK_PASSED(f.ask(f.plain(100)));
  CHECK(f.ask(f.plain(101)).refusal == Refusal::position_max);
  f.gate.mark(0, 1'000'010);
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{4'000});
  CHECK_EQUAL(f.gate.account(0).budget.used_of(BudgetLine::traded), Money{0});
}

TEST("nothing is known of what a gate has not: it stays as it was") {
  GateFixture f;
  f.enter(f.plain());
  const uint64_t state = f.gate.state_hash();
  OrderUpdate update;
  update.fees.charged = 1'000'000;
  for (const auto& [strategy, instrument] : {std::pair{3, 0}, {0, 3}, {99, 99}}) {
    update.strategy = static_cast<StrategyId>(strategy);
    update.instrument = static_cast<InstrumentId>(instrument);
    f.gate.apply(update, f.now);
    f.gate.set_opening_position(update.strategy, update.instrument, 100, 1'000'000);
  }
  // An order that is about something else than its update, or has no place.
  Order order{};
  order.quantity = order.leaves = 100;
  order.price_ticks = bid_price;
  order.state = OrderState::live;
  for (const auto& [strategy, instrument, slot] :
       {std::tuple{3, 0, 1U}, {0, 3, 1U}, {0, 2, GateFixture::orders_max}, {0, 0, UINT32_MAX}}) {
    order.strategy = static_cast<StrategyId>(strategy);
    order.instrument = static_cast<InstrumentId>(instrument);
    order.slot = slot;
    update = {};
    update.order = &order;
    f.gate.apply(update, f.now);
  }
  f.gate.mark(3, 1'000'000);
  f.gate.set_reconciled(2, false);
  for (const auto& [scope, count] : {std::pair{RiskScope::account, 2},
                                     {RiskScope::strategy, 3},
                                     {RiskScope::instrument, 3},
                                     {RiskScope::port, 0}}) {
    const auto index = static_cast<uint16_t>(count);
    f.gate.reduce_only(scope, index, true);
    f.gate.rearm(scope, index);
    f.gate.trip(scope, index, Refusal::loss_day);
    CHECK_EQUAL(+f.gate.stops_of(scope, index), 0);
  }
  CHECK_EQUAL(f.gate.state_hash(), state);
}

TEST("a gate says which instruments somebody holds") {
  GateFixture f;
  const auto held = [&f] {
    std::string found;
    f.gate.for_each_held([&found](InstrumentId instrument) { found += static_cast<char>('0' + instrument); });
    return found;
  };
  CHECK_EQUAL(held(), std::string());
  f.hold(0, 2, 100);
  f.hold(2, 2, -100);
  f.hold(1, 1, -5);
  CHECK_EQUAL(held(), std::string("12"));
  f.hold(1, 1, 5);
  f.hold(0, 2, -100);
  CHECK_EQUAL(held(), std::string("2"));
}

TEST("a day that begins anew gives back what the day before has used of its limits") {
  GateFixture f;
  f.limits->accounts[0].traded_notional_max = 100 * Money{1'000'000};
  f.apply();
  f.hold(0, 0, 100);
  CHECK(f.ask(f.plain(1)).refusal == Refusal::traded_notional_day);
  f.apply();
  CHECK(f.ask(f.plain(1)).refusal == Refusal::traded_notional_day);
  ++f.limits->trading_day;
  f.apply();
  CHECK_PASSED(f.ask(f.plain(1)));
}

TEST("the same calls leave the same state, and another call another") {
  const auto play = [](bool has_more) {
    GateFixture f;
    f.hold(0, 0, 100);
    f.enter(f.plain());
    f.gate.mark(0, 1'000'123);
    if (has_more) f.enter(f.plain());
    return f.gate.state_hash();
  };
  CHECK_EQUAL(play(false), play(false));
  CHECK(play(false) != play(true));
}

}  // namespace
