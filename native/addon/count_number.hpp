// A count or an offset as JavaScript has it: all of ours stay far below 2^53, and a
// forged sequence number may be rounded. JavaScript's thread only.
#pragma once

#include <napi.h>

#include <cstdint>

namespace hotlane::addon {

inline Napi::Number number_of(Napi::Env env, uint64_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

}  // namespace hotlane::addon
