// The gate's counters and usage out to the main thread: written by the lane's thread about once a millisecond,
// read by any.
#pragma once

#include "lane/boundary.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {

void publish_risk(const OrderGate& gate, boundary::LaneMemory& memory) noexcept;

}  // namespace hotlane
