// A strategy in JavaScript, called inline on the lane's worker thread: one Node-API call an event, numbers
// only.
#pragma once

#include <napi.h>

#include "strategy/strategy_port.hpp"

namespace hotlane::addon {

class JsStrategy final : public StrategyPort {
 public:
  // `bound` is the object that src/sdk/binding.ts gives: functions that answer true, or false after a throw.
  JsStrategy(Napi::Env env, Napi::Object bound);

  [[nodiscard]] StrategyInterests interests() const noexcept override;
  [[nodiscard]] CallResult on_start() noexcept override { return call(start_, nullptr, 0); }
  [[nodiscard]] CallResult on_book(InstrumentId instrument) noexcept override;
  [[nodiscard]] CallResult on_trade() noexcept override { return call(trade_, nullptr, 0); }
  [[nodiscard]] CallResult on_order() noexcept override { return call(order_, nullptr, 0); }
  [[nodiscard]] CallResult on_timer() noexcept override { return call(timer_, nullptr, 0); }
  [[nodiscard]] CallResult on_status() noexcept override { return call(status_, nullptr, 0); }
  [[nodiscard]] CallResult on_stop() noexcept override { return call(stop_, nullptr, 0); }

 private:
  // A persistent handle, so that a call creates none for the function; null where the strategy has no such
  // callback.
  [[nodiscard]] CallResult call(const Napi::FunctionReference& function, const napi_value* arguments,
                                size_t count) noexcept;

  Napi::Env env_;
  Napi::FunctionReference start_;
  Napi::FunctionReference book_;
  Napi::FunctionReference trade_;
  Napi::FunctionReference order_;
  Napi::FunctionReference timer_;
  Napi::FunctionReference status_;
  Napi::FunctionReference stop_;
};

}  // namespace hotlane::addon
