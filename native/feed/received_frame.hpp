// From an Ethernet frame that a card handed over to the UDP datagram in it: VLAN tags, IPv4 without options,
// checksums verified, as the kernel does it for a socket. For ways in that bypass the kernel (AF_XDP);
// captures, whose checksums prove nothing, are read elsewhere. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hotlane {

constexpr uint32_t vlan_tags_max = 2;  // 802.1Q inside 802.1ad

enum class FrameFault : uint8_t {
  none,
  not_udp,       // sound, but no whole UDP datagram in IPv4 without options: the kernel's business
  bad_length,    // a header or its length does not fit what is there
  bad_checksum,  // of the IPv4 header or of UDP
};

struct ReceivedFrame {
  FrameFault fault = FrameFault::none;
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
  uint32_t source_address = 0;  // host order
  uint32_t destination_address = 0;
  std::span<const std::byte> payload;  // in the frame's bytes; empty on a fault
};

[[nodiscard]] ReceivedFrame read_frame(std::span<const std::byte> frame) noexcept;

}  // namespace hotlane
