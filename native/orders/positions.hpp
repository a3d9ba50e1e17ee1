// The positions of a lane: one a strategy and instrument, one an account and instrument, and one an
// instrument over all. Written from order updates by the lane's thread, read by it for the gate and for what
// it publishes. Allocates at construction.
#pragma once

#include <cstdint>
#include <vector>

#include "orders/order_update.hpp"
#include "orders/position.hpp"

namespace hotlane {

class Positions {
 public:
  Positions(uint16_t instruments, uint16_t strategies, uint16_t accounts = 1)
      : instruments_(instruments),
        strategies_(strategies),
        accounts_(accounts),
        cells_(size_t{instruments} * (size_t{strategies} + accounts + 1)) {}

  // Each update of the order store once, in order.
  void apply(const OrderUpdate& update) noexcept {
    if (update.instrument >= instruments_) return;
    if (update.strategy < strategies_) apply_to(cell(update.strategy, update.instrument), update);
    if (update.account < accounts_) apply_to(cell(account_row(update.account), update.instrument), update);
    apply_to(cell(total_row(), update.instrument), update);
  }

  // Made-up ones begin anew; the instrument's total over all keeps what it had.
  void forget(StrategyId strategy, InstrumentId instrument) noexcept { cell(strategy, instrument) = {}; }

  [[nodiscard]] const Position& of(StrategyId strategy, InstrumentId instrument) const noexcept {
    return cells_[at(strategy, instrument)];
  }
  [[nodiscard]] const Position& of_account(AccountId account, InstrumentId instrument) const noexcept {
    return cells_[at(account_row(account), instrument)];
  }
  [[nodiscard]] const Position& of_instrument(InstrumentId instrument) const noexcept {
    return cells_[at(total_row(), instrument)];
  }
  [[nodiscard]] uint16_t instruments() const noexcept { return instruments_; }
  [[nodiscard]] uint16_t strategies() const noexcept { return strategies_; }
  [[nodiscard]] uint16_t accounts() const noexcept { return accounts_; }

 private:
  [[nodiscard]] size_t account_row(AccountId account) const noexcept { return size_t{strategies_} + account; }
  [[nodiscard]] size_t total_row() const noexcept { return size_t{strategies_} + accounts_; }
  [[nodiscard]] size_t at(size_t row, InstrumentId instrument) const noexcept {
    return row * instruments_ + instrument;
  }
  [[nodiscard]] Position& cell(size_t row, InstrumentId instrument) noexcept {
    return cells_[at(row, instrument)];
  }

  static void apply_to(Position& position, const OrderUpdate& update) noexcept {
    position.exposure.add_open(update.side, update.open_change);
    position.add_open_notional(update.side, update.open_notional_change);
    position.fees += update.fees;
    switch (update.kind) {
      case OrderUpdateKind::trade_broken:
        return position.break_fill(update.side, update.fill_quantity, update.fill_price_ticks);
      case OrderUpdateKind::trade_corrected:
        position.break_fill(update.side, update.undone_quantity, update.undone_price_ticks);
        return position.apply_fill(update.side, update.fill_quantity, update.fill_price_ticks);
      case OrderUpdateKind::filled:
        return position.apply_fill(update.side, update.fill_quantity, update.fill_price_ticks);
      default: return;
    }
  }

  uint16_t instruments_;
  uint16_t strategies_;
  uint16_t accounts_;
  std::vector<Position> cells_;  // a row a strategy, then one an account, the last row over all
};

}  // namespace hotlane
