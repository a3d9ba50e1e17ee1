// Reads what src/lanes/lane-setup.ts describes. TypeScript has checked it; a value of another type is our own
// mistake and reads as zero or empty.
#pragma once

#include <napi.h>

#include "io/lane_loop.hpp"

namespace hotlane::addon {

[[nodiscard]] io::LaneLoopSettings read_lane_setup(Napi::Object setup);

}  // namespace hotlane::addon
