// Reads what src/backtest/backtest-setup.ts describes. TypeScript has checked it; a value of another type is
// our own mistake and reads as zero or empty.
#pragma once

#include <napi.h>

#include "backtest/backtest.hpp"

namespace hotlane::addon {

[[nodiscard]] BacktestSettings read_backtest_setup(Napi::Object setup);

}  // namespace hotlane::addon
