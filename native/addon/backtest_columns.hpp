// What a backtest has kept, as columns for JavaScript: typed arrays of one length, a row an order, a fill or
// a moment (src/backtest/backtest-columns.ts). JavaScript's thread only.
#pragma once

#include <napi.h>

#include "backtest/backtest.hpp"

namespace hotlane::addon {

// Times are ns since `midnight`; NaN: has not happened.
[[nodiscard]] Napi::Object order_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight);
[[nodiscard]] Napi::Object fill_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight);
// The market around each fill, a row for each row of the fills.
[[nodiscard]] Napi::Object mark_columns(Napi::Env env, const Backtest& backtest);
[[nodiscard]] Napi::Object book_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight);
[[nodiscard]] Napi::Object equity_columns(Napi::Env env, const Backtest& backtest, TimeNs midnight);

}  // namespace hotlane::addon
