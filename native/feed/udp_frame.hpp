// From a captured frame to the UDP datagram in it: Ethernet with VLAN tags, Linux cooked, null, loopback and
// raw IP; IPv4 with options, IPv6 with extension headers. Pure, on any thread. Trusts the IP header's length
// and the UDP header's, not the frame's, which may be padded or carry a trailer. Everything that is no whole
// UDP datagram has a name. Fragments are named, not put together again; checksums are not looked at, since
// network cards fill them in after the packet was captured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "feed/capture_records.hpp"
#include "feed/ip_endpoint.hpp"

namespace hotlane {

enum class FrameContent : uint8_t {
  udp,
  // Sound, but no UDP datagram.
  tcp,
  icmp,
  igmp,
  arp,
  other_protocol,    // of IP
  other_ether_type,  // neither IPv4 nor IPv6 nor ARP
  fragment,          // of an IP packet
  unknown_link,      // a link type that we don't read
  // Malformed.
  cut_by_capture,  // the snap length left too little
  link_cut,        // the frame ends inside its link header
  ip_cut,          // inside its IP header or an extension header
  ip_version,
  ip_header_length,
  ip_length,   // the IP packet is longer than the frame
  udp_cut,     // the IP packet ends inside the UDP header
  udp_length,  // shorter than a UDP header, or longer than the IP packet
};
constexpr size_t frame_content_count = 17;

[[nodiscard]] constexpr bool is_malformed(FrameContent content) noexcept {
  return content >= FrameContent::cut_by_capture;
}
[[nodiscard]] std::string_view text_of(FrameContent content) noexcept;

struct UdpFrame {
  FrameContent content = FrameContent::link_cut;
  IpEndpoint source;  // ports and payload are there when it is UDP
  IpEndpoint destination;
  std::span<const std::byte> payload;  // in the frame's bytes
};

[[nodiscard]] UdpFrame parse_udp_frame(const CapturedFrame& frame) noexcept;

}  // namespace hotlane
