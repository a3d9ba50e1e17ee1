// A slow, plain model of an OUCH host with one account, written from ouch50.md (and ouch42.md for
// corrections) only: it decides at random what happens to orders and keeps the truth that the engine's order
// store must arrive at. Answers are values, not bytes.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "session/order_answer.hpp"

namespace hotlane::test {

struct HostOrder {
  uint32_t client_id = 0;
  uint32_t number = 0;
  uint16_t instrument = 0;
  Side side = Side::buy;
  int64_t executed = 0;
  int64_t prevented = 0;
  int64_t leaves = 0;
  int32_t price = 0;
  bool is_live = false;
  bool is_cancel_scheduled = false;
};

struct HostRequest {
  char type = 'O';  // O U X Q
  uint32_t client_id = 0;
  uint32_t number = 0;
  uint32_t original = 0;
  uint32_t quantity = 0;
  int32_t price = 0;
  uint16_t instrument = 0;
  Side side = Side::buy;
};

struct HostTrade {
  uint64_t match = 0;
  uint32_t number = 0;
  uint16_t instrument = 0;
  Side side = Side::buy;
  int64_t quantity = 0;
  int32_t price = 0;
};

class HostModel {
 public:
  static constexpr uint16_t instruments = 3;

  explicit HostModel(std::mt19937_64& random) : random_(random) {}

  std::vector<HostOrder> orders;
  std::deque<OrderAnswer> answers;  // the sequenced stream not yet read by the client
  std::array<int64_t, instruments> net{};
  std::array<int64_t, instruments> cash{};

  void take(const HostRequest& request) {
    switch (request.type) {
      case 'O': enter(request); break;
      case 'U': replace(request); break;
      case 'X': cancel(request); break;
      default: answer(OrderAnswerKind::account_query_response, last_number_ + 1); break;
    }
  }

  // Something happens to a random live order, or to an old trade.
  void happen() {
    if (chance(40) && !trades_.empty()) return break_trade();
    if (chance(40) && !trades_.empty()) return correct_trade();
    std::vector<HostOrder*> live;
    for (size_t i = orders.size() > 40 ? orders.size() - 40 : 0; i < orders.size(); ++i) {
      if (orders[i].is_live) live.push_back(&orders[i]);
    }
    if (live.empty()) return;
    HostOrder& order = *live[random_() % live.size()];
    if (order.is_cancel_scheduled && chance(2)) {
      return decrease(order, order.leaves, OrderAnswerKind::cancelled, 'U');
    }
    const auto part = 1 + static_cast<int64_t>(random_() % static_cast<uint64_t>(order.leaves));
    switch (random_() % 12) {
      case 0: decrease(order, part, OrderAnswerKind::cancelled, 'Z'); break;
      case 1:
        order.prevented += part;
        decrease(order, part, OrderAnswerKind::self_match_cancelled, 'Q');
        break;
      case 2: {
        OrderAnswer& moved = answer(OrderAnswerKind::priority_updated, order.number);
        moved.order_reference = ++last_reference_;
        moved.price_ticks = order.price;
        break;
      }
      case 3: answer(OrderAnswerKind::restated, order.number).reason = 'R'; break;
      case 4:
        if (part == order.leaves) break;
        order.leaves -= part;
        answer(OrderAnswerKind::modified, order.number).quantity = static_cast<uint32_t>(order.leaves);
        break;
      default: execute(order, chance(2) ? order.leaves : part); break;
    }
  }

 private:
  bool chance(uint64_t one_in) { return random_() % one_in == 0; }

  OrderAnswer& answer(OrderAnswerKind kind, uint32_t number) {
    answers.emplace_back();
    answers.back().kind = kind;
    answers.back().user_ref_num = number;
    return answers.back();
  }
  // Said twice, it must change nothing more.
  void say_again() { answers.push_back(OrderAnswer(answers.back())); }

  HostOrder* live_order(uint32_t number) {
    for (HostOrder& order : orders) {
      if (order.is_live && order.number == number) return &order;
    }
    return nullptr;
  }

  void say_order(OrderAnswerKind kind, const HostOrder& order, uint32_t original) {
    OrderAnswer& said = answer(kind, order.number);
    said.orig_user_ref_num = original;
    said.quantity = static_cast<uint32_t>(order.leaves);
    said.price_ticks = order.price;
    said.is_live = order.is_live;
    said.side = order.side;
    said.order_reference = ++last_reference_;
    if (chance(50)) say_again();
  }

