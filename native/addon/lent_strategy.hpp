// A strategy of a lane that lives longer than one native call. JavaScript's thread only.
#pragma once

#include "strategy/strategy_port.hpp"

namespace hotlane::addon {

// Stands in the lane for a strategy whose handles are made anew in each native call.
class LentStrategy final : public StrategyPort {
 public:
  void lend(StrategyPort* port) noexcept { port_ = port; }

  [[nodiscard]] StrategyInterests interests() const noexcept override { return port_->interests(); }
  [[nodiscard]] CallResult on_start() noexcept override { return port_->on_start(); }
  [[nodiscard]] CallResult on_book(InstrumentId instrument) noexcept override {
    return port_->on_book(instrument);
  }
  [[nodiscard]] CallResult on_trade() noexcept override { return port_->on_trade(); }
  [[nodiscard]] CallResult on_order() noexcept override { return port_->on_order(); }
  [[nodiscard]] CallResult on_timer() noexcept override { return port_->on_timer(); }
  [[nodiscard]] CallResult on_status() noexcept override { return port_->on_status(); }
  [[nodiscard]] CallResult on_stop() noexcept override { return port_->on_stop(); }

 private:
  StrategyPort* port_ = nullptr;
};

}  // namespace hotlane::addon
