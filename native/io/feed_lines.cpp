#include "io/feed_lines.hpp"

#include <algorithm>

namespace hotlane::io {

std::string FeedLines::open(const std::array<FeedLine, lines_max>& lines,
                            const std::string& interface_address) {
  for (size_t i = 0; i < lines_max; ++i) {
    if (lines[i].group.empty()) continue;
    std::string failure = senders_[i].open({lines[i].group, lines[i].port, interface_address});
    if (!failure.empty()) return failure;
  }
  return {};
}

void FeedLines::send(venue::MoldPublisher& packets) noexcept {
  std::array<std::span<const std::byte>, UdpMulticastSender::batch_max> batch;
  for (UdpMulticastSender& sender : senders_) {
    if (sender.descriptor() < 0) continue;
    for (size_t first = 0; first < packets.datagrams();) {
      const size_t count = std::min<size_t>(batch.size(), packets.datagrams() - first);
      for (size_t i = 0; i < count; ++i) batch[i] = packets.datagram(first + i);
      const size_t sent = sender.send({batch.data(), count});
      first += sent;
      if (sent < count && sender.failure() != 0) break;
    }
  }
  packets.clear();
}

}  // namespace hotlane::io
