// The addon of the benchmarks in TypeScript, bench_node_addon.node: what they measure inside one native call,
// as a lane's loop is one. Not part of the engine.
#pragma once

#include <napi.h>

namespace hotlane::bench {

void init_backtest_speed(Napi::Env env, Napi::Object exports);
void init_strategy_calls(Napi::Env env, Napi::Object exports);
void init_tick_to_trade(Napi::Env env, Napi::Object exports);
void init_yardstick(Napi::Env env, Napi::Object exports);

}  // namespace hotlane::bench
