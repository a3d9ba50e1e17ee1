// Orders and positions against a slow model of the host, over seeded traffic with every race: requests and
// answers in flight at once, lost tails of connections, repeated executions, broken trades. And the rules one
// by one.
#include <algorithm>
#include <deque>
#include <random>

#include "gated_intents.hpp"
#include "harness.hpp"
#include "host_model.hpp"
#include "orders/order_store.hpp"
#include "orders/positions.hpp"

namespace hotlane {
namespace {

using test::HostModel;
using test::HostOrder;
using test::HostRequest;

// The engine's side of the account, in miniature: sends, remembers, and recovers.
class Client {
 public:
  Client(HostModel& host, std::mt19937_64& random) : host_(host), random_(random) {}

  OrderStore store{64, 4096};
  Positions positions{1, 1};
  std::deque<HostRequest> in_flight;
  std::vector<uint32_t> ids;  // of orders that were sent
  uint64_t repeated_fills = 0;
  bool is_ready = true;

  void send_something() {
    if (!is_ready) return;
    const uint32_t id = ids.empty() || random_() % 3 == 0
                            ? 0
                            : ids[ids.size() - 1 - random_() % std::min<size_t>(ids.size(), 30)];
    Intent intent{};
    intent.kind = id == 0              ? IntentKind::new_order
                  : random_() % 2 == 0 ? IntentKind::replace
                                       : IntentKind::cancel;
    intent.strategy_order_id = id == 0 ? static_cast<uint32_t>(ids.size() + 1) : id;
    intent.quantity = static_cast<Quantity>(1 + random_() % 500);
    intent.price_ticks = static_cast<PriceTicks>(1 + random_() % 10'000);
    intent.side = random_() % 2 == 0 ? Side::buy : Side::sell;
    if (intent.kind == IntentKind::cancel && random_() % 3 != 0) intent.quantity = 0;
    GateInputs inputs;
    inputs.has_order_room = store.has_room();
    inputs.order = store.gated_order(0, intent.strategy_order_id);
    Verdict verdict = gate_.check(intent, inputs);
    if (!verdict.has_passed()) return;
    send(intent, std::move(verdict).take());
  }

  void read_one_answer() {
    if (host_.answers.empty()) return;
    const OuchAnswer answer = host_.answers.front();
    host_.answers.pop_front();
    if (answer.kind == OuchAnswerKind::account_query_response) {
      store.reconcile([this](const OrderUpdate& update) { positions.apply(update); });
      is_ready = true;
      return;
    }
    const OrderUpdate update = store.apply(answer);
    repeated_fills += update.kind == OrderUpdateKind::repeated_fill;
    positions.apply(update);
  }

  // The tail of what was sent is lost; then the session comes back and asks.
  void lose_connection() {
    in_flight.resize(random_() % (in_flight.size() + 1));
    while (!in_flight.empty()) deliver_one();
    is_ready = false;
    in_flight.push_back({.type = 'Q'});
  }

  void deliver_one() {
    if (in_flight.empty()) return;
    host_.take(in_flight.front());
    in_flight.pop_front();
  }

 private:
  void send(const Intent& intent, const GatedIntent& gated) {
    const uint32_t id = intent.strategy_order_id;
    if (intent.kind == IntentKind::new_order) {
      ids.push_back(id);
      positions.apply(store.open(gated, ++last_number_));
      in_flight.push_back({'O', id, last_number_, 0, intent.quantity, intent.price_ticks, intent.side});
    } else if (intent.kind == IntentKind::replace) {
      const uint32_t original = store.find(StrategyId{0}, id)->user_ref_num;
      positions.apply(store.replace_sent(gated, ++last_number_));
      in_flight.push_back({'U', id, last_number_, original, intent.quantity, intent.price_ticks, Side::buy});
    } else {
      const CancelNumbers cancel = OrderStore::cancel_numbers(*store.find(StrategyId{0}, id));
      for (uint32_t i = 0; i < cancel.count; ++i) {
        in_flight.push_back({'X', id, cancel.numbers[i], 0, intent.quantity, 0, Side::buy});
      }
      store.cancel_sent(0, id, intent.quantity);
    }
  }

  HostModel& host_;
  std::mt19937_64& random_;
  test::PermissiveGate gate_;
  uint32_t last_number_ = 0;
};

void check_equal_to_host(const HostModel& host, const Client& client) {
  const Position& position = client.positions.of(0, 0);
  int64_t open_buy = 0;
  int64_t open_sell = 0;
  uint32_t open_orders = 0;
  for (const HostOrder& truth : host.orders) {
    const Order* order = client.store.find(StrategyId{0}, truth.client_id);
    if (order == nullptr) {
      CHECK(!truth.is_live);  // only a done order's slot is used again
      continue;
    }
    CHECK_EQUAL(int64_t{order->leaves}, truth.leaves);
    CHECK_EQUAL(int64_t{order->filled}, truth.executed);
    CHECK_EQUAL(int64_t{order->prevented}, truth.prevented);
    CHECK(is_done(order->state) == !truth.is_live);
    if (!truth.is_live) continue;
    CHECK(order->state == OrderState::live);
    CHECK_EQUAL(order->user_ref_num, truth.number);
    CHECK_EQUAL(order->price_ticks, truth.price);
    ++open_orders;
    (truth.side == Side::buy ? open_buy : open_sell) += truth.leaves;
  }
  CHECK_EQUAL(client.store.open_orders(), open_orders);
  CHECK_EQUAL(position.exposure.net, host.net);
  CHECK_EQUAL(position.exposure.open_buy, open_buy);
  CHECK_EQUAL(position.exposure.open_sell, open_sell);
  for (const PriceTicks mark : {1, 777, 20'000}) {
    CHECK_EQUAL(position.realised + position.unrealised({2 * int64_t{mark}}), host.cash + host.net * mark);
  }
  const Position& total = client.positions.of_instrument(0);
  CHECK(total.exposure.net == position.exposure.net && total.realised == position.realised);
}

TEST("orders and positions arrive at the host's truth over 300,000 seeded steps with every race") {
  std::mt19937_64 random(test::seed());
  HostModel host(random);
  Client client(host, random);
  uint64_t answers = 0;
  for (uint32_t step = 1; step <= 300'000; ++step) {
    switch (random() % 8) {
      case 0:
      case 1: client.send_something(); break;
      case 2:
      case 3: client.deliver_one(); break;
      case 4: host.happen(); break;
      default:
        answers += !host.answers.empty();
        client.read_one_answer();
        break;
    }
    if (random() % 2'000 == 0) client.lose_connection();
    // What can still fill at the host is never more than the gate counts.
    if (step % 16 == 0) {
      for (size_t i = host.orders.size() > 40 ? host.orders.size() - 40 : 0; i < host.orders.size(); ++i) {
        const HostOrder& truth = host.orders[i];
        const Order* order = client.store.find(StrategyId{0}, truth.client_id);
        CHECK(!truth.is_live || (order != nullptr && int64_t{order->exposed} >= truth.leaves));
      }
    }
    if (step % 1'000 != 0) continue;
    while (!client.in_flight.empty()) client.deliver_one();
    while (!host.answers.empty()) client.read_one_answer();
    check_equal_to_host(host, client);
    std::erase_if(host.orders, [](const HostOrder& order) { return !order.is_live; });
  }
  const OrderStoreCounts& counts = client.store.counts();
  CHECK(answers > 40'000);
  CHECK(counts.fills > 10'000 && counts.replaced > 1'000 && counts.never_received > 20);
  CHECK(client.repeated_fills > 500);
  CHECK_EQUAL(counts.unexpected, uint64_t{0});
  CHECK_EQUAL(counts.overfills, uint64_t{0});
}

OuchAnswer answer_of(OuchAnswerKind kind, UserRefNum number, Quantity quantity = 0) {
  OuchAnswer answer;
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
  const OuchAnswer accepted = answer_of(OuchAnswerKind::accepted, 5, 300);
  CHECK(store.apply(accepted).kind == OrderUpdateKind::unknown_order);
  CHECK(store.adopt(accepted, 2, 9, 3).open_change == 300);
  OuchAnswer replaced = answer_of(OuchAnswerKind::replaced, 8, 250);
  replaced.orig_user_ref_num = 5;
  CHECK(store.apply(replaced).kind == OrderUpdateKind::replaced);
  const OrderUpdate filled = store.apply(answer_of(OuchAnswerKind::executed, 8, 250));
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
  static_cast<void>(store.apply(answer_of(OuchAnswerKind::accepted, 1, 10)));
  OuchAnswer replaced = answer_of(OuchAnswerKind::replaced, 0, 20);
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
  CHECK(store.adopt(answer_of(OuchAnswerKind::accepted, 0, 10), 0, 2, 0).kind == OrderUpdateKind::none);
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
  CHECK(store.apply(answer_of(OuchAnswerKind::cancel_rejected, 1)).kind == OrderUpdateKind::unexpected);
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
  CHECK(store.apply(answer_of(OuchAnswerKind::cancelled, 1, 5)).kind == OrderUpdateKind::unexpected);
  CHECK(store.apply(answer_of(OuchAnswerKind::accepted, 1, 10)).kind == OrderUpdateKind::accepted);
  CHECK(store.apply(answer_of(OuchAnswerKind::accepted, 1, 10)).kind == OrderUpdateKind::repeated_answer);
  const OrderUpdate filled = store.apply(answer_of(OuchAnswerKind::executed, 1, 15));
  CHECK(filled.fill_quantity == 15 && filled.open_change == -10);
  CHECK_EQUAL(store.counts().overfills, uint64_t{1});
  CHECK(store.apply(answer_of(OuchAnswerKind::cancelled, 1, 5)).kind == OrderUpdateKind::unexpected);
  CHECK(store.apply(answer_of(OuchAnswerKind::executed, 99, 5)).kind == OrderUpdateKind::unknown_order);
  CHECK(store.apply(answer_of(OuchAnswerKind::trade_broken, 1)).kind == OrderUpdateKind::trade_broken);
  CHECK(store.apply(answer_of(OuchAnswerKind::trade_broken, 1)).kind == OrderUpdateKind::repeated_answer);
}

TEST("a chain of 1,000 replaces keeps one order, found by its newest numbers") {
  test::PermissiveGate gate;
  OrderStore store(1, 16);
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.price_ticks = 100;
  intent.quantity = 10;
  static_cast<void>(store.open(gate.pass(intent), 1));
  static_cast<void>(store.apply(answer_of(OuchAnswerKind::accepted, 1, 10)));
  CHECK(!store.has_room());
  intent.kind = IntentKind::replace;
  for (UserRefNum number = 2; number <= 1'001; ++number) {
    static_cast<void>(store.replace_sent(gate.pass(intent), number));
    OuchAnswer replaced = answer_of(OuchAnswerKind::replaced, number, 10);
    replaced.orig_user_ref_num = number - 1;
    CHECK(store.apply(replaced).kind == OrderUpdateKind::replaced);
  }
  CHECK(store.find(UserRefNum{1'001}) != nullptr && store.find(UserRefNum{1'000}) != nullptr);
  CHECK(store.find(UserRefNum{900}) == nullptr);
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
