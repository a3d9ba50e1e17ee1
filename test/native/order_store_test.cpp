// Orders and positions arrive at the truth of a host, and keep the rules one by one. Event by event they are
// held against a slow model in order_model_test.cpp.
#include "orders/order_store.hpp"

#include "gated_intents.hpp"
#include "harness.hpp"
#include "order_client.hpp"
#include "orders/positions.hpp"

namespace hotlane {
namespace {

using test::HostModel;
using test::HostOrder;
using test::OrderClient;
using test::OrdersBesideModel;

void check_equal_to_host(OrderClient& client, const OrdersBesideModel& pair) {
  std::array<std::array<int64_t, 2>, HostModel::instruments> open{};
  uint32_t open_orders = 0;
  for (const HostOrder& truth : client.host().orders) {
    const Order* order = client.find(truth);
    if (order == nullptr) {
      CHECK(!truth.is_live);  // only a done order's slot is used again
      continue;
    }
    CHECK_EQUAL(int64_t{order->leaves}, truth.leaves);
    CHECK_EQUAL(int64_t{order->filled}, truth.executed);
    CHECK_EQUAL(int64_t{order->prevented}, truth.prevented);
    CHECK(is_done(order->state) == !truth.is_live);
    if (!truth.is_live) continue;
    CHECK(order->state == (truth.is_cancel_scheduled ? OrderState::cancel_scheduled : OrderState::live));
    CHECK_EQUAL(order->user_ref_num, truth.number);
    CHECK_EQUAL(order->price_ticks, truth.price);
    ++open_orders;
    open[truth.instrument][static_cast<size_t>(truth.side)] += truth.leaves;
  }
  CHECK_EQUAL(pair.store().open_orders(), open_orders);
  for (uint16_t i = 0; i < HostModel::instruments; ++i) {
    const Position& position = pair.positions().of_instrument(i);
    const int64_t net = client.host().net[i];
    CHECK_EQUAL(position.exposure.net, net);
    CHECK_EQUAL(position.exposure.open_buy, open[i][0]);
    CHECK_EQUAL(position.exposure.open_sell, open[i][1]);
    for (const PriceTicks mark : {1, 777, 20'000}) {
      CHECK_EQUAL(position.realised + position.unrealised({2 * int64_t{mark}}),
                  client.host().cash[i] + net * mark);
    }
  }
}

TEST("orders and positions arrive at the host's truth over 300,000 seeded steps with every race") {
  std::mt19937_64 random(test::seed());
  OrdersBesideModel pair(64, 4096, test::RandomFees(random));
  OrderClient client(pair, random);
  for (uint64_t step = 1; step <= test::repeats(300'000); ++step) {
    client.step();
    std::vector<HostOrder>& orders = client.host().orders;
    // What can still fill at the host is never more than the gate counts.
    if (step % 16 == 0) {
      for (size_t i = orders.size() > 40 ? orders.size() - 40 : 0; i < orders.size(); ++i) {
        const Order* order = client.find(orders[i]);
        CHECK(!orders[i].is_live || (order != nullptr && int64_t{order->exposed} >= orders[i].leaves));
      }
    }
    if (step % 1'000 != 0) continue;
    client.come_to_rest();
    check_equal_to_host(client, pair);
    std::erase_if(orders, [](const HostOrder& order) { return !order.is_live; });
  }
  const OrderStoreCounts& counts = pair.store().counts();
  const uint64_t scale = test::repeats(300'000);
  CHECK(client.answers_read() > scale / 10);
  CHECK(counts.fills > scale / 30 && counts.replaced > scale / 300 && counts.never_received > scale / 30'000);
  CHECK(counts.repeated_fills > scale / 1'000 && counts.broken > scale / 3'000 &&
        counts.corrected > scale / 3'000);
  CHECK_EQUAL(counts.unexpected, uint64_t{0});
  CHECK_EQUAL(counts.overfills, uint64_t{0});
  CHECK(pair.difference().empty());
}

OrderAnswer answer_of(OrderAnswerKind kind, UserRefNum number, Quantity quantity = 0) {
  OrderAnswer answer;
  answer.kind = kind;
  answer.user_ref_num = number;
  answer.quantity = quantity;
  answer.is_live = true;
  answer.price_ticks = 100;
  answer.order_reference = 1'000 + number;
  answer.match_number = number;
  return answer;
}

TEST("an order of an earlier life is adopted from the stream and its replaces followed") {
  OrderStore store(4, 16);
  const OrderAnswer accepted = answer_of(OrderAnswerKind::accepted, 5, 300);
  CHECK(store.apply(accepted).kind == OrderUpdateKind::unknown_order);
  CHECK(store.adopt(accepted, 2, 9, 3).open_change == 300);
  OrderAnswer replaced = answer_of(OrderAnswerKind::replaced, 8, 250);
  replaced.orig_user_ref_num = 5;
  CHECK(store.apply(replaced).kind == OrderUpdateKind::replaced);
  const OrderUpdate filled = store.apply(answer_of(OrderAnswerKind::executed, 8, 250));
  CHECK(filled.kind == OrderUpdateKind::filled && filled.instrument == 3 && filled.strategy == 2);
  CHECK(store.find(2, 9)->state == OrderState::filled);
}

TEST("a replaced that names no number, or an order by a number it no longer has, changes nothing") {
  test::PermissiveGate gate;
  OrderStore store(2, 16);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  static_cast<void>(store.open(gate.pass(intent), 1));
  static_cast<void>(store.apply(answer_of(OrderAnswerKind::accepted, 1, 10)));
  OrderAnswer replaced = answer_of(OrderAnswerKind::replaced, 0, 20);
  replaced.orig_user_ref_num = 1;
  CHECK(store.apply(replaced).kind == OrderUpdateKind::unknown_order);
  CHECK(store.find(UserRefNum{1})->state == OrderState::live && store.find(UserRefNum{1})->user_ref_num == 1);
  replaced.user_ref_num = 2;
  CHECK(store.apply(replaced).kind == OrderUpdateKind::replaced);
  replaced.user_ref_num = 3;  // of number 1 again, which number 2 has replaced
  const OrderUpdate late = store.apply(replaced);
  CHECK(late.kind == OrderUpdateKind::unknown_order && late.open_change == 0);
  CHECK(store.find(UserRefNum{2})->state == OrderState::live);
  CHECK(store.find(UserRefNum{3}) == nullptr);
  CHECK(store.adopt(answer_of(OrderAnswerKind::accepted, 0, 10), 0, 2, 0).kind == OrderUpdateKind::none);
  CHECK_EQUAL(store.open_orders(), 1U);
}

TEST("a refused cancel of an order that the host never accepted changes nothing, and recovery ends") {
  test::PermissiveGate gate;
  OrderStore store(2, 16);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  static_cast<void>(store.open(gate.pass(intent), 1));
  store.cancel_sent(0, 1, 0);
  CHECK(store.apply(answer_of(OrderAnswerKind::cancel_rejected, 1)).kind == OrderUpdateKind::unexpected);
  CHECK(store.find(UserRefNum{1})->state == OrderState::pending_cancel);
  CHECK(!store.gated_order(0, 1).is_replaceable);
  uint32_t updates = 0;
  store.reconcile([&updates](const OrderUpdate& update) {
    CHECK(update.kind == OrderUpdateKind::never_received);
    ++updates;
  });
  CHECK_EQUAL(updates, 1U);
}

TEST("the host's word counts where it surprises us, and is counted") {
  test::PermissiveGate gate;
  OrderStore store(2, 16);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  static_cast<void>(store.open(gate.pass(intent), 1));
  CHECK(store.apply(answer_of(OrderAnswerKind::cancelled, 1, 5)).kind == OrderUpdateKind::unexpected);
  CHECK(store.apply(answer_of(OrderAnswerKind::accepted, 1, 10)).kind == OrderUpdateKind::accepted);
  CHECK(store.apply(answer_of(OrderAnswerKind::accepted, 1, 10)).kind == OrderUpdateKind::repeated_answer);
  const OrderUpdate filled = store.apply(answer_of(OrderAnswerKind::executed, 1, 15));
  CHECK(filled.fill_quantity == 15 && filled.open_change == -10);
  CHECK_EQUAL(store.counts().overfills, uint64_t{1});
  CHECK(store.apply(answer_of(OrderAnswerKind::cancelled, 1, 5)).kind == OrderUpdateKind::unexpected);
  CHECK(store.apply(answer_of(OrderAnswerKind::executed, 99, 5)).kind == OrderUpdateKind::unknown_order);
  CHECK(store.apply(answer_of(OrderAnswerKind::trade_broken, 1)).kind == OrderUpdateKind::trade_broken);
  CHECK(store.apply(answer_of(OrderAnswerKind::trade_broken, 1)).kind == OrderUpdateKind::repeated_answer);
}

TEST("a chain of 1,000 replaces keeps one order, found by its newest numbers") {
  test::PermissiveGate gate;
  OrderStore store(1, 16);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  static_cast<void>(store.open(gate.pass(intent), 1));
  static_cast<void>(store.apply(answer_of(OrderAnswerKind::accepted, 1, 10)));
  CHECK(!store.has_room());
  intent.kind = IntentKind::replace;
  for (UserRefNum number = 2; number <= 1'001; ++number) {
    static_cast<void>(store.replace_sent(gate.pass(intent), number));
    OrderAnswer replaced = answer_of(OrderAnswerKind::replaced, number, 10);
    replaced.orig_user_ref_num = number - 1;
    CHECK(store.apply(replaced).kind == OrderUpdateKind::replaced);
  }
  CHECK(store.find(UserRefNum{1'001}) != nullptr && store.find(UserRefNum{1'000}) != nullptr);
  CHECK(store.find(UserRefNum{900}) == nullptr);
}

TEST("sums that a mad host drives out of their range stop there, and the position says so") {
  test::PermissiveGate gate;
  OrderStore store(2, 16, schedule_of(INT32_MAX, INT32_MIN, 0));
  Positions positions(1, 1);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  positions.apply(store.open(gate.pass(intent), 1));
  positions.apply(store.apply(answer_of(OrderAnswerKind::accepted, 1, 10)));
  OrderAnswer executed = answer_of(OrderAnswerKind::executed, 1, UINT32_MAX);
  executed.price_ticks = INT32_MAX;
  for (uint64_t match = 1; match <= 16; ++match) {
    executed.match_number = match;
    executed.liquidity = match % 2 == 0 ? 'A' : 'R';
    positions.apply(store.apply(executed));
  }
  const Order& order = *store.find(UserRefNum{1});
  CHECK_EQUAL(order.filled, UINT32_MAX);
  CHECK_EQUAL(order.filled_notional, INT64_MAX);
  const Position& position = positions.of(0, 0);
  CHECK_EQUAL(position.exposure.net, 16 * int64_t{UINT32_MAX});
  CHECK_EQUAL(position.open_notional, INT64_MAX);
  CHECK(position.is_saturated);
  CHECK(position.fees.charged == INT64_MAX && position.fees.rebated == INT64_MAX);
  OrderAnswer broken = answer_of(OrderAnswerKind::trade_broken, 1);
  for (uint64_t match = 1; match <= 16; ++match) {
    broken.match_number = match;
    positions.apply(store.apply(broken));
  }
  CHECK_EQUAL(position.exposure.net, int64_t{0});
}

TEST("what surprises is said by name, and the position follows the host") {
  test::PermissiveGate gate;
  OrderStore store(4, 16);
  Positions positions(1, 1);
  Intent intent{};
  intent.price_ticks = 100;
  intent.quantity = 10;
  for (uint32_t id = 1; id <= 3; ++id) {
    intent.strategy_order_id = id;
    positions.apply(store.open(gate.pass(intent), id));
  }
  const auto answer = [&](OrderAnswerKind kind, UserRefNum number, Quantity quantity, uint64_t match = 0) {
    OrderAnswer said = answer_of(kind, number, quantity);
    said.match_number = match;
    said.reason = 'S';
    const OrderUpdate update = store.apply(said);
    positions.apply(update);
    return update.surprise;
  };
  using enum OrderAnswerKind;
  CHECK(answer(executed, 1, 4, 1) == Surprise::before_acceptance);
  CHECK(answer(executed, 1, 9, 2) == Surprise::beyond_leaves);
  CHECK(answer(executed, 1, 5, 3) == Surprise::late_execution);
  CHECK(answer(executed, 1, 6, 3) == Surprise::contradiction);
  CHECK(answer(executed, 77, 5, 4) == Surprise::unknown_order);
  CHECK(answer(trade_broken, 1, 0, 99) == Surprise::unknown_trade);
  CHECK(answer(accepted, 2, 12) == Surprise::more_than_asked);
  CHECK(answer(cancelled, 2, 3) == Surprise::unsolicited);
  CHECK(answer(cancelled, 2, 300) == Surprise::beyond_leaves);
  CHECK(answer(cancelled, 2, 1) == Surprise::out_of_turn);
  CHECK(answer(accepted, 3, 10) == Surprise::none);
  intent.kind = IntentKind::replace;
  positions.apply(store.replace_sent(gate.pass(intent), 4));
  CHECK(answer(executed, 4, 1, 5) == Surprise::old_number);
  CHECK_EQUAL(positions.of(0, 0).exposure.net, int64_t{4 + 9 + 5 + 1});
}

TEST("an order that was filled is broken once all of its trades are, and filled again by a late one") {
  test::PermissiveGate gate;
  OrderStore store(2, 16);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  static_cast<void>(store.open(gate.pass(intent), 1));
  static_cast<void>(store.apply(answer_of(OrderAnswerKind::accepted, 1, 10)));
  OrderAnswer answer = answer_of(OrderAnswerKind::executed, 1, 6);
  static_cast<void>(store.apply(answer));
  answer.quantity = 4;
  answer.match_number = 2;
  static_cast<void>(store.apply(answer));
  const Order& order = *store.find(UserRefNum{1});
  CHECK(order.state == OrderState::filled);
  answer.kind = OrderAnswerKind::trade_broken;
  static_cast<void>(store.apply(answer));
  CHECK(order.state == OrderState::filled && order.broken == 4);
  answer.match_number = 1;
  static_cast<void>(store.apply(answer));
  CHECK(order.state == OrderState::broken && order.broken == 10 && is_done(order.state));
  answer = answer_of(OrderAnswerKind::executed, 1, 1);
  answer.match_number = 3;
  static_cast<void>(store.apply(answer));
  CHECK(order.state == OrderState::filled);
}

TEST("the worked example of docs/order-life.md comes out as written") {
  Position position;
  position.apply_fill(Side::buy, 3, 10'000);
  position.apply_fill(Side::buy, 4, 10'100);
  CHECK_EQUAL(position.open_notional, Money{70'400});
  position.apply_fill(Side::sell, 2, 10'500);
  CHECK_EQUAL(position.realised, Money{886});
  CHECK_EQUAL(position.open_notional, Money{50'286});
  CHECK_EQUAL(position.unrealised({2 * 10'050 + 1}), Money{5 * 10'050 + 2 - 50'286});  // half a tick, down
}

TEST("average cost keeps realised plus unrealised exact where it does not divide") {
  Position position;
  position.apply_fill(Side::buy, 3, 100);
  position.apply_fill(Side::buy, 4, 101);
  position.apply_fill(Side::sell, 2, 105);
  CHECK_EQUAL(position.realised + position.unrealised({2 * 103}), Money{-300 - 404 + 210 + 5 * 103});
  position.apply_fill(Side::sell, 9, 99);  // through zero: short 4 at 99
  CHECK_EQUAL(position.exposure.net, int64_t{-4});
  CHECK_EQUAL(position.open_notional, Money{-396});
  CHECK_EQUAL(position.realised, Money{-300 - 404 + 210 + 5 * 99});
}

}  // namespace
}  // namespace hotlane
