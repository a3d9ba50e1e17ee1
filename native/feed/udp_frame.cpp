#include "feed/udp_frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "wire/internet.hpp"
#include "wire/link_layer.hpp"
#include "wire/told_endian.hpp"

namespace hotlane {
namespace link = wire::link;
namespace internet = wire::internet;

namespace {

// Bounds of what a frame may nest: real ones have two tags and a few extension headers.
constexpr uint32_t vlan_tags_max = 8;
constexpr uint32_t extension_headers_max = 16;

using Bytes = std::span<const std::byte>;

// What is left of a frame, and what it is by the header before.
struct Packet {
  Bytes bytes;
  bool is_cut = false;  // by the capture
};

// A layout at the beginning of `bytes`; null: it does not fit.
template <class Layout>
const Layout* at_front(Bytes bytes) noexcept {
  return bytes.size() < sizeof(Layout) ? nullptr : reinterpret_cast<const Layout*>(bytes.data());
}

FrameContent ended_in(FrameContent header, const Packet& packet) noexcept {
  return packet.is_cut ? FrameContent::cut_by_capture : header;
}

FrameContent content_of_protocol(uint8_t protocol) noexcept {
  switch (protocol) {
    case internet::protocol_tcp: return FrameContent::tcp;
    case internet::protocol_icmp:
    case internet::protocol_icmp_6: return FrameContent::icmp;
    case internet::protocol_igmp: return FrameContent::igmp;
    default: return FrameContent::other_protocol;
  }
}

void parse_udp(Packet packet, UdpFrame& out) noexcept {
  const auto* header = at_front<internet::Udp>(packet.bytes);
  if (header == nullptr) {
    out.content = ended_in(FrameContent::udp_cut, packet);
    return;
  }
  out.source.port = header->source_port;
  out.destination.port = header->destination_port;
  const size_t length = header->length;
  if (length < sizeof(internet::Udp)) {
    out.content = FrameContent::udp_length;
  } else if (length > packet.bytes.size()) {
    out.content = ended_in(FrameContent::udp_length, packet);
  } else {
    out.content = FrameContent::udp;
    out.payload = packet.bytes.subspan(sizeof(internet::Udp), length - sizeof(internet::Udp));
  }
}

// What an IP header of `protocol` carries.
void parse_transport(uint8_t protocol, Packet packet, UdpFrame& out) noexcept {
  if (protocol == internet::protocol_udp) {
    parse_udp(packet, out);
  } else {
    out.content = content_of_protocol(protocol);
  }
}

void parse_ipv4(Packet packet, UdpFrame& out) noexcept {
  const auto* header = at_front<internet::Ipv4>(packet.bytes);
  if (header == nullptr) {
    out.content = ended_in(FrameContent::ip_cut, packet);
    return;
  }
  const size_t header_length = size_t{header->version_and_words & 0x0FU} * 4;
  const size_t stated = header->total_length;
  const size_t total = stated == 0 ? packet.bytes.size() : stated;
  if (header->version_and_words >> 4 != 4) {
    out.content = FrameContent::ip_version;
  } else if (header_length < sizeof(internet::Ipv4) || total < header_length) {
    out.content = FrameContent::ip_header_length;
  } else if (total > packet.bytes.size() && !packet.is_cut) {
    out.content = FrameContent::ip_length;
  } else if (header_length > packet.bytes.size()) {
    out.content = FrameContent::cut_by_capture;
  } else {
    out.source = ipv4_endpoint(header->source, 0);
    out.destination = ipv4_endpoint(header->destination, 0);
    constexpr uint16_t fragmented = internet::ipv4_more_fragments | internet::ipv4_fragment_offset;
    if ((header->flags_and_offset & fragmented) != 0) {
      out.content = FrameContent::fragment;
      return;
    }
    const size_t kept = std::min(total, packet.bytes.size());
    parse_transport(header->protocol,
                    {packet.bytes.subspan(header_length, kept - header_length), kept < total}, out);
  }
}

// Walks the extension headers to the one that is none. False: `out` says why not.
bool pass_extensions(uint8_t& protocol, Packet& packet, UdpFrame& out) noexcept {
  for (uint32_t passed = 0; passed < extension_headers_max; ++passed) {
    const bool is_authentication = protocol == internet::protocol_authentication;
    if (protocol == internet::protocol_fragment) {
      const auto* fragment = at_front<internet::Ipv6Fragment>(packet.bytes);
      out.content = fragment == nullptr ? ended_in(FrameContent::ip_cut, packet) : FrameContent::fragment;
      constexpr uint16_t reserved_bits = 0x6;
      // RFC 6946: a fragment header on a whole packet fragments nothing.
      if (fragment == nullptr || (fragment->offset_and_flags & ~reserved_bits) != 0) return false;
      protocol = fragment->next_header;
      packet.bytes = packet.bytes.subspan(sizeof(internet::Ipv6Fragment));
      continue;
    }
    if (!is_authentication && protocol != internet::protocol_hop_by_hop &&
        protocol != internet::protocol_routing && protocol != internet::protocol_destination_options) {
      return true;
    }
    const auto* extension = at_front<internet::Ipv6Extension>(packet.bytes);
    const size_t length = extension == nullptr ? 0
                          : is_authentication  ? (size_t{extension->length} + 2) * 4
                                               : (size_t{extension->length} + 1) * 8;
    if (extension == nullptr || length > packet.bytes.size()) {
      out.content = ended_in(FrameContent::ip_cut, packet);
      return false;
    }
    protocol = extension->next_header;
    packet.bytes = packet.bytes.subspan(length);
  }
  out.content = FrameContent::ip_header_length;
  return false;
}

void parse_ipv6(Packet packet, UdpFrame& out) noexcept {
  const auto* header = at_front<internet::Ipv6>(packet.bytes);
  if (header == nullptr) {
    out.content = ended_in(FrameContent::ip_cut, packet);
    return;
  }
  if (header->version_and_flow >> 28 != 6) {
    out.content = FrameContent::ip_version;
    return;
  }
  const Bytes behind = packet.bytes.subspan(sizeof(internet::Ipv6));
  const size_t length = header->payload_length;
  if (length > behind.size() && !packet.is_cut) {
    out.content = FrameContent::ip_length;
    return;
  }
  const size_t kept = std::min(length, behind.size());
  std::memcpy(out.source.address.data(), header->source, sizeof header->source);
  std::memcpy(out.destination.address.data(), header->destination, sizeof header->destination);
  out.source.is_ipv6 = out.destination.is_ipv6 = true;
  Packet payload{behind.first(kept), kept < length};
  uint8_t protocol = header->next_header;
  if (pass_extensions(protocol, payload, out)) parse_transport(protocol, payload, out);
}

void parse_ip(Packet packet, UdpFrame& out) noexcept {
  if (packet.bytes.empty()) {
    out.content = ended_in(FrameContent::ip_cut, packet);
  } else if (static_cast<uint8_t>(packet.bytes[0]) >> 4 == 6) {
    parse_ipv6(packet, out);
  } else {
    parse_ipv4(packet, out);
  }
}

void parse_ether_type(uint16_t type, Packet packet, UdpFrame& out) noexcept {
  for (uint32_t tags = 0; tags < vlan_tags_max; ++tags) {
    if (type != link::ether_vlan && type != link::ether_qinq && type != link::ether_qinq_old) break;
    const auto* tag = at_front<link::VlanTag>(packet.bytes);
    if (tag == nullptr) {
      out.content = ended_in(FrameContent::link_cut, packet);
      return;
    }
    type = tag->ether_type;
    packet.bytes = packet.bytes.subspan(sizeof(link::VlanTag));
  }
  switch (type) {
    case link::ether_ipv4: parse_ipv4(packet, out); break;
    case link::ether_ipv6: parse_ipv6(packet, out); break;
    case link::ether_arp: out.content = FrameContent::arp; break;
    default: out.content = FrameContent::other_ether_type; break;
  }
}

// A link header that names an EtherType, then what it names.
template <class Header>
void parse_link(Packet packet, UdpFrame& out) noexcept {
  const auto* header = at_front<Header>(packet.bytes);
  if (header == nullptr) {
    out.content = ended_in(FrameContent::link_cut, packet);
    return;
  }
  packet.bytes = packet.bytes.subspan(sizeof(Header));
  parse_ether_type(header->ether_type, packet, out);
}

// Null's family has the byte order of the machine that captured, which nothing tells: small numbers only, so
// the order that makes it small is the right one.
void parse_family(Packet packet, UdpFrame& out) noexcept {
  const auto* field = at_front<wire::te32>(packet.bytes);
  if (field == nullptr) {
    out.content = ended_in(FrameContent::link_cut, packet);
    return;
  }
  const uint32_t family = std::min(field->in(std::endian::little), field->in(std::endian::big));
  packet.bytes = packet.bytes.subspan(link::family_length);
  if (family == link::family_ipv4) {
    parse_ipv4(packet, out);
  } else if (link::is_family_ipv6(family)) {
    parse_ipv6(packet, out);
  } else {
    out.content = FrameContent::other_ether_type;
  }
}

}  // namespace

std::string_view text_of(FrameContent content) noexcept {
  constexpr std::array<std::string_view, frame_content_count> texts = {"UDP",
                                                                       "TCP, not a feed",
                                                                       "ICMP, not a feed",
                                                                       "IGMP, not a feed",
                                                                       "ARP, not a feed",
                                                                       "IP, neither UDP nor TCP",
                                                                       "neither IPv4 nor IPv6",
                                                                       "IP fragment, not put together again",
                                                                       "unknown link type",
                                                                       "cut by the capture's snap length",
                                                                       "link header cut",
                                                                       "IP header cut",
                                                                       "IP version",
                                                                       "IP header length",
                                                                       "IP length beyond the frame",
                                                                       "UDP header cut",
                                                                       "UDP length"};
  return texts[static_cast<size_t>(content)];
}

UdpFrame parse_udp_frame(const CapturedFrame& frame) noexcept {
  UdpFrame out;
  const Packet packet{frame.bytes, frame.is_cut};
  switch (frame.link_type) {
    case link::type_ethernet: parse_link<link::Ethernet>(packet, out); break;
    case link::type_linux_cooked: parse_link<link::LinuxCooked>(packet, out); break;
    case link::type_linux_cooked_2: parse_link<link::LinuxCooked2>(packet, out); break;
    case link::type_null:
    case link::type_loop: parse_family(packet, out); break;
    case link::type_raw:
    case link::type_raw_bsd:
    case link::type_raw_openbsd: parse_ip(packet, out); break;
    case link::type_ipv4: parse_ipv4(packet, out); break;
    case link::type_ipv6: parse_ipv6(packet, out); break;
    default: out.content = FrameContent::unknown_link; break;
  }
  return out;
}

}  // namespace hotlane
