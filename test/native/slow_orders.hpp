// Our orders once more, plain and slow: a list of everything that was sent, walked anew for every answer.
// Shares no code with native/orders; written from docs/order-life.md and the specification of OUCH (ouch50,
// Semantics; ouch42, Trade Correction).
#pragma once

#include <algorithm>
#include <deque>
#include <list>
#include <string>
#include <vector>

#include "slow_order.hpp"

namespace hotlane::test {

class SlowOrders {
 public:
  SlowOrders(size_t orders_most, size_t trades_most, SlowPrices prices)
      : orders_most_(orders_most), trades_most_(trades_most), prices_(std::move(prices)) {}

  SlowBook book;

  [[nodiscard]] bool has_room() const { return open_count() < orders_most_; }
  [[nodiscard]] size_t open_count() const {
    return static_cast<size_t>(std::count_if(orders_.begin(), orders_.end(),
                                             [](const SlowOrder& order) { return !order.is_over(); }));
  }
  [[nodiscard]] const std::list<SlowOrder>& orders() const { return orders_; }
  [[nodiscard]] SlowOrder* by_id(int strategy, uint32_t id) {
    for (SlowOrder& order : orders_) {
      if (order.strategy == strategy && order.id == id) return &order;
    }
    return nullptr;
  }
  [[nodiscard]] SlowOrder* by_number(uint32_t number) {
    for (SlowOrder& order : orders_) {
      if (order.has(number)) return &order;
    }
    return nullptr;
  }

  SlowOutcome enter(SlowOrder order) {
    // Remembered orders are bounded: the one that was over first makes room.
    if (orders_.size() == orders_most_) {
      const uint32_t id = over_.front().second;
      const int strategy = over_.front().first;
      over_.pop_front();
      orders_.remove_if([&](const SlowOrder& one) { return one.strategy == strategy && one.id == id; });
    }
    order.left = order.quantity;
    order.numbers = {order.number};
    orders_.push_back(order);
    return told("none", orders_.back());
  }

  SlowOutcome replace(int strategy, uint32_t id, int64_t quantity, int64_t price, uint32_t number) {
    SlowOrder& order = *by_id(strategy, id);
    wait_for_replace(order, quantity, price, number);
    return told("none", order);
  }

  void cancel(int strategy, uint32_t id, int64_t quantity) {
    SlowOrder& order = *by_id(strategy, id);
    if (quantity > 0) {
      order.cuts = std::min(order.cuts + 1, 255);
    } else if (!order.is_over() && order.state != "cancel scheduled") {
      order.state = "pending cancel";
    }
  }

  // An order of ours from before, known by its acceptance alone.
  SlowOutcome adopt(SlowOrder order, const SlowAnswer& accepted) {
    const SlowOutcome entered = enter(std::move(order));
    SlowOutcome out = on_accepted(orders_.back(), accepted);
    out.open_change += entered.open_change;
    out.value_change += entered.value_change;
    return out;
  }

  SlowOutcome answer(const SlowAnswer& answer) {
    if (std::string("SXGKQ").find(answer.letter) != std::string::npos) return {};
    if (answer.letter == 'B' || answer.letter == 'F') return on_trade(answer);
    if (answer.letter == 'U') return on_replaced(answer);
    SlowOrder* order = by_number(answer.number);
    if (order == nullptr) return {.kind = "unknown order", .surprise = "unknown order"};
    switch (answer.letter) {
      case 'A': return on_accepted(*order, answer);
      case 'E': return on_executed(*order, answer);
      case 'J': return on_rejected(*order, answer);
      case 'C':
      case 'D': return on_cancelled(*order, answer);
      default: return on_word(*order, answer);
    }
  }

  // The connection is back and all that the host ever said has been heard: what waits, waits in vain.
  std::vector<SlowOutcome> settle() {
    std::vector<SlowOutcome> outcomes;
    for (SlowOrder& order : orders_) {
      if (order.is_over()) continue;
      if (!order.is_at_host) {
        end(order, "never received");
        outcomes.push_back(told("never received", order));
        continue;
      }
      if (order.waiting_number != 0) {
        order.waiting_number = 0;
        if (order.state == "pending replace") order.state = "live";
        outcomes.push_back(told("replace lost", order));
      }
      if (order.state == "pending cancel") {
        order.state = "live";
        outcomes.push_back(told("cancel lost", order));
      }
    }
    return outcomes;
  }

 private:
  static int64_t gone_of(const SlowOrder& order) { return order.executed - order.broken + order.prevented; }

  // How an event ends: the exposure follows the order, and the book the exposure.
  SlowOutcome told(const char* kind, SlowOrder& order, const char* surprise = "none") {
    SlowOutcome out{.kind = kind, .surprise = surprise};
    Huge after = order.waiting_number == 0 ? 0 : Huge{order.waiting_quantity} - gone_of(order);
    if (after < 0) after = 0;
    const Huge shares = after > order.left ? after : Huge{order.left};
    const Huge value = std::max(Huge{order.left} * order.price, after * order.waiting_price);
    out.open_change = shares - order.exposed;
    out.value_change = value - order.exposed_value;
    order.exposed = shares;
    order.exposed_value = value;
    book.change(order.strategy, order.account, order.instrument, [&](SlowPosition& position) {
      (order.is_buy ? position.open_buy : position.open_sell) += out.open_change;
      (order.is_buy ? position.open_buy_value : position.open_sell_value) += out.value_change;
    });
    return out;
  }
  SlowOutcome odd(SlowOrder& order) { return told("unexpected", order, "out of turn"); }

