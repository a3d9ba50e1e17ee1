#include "risk/own_orders.hpp"

namespace hotlane {

void OwnOrders::open(uint32_t slot, const Order& order, const OrderCharge& charge,
                     OwnWorking& working) noexcept {
  uint32_t& first = working.first[static_cast<size_t>(order.side)];
  rows_[slot] = {.charge = charge,
                 .next = first,
                 .previous = no_own_order,
                 .side = order.side,
                 .sell_kind = order.attributes.sell_kind,
                 .is_working = true};
  if (first != no_own_order) rows_[first].previous = slot;
  first = slot;
  working.best.widen(order.side, reach_of(rows_[slot]));
}

void OwnOrders::change(uint32_t slot, const OrderCharge& charge, OwnWorking& working) noexcept {
  OwnOrderRow& row = rows_[slot];
  const bool was_best = reach_of(row) == working.best.of(row.side);
  row.charge = charge;
  if (was_best) {
    find_best(row.side, working);
  } else {
    working.best.widen(row.side, reach_of(row));
  }
}

void OwnOrders::close(uint32_t slot, OwnWorking& working) noexcept {
  OwnOrderRow& row = rows_[slot];
  if (row.previous != no_own_order) {
    rows_[row.previous].next = row.next;
  } else {
    working.first[static_cast<size_t>(row.side)] = row.next;
  }
  if (row.next != no_own_order) rows_[row.next].previous = row.previous;
  row.is_working = false;
  if (reach_of(row) == working.best.of(row.side)) find_best(row.side, working);
}

// A walk over the account's working orders of this side of one instrument, some dozens at most where orders
// are worth something: on the way of answers, not of orders.
void OwnOrders::find_best(Side side, OwnWorking& working) const noexcept {
  working.best.clear(side);
  for (uint32_t slot = working.first[static_cast<size_t>(side)]; slot != no_own_order;
       slot = rows_[slot].next) {
    working.best.widen(side, reach_of(rows_[slot]));
  }
}

}  // namespace hotlane
