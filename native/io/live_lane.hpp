// The lane as the edge runs it: on the CPU's own clock.
#pragma once

#include "io/tsc_clock.hpp"
#include "lane/lane.hpp"

namespace hotlane::io {

using LiveLane = Lane<TscClock>;

}  // namespace hotlane::io
