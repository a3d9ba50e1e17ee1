// A strategy in JavaScript, called inline on the lane's worker thread. A call is a bare function without
// arguments or result: all that crosses is in the strategy's frame. What a call costs, and what was weighed
// against it: docs/decisions/002-calling-a-strategy.md.
#pragma once

#include <napi.h>

#include "addon/call_interrupter.hpp"
#include "addon/call_scope.hpp"
#include "lane/boundary.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane::addon {

// Made and used inside one native call, whose handles its functions are.
class JsStrategy final : public StrategyPort {
 public:
  // `bound` is the object that src/sdk/binding.ts gives; its onThrow is told what a callback throws.
  // `interrupter`: who may end its calls; null: nobody.
  JsStrategy(CallScope& scope, Napi::Object bound, CallInterrupter* interrupter = nullptr);

  [[nodiscard]] StrategyInterests interests() const noexcept override;
  [[nodiscard]] CallResult on_start() noexcept override { return call(start_, "onStart"); }
  [[nodiscard]] CallResult on_book(InstrumentId) noexcept override { return call(book_, "onBook"); }
  [[nodiscard]] CallResult on_trade() noexcept override { return call(trade_, "onTrade"); }
  [[nodiscard]] CallResult on_order() noexcept override { return call(order_, "onOrder"); }
  [[nodiscard]] CallResult on_timer() noexcept override { return call(timer_, "onTimer"); }
  [[nodiscard]] CallResult on_status() noexcept override { return call(status_, "onStatus"); }
  [[nodiscard]] CallResult on_stop() noexcept override { return call(stop_, "onStop"); }

 private:
  // Of a callback that the strategy does not have, null.
  [[nodiscard]] CallResult call(napi_value function, const char* name) noexcept;
  [[nodiscard]] CallResult fail(const char* name) noexcept;

  CallScope& scope_;
  CallInterrupter* interrupter_;
  napi_value receiver_;
  napi_value start_;
  napi_value book_;
  napi_value trade_;
  napi_value order_;
  napi_value timer_;
  napi_value status_;
  napi_value stop_;
  napi_value throw_;
  bool reads_queue_;
};

}  // namespace hotlane::addon
