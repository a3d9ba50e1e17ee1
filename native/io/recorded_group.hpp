// The multicast group that recorded datagrams were sent to: text in the settings, numbers in the capture.
#pragma once

#include <arpa/inet.h>

#include <cstdint>
#include <string>

#include "io/datagram_receiver.hpp"
#include "memory/packet_ring.hpp"

namespace hotlane::io {

struct RecordedGroup {
  uint32_t address = 0;  // host order
  uint16_t port = 0;

  // `group`: an IPv4 address, checked before.
  [[nodiscard]] static RecordedGroup of(const std::string& group, uint16_t port) noexcept {
    in_addr out{};
    inet_pton(AF_INET, group.c_str(), &out);
    return {ntohl(out.s_addr), port};
  }

  // A datagram that it received, as a recorder takes it.
  [[nodiscard]] RingPacket packet(const Datagram& datagram, TimeNs time) const noexcept {
    RingPacket out;
    out.time = time;
    out.source_address = datagram.source_address;
    out.source_port = datagram.source_port;
    out.destination_address = address;
    out.destination_port = port;
    out.bytes = datagram.bytes;
    return out;
  }
};

}  // namespace hotlane::io
