// Copies the lane's counters into its shared memory, about once a millisecond, on the lane's thread: each
// channel's into its view, all channels' and the orders' into the lane's status.
#pragma once

#include "lane/boundary.hpp"
#include "lane/market_data.hpp"
#include "lane/order_desk.hpp"

namespace hotlane {

void publish_market_counts(const MarketData& market, boundary::LaneMemory& memory) noexcept;
void publish_order_counts(const OrderDesk& desk, boundary::LaneMemory& memory) noexcept;

}  // namespace hotlane
