// A strategy's shared object as bench/compiled-market-maker.ts gives it, `{ path, parameters }`, loaded as
// its lane's only strategy.
#pragma once

#include <napi.h>

#include <memory>
#include <string>

#include "lane/boundary.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane::bench {

// Null, with `failure` in words, when it can't be loaded. When one of its calls fails, `failure` gets that.
// `memory`, whose first `instruments` it has, and `failure` must outlive it.
[[nodiscard]] std::unique_ptr<StrategyPort> load_compiled(const Napi::Object& given,
                                                          boundary::LaneMemory& memory, uint16_t instruments,
                                                          std::string& failure);

}  // namespace hotlane::bench
