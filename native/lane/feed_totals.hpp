// The channels of one lane added up, for its status. Made anew each time it is published, on the lane's
// thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "lane/channel_market.hpp"

namespace hotlane {

struct FeedTotals {
  uint64_t packets = 0;
  uint64_t bytes = 0;
  uint64_t messages = 0;
  uint64_t gaps = 0;
  uint64_t lost = 0;
  uint64_t duplicates = 0;
  uint64_t heartbeats = 0;
  uint64_t foreign = 0;
  uint64_t malformed = 0;
  uint64_t unknown_types = 0;
  uint64_t book_errors = 0;
  uint32_t system_phase = 0;   // of the channel that is furthest into its day
  uint32_t breaker_level = 0;  // the highest told

  void add(const ChannelMarket& channel) noexcept {
    const FeedCounters& stream = channel.stream().counters();
    packets += stream.packets;
    bytes += stream.bytes;
    messages += channel.messages().messages;
    gaps += stream.gaps;
    lost += stream.lost;
    duplicates += stream.duplicates;
    heartbeats += stream.heartbeats;
    foreign += stream.foreign;
    malformed += stream.malformed;
    unknown_types += channel.messages().unknown_types;
    book_errors += channel.book_errors();
    system_phase = std::max(system_phase, static_cast<uint32_t>(channel.books().system_phase()));
    breaker_level = std::max<uint32_t>(breaker_level, channel.books().breaker_level());
  }
};

}  // namespace hotlane
