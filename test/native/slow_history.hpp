// The history market once more, plain and slow: one vector of orders in order of arrival, sorted anew for
// each question. Shares no code with native/venue; written from docs/venue-history.md.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace hotlane::test {

struct SlowFill {
  uint32_t handle;
  uint32_t shares;
  int32_t price;
  uint64_t against;
  bool adds_liquidity;
  friend bool operator==(const SlowFill&, const SlowFill&) = default;
};

class SlowHistory {
 public:
  std::vector<SlowFill> add(uint64_t reference, uint16_t locate, bool is_buy, uint32_t shares,
                            int32_t price) {
    std::vector<SlowFill> fills;
    if (find(false, reference) < 0) join(reference, locate, is_buy, shares, price, fills);
    return fills;
  }

  // execution_price 0: that of the order.
  std::vector<SlowFill> execute(uint64_t reference, uint32_t shares, bool has_flow,
                                int32_t execution_price = 0) {
    std::vector<SlowFill> fills;
    const int at = find(false, reference);
    if (at < 0) return fills;
    const Order hit = orders_[static_cast<size_t>(at)];
    uint32_t flow = has_flow ? std::min(shares, hit.shares) : 0;
    for (const Order& own : best_first(true, hit.locate, hit.is_buy)) {
      // What is hidden precedes nothing that was displayed at its price.
      const bool precedes =
          better(own, hit.price) || (own.price == hit.price && own.arrival < hit.arrival && !own.is_hidden);
      const bool pays = execution_price == 0 || own.price == execution_price || better(own, execution_price);
      if (precedes && pays) fill(own, flow, reference, fills);
    }
    reduce(reference, shares);
    return fills;
  }

  void reduce(uint64_t reference, uint32_t shares) { take_off(false, reference, shares); }

  std::vector<SlowFill> replace_historical(uint64_t old_reference, uint64_t reference, uint32_t shares,
                                           int32_t price) {
    std::vector<SlowFill> fills;
    const int at = find(false, old_reference);
    if (at < 0) return fills;
    const Order old = orders_[static_cast<size_t>(at)];
    orders_.erase(orders_.begin() + at);
    if (find(false, reference) < 0) join(reference, old.locate, old.is_buy, shares, price, fills);
    return fills;
  }

  struct Own {
    uint32_t handle;
    uint16_t locate;
    bool is_buy;
    int32_t price;
    uint32_t shares;
    bool is_immediate, is_post_only, is_hidden;
    uint32_t minimum;
    char cross = 0;
  };

  std::vector<SlowFill> enter(const Own& own) {
    if (own.cross != 0) {
      const auto over = std::pair(own.locate, own.cross);
      if (std::find(over_.begin(), over_.end(), over) == over_.end()) waiting_.push_back(own);
      return {};
    }
    // Tried out on a copy, whether it would take anything, or as much as it must.
    SlowHistory copy = *this;
    uint32_t would_take = 0;
    for (const SlowFill& fill : copy.take(own)) would_take += fill.shares;
    if (own.is_post_only && would_take > 0) return {};
    std::vector<SlowFill> fills;
    if (would_take >= std::min(own.minimum, own.shares)) fills = take(own);
    uint32_t left = own.shares;
    for (const SlowFill& fill : fills) left -= fill.shares;
    if (left > 0 && !own.is_immediate) {
      const bool is_hidden = own.is_hidden || own.minimum > 0;
      orders_.push_back({true, own.handle, own.locate, own.is_buy, left, 0, own.price, ++arrivals_, is_hidden,
                         own.minimum});
    }
    return fills;
  }

  std::vector<SlowFill> take(const Own& own) {
    auto [handle, locate, is_buy, price, shares, immediate, post_only, hidden, minimum, cross] = own;
    std::vector<SlowFill> fills;
    for (const Order& resting : best_first(false, locate, !is_buy)) {
      if (is_buy ? resting.price > price : resting.price < price) continue;
      const uint32_t left_of_it = resting.shares > resting.taken ? resting.shares - resting.taken : 0;
      const uint32_t taken = std::min(left_of_it, shares);
      if (taken == 0) continue;
      orders_[static_cast<size_t>(find(false, resting.number))].taken += taken;
      shares -= taken;
      fills.push_back({handle, taken, resting.price, resting.number, false});
    }
    return fills;
  }