  void enter(const HostRequest& request) {
    if (request.number <= last_number_) return;
    last_number_ = request.number;
    if (chance(12)) {
      answer(OrderAnswerKind::rejected, request.number).reject_reason = 0x0007;
      return;
    }
    orders.push_back({.client_id = request.client_id,
                      .number = request.number,
                      .instrument = request.instrument,
                      .side = request.side,
                      .leaves = request.quantity,
                      .price = request.price,
                      .is_live = !chance(15)});
    say_order(OrderAnswerKind::accepted, orders.back(), 0);
    if (!orders.back().is_live) orders.back().leaves = 0;
  }

  void replace(const HostRequest& request) {
    HostOrder* order = live_order(request.original);
    if (order == nullptr || request.number <= last_number_) return;
    if (!order->is_cancel_scheduled && chance(25)) {
      return decrease(*order, order->leaves, OrderAnswerKind::cancelled, 'Z');
    }
    last_number_ = request.number;
    if (order->is_cancel_scheduled || chance(12)) {
      answer(OrderAnswerKind::rejected, request.number).reject_reason = 0x0015;
      return;
    }
    order->leaves = static_cast<int64_t>(request.quantity) - order->executed - order->prevented;
    order->price = request.price;
    order->is_live = order->leaves > 0 && !chance(20);
    if (order->leaves < 0 || !order->is_live) order->leaves = 0;
    order->number = request.number;
    say_order(OrderAnswerKind::replaced, *order, request.original);
  }

  void cancel(const HostRequest& request) {
    HostOrder* order = live_order(request.number);
    if (order == nullptr || order->is_cancel_scheduled) return;
    int64_t left = static_cast<int64_t>(request.quantity) - order->executed;
    if (left < 0) left = 0;
    if (left >= order->leaves) return;
    if (chance(15)) {
      answer(OrderAnswerKind::cancel_rejected, order->number);
      return;
    }
    // The late period before a cross: all of it waits for the cross.
    if (request.quantity == 0 && chance(10)) {
      order->is_cancel_scheduled = true;
      answer(OrderAnswerKind::cancel_pending, order->number);
      return;
    }
    decrease(*order, order->leaves - left, OrderAnswerKind::cancelled, 'U');
  }

  void decrease(HostOrder& order, int64_t shares, OrderAnswerKind kind, char reason) {
    order.leaves -= shares;
    order.is_live = order.leaves > 0;
    OrderAnswer& said = answer(kind, order.number);
    said.quantity = static_cast<uint32_t>(shares);
    said.reason = reason;
  }

  void execute(HostOrder& order, int64_t shares) {
    order.leaves -= shares;
    order.executed += shares;
    order.is_live = order.leaves > 0;
    OrderAnswer& said = answer(OrderAnswerKind::executed, order.number);
    said.quantity = static_cast<uint32_t>(shares);
    said.price_ticks = order.price;
    said.liquidity = "ARmO"[random_() % 4];
    said.match_number = ++last_match_;
    trades_.push_back({last_match_, order.number, order.instrument, order.side, shares, order.price});
    book(trades_.back(), 1);
    if (chance(10)) say_again();
  }

  [[nodiscard]] size_t some_recent_trade() {
    const size_t recent = trades_.size() < 50 ? trades_.size() : 50;
    return trades_.size() - 1 - random_() % recent;
  }

  void break_trade() {
    const size_t at = some_recent_trade();
    const HostTrade trade = trades_[at];
    trades_.erase(trades_.begin() + static_cast<std::ptrdiff_t>(at));
    answer(OrderAnswerKind::trade_broken, trade.number).match_number = trade.match;
    book(trade, -1);
    if (chance(10)) say_again();
  }

  // OUCH 4.2: another price for the same match.
  void correct_trade() {
    HostTrade& trade = trades_[some_recent_trade()];
    book(trade, -1);
    trade.price += static_cast<int32_t>(random_() % 5);
    book(trade, 1);
    OrderAnswer& said = answer(OrderAnswerKind::trade_corrected, trade.number);
    said.match_number = trade.match;
    said.quantity = static_cast<uint32_t>(trade.quantity);
    said.price_ticks = trade.price;
  }

  void book(const HostTrade& trade, int sign) {
    const int64_t bought = sign * (trade.side == Side::buy ? trade.quantity : -trade.quantity);
    net[trade.instrument] += bought;
    cash[trade.instrument] -= bought * trade.price;
  }

  std::mt19937_64& random_;
  std::vector<HostTrade> trades_;
  uint32_t last_number_ = 0;
  uint64_t last_match_ = 0;
  uint64_t last_reference_ = 0;
};

}  // namespace hotlane::test
