// Frames that are no whole UDP datagram: each has its name.
#include "capture_bytes.hpp"
#include "feed/udp_frame.hpp"
#include "harness.hpp"

namespace hotlane::test {
namespace {

const Addressed ipv4{{10, 0, 0, 1}, {239, 1, 2, 3}, 4000, 30'001};
const Addressed ipv6{Bytes(16, 0x20), Bytes(16, 0xFF), 4000, 30'001};
const Bytes payload{1, 2, 3, 4, 5};

UdpFrame parse(uint16_t link_type, const Bytes& bytes, bool is_cut = false) {
  CapturedFrame frame;
  frame.link_type = link_type;
  frame.is_cut = is_cut;
  frame.bytes = std::as_bytes(std::span(bytes));
  return parse_udp_frame(frame);
}
FrameContent content(uint16_t link_type, const Bytes& bytes, bool is_cut = false) {
  return parse(link_type, bytes, is_cut).content;
}
FrameContent of_ipv4(const Bytes& packet, bool is_cut = false) {
  return content(228, packet, is_cut);
}
FrameContent of_ipv6(const Bytes& packet, bool is_cut = false) {
  return content(229, packet, is_cut);
}

Bytes with(Bytes bytes, size_t at, uint8_t value) {
  bytes[at] = value;
  return bytes;
}
Bytes first(Bytes bytes, size_t length) {
  bytes.resize(length);
  return bytes;
}

}  // namespace

TEST("sound packets that are no UDP datagram are told apart") {
  CHECK(of_ipv4(ipv4_packet(ipv4, 6, payload)) == FrameContent::tcp);
  CHECK(of_ipv4(ipv4_packet(ipv4, 1, payload)) == FrameContent::icmp);
  CHECK(of_ipv4(ipv4_packet(ipv4, 2, payload)) == FrameContent::igmp);
  CHECK(of_ipv4(ipv4_packet(ipv4, 47, payload)) == FrameContent::other_protocol);
  CHECK(of_ipv6(ipv6_packet(ipv6, 6, {}, payload)) == FrameContent::tcp);
  CHECK(of_ipv6(ipv6_packet(ipv6, 58, {}, payload)) == FrameContent::icmp);
  CHECK(content(1, ethernet_frame(0x0806, payload)) == FrameContent::arp);
  CHECK(content(1, ethernet_frame(0x88CC, payload)) == FrameContent::other_ether_type);
  CHECK(content(1, ethernet_frame(46, payload)) == FrameContent::other_ether_type);  // an 802.3 length
  CHECK(content(0, family_frame(Order::little, 7, payload)) == FrameContent::other_ether_type);
  CHECK(content(147, payload) == FrameContent::unknown_link);
}

TEST("fragments of IPv4 and IPv6 are named, the first one too") {
  const Bytes udp = udp_packet(ipv4, payload);
  CHECK(of_ipv4(ipv4_packet(ipv4, 17, udp, 0, 0x2000)) == FrameContent::fragment);
  CHECK(of_ipv4(ipv4_packet(ipv4, 17, payload, 0, 0x0010)) == FrameContent::fragment);
  CHECK(of_ipv4(ipv4_packet(ipv4, 17, udp, 0, 0x4000)) == FrameContent::udp);  // don't fragment
  CHECK(of_ipv6(ipv6_packet(ipv6, 44, from_hex("1100 0001 00000007"), udp)) == FrameContent::fragment);
  CHECK(of_ipv6(ipv6_packet(ipv6, 44, from_hex("1100 0010 00000007"), payload)) == FrameContent::fragment);
}

TEST("a frame that ends too early is malformed, or cut by the capture where it was longer") {
  const Bytes good = ethernet_frame(0x0800, ipv4_packet(ipv4, 17, udp_packet(ipv4, payload)), {0x8100});
  CHECK(content(1, good) == FrameContent::udp);
  for (size_t length = 0; length < good.size(); ++length) {
    const FrameContent expected = length < 18   ? FrameContent::link_cut
                                  : length < 38 ? FrameContent::ip_cut
                                                : FrameContent::ip_length;
    CHECK(content(1, first(good, length)) == expected);
    CHECK(content(1, first(good, length), true) == FrameContent::cut_by_capture);
  }
  const Bytes ipv6_good = ipv6_packet(ipv6, 60, from_hex("1100 0000 00000000"), udp_packet(ipv6, payload));
  CHECK(of_ipv6(ipv6_good) == FrameContent::udp);
  for (size_t length = 0; length < ipv6_good.size(); ++length) {
    CHECK(of_ipv6(first(ipv6_good, length)) ==
          (length < 40 ? FrameContent::ip_cut : FrameContent::ip_length));
    CHECK(of_ipv6(first(ipv6_good, length), true) == FrameContent::cut_by_capture);
  }
}

TEST("IP and UDP headers whose fields lie are refused by name") {
  const Bytes udp = udp_packet(ipv4, payload);
  const Bytes good = ipv4_packet(ipv4, 17, udp);
  CHECK(of_ipv4(with(good, 0, 0x55)) == FrameContent::ip_version);
  CHECK(of_ipv4(with(good, 0, 0x44)) == FrameContent::ip_header_length);
  CHECK(of_ipv4(with(good, 0, 0x4F)) == FrameContent::ip_header_length);
  CHECK(of_ipv4(with(good, 3, 19)) == FrameContent::ip_header_length);
  CHECK(of_ipv4(with(good, 3, 200)) == FrameContent::ip_length);
  CHECK(of_ipv4(with(good, 3, 27)) == FrameContent::udp_cut);
  CHECK(of_ipv4(with(good, 25, 7)) == FrameContent::udp_length);
  CHECK(of_ipv4(with(good, 25, 14)) == FrameContent::udp_length);
  const Bytes good_6 = ipv6_packet(ipv6, 17, {}, udp_packet(ipv6, payload));
  CHECK(of_ipv6(with(good_6, 0, 0x40)) == FrameContent::ip_version);
  CHECK(of_ipv6(ipv6_packet(ipv6, 0, from_hex("11FF 0000 00000000"), udp)) == FrameContent::ip_cut);
  Bytes endless;
  for (int i = 0; i < 40; ++i) append(endless, from_hex("3C00 0000 00000000"));
  CHECK(of_ipv6(ipv6_packet(ipv6, 60, endless, udp)) == FrameContent::ip_header_length);
}

TEST("the IP and UDP lengths say where a datagram ends, not the frame") {
  Bytes packet = ipv4_packet(ipv4, 17, udp_packet(ipv4, payload));
  append(packet, Bytes(19, 0xEE));
  CHECK_EQUAL(parse(228, packet).payload.size(), payload.size());
  // Bytes behind the UDP datagram inside the IP packet are no part of it either.
  Bytes udp = udp_packet(ipv4, payload);
  append(udp, Bytes(6, 0xEE));
  CHECK_EQUAL(parse(228, ipv4_packet(ipv4, 17, udp)).payload.size(), payload.size());
  // A total length of 0: filled in by the network card after the packet was captured.
  CHECK_EQUAL(parse(228, with(with(packet, 2, 0), 3, 0)).payload.size(), payload.size());
}

}  // namespace hotlane::test
