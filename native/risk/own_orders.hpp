// The gate's own row for each working order: what it was charged with, and the working orders of each account
// in each instrument by side, to keep a new one from meeting them. Kept from order updates on the lane's
// thread; allocates at construction.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "memory/fetch_ahead.hpp"
#include "orders/order.hpp"
#include "orders/order_update.hpp"
#include "risk/bounded_money.hpp"

namespace hotlane {

// What a working order can still do at most, the worse of what it is and of what a replace on its way makes
// it.
struct OrderCharge {
  Money notional = 0;
  Quantity shares = 0;
  PriceTicks highest_ticks = 0;  // of its price and the replacement's
  PriceTicks lowest_ticks = 0;
};

[[nodiscard]] inline OrderCharge charge_of(const Order& order) noexcept {
  OrderCharge charge{notional_of(order.leaves, order.price_ticks), order.leaves, order.price_ticks,
                     order.price_ticks};
  if (order.pending_user_ref_num == 0) return charge;
  const Quantity used = order.used();
  const Quantity leaves = order.pending_quantity > used ? order.pending_quantity - used : 0;
  charge.notional = std::max(charge.notional, notional_of(leaves, order.pending_price_ticks));
  charge.shares = std::max(charge.shares, leaves);
  charge.highest_ticks = std::max(order.price_ticks, order.pending_price_ticks);
  charge.lowest_ticks = std::min(order.price_ticks, order.pending_price_ticks);
  return charge;
}

constexpr uint32_t no_own_order = UINT32_MAX;

// Working orders of one account in one instrument: the first of each Side's list, and the prices that a new
// order of the other side would meet first.
struct OwnBest {
  PriceTicks buy_ticks = 0;           // 0: none
  PriceTicks sell_ticks = INT32_MAX;  // INT32_MAX: none

  [[nodiscard]] PriceTicks of(Side side) const noexcept { return side == Side::buy ? buy_ticks : sell_ticks; }
  // An order that may trade up, or down, to `ticks` is working.
  void widen(Side side, PriceTicks ticks) noexcept {
    if (side == Side::buy) {
      buy_ticks = std::max(buy_ticks, ticks);
    } else {
      sell_ticks = std::min(sell_ticks, ticks);
    }
  }
  void put(Side side, PriceTicks ticks) noexcept { (side == Side::buy ? buy_ticks : sell_ticks) = ticks; }
  void clear(Side side) noexcept {
    if (side == Side::buy) {
      buy_ticks = 0;
    } else {
      sell_ticks = INT32_MAX;
    }
  }
};
struct OwnWorking {
  OwnBest best;
  std::array<uint32_t, 2> first = {no_own_order, no_own_order};
  std::array<uint32_t, 2> at_best{};  // orders that reach the best price, so that one can go unsearched
};

struct OwnOrder {
  OrderCharge charge;
  uint32_t next = no_own_order;
  uint32_t previous = no_own_order;
  Side side = Side::buy;
  SellKind sell_kind = SellKind::ordinary;
  bool is_working = false;
};

class OwnOrders {
 public:
  explicit OwnOrders(uint32_t orders_max) : rows_(orders_max) {}

  [[nodiscard]] uint32_t size() const noexcept { return static_cast<uint32_t>(rows_.size()); }
  [[nodiscard]] const OwnOrder& row(uint32_t slot) const noexcept { return rows_[slot]; }
  void fetch(uint32_t slot) const noexcept { fetch_all(rows_[slot]); }

  // The order in `slot` began to work. Only where row(slot) does not.
  void open(uint32_t slot, const Order& order, const OrderCharge& charge, OwnWorking& working) noexcept;
  void change(uint32_t slot, const OrderCharge& charge, OwnWorking& working) noexcept;
  void close(uint32_t slot, OwnWorking& working) noexcept;

 private:
  // The most aggressive price that it may have at the venue.
  [[nodiscard]] static PriceTicks reach_of(const OwnOrder& row) noexcept {
    return row.side == Side::buy ? row.charge.highest_ticks : row.charge.lowest_ticks;
  }
  // The same, counted; and that one no longer is.
  static void widen(OwnWorking& working, Side side, PriceTicks ticks) noexcept {
    const PriceTicks best = working.best.of(side);
    uint32_t& count = working.at_best[static_cast<size_t>(side)];
    if (ticks == best) {
      ++count;
    } else if (side == Side::buy ? ticks > best : ticks < best) {
      working.best.put(side, ticks);
      count = 1;
    }
  }
  void narrow(OwnWorking& working, Side side, PriceTicks ticks) const noexcept {
    if (ticks == working.best.of(side) && --working.at_best[static_cast<size_t>(side)] == 0)
      find_best(side, working);
  }
  void find_best(Side side, OwnWorking& working) const noexcept;

  std::vector<OwnOrder> rows_;
};

}  // namespace hotlane
