// Makes what src/backtest/backtest-setup.ts describes as a SourceSetup. JavaScript's thread only.
#pragma once

#include <napi.h>

#include <memory>

#include "backtest/message_source.hpp"

namespace hotlane::addon {

[[nodiscard]] std::unique_ptr<MessageSource> make_source(Napi::Object setup);

// Where and why the files stopped making sense, or null.
[[nodiscard]] Napi::Value fault_of(Napi::Env env, const MessageSource& source);

}  // namespace hotlane::addon
