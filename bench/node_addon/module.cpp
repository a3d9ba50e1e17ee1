#include "node_addon/module.hpp"

namespace {

Napi::Object init_addon(Napi::Env env, Napi::Object exports) {
  hotlane::bench::init_backtest_speed(env, exports);
  hotlane::bench::init_strategy_calls(env, exports);
  hotlane::bench::init_tick_to_trade(env, exports);
  hotlane::bench::init_yardstick(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(bench_node_addon, init_addon)
