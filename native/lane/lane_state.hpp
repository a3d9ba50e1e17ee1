// A digest of what a lane knows, part by part, so that two runs of the same inputs can be compared each
// second and the part that differs is named. Lane's thread; some microseconds (bench/journal).
#pragma once

#include "journal/lane_records.hpp"
#include "lane/boundary.hpp"
#include "lane/market_data.hpp"
#include "lane/order_desk.hpp"

namespace hotlane {

[[nodiscard]] lane_record::StateHash hash_state(const MarketData& market, const boundary::LaneMemory& memory,
                                                const OrderDesk& desk) noexcept;

}  // namespace hotlane
