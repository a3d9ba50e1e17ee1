// A host gone mad, and a client that goes on trading with it: answers that fit an order's state, answers that
// nearly do, and answers made of anything. Numbers, match numbers and references are few, so that they meet.
#pragma once

#include <random>

#include "orders_beside_model.hpp"

namespace hotlane::test {

class HostileAnswers {
 public:
  HostileAnswers(OrdersBesideModel& pair, std::mt19937_64& random) : pair_(pair), random_(random) {}

  void step() {
    if (chance(4)) {
      act();
    } else {
      answer();
    }
  }

 private:
  [[nodiscard]] uint64_t pick(uint64_t below) { return random_() % below; }
  [[nodiscard]] bool chance(uint64_t one_in) { return pick(one_in) == 0; }
  // Mostly of a plain size, now and then none or of the largest that a venue takes.
  [[nodiscard]] Quantity shares() {
    return chance(50) ? 0 : chance(100) ? 999'999 : static_cast<Quantity>(1 + pick(400));
  }
  [[nodiscard]] PriceTicks price() {
    return static_cast<PriceTicks>(chance(200) ? 1'999'999'900 : 1 + pick(40'000));
  }

  // Of the newest ones mostly.
  [[nodiscard]] const SlowOrder* some_order() {
    const auto& orders = pair_.slow().orders();
    if (orders.empty()) return nullptr;
    auto order = orders.rbegin();
    std::advance(
        order, static_cast<ptrdiff_t>(pick(chance(3) ? orders.size() : std::min<size_t>(orders.size(), 6))));
    return &*order;
  }

  void act() {
    const uint64_t what = pick(20);
    if (what == 0) return pair_.reconcile();
    if (what < 8) return open();
    const SlowOrder* order = some_order();
    if (order == nullptr) return;
    const auto strategy = static_cast<StrategyId>(order->strategy);
    if (what < 13) {
      if (order->state != "live") return;
      Intent intent{};
      intent.kind = IntentKind::replace;
      intent.strategy_order_id = order->id;
      intent.price_ticks = price();
      intent.quantity = std::max<Quantity>(1, shares());
      return pair_.replace_sent(strategy, intent, ++last_number_);
    }
    pair_.cancel_sent(strategy, order->id, what < 17 ? 0 : shares());
  }

  void open() {
    const bool is_adopted = chance(12);
    if (!pair_.slow().has_room()) return;
    const auto strategy = static_cast<StrategyId>(pick(OrdersBesideModel::strategies));
    const auto instrument = static_cast<InstrumentId>(pick(OrdersBesideModel::instruments));
    const Side side = chance(2) ? Side::buy : Side::sell;
    ++last_id_;
    ++last_number_;
    if (is_adopted) {
      OrderAnswer accepted = random_answer(OrderAnswerKind::accepted);
      accepted.user_ref_num = last_number_;
      accepted.side = side;
      return pair_.adopt(accepted, strategy, last_id_, instrument);
    }
    Intent intent{};
    intent.strategy_order_id = last_id_;
    intent.instrument = instrument;
    intent.side = side;
    intent.price_ticks = price();
    intent.quantity = std::max<Quantity>(1, shares());
    pair_.open(strategy, intent, last_number_);
  }

  void answer() {
    const auto kind = static_cast<OrderAnswerKind>(pick(18));
    OrderAnswer answer = random_answer(kind);
    const SlowOrder* order = some_order();
    if (order != nullptr && !chance(5)) fit(answer, *order);
    static_cast<void>(pair_.apply(answer));
    // The session steps past a number that it has not sent.
    last_number_ = std::max(last_number_, answer.user_ref_num);
  }

  [[nodiscard]] OrderAnswer random_answer(OrderAnswerKind kind) {
    OrderAnswer out;
    out.kind = kind;
    out.user_ref_num =
        static_cast<UserRefNum>(last_number_ + 2 - std::min<uint64_t>(last_number_ + 2, pick(40)));
    out.orig_user_ref_num =
        static_cast<UserRefNum>(last_number_ - std::min<uint64_t>(last_number_, pick(20)));
    out.quantity = shares();
    out.price_ticks = price();
    out.is_live = !chance(6);
    out.reason = "UITSDQZHKXFGEeC?"[pick(16)];
    out.liquidity = "ARJmkO7xQN"[pick(10)];
    // Newer matches mostly, so that some are repeated and some forgotten.
    if (chance(3)) ++last_match_;
    out.match_number = last_match_ - std::min<uint64_t>(last_match_, chance(4) ? pick(300) : pick(3));
    out.order_reference = pick(50);
    return out;
  }

  // What a host in its senses might say of the order, in at least some of the fields.
  void fit(OrderAnswer& answer, const SlowOrder& order) {
    answer.user_ref_num = order.number;
    if (chance(12) && !order.numbers.empty()) answer.user_ref_num = order.numbers.front();
    if (!chance(4))
      answer.quantity =
          static_cast<Quantity>(order.left == 0 ? 1 : 1 + pick(static_cast<uint64_t>(order.left)));
    if (chance(3) && order.left > 0) answer.quantity = static_cast<Quantity>(order.left);
    if (chance(3)) answer.order_reference = order.reference;
    const bool is_of_replace =
        answer.kind == OrderAnswerKind::replaced || (answer.kind == OrderAnswerKind::rejected && chance(2));
    if (is_of_replace && !chance(8)) {
      answer.orig_user_ref_num = order.number;
      answer.user_ref_num =
          order.waiting_number != 0 ? order.waiting_number : last_number_ + (chance(8) ? 1 : 0);
      if (chance(2))
        answer.quantity =
            static_cast<Quantity>(std::max<int64_t>(0, order.waiting_quantity - order.executed));
    }
  }

  OrdersBesideModel& pair_;
  std::mt19937_64& random_;
  UserRefNum last_number_ = 0;
  StrategyOrderId last_id_ = 0;
  uint64_t last_match_ = 1;
};

}  // namespace hotlane::test
