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
  widen(working, order.side, reach_of(rows_[slot]));
}

void OwnOrders::change(uint32_t slot, const OrderCharge& charge, OwnWorking& working) noexcept {
  OwnOrder& row = rows_[slot];
  const PriceTicks before = reach_of(row);
  row.charge = charge;
  const PriceTicks after = reach_of(row);
  if (before == after) return;
  widen(working, row.side, after);
  narrow(working, row.side, before);
}

void OwnOrders::close(uint32_t slot, OwnWorking& working) noexcept {
  OwnOrder& row = rows_[slot];
  if (row.previous != no_own_order) {
    rows_[row.previous].next = row.next;
  } else {
    working.first[static_cast<size_t>(row.side)] = row.next;
  }
  if (row.next != no_own_order) rows_[row.next].previous = row.previous;
  row.is_working = false;
  narrow(working, row.side, reach_of(row));
}

// A walk over the account's working orders of this side of one instrument, when the last one at their best
// price goes: on the way of answers, not of orders.
void OwnOrders::find_best(Side side, OwnWorking& working) const noexcept {
  working.best.clear(side);
  working.at_best[static_cast<size_t>(side)] = 0;
  for (uint32_t slot = working.first[static_cast<size_t>(side)]; slot != no_own_order;
       slot = rows_[slot].next) {
    widen(working, side, reach_of(rows_[slot]));
  }
}

}  // namespace hotlane
