// The venue's feed on its way out: one or two lines, A and B, which carry the same datagrams (moldudp64.md
// §4). The venue's thread only.
#pragma once

#include <array>
#include <string>

#include "io/udp_multicast_sender.hpp"
#include "venue/mold_publisher.hpp"

namespace hotlane::io {

struct FeedLine {
  std::string group;  // IPv4 group; empty: no such line
  uint16_t port = 0;
};

class FeedLines {
 public:
  static constexpr size_t lines_max = 2;

  // `interface_address`: on the loopback nothing leaves the host; elsewhere nothing passes a router. Empty:
  // good; else what failed and why.
  [[nodiscard]] std::string open(const std::array<FeedLine, lines_max>& lines,
                                 const std::string& interface_address);

  // Sends what has been packed, on each line, and clears it. A datagram that the kernel refuses is a gap on
  // its line.
  void send(venue::MoldPublisher& packets) noexcept;

 private:
  std::array<UdpMulticastSender, lines_max> senders_;
};

}  // namespace hotlane::io
