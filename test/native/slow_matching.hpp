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

enum class SlowKind : uint8_t { rests, trades, cut, gone, replaced, shows_more };

struct SlowEvent {
  SlowKind kind = SlowKind::rests;
  bool has_place = true;  // the order meant had, or has now, a place in the book
  uint64_t order = 0;     // trades: the one that waited
  uint64_t other = 0;     // trades: the one that came; replaced: the one that made room
  int32_t price = 0;
  uint32_t shares = 0;
  uint32_t left = 0;
  uint32_t left_of_other = 0;
  uint64_t match = 0;
  uint32_t seen = 0;         // of the shares, those that the public sees come or go
  uint32_t seen_before = 0;  // replaced: what it saw of the other
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
  bool is_hidden = false;
  uint32_t minimum = 0;  // such an order is hidden too
  uint32_t tip = 0;      // the most that the public sees of it at a time; 0: all
};

struct SlowResting {
  uint64_t number = 0;
  SlowTicket ticket;
  uint32_t left = 0;
  uint32_t seen = 0;  // of what is left

  [[nodiscard]] uint32_t fewest() const { return std::min(ticket.minimum, left); }
};

class SlowMatching {
 public:
  using Queue = std::list<SlowResting>;
  using Prices = std::map<int32_t, Queue>;

  explicit SlowMatching(size_t orders_max) : orders_max_(orders_max) {}

  // 0: there is no room.
  uint64_t enter(const SlowTicket& ticket) {
    if (resting() == orders_max_) return 0;
    SlowResting order{++numbers_, ticket, ticket.shares};
    const bool may_trade = is_large_enough(order);
    if (may_trade) trade(order);
    settle(order, may_trade);
    return order.number;
  }

  // Only down, and in place. What the public sees goes last.
  bool reduce_to(uint64_t number, uint32_t left) {
    SlowResting* order = find(number);
    if (order == nullptr || left >= order->left) return false;
    const uint32_t cut = order->left - left;
    const uint32_t seen = order->seen > left ? order->seen - left : 0;
    order->left = left;
    order->seen -= seen;
    SlowEvent told = event(left == 0 ? SlowKind::gone : SlowKind::cut, *order, cut);
    told.seen = seen;
    events.push_back(told);
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
    const uint32_t seen_before = old->seen;
    erase(number);
    SlowResting order{++numbers_, ticket, ticket.shares};
    const bool may_trade = is_large_enough(order);
    const bool would_meet = (may_trade || ticket.is_post_only) && counterparty(order) != nullptr;
    SlowEvent told = event(SlowKind::replaced, order, ticket.shares);
    told.other = number;
    told.seen_before = seen_before;
    told.has_place = !ticket.is_immediate && !would_meet;
    if (told.has_place) told.seen = wait(order).seen;
    events.push_back(told);
    if (told.has_place) return order.number;
    if (may_trade) trade(order);
    settle(order, may_trade);
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

  // Best first; at each price those that the public sees, then the others.
  [[nodiscard]] std::vector<const Prices::value_type*> levels(uint16_t instrument, bool is_buy) {
    std::vector<const Prices::value_type*> out;
    for (const auto& level : side(instrument, is_buy)) out.push_back(&level);
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
  Prices& side(uint16_t instrument, bool is_buy) { return sides_[{instrument, is_buy}]; }

  // Who stands first on the other side of those whose price is good enough, and for whom the order is large
  // enough: price, then those that are seen, then time.
  SlowResting* counterparty(const SlowResting& order) {
    for (const auto* level : levels(order.ticket.instrument, !order.ticket.is_buy)) {
      if (order.ticket.is_buy ? level->first > order.ticket.price : level->first < order.ticket.price) break;
      Queue& queue = side(order.ticket.instrument, !order.ticket.is_buy)[level->first];
      for (const bool is_seen : {true, false}) {
        for (SlowResting& waiting : queue) {
          if ((waiting.seen > 0) == is_seen && waiting.fewest() <= order.left) return &waiting;
        }
      }
    }
    return nullptr;
  }

  // Tried out on a copy of the whole market.
  bool is_large_enough(const SlowResting& order) const {
    if (order.ticket.is_post_only) return false;
    if (order.ticket.minimum == 0) return true;
    SlowMatching copy = *this;
    SlowResting attempt = order;
    copy.trade(attempt);
    return order.left - attempt.left >= order.fewest();
  }

  // One counterparty after another, each at its own price, until nothing is left, nobody is good enough, or
  // the next one is of the same account.
  void trade(SlowResting& order) {
    while (order.left > 0) {
      SlowResting* first = counterparty(order);
      if (first == nullptr) return;
      if (first->ticket.account == order.ticket.account && order.ticket.account != -1) return;
      const bool is_seen = first->seen > 0;
      const uint32_t shares = std::min(is_seen ? first->seen : first->left, order.left);
      first->left -= shares;
      if (is_seen) first->seen -= shares;
      order.left -= shares;
      SlowEvent told = event(SlowKind::trades, *first, shares);
      told.seen = is_seen ? shares : 0;
      told.other = order.number;
      told.left_of_other = order.left;
      told.match = ++matches_;
      events.push_back(told);
      if (first->left > 0 && (first->seen > 0 || !is_seen)) continue;
      SlowResting used_up = *first;
      erase(used_up.number);
      if (used_up.left == 0) continue;
      // More of it is seen, as if it had come just now.
      const uint64_t before = used_up.number;
      used_up.number = ++numbers_;
      const SlowResting& back = wait(used_up);
      SlowEvent more = event(SlowKind::shows_more, back, back.seen);
      more.seen = back.seen;
      more.other = before;
      events.push_back(more);
    }
  }

  // At the end of its price's queue, seen as its ticket wants it.
  SlowResting& wait(SlowResting order) {
    const bool is_hidden = order.ticket.is_hidden || order.ticket.minimum > 0;
    order.seen = is_hidden ? 0 : order.ticket.tip == 0 ? order.left : std::min(order.ticket.tip, order.left);
    Queue& queue = side(order.ticket.instrument, order.ticket.is_buy)[order.ticket.price];
    queue.push_back(order);
    return queue.back();
  }

  // What trading left of an order: it may stay only where it meets nobody whom it may trade with.
  void settle(const SlowResting& order, bool may_trade) {
    if (order.left == 0) return;
    const bool meets = (may_trade || order.ticket.is_post_only) && counterparty(order) != nullptr;
    if (order.ticket.is_immediate || meets) {
      SlowResting ended = order;
      ended.left = 0;
      SlowEvent told = event(SlowKind::gone, ended, order.left);
      told.has_place = false;
      events.push_back(told);
      return;
    }
    SlowEvent told = event(SlowKind::rests, order, order.left);
    told.seen = wait(order).seen;
    events.push_back(told);
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
