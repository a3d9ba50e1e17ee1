// The shared memory of a lane before its start: marks, counts, symbols. Called once, by whoever made the
// memory and before anyone reads it.
#pragma once

#include "lane/boundary.hpp"
#include "lane/lane_settings.hpp"

namespace hotlane {

void prepare_lane_memory(const LaneSettings& settings, boundary::LaneMemory& memory) noexcept;

}  // namespace hotlane
