// The history market once more, plain and slow: one vector of orders in order of arrival, sorted anew for
// each question. Shares no code with native/venue; written from docs/venue-history.md.
#pragma once

#include <algorithm>
#include <cstdint>
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
      const bool precedes = better(own, hit.price) || (own.price == hit.price && own.arrival < hit.arrival);
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

  std::vector<SlowFill> enter(uint32_t handle, uint16_t locate, bool is_buy, int32_t price, uint32_t shares,
                              bool is_immediate_or_cancel) {
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
    if (shares > 0 && !is_immediate_or_cancel) {
      orders_.push_back({true, handle, locate, is_buy, shares, 0, price, ++arrivals_});
    }
    return fills;
  }

  uint32_t cancel(uint32_t handle, uint32_t shares) { return take_off(true, handle, shares); }

  uint32_t resting_shares(uint32_t handle) const {
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
      if (!order.is_own && is_same_queue && order.arrival < own.arrival) ahead += order.shares;
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
    std::stable_sort(side.begin(), side.end(),
                     [](const Order& a, const Order& b) { return better(a, b.price); });
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
    if (shares == 0) return;
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
  uint64_t arrivals_ = 0;
};

}  // namespace hotlane::test
