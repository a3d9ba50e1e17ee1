// The strategies of a lane's places, at its start and as they are submitted while it runs. Lives inside one
// native call, whose handles its strategies are; the lane's worker thread.
#pragma once

#include <napi.h>

#include <memory>
#include <span>
#include <vector>

#include "addon/js_strategy.hpp"
#include "lane/boundary.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane::addon {

class JsSource final : public StrategySource {
 public:
  // `bound`: what src/sdk/binding.ts or loadCompiled() gives for each place, null where it has none yet.
  // `install(place)` gives { strategy, keepsOrders } for what was submitted, or null. `look()` gives the
  // bytes of the thread's JavaScript heap that are in use.
  JsSource(CallScope& scope, boundary::LaneMemory& memory, Napi::Array bound, Napi::Function install,
           Napi::Function look);

  [[nodiscard]] std::span<StrategyPort* const> strategies() const noexcept { return ports_; }
  [[nodiscard]] Installation take(uint16_t place) noexcept override;
  void look_after() noexcept override;

 private:
  void put(uint32_t place, Napi::Value bound);

  CallScope& scope_;
  boundary::LaneMemory& memory_;
  CallInterrupter interrupter_;
  napi_value install_;
  napi_value look_;
  std::vector<std::shared_ptr<StrategyPort>> owners_;
  std::vector<StrategyPort*> ports_;
};

}  // namespace hotlane::addon