  // A cross: its fills, and what is left of those that waited for it, which wait no longer.
  std::vector<SlowFill> cross(uint16_t locate, char type, uint64_t paired, int32_t price,
                              std::vector<Own>& left) {
    if (type == 'O' || type == 'C') over_.emplace_back(locate, type);
    std::vector<SlowFill> fills;
    for (const bool is_buy : {true, false}) {
      // Who is in it: those on the book first, so that they precede those of their price who waited.
      std::vector<Own> in;
      for (const Order& own : best_first(true, locate, is_buy)) {
        in.push_back({static_cast<uint32_t>(own.number), locate, is_buy, own.price, own.shares, false, false,
                      own.is_hidden, own.minimum, 0});
      }
      for (const Own& own : waiting_) {
        if (own.locate == locate && own.cross == type && own.is_buy == is_buy) in.push_back(own);
      }
      uint64_t left_of_it = paired;
      while (!in.empty()) {
        size_t best = 0;
        for (size_t i = 1; i < in.size(); ++i) {
          if (is_buy ? in[i].price > in[best].price : in[i].price < in[best].price) best = i;
        }
        const Own own = in[best];
        in.erase(in.begin() + static_cast<std::ptrdiff_t>(best));
        const auto shares = static_cast<uint32_t>(std::min<uint64_t>(own.shares, left_of_it));
        if (is_buy ? own.price <= price : own.price >= price) break;
        if (shares == 0 || shares < std::min(own.minimum, own.shares)) continue;
        left_of_it -= shares;
        fills.push_back({own.handle, shares, price, 0, false});
        cancel(own.handle, shares);
      }
    }
    for (const Own& own : waiting_) {
      if (own.locate == locate && own.cross == type) left.push_back(own);
    }
    std::erase_if(waiting_, [&](const Own& own) { return own.locate == locate && own.cross == type; });
    return fills;
  }

  uint32_t cancel(uint32_t handle, uint32_t shares) {
    for (Own& own : waiting_) {
      if (own.handle != handle) continue;
      const uint32_t cut = std::min(shares, own.shares);
      own.shares -= cut;
      std::erase_if(waiting_, [](const Own& one) { return one.shares == 0; });
      return cut;
    }
    return take_off(true, handle, shares);
  }

  uint32_t resting_shares(uint32_t handle) const {
    for (const Own& own : waiting_) {
      if (own.handle == handle) return own.shares;
    }
    const int at = find(true, handle);
    return at < 0 ? 0 : orders_[static_cast<size_t>(at)].shares;
  }

  uint64_t shares_ahead(uint32_t handle) const {
    const int at = find(true, handle);
    if (at < 0) return 0;
    const Order& own = orders_[static_cast<size_t>(at)];
    uint64_t ahead = 0;
    for (const Order& order : orders_) {
      const bool is_same_queue =
          order.locate == own.locate && order.is_buy == own.is_buy && order.price == own.price;
      const bool is_before = own.is_hidden || order.arrival < own.arrival;
      if (!order.is_own && is_same_queue && is_before) ahead += order.shares;
    }
    return ahead;
  }

 private:
  struct Order {
    bool is_own;
    uint64_t number;
    uint16_t locate;
    bool is_buy;
    uint32_t shares;
    uint32_t taken;
    int32_t price;
    uint64_t arrival;
    bool is_hidden = false;
    uint32_t minimum = 0;
  };

  static bool better(const Order& order, int32_t price) {
    return order.is_buy ? order.price > price : order.price < price;
  }

  int find(bool is_own, uint64_t number) const {
    for (size_t i = 0; i < orders_.size(); ++i) {
      if (orders_[i].is_own == is_own && orders_[i].number == number) return static_cast<int>(i);
    }
    return -1;
  }

  std::vector<Order> best_first(bool is_own, uint16_t locate, bool is_buy) const {
    std::vector<Order> side;
    for (const Order& order : orders_) {
      if (order.is_own == is_own && order.locate == locate && order.is_buy == is_buy) side.push_back(order);
    }
    std::stable_sort(side.begin(), side.end(), [](const Order& a, const Order& b) {
      return better(a, b.price) || (a.price == b.price && !a.is_hidden && b.is_hidden);
    });
    return side;
  }

  void join(uint64_t reference, uint16_t locate, bool is_buy, uint32_t shares, int32_t price,
            std::vector<SlowFill>& fills) {
    uint32_t flow = shares;
    for (const Order& own : best_first(true, locate, !is_buy)) {
      if (is_buy ? own.price <= price : own.price >= price) fill(own, flow, reference, fills);
    }
    orders_.push_back({false, reference, locate, is_buy, shares, shares - flow, price, ++arrivals_});
  }

  void fill(const Order& own, uint32_t& flow, uint64_t against, std::vector<SlowFill>& fills) {
    const uint32_t shares = std::min(flow, own.shares);
    if (shares == 0 || flow < std::min(own.minimum, own.shares)) return;
    flow -= shares;
    fills.push_back({static_cast<uint32_t>(own.number), shares, own.price, against, true});
    take_off(true, own.number, shares);
  }

  uint32_t take_off(bool is_own, uint64_t number, uint32_t shares) {
    const int at = find(is_own, number);
    if (at < 0) return 0;
    Order& order = orders_[static_cast<size_t>(at)];
    const uint32_t cut = std::min(order.shares, shares);
    order.shares -= cut;
    if (order.shares == 0) orders_.erase(orders_.begin() + at);
    return cut;
  }

  std::vector<Order> orders_;
  std::vector<Own> waiting_;
  std::vector<std::pair<uint16_t, char>> over_;
  uint64_t arrivals_ = 0;
};

}  // namespace hotlane::test
