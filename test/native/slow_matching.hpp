// The matching engine once more, plain and slow: a map of prices, a list of orders at each, walked anew for
// every question. Shares no code with native/venue; written from docs/venue.md and the specification of OUCH
// (ouch50, Semantics). Orders are numbered 1, 2, 3 … as they come, replacements included.
#pragma once

#include <algorithm>
#include <cstdint>
#include <list>
#include <map>
#include <utility>
#include <vector>

namespace hotlane::test {

enum class SlowKind : uint8_t { rests, trades, cut, gone, replaced };

struct SlowEvent {
  SlowKind kind = SlowKind::rests;
  bool is_shown = true;  // the book had shown, or shows now, the order meant
  uint64_t order = 0;    // trades: the one that waited
  uint64_t other = 0;    // trades: the one that came; replaced: the one that made room
  int32_t price = 0;
  uint32_t shares = 0;
  uint32_t left = 0;
  uint32_t left_of_other = 0;
  uint64_t match = 0;
  friend bool operator==(const SlowEvent&, const SlowEvent&) = default;
};

struct SlowTicket {
  uint16_t instrument = 0;
  int account = -1;  // -1: the flow of many participants, which may meet itself
  bool is_buy = true;
  int32_t price = 0;
  uint32_t shares = 0;
  bool is_immediate = false;
  bool is_post_only = false;
};

struct SlowResting {
  uint64_t number = 0;
  SlowTicket ticket;
  uint32_t left = 0;
};

class SlowMatching {
 public:
  using Queue = std::list<SlowResting>;

  explicit SlowMatching(size_t orders_max) : orders_max_(orders_max) {}

  // 0: there is no room.
  uint64_t enter(const SlowTicket& ticket) {
    if (resting() == orders_max_) return 0;
    SlowResting order{++numbers_, ticket, ticket.shares};
    trade(order);
    settle(order);
    return order.number;
  }

  // Only down, and in place.
  bool reduce_to(uint64_t number, uint32_t left) {
    SlowResting* order = find(number);
    if (order == nullptr || left >= order->left) return false;
    const uint32_t cut = order->left - left;
    order->left = left;
    events.push_back(event(left == 0 ? SlowKind::gone : SlowKind::cut, *order, cut));
    if (left == 0) erase(number);
    return true;
  }

  // The successor stands behind all who wait at its price, even at the old one's price and size.
  uint64_t replace(uint64_t number, SlowTicket ticket) {
    const SlowResting* old = find(number);
    if (old == nullptr) return 0;
    ticket.instrument = old->ticket.instrument;
    ticket.account = old->ticket.account;
    ticket.is_buy = old->ticket.is_buy;
    erase(number);
    SlowResting order{++numbers_, ticket, ticket.shares};
    SlowEvent told = event(SlowKind::replaced, order, ticket.shares);
    told.other = number;
    told.is_shown = !ticket.is_immediate && !crosses(ticket);
    events.push_back(told);
    if (told.is_shown) {
      side(ticket.instrument, ticket.is_buy)[ticket.price].push_back(order);
      return order.number;
    }
    trade(order);
    settle(order);
    return order.number;
  }

  [[nodiscard]] SlowResting* find(uint64_t number) {
    for (auto& [key, prices] : sides_) {
      for (auto& [price, queue] : prices) {
        for (SlowResting& order : queue) {
          if (order.number == number) return &order;
        }
      }
    }
    return nullptr;
  }

  // Best first.
  [[nodiscard]] std::vector<const Queue*> queues(uint16_t instrument, bool is_buy) {
    std::vector<const Queue*> out;
    for (const auto& [price, queue] : side(instrument, is_buy)) out.push_back(&queue);
    if (is_buy) std::reverse(out.begin(), out.end());
    return out;
  }

  [[nodiscard]] size_t resting() const {
    size_t count = 0;
    for (const auto& [key, prices] : sides_) {
      for (const auto& [price, queue] : prices) count += queue.size();
    }
    return count;
  }

  std::vector<SlowEvent> events;  // of all calls since whoever reads them cleared it

 private:
  using Prices = std::map<int32_t, Queue>;

  Prices& side(uint16_t instrument, bool is_buy) { return sides_[{instrument, is_buy}]; }

  // Who stands first on the other side, if its price is good enough.
  SlowResting* counterparty(const SlowTicket& ticket) {
    const auto waiting = queues(ticket.instrument, !ticket.is_buy);
    if (waiting.empty()) return nullptr;
    const int32_t price = waiting.front()->front().ticket.price;
    if (ticket.is_buy ? price > ticket.price : price < ticket.price) return nullptr;
    return &side(ticket.instrument, !ticket.is_buy)[price].front();
  }
  bool crosses(const SlowTicket& ticket) { return counterparty(ticket) != nullptr; }

  // One counterparty after another, each at its own price, until nothing is left, nobody is good enough, or
  // the next one is of the same account.
  void trade(SlowResting& order) {
    if (order.ticket.is_post_only) return;
    while (order.left > 0) {
      SlowResting* first = counterparty(order.ticket);
      if (first == nullptr) return;
      if (first->ticket.account == order.ticket.account && order.ticket.account != -1) return;
      const uint32_t shares = std::min(first->left, order.left);
      first->left -= shares;
      order.left -= shares;
      SlowEvent told = event(SlowKind::trades, *first, shares);
      told.other = order.number;
      told.left_of_other = order.left;
      told.match = ++matches_;
      events.push_back(told);
      if (first->left == 0) erase(first->number);
    }
  }

  // What trading left of an order: it may stay only where it crosses nobody.
  void settle(const SlowResting& order) {
    if (order.left == 0) return;
    if (order.ticket.is_immediate || crosses(order.ticket)) {
      SlowResting ended = order;
      ended.left = 0;
      SlowEvent told = event(SlowKind::gone, ended, order.left);
      told.is_shown = false;
      events.push_back(told);
      return;
    }
    side(order.ticket.instrument, order.ticket.is_buy)[order.ticket.price].push_back(order);
    events.push_back(event(SlowKind::rests, order, order.left));
  }

  static SlowEvent event(SlowKind kind, const SlowResting& order, uint32_t shares) {
    SlowEvent out;
    out.kind = kind;
    out.order = order.number;
    out.price = order.ticket.price;
    out.shares = shares;
    out.left = order.left;
    return out;
  }

  void erase(uint64_t number) {
    const SlowTicket ticket = find(number)->ticket;
    Prices& prices = side(ticket.instrument, ticket.is_buy);
    Queue& queue = prices[ticket.price];
    queue.remove_if([number](const SlowResting& order) { return order.number == number; });
    if (queue.empty()) prices.erase(ticket.price);
  }

  std::map<std::pair<uint16_t, bool>, Prices> sides_;
  size_t orders_max_;
  uint64_t numbers_ = 0;
  uint64_t matches_ = 0;
};

}  // namespace hotlane::test