  void end(SlowOrder& order, const char* state) {
    order.state = state;
    order.left = 0;
    order.waiting_number = 0;
    over_.emplace_back(order.strategy, order.id);
  }

  static void wait_for_replace(SlowOrder& order, int64_t quantity, int64_t price, uint32_t number) {
    order.state = "pending replace";
    order.waiting_number = number;
    order.waiting_quantity = quantity;
    order.waiting_price = price;
    order.numbers.push_back(number);
    if (order.numbers.size() > 4) order.numbers.pop_front();
  }

  SlowOutcome on_accepted(SlowOrder& order, const SlowAnswer& answer) {
    if (answer.number != order.number) return odd(order);
    if (order.is_at_host) {
      return answer.reference == order.reference ? told("repeated answer", order) : odd(order);
    }
    if (order.is_over()) return odd(order);
    const bool rests = answer.is_live && answer.size > 0;
    const bool is_more = answer.size > order.quantity;
    order.is_at_host = true;
    order.reference = answer.reference;
    order.price = answer.price;
    if (!rests) {
      end(order, "cancelled");
      return told("dead", order);
    }
    order.quantity = order.left = answer.size;
    if (order.state == "pending new") order.state = "live";
    return told("accepted", order, is_more ? "more than asked" : "none");
  }

  SlowOutcome on_replaced(const SlowAnswer& answer) {
    SlowOrder* order = by_number(answer.number);
    if (order == nullptr) {
      // Perhaps a replace of an earlier life.
      order = by_number(answer.old_number);
      if (order == nullptr || answer.number == 0 || order->number != answer.old_number ||
          order->state != "live") {
        return {.kind = "unknown order", .surprise = "unknown order"};
      }
      wait_for_replace(*order, order->executed + order->prevented + answer.size, 0, answer.number);
    }
    if (order->number == answer.number && order->is_at_host && order->reference == answer.reference) {
      return told("repeated answer", *order);
    }
    if (order->waiting_number != answer.number || order->number != answer.old_number) return odd(*order);
    const bool rests = answer.is_live && answer.size > 0;
    const bool is_more = rests && answer.size > order->waiting_quantity - gone_of(*order);
    order->number = answer.number;
    order->price = answer.price;
    order->reference = answer.reference;
    order->quantity = order->waiting_quantity;
    order->waiting_number = 0;
    if (!rests) {
      end(*order, "cancelled");
      return told("dead", *order);
    }
    order->left = answer.size;
    if (order->state == "pending replace") order->state = "live";
    return told("replaced", *order, is_more ? "more than asked" : "none");
  }

  SlowOutcome on_cancelled(SlowOrder& order, const SlowAnswer& answer) {
    if (order.is_over() || !order.is_at_host || answer.number != order.number || answer.size == 0) {
      return odd(order);
    }
    const bool is_self_match = answer.letter == 'D' || answer.reason == 'Q';
    const bool was_asked = order.state == "pending cancel" || order.state == "cancel scheduled" ||
                           order.cuts > 0 || order.waiting_number != 0;
    const bool is_own_term = std::string("ITFGEC").find(answer.reason) != std::string::npos;
    const char* surprise = is_self_match || was_asked || is_own_term ? "none" : "unsolicited";
    int64_t gone = answer.size;
    if (gone > order.left) {
      gone = order.left;
      surprise = "beyond leaves";
    }
    order.left -= gone;
    if (is_self_match) order.prevented += gone;
    order.cuts -= order.cuts > 0;
    if (order.left == 0) end(order, "cancelled");
    SlowOutcome out = told("cancelled", order, surprise);
    out.gone = gone;
    return out;
  }

  SlowOutcome on_rejected(SlowOrder& order, const SlowAnswer& answer) {
    if (order.state == "rejected" && answer.number == order.number) return told("repeated answer", order);
    if (order.is_over()) return odd(order);
    if (order.waiting_number != 0 && answer.number == order.waiting_number) {
      order.waiting_number = 0;
      if (order.state == "pending replace") order.state = "live";
      return told("replace rejected", order);
    }
    if (answer.number != order.number || order.is_at_host) return odd(order);
    end(order, "rejected");
    return told("rejected", order);
  }

  SlowOutcome on_word(SlowOrder& order, const SlowAnswer& answer) {
    if (order.is_over() || !order.is_at_host || answer.number != order.number) return odd(order);
    switch (answer.letter) {
      case 'T':
        order.reference = answer.reference;
        order.price = answer.price;
        return told("changed", order);
      case 'M': {
        const bool is_more = answer.size > order.left;
        if (is_more) order.quantity += answer.size - order.left;
        order.left = answer.size;
        if (order.left == 0) end(order, "cancelled");
        return told("changed", order, is_more ? "more than asked" : "none");
      }
      case 'P': order.state = "cancel scheduled"; return told("cancel pending", order);
      case 'I':
        if (order.state == "pending cancel" && order.waiting_number == 0) {
          order.state = "live";
        } else {
          order.cuts -= order.cuts > 0;
        }
        return told("cancel rejected", order);
      default: return told("changed", order);
    }
  }

  // slow_trades.cpp
  SlowOutcome on_executed(SlowOrder& order, const SlowAnswer& answer);
  SlowOutcome on_trade(const SlowAnswer& answer);
  void trade_in_book(const SlowTrade& trade, int sign, const SlowFees& fees, int fee_sign);
  SlowTrade* meant(const SlowAnswer& answer);

  std::list<SlowOrder> orders_;
  std::deque<std::pair<int, uint32_t>> over_;
  std::deque<SlowTrade> trades_;
  size_t orders_most_;
  size_t trades_most_;
  SlowPrices prices_;
};

}  // namespace hotlane::test
