// What the gate keeps: counts, limits that change as a whole, and a state that can be made again from its
// inputs (risk-15c3-5.md §7.7, §7.9, §7.10).
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
