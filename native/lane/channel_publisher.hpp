// Copies a channel's status and counters into the lane's shared memory, about once a millisecond, on the
// lane's thread.
#pragma once

#include "lane/boundary.hpp"
#include "lane/channel_market.hpp"

namespace hotlane {

void publish_channel(const ChannelMarket& market, boundary::ChannelView& view) noexcept;

}  // namespace hotlane
