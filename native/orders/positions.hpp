// The positions of a lane: one a strategy and instrument, and one an instrument over all strategies. Written
// from order updates by the lane's thread, read by it for the gate and for what it publishes. Allocates at
// construction.
#pragma once

#include <cstdint>
#include <vector>

#include "orders/order.hpp"
#include "orders/position.hpp"

namespace hotlane {

class Positions {
 public:
  Positions(uint16_t instruments, uint16_t strategies)
      : instruments_(instruments),
        strategies_(strategies),
        cells_(size_t{instruments} * (size_t{strategies} + 1)) {}

  // Each update of the order store once, in order.
  void apply(const OrderUpdate& update) noexcept {
    if (update.instrument >= instruments_ || update.strategy >= strategies_) return;
    apply_to(cell(update.strategy, update.instrument), update);
    apply_to(cell(strategies_, update.instrument), update);
  }

  [[nodiscard]] const Position& of(StrategyId strategy, InstrumentId instrument) const noexcept {
    return cells_[size_t{strategy} * instruments_ + instrument];
  }
  [[nodiscard]] const Position& of_instrument(InstrumentId instrument) const noexcept {
    return cells_[size_t{strategies_} * instruments_ + instrument];
  }
  [[nodiscard]] uint16_t instruments() const noexcept { return instruments_; }
  [[nodiscard]] uint16_t strategies() const noexcept { return strategies_; }

 private:
  [[nodiscard]] Position& cell(uint32_t row, InstrumentId instrument) noexcept {
    return cells_[size_t{row} * instruments_ + instrument];
  }

  static void apply_to(Position& position, const OrderUpdate& update) noexcept {
    position.exposure.add_open(update.side, update.open_change);
    if (update.kind == OrderUpdateKind::filled) {
      position.apply_fill(update.side, update.fill_quantity, update.fill_price_ticks);
    } else if (update.kind == OrderUpdateKind::trade_broken) {
      position.break_fill(update.side, update.fill_quantity, update.fill_price_ticks);
    }
  }

  uint16_t instruments_;
  uint16_t strategies_;
  std::vector<Position> cells_;  // a row a strategy, the last row over all
};

}  // namespace hotlane
