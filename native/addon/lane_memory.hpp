// A lane's memory as JavaScript hands it over: a Uint8Array over its SharedArrayBuffer.
#pragma once

#include <napi.h>

#include "lane/boundary.hpp"

namespace hotlane::addon {

// Null when it isn't one of the right size.
[[nodiscard]] inline boundary::LaneMemory* lane_memory(const Napi::Value& value) {
  if (!value.IsTypedArray()) return nullptr;
  auto bytes = value.As<Napi::Uint8Array>();
  if (bytes.ByteLength() != sizeof(boundary::LaneMemory)) return nullptr;
  return reinterpret_cast<boundary::LaneMemory*>(bytes.Data());
}

}  // namespace hotlane::addon
