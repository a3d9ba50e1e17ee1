// What a backtest keeps of its orders and their fills, a row each, from both ends: when the strategy decided,
// when the venue had it, when the strategy heard. Times are ns since the Unix epoch, 0: has not happened. Fed
// by the lane and the exchange while they work (one thread); read when the run is over. Grows with the
// orders, not with the market.
#pragma once

#include <array>
#include <vector>

#include "journal/state_mix.hpp"
#include "lane/boundary.hpp"
#include "lane/order_observer.hpp"
#include "venue/history_watcher.hpp"

namespace hotlane {

// How a number's life ended, as far as the strategy heard.
// `too_late`: a replacement that met an order which was done.
enum class OrderEnd : uint8_t { open, filled, cancelled, rejected, replaced, too_late };

[[nodiscard]] constexpr const char* words_of(OrderEnd end) noexcept {
  constexpr const char* words[] = {"open", "filled", "cancelled", "rejected", "replaced", "too late"};
  return words[static_cast<size_t>(end)];
}

// One order under one number: a replacement is another row.
struct OrderRow {
  UserRefNum number = 0;
  StrategyOrderId strategy_order_id = 0;
  StrategyId strategy = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  bool is_replacement = false;
  bool has_rested = false;  // some of it, when it came in, or when its cross left it to the book
  TimeInForce time_in_force = TimeInForce::day;
  bool is_post_only = false;
  OrderEnd end = OrderEnd::open;
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;      // of a replacement: of the whole order, shares already filled included
  uint64_t shares_ahead = 0;  // historical ones in front of it, when it came to rest
  Quantity filled = 0;        // under this number
  TimeNs seen = 0;            // exchange time of the newest message that the strategy had seen
  TimeNs decided = 0;
  TimeNs entered = 0;      // it reached the venue
  TimeNs heard = 0;        // the venue's first answer reached the strategy
  TimeNs cancel_sent = 0;  // the first one
  TimeNs done = 0;         // the strategy heard that it was over
};

struct FillRow {
  uint32_t order = 0;  // its row
  Quantity quantity = 0;
  PriceTicks price_ticks = 0;
  char liquidity = 0;          // as on the wire: A added, R removed, J added and hidden, O C H of a cross
  OrderReference against = 0;  // historical order taken, hit in our stead, or come in
  TimeNs time = 0;             // at the venue
  TimeNs heard = 0;            // by the strategy
};

class BacktestRecord final : public OrderObserver, public venue::HistoryWatcher {
 public:
  void on_intent(const Intent&, const GateInputs&, const OrderGate&) override {}
  void on_checked(const Intent&, const GateInputs&, const Finding&) override {}
  void on_sent(SessionId session, StrategyId strategy, const Intent& intent, UserRefNum number) override;
  void on_changed(const OrderUpdate& update, const OrderAnswer* answer) override;
  void on_entered(const venue::VenueOrder& order, const HistoryEntryResult& result,
                  uint64_t shares_ahead) override;
  void on_fill(const venue::VenueOrder& order, const HistoryFill& fill, char liquidity,
               uint64_t match_number) override;

  // The moment for all that is told next, at the lane and at the venue.
  void set_time(TimeNs now) noexcept { now_ = now; }
  // Exchange time of the newest message that the lane has seen.
  void set_seen(TimeNs seen) noexcept { seen_ = seen; }

  [[nodiscard]] const std::vector<OrderRow>& orders() const noexcept { return orders_; }
  [[nodiscard]] const std::vector<FillRow>& fills() const noexcept { return fills_; }
  // Of all rows as they were made, in order.
  [[nodiscard]] uint64_t digest() const noexcept { return mix_.digest(); }

 private:
  static constexpr uint32_t no_row = UINT32_MAX;

  // Null: no order of ours was sent under that number.
  [[nodiscard]] OrderRow* find(UserRefNum number) noexcept;
  void hear_fill(const OrderUpdate& update) noexcept;
  void close(OrderRow& row, OrderEnd end) noexcept;

  std::vector<OrderRow> orders_;
  std::vector<FillRow> fills_;
  std::vector<uint32_t> row_of_number_;  // numbers are given one after the other
  // By strategy and its own number of the order, which it gives one after the other: its newest row.
  std::array<std::vector<uint32_t>, boundary::strategies_max> row_of_order_;
  StateMix mix_;
  TimeNs now_ = 0;
  TimeNs seen_ = 0;
};

}  // namespace hotlane
