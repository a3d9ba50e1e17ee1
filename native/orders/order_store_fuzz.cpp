// Any sequence of sends and answers, sensible or not: the store keeps its counts, its exposures equal the sum
// of its orders', and recovery always ends with nothing pending.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "orders/order_store.hpp"
#include "orders/positions.hpp"
#include "risk/order_gate.hpp"

namespace {

using namespace hotlane;

constexpr int answer_kinds = 18;
constexpr size_t step_size = 6;  // what, number, number, quantity, price, letter

GatedIntent gated(OrderGate& gate, const Intent& intent, const GatedOrder& order) {
  GateInputs inputs;
  inputs.is_session_ready = inputs.has_order_room = true;
  inputs.order = order;
  return gate.check(intent, inputs).take();
}

void check(const OrderStore& store, const Positions& positions) {
  int64_t open_buy = 0;
  int64_t open_sell = 0;
  uint32_t open = 0;
  store.for_each_open([&](const Order& order) {
    (order.side == Side::buy ? open_buy : open_sell) += order.exposed;
    ++open;
  });
  const Exposure& exposure = positions.of(0, 0).exposure;
  if (open != store.open_orders() || exposure.open_buy != open_buy || exposure.open_sell != open_sell)
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  OrderGate gate({.instruments = 1, .orders_max = 4, .account_of = {0}});
  FeeSchedule fees = schedule_of(-30, 30, INT32_MAX);
  fees.sec_cents_per_million = fees.taf_millionths_per_share = 2'000;
  OrderStore store(4, 8, fees);
  Positions positions(1, 1);
  UserRefNum number = 0;
  for (size_t at = 0; at + step_size <= size; at += step_size) {
    const uint8_t* step = data + at;
    Intent intent{};
    intent.strategy_order_id = step[1];
    intent.quantity = step[3];
    intent.price_ticks = step[4];
    intent.side = step[5] % 2 == 0 ? Side::buy : Side::sell;
    const GatedOrder order = store.gated_order(0, step[1]);
    const uint8_t what = step[0] % 24;
    if (what == 0) {
      if (store.has_room() && !order.is_known)
        positions.apply(store.open(gated(gate, intent, order), ++number));
    } else if (what == 1) {
      if (order.is_replaceable) positions.apply(store.replace_sent(gated(gate, intent, order), ++number));
    } else if (what == 2) {
      if (order.is_known) store.cancel_sent(0, step[1], step[3] % 2);
    } else if (what == 3) {
      store.reconcile([&](const OrderUpdate& update) { positions.apply(update); });
      store.for_each_open([](const Order& open) {
        if (open.state != OrderState::live && open.state != OrderState::cancel_scheduled) std::abort();
      });
    } else {
      OrderAnswer answer;
      answer.kind = static_cast<OrderAnswerKind>(what % answer_kinds);
      answer.user_ref_num = step[1];
      answer.orig_user_ref_num = step[2];
      // The ends of the types too.
      answer.quantity = step[3] == 255 ? UINT32_MAX : step[3];
      answer.price_ticks = step[4] == 255 ? INT32_MAX : step[4];
      answer.is_live = step[5] % 3 != 0;
      answer.reason = static_cast<char>(step[5]);
      answer.match_number = step[5];
      answer.liquidity = static_cast<char>(step[5]);
      answer.order_reference = step[5];
      positions.apply(store.apply(answer));
    }
    check(store, positions);
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  // Kinds below the number of our own steps are reached a round of kinds later.
  const auto answer = [](OrderAnswerKind kind) {
    const auto code = static_cast<uint8_t>(kind);
    return static_cast<uint8_t>(code < 4 ? code + answer_kinds : code);
  };
  return {{0, 1, 0, 100, 9, 2},
          {answer(OrderAnswerKind::accepted), 1, 0, 100, 9, 2},
          {1, 1, 0, 80, 8, 2},
          {answer(OrderAnswerKind::executed), 1, 0, 10, 9, 7},
          {answer(OrderAnswerKind::replaced), 2, 1, 70, 8, 2},
          {2, 1, 0, 0, 0, 0},
          {answer(OrderAnswerKind::cancelled), 2, 0, 70, 0, 'U'},
          {answer(OrderAnswerKind::trade_broken), 1, 0, 0, 0, 7},
          {answer(OrderAnswerKind::trade_corrected), 1, 0, 255, 255, 7},
          {answer(OrderAnswerKind::cancel_pending), 1, 0, 0, 0, 0},
          {3, 0, 0, 0, 0, 0}};
}
