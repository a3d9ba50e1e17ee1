// What trades do to the slow model of our orders: executions, also late and twice, breaks and corrections.
#include "slow_orders.hpp"

namespace hotlane::test {

SlowOutcome SlowOrders::on_executed(SlowOrder& order, const SlowAnswer& answer) {
  if (answer.size == 0) return odd(order);
  for (const SlowTrade& trade : trades_) {
    if (trade.match != answer.match || trade.is_buy != order.is_buy) continue;
    const bool is_same =
        trade.number == answer.number && trade.shares == answer.size && trade.price == answer.price;
    return told("repeated fill", order, is_same ? "none" : "contradiction");
  }
  SlowTrade trade{answer.match, answer.number, order.strategy, order.account, order.instrument, order.id,
                  order.is_buy, false,         answer.size,    answer.price,  answer.flag,      {}};
  trade.fees = slow_fees(prices_, order.is_buy, answer.size, answer.price, answer.flag);
  trades_.push_back(trade);
  if (trades_.size() > trades_most_) trades_.pop_front();
  const char* surprise = "none";
  order.executed += answer.size;
  if (order.is_over()) {
    surprise = "late execution";
    if (order.state == "broken") order.state = "filled";
  } else if (answer.number != order.number) {
    surprise = "old number";
  } else {
    if (!order.is_at_host) surprise = "before acceptance";
    if (answer.size > order.left) surprise = "beyond leaves";
    order.left = answer.size > order.left ? 0 : order.left - answer.size;
    order.is_at_host = true;
    if (order.state == "pending new") order.state = "live";
    if (order.left == 0) end(order, "filled");
  }
  SlowOutcome out = told("filled", order, surprise);
  out.shares = answer.size;
  out.price = answer.price;
  out.fees = trade.fees;
  if (!order.has_paid) out.fees.charged += Huge{prices_.per_order} * 10'000;
  order.has_paid = true;
  trade_in_book(trade, 1, out.fees, 1);
  return out;
}

void SlowOrders::trade_in_book(const SlowTrade& trade, int sign, const SlowFees& fees, int fee_sign) {
  book.change(trade.strategy, trade.account, trade.instrument, [&](SlowPosition& position) {
    (trade.is_buy ? position.bought : position.sold) += sign * trade.shares;
    position.fills += sign;
    position.move(Huge{trade.is_buy ? sign : -sign} * trade.shares, trade.price);
    position.fees.add(fees, fee_sign);
  });
}

// Where both sides of a match were ours, the number says whose trade is meant.
SlowTrade* SlowOrders::meant(const SlowAnswer& answer) {
  SlowTrade* bought = nullptr;
  SlowTrade* sold = nullptr;
  for (SlowTrade& trade : trades_) {
    if (trade.match == answer.match) (trade.is_buy ? bought : sold) = &trade;
  }
  if (bought == nullptr) return sold;
  if (sold == nullptr) return bought;
  if (const SlowOrder* order = by_number(answer.number)) return order->is_buy ? bought : sold;
  for (SlowTrade* trade : {bought, sold}) {
    if (trade->number == answer.number) return trade;
  }
  return nullptr;
}

SlowOutcome SlowOrders::on_trade(const SlowAnswer& answer) {
  SlowTrade* trade = meant(answer);
  const bool is_correction = answer.letter == 'F';
  if (trade == nullptr || (is_correction && (trade->is_broken || answer.size == 0))) {
    return {.kind = "unknown order", .surprise = "unknown trade"};
  }
  SlowOrder* order = by_id(trade->strategy, trade->id);
  const auto finish = [&](const char* kind) {
    SlowOutcome out{.kind = kind};
    return order == nullptr ? out : told(kind, *order);
  };
  if (trade->is_broken) return finish("repeated answer");
  if (!is_correction) {
    trade->is_broken = true;
    if (order != nullptr) {
      order->broken += trade->shares;
      if (order->broken == order->executed && order->state == "filled") order->state = "broken";
    }
    SlowOutcome out = finish("trade broken");
    out.shares = trade->shares;
    out.price = trade->price;
    out.fees.add(trade->fees, -1);
    trade_in_book(*trade, -1, trade->fees, -1);
    return out;
  }
  if (order != nullptr) order->executed += answer.size - trade->shares;
  SlowOutcome out = finish("trade corrected");
  out.undone = trade->shares;
  out.undone_price = trade->price;
  out.shares = answer.size;
  out.price = answer.price;
  out.fees.add(trade->fees, -1);
  trade_in_book(*trade, -1, trade->fees, -1);
  trade->shares = answer.size;
  trade->price = answer.price;
  trade->fees = slow_fees(prices_, trade->is_buy, answer.size, answer.price, trade->flag);
  out.fees.add(trade->fees, 1);
  trade_in_book(*trade, 1, trade->fees, 1);
  return out;
}

}  // namespace hotlane::test
