// IPv4 (RFC 791), IPv6 with its extension headers (RFC 8200, 4302) and UDP (RFC 768), as far as finding a
// datagram's payload needs them. Plain views over a packet's bytes, on any thread; alignment 1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/big_endian.hpp"

namespace hotlane::wire::internet {

constexpr uint8_t protocol_hop_by_hop = 0;
constexpr uint8_t protocol_icmp = 1;
constexpr uint8_t protocol_igmp = 2;
constexpr uint8_t protocol_tcp = 6;
constexpr uint8_t protocol_udp = 17;
constexpr uint8_t protocol_routing = 43;
constexpr uint8_t protocol_fragment = 44;
constexpr uint8_t protocol_authentication = 51;
constexpr uint8_t protocol_icmp_6 = 58;
constexpr uint8_t protocol_destination_options = 60;

struct Ipv4 {
  uint8_t version_and_words;  // version in the upper half, header length in 32-bit words in the lower
  uint8_t service;
  be16 total_length;  // of header and payload; 0 where a network card cut the packet up after it was captured
  be16 identification;
  be16 flags_and_offset;  // 0x2000 more fragments follow, 0x1FFF offset in 8 bytes
  uint8_t time_to_live;
  uint8_t protocol;
  be16 checksum;
  be32 source;
  be32 destination;
};
static_assert(sizeof(Ipv4) == 20 && offsetof(Ipv4, total_length) == 2 && offsetof(Ipv4, protocol) == 9);
static_assert(offsetof(Ipv4, source) == 12 && offsetof(Ipv4, destination) == 16);
constexpr uint16_t ipv4_more_fragments = 0x2000;
constexpr uint16_t ipv4_fragment_offset = 0x1FFF;

struct Ipv6 {
  be32 version_and_flow;
  be16 payload_length;  // extension headers included
  uint8_t next_header;
  uint8_t hop_limit;
  uint8_t source[16];
  uint8_t destination[16];
};
static_assert(sizeof(Ipv6) == 40 && offsetof(Ipv6, next_header) == 6 && offsetof(Ipv6, source) == 8);

// Hop-by-hop, routing, destination options; the authentication header counts in 32-bit words less 2.
struct Ipv6Extension {
  uint8_t next_header;
  uint8_t length;  // in 8 bytes, the first 8 not counted
};
static_assert(sizeof(Ipv6Extension) == 2);
struct Ipv6Fragment {
  uint8_t next_header;
  uint8_t reserved;
  be16 offset_and_flags;  // offset in the upper 13 bits, lowest bit: more follow
  be32 identification;
};
static_assert(sizeof(Ipv6Fragment) == 8 && offsetof(Ipv6Fragment, offset_and_flags) == 2);

struct Udp {
  be16 source_port;
  be16 destination_port;
  be16 length;  // of header and payload
  be16 checksum;
};
static_assert(sizeof(Udp) == 8 && offsetof(Udp, length) == 4 && offsetof(Udp, checksum) == 6);

}  // namespace hotlane::wire::internet
