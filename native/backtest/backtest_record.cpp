#include "backtest/backtest_record.hpp"

#include <cassert>

#include "venue/exchange.hpp"

namespace hotlane {
namespace {

// Numbers that are given one after the other, as an index.
void keep_row(std::vector<uint32_t>& rows, size_t number, uint32_t row, uint32_t none) {
  if (rows.size() <= number) rows.resize(number + 1, none);
  rows[number] = row;
}

OrderEnd end_of(const OrderUpdate& update) noexcept {
  switch (update.kind) {
    case OrderUpdateKind::filled: return OrderEnd::filled;
    case OrderUpdateKind::rejected: return OrderEnd::rejected;
    default: return OrderEnd::cancelled;
  }
}

}  // namespace

OrderRow* BacktestRecord::find(UserRefNum number) noexcept {
  if (number >= row_of_number_.size() || row_of_number_[number] == no_row) return nullptr;
  return &orders_[row_of_number_[number]];
}

void BacktestRecord::on_sent(SessionId, StrategyId strategy, const Intent& intent, UserRefNum number) {
  mix_.add(static_cast<uint64_t>(now_));
  mix_.add(uint64_t{number} << 8 | static_cast<uint64_t>(intent.kind));
  if (intent.kind == IntentKind::cancel) {
    OrderRow* row = find(number);
    if (row != nullptr && row->cancel_sent == 0) row->cancel_sent = now_;
    return;
  }
  OrderRow row;
  row.number = number;
  row.strategy_order_id = intent.strategy_order_id;
  row.strategy = strategy;
  row.instrument = intent.instrument;
  row.side = intent.side;
  row.price_ticks = intent.price_ticks;
  row.quantity = intent.quantity;
  row.time_in_force = intent.attributes.time_in_force;
  row.is_post_only = intent.attributes.is_post_only;
  row.seen = seen_;
  row.decided = now_;
  std::vector<uint32_t>& its_rows = row_of_order_[strategy];
  if (intent.kind == IntentKind::replace) {
    row.is_replacement = true;
    if (intent.strategy_order_id < its_rows.size() && its_rows[intent.strategy_order_id] != no_row) {
      const OrderRow& before = orders_[its_rows[intent.strategy_order_id]];
      row.instrument = before.instrument;
      row.side = before.side;
    }
  }
  mix_.add(uint64_t{static_cast<uint32_t>(row.price_ticks)} << 32 | row.quantity);
  const auto index = static_cast<uint32_t>(orders_.size());
  orders_.push_back(row);
  keep_row(row_of_number_, number, index, no_row);
  keep_row(its_rows, intent.strategy_order_id, index, no_row);
}

void BacktestRecord::on_changed(const OrderUpdate& update, const OrderAnswer* answer) {
  mix_.add(static_cast<uint64_t>(now_));
  mix_.add(static_cast<uint64_t>(update.kind) << 32 | update.fill_quantity);
  if (update.kind == OrderUpdateKind::filled) hear_fill(update);
  if (answer == nullptr) return;
  OrderRow* row = find(answer->user_ref_num);
  if (row == nullptr) return;
  if (row->heard == 0) row->heard = now_;
  if (update.kind == OrderUpdateKind::replaced) {
    OrderRow* before = find(answer->orig_user_ref_num);
    if (before != nullptr) close(*before, OrderEnd::replaced);
  }
  if (update.order == nullptr || !is_done(update.order->state)) return;
  close(*row, end_of(update));
  const std::vector<uint32_t>& its_rows = row_of_order_[update.strategy];
  if (update.strategy_order_id >= its_rows.size() || its_rows[update.strategy_order_id] == no_row) return;
  close(orders_[its_rows[update.strategy_order_id]], OrderEnd::too_late);
}

void BacktestRecord::close(OrderRow& row, OrderEnd end) noexcept {
  if (row.end != OrderEnd::open) return;
  row.end = end;
  row.done = now_;
}

void BacktestRecord::hear_fill(const OrderUpdate& update) noexcept {
  const uint64_t index = update.match_number - venue::Exchange::match_number_base() - 1;
  if (index < fills_.size()) fills_[index].heard = now_;
}

void BacktestRecord::on_entered(const venue::VenueOrder& order, const HistoryEntryResult& result,
                                uint64_t shares_ahead) {
  OrderRow* row = find(order.user_ref_num);
  if (row == nullptr) return;
  if (row->entered == 0) row->entered = now_;  // what a cross leaves comes in once more
  row->has_rested = result.result == HistoryEntry::rests;
  row->shares_ahead = shares_ahead;
  mix_.add(static_cast<uint64_t>(now_));
  mix_.add(shares_ahead);
}

void BacktestRecord::on_fill(const venue::VenueOrder& order, const HistoryFill& fill, char liquidity,
                             uint64_t match_number) {
  assert(match_number == venue::Exchange::match_number_base() + fills_.size() + 1);
  static_cast<void>(match_number);
  FillRow row;
  if (OrderRow* its = find(order.user_ref_num)) {
    row.order = static_cast<uint32_t>(its - orders_.data());
    its->filled += fill.shares;
  }
  row.quantity = fill.shares;
  row.price_ticks = fill.price_ticks;
  row.liquidity = liquidity;
  row.against = fill.against;
  row.time = now_;
  fills_.push_back(row);
  mix_.add(static_cast<uint64_t>(now_));
  mix_.add(uint64_t{static_cast<uint32_t>(row.price_ticks)} << 32 | row.quantity);
  mix_.add(uint64_t{order.user_ref_num} << 8 | static_cast<uint8_t>(liquidity));
}

}  // namespace hotlane
