// The engine's side of an account, in miniature, against the model of a host: sends, reads, loses its
// connection and recovers. Requests and answers are in flight at once, so that every race comes up.
#pragma once

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

#include "host_model.hpp"
#include "orders_beside_model.hpp"

namespace hotlane::test {

class OrderClient {
 public:
  OrderClient(OrdersBesideModel& pair, std::mt19937_64& random)
      : pair_(pair), random_(random), host_(random) {}

  void step() {
    switch (random_() % 8) {
      case 0:
      case 1: send_something(); break;
      case 2:
      case 3: deliver_one(); break;
      case 4: host_.happen(); break;
      default: read_one_answer(); break;
    }
    if (is_ready_ && random_() % 500 == 0) lose_connection();
  }

  // Nothing is in flight any more.
  void come_to_rest() {
    while (!in_flight_.empty()) deliver_one();
    while (!host_.answers.empty()) read_one_answer();
  }

  [[nodiscard]] HostModel& host() { return host_; }
  [[nodiscard]] const Order* find(const HostOrder& order) const {
    return pair_.store().find(strategy_of(order.client_id), order.client_id);
  }
  [[nodiscard]] uint64_t answers_read() const { return answers_read_; }

 private:
  [[nodiscard]] static StrategyId strategy_of(uint32_t id) {
    return static_cast<StrategyId>(id % OrdersBesideModel::strategies);
  }

  void send_something() {
    if (!is_ready_) return;
    const uint32_t back = static_cast<uint32_t>(random_() % 30);
    const uint32_t id = last_id_ <= back || random_() % 3 == 0 ? 0 : last_id_ - back;
    if (id == 0) return enter();
    const Order* order = pair_.store().find(strategy_of(id), id);
    if (order == nullptr || is_done(order->state)) return;
    if (random_() % 2 == 0) {
      if (order->state == OrderState::live) replace(*order);
    } else {
      cancel(*order);
    }
  }

  void enter() {
    if (!pair_.store().has_room()) return;
    Intent intent{};
    intent.strategy_order_id = ++last_id_;
    intent.instrument = static_cast<InstrumentId>(random_() % HostModel::instruments);
    intent.quantity = static_cast<Quantity>(1 + random_() % 500);
    intent.price_ticks = static_cast<PriceTicks>(1 + random_() % 10'000);
    intent.side = random_() % 2 == 0 ? Side::buy : Side::sell;
    pair_.open(strategy_of(last_id_), intent, ++last_number_);
    in_flight_.push_back({'O', last_id_, last_number_, 0, intent.quantity, intent.price_ticks,
                          intent.instrument, intent.side});
  }

  void replace(const Order& order) {
    Intent intent{};
    intent.kind = IntentKind::replace;
    intent.strategy_order_id = order.strategy_order_id;
    intent.quantity = order.used() + static_cast<Quantity>(1 + random_() % 500);
    intent.price_ticks = static_cast<PriceTicks>(1 + random_() % 10'000);
    const UserRefNum original = order.user_ref_num;
    pair_.replace_sent(order.strategy, intent, ++last_number_);
    in_flight_.push_back({'U', intent.strategy_order_id, last_number_, original, intent.quantity,
                          intent.price_ticks, order.instrument, order.side});
  }

  void cancel(const Order& order) {
    const auto quantity = static_cast<Quantity>(random_() % 3 == 0 ? 1 + random_() % 500 : 0);
    const CancelNumbers cancel = OrderStore::cancel_numbers(order);
    for (uint32_t i = 0; i < cancel.count; ++i) {
      in_flight_.push_back({'X', order.strategy_order_id, cancel.numbers[i], 0, quantity, 0, 0, Side::buy});
    }
    pair_.cancel_sent(order.strategy, order.strategy_order_id, quantity);
  }

  void read_one_answer() {
    if (host_.answers.empty()) return;
    const OrderAnswer answer = host_.answers.front();
    host_.answers.pop_front();
    ++answers_read_;
    if (answer.kind == OrderAnswerKind::account_query_response) {
      pair_.reconcile();
      is_ready_ = true;
      return;
    }
    static_cast<void>(pair_.apply(answer));
  }

  void deliver_one() {
    if (in_flight_.empty()) return;
    host_.take(in_flight_.front());
    in_flight_.pop_front();
  }

  // The tail of what was sent is lost; then the session comes back and asks.
  void lose_connection() {
    in_flight_.resize(random_() % (in_flight_.size() + 1));
    while (!in_flight_.empty()) deliver_one();
    is_ready_ = false;
    in_flight_.push_back({.type = 'Q'});
  }

  OrdersBesideModel& pair_;
  std::mt19937_64& random_;
  HostModel host_;
  std::deque<HostRequest> in_flight_;
  uint32_t last_number_ = 0;
  uint32_t last_id_ = 0;
  uint64_t answers_read_ = 0;
  bool is_ready_ = true;
};

}  // namespace hotlane::test
