// Builds Ethernet frames with a UDP datagram, right or wrong in a chosen way, byte by byte and apart from the
// engine's own reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hotlane::test {

enum class UdpSum { right, wrong, none, left_to_card };

struct FrameShape {
  uint32_t source = 0x0A000001;
  uint32_t destination = 0xEFFF4601;
  uint16_t source_port = 4'000;
  uint16_t destination_port = 30'501;
  uint32_t vlan_tags = 0;
  UdpSum sum = UdpSum::right;
  bool is_header_sum_right = true;
  uint16_t fragment = 0;  // the header's flags and offset
  size_t padding = 0;     // after the datagram
  int total_length_off = 0;
  int udp_length_off = 0;
  uint8_t version_and_words = 0x45;
  uint8_t protocol = 17;
  uint16_t ether_type = 0x0800;
};

inline void put_number(std::vector<std::byte>& out, uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::byte>(value >> (8 * i)));
}

// The Internet checksum (RFC 1071), two bytes at a time, of `bytes` from `begin` and a sum so far.
inline uint32_t ones_complement(std::span<const std::byte> bytes, uint32_t sum = 0) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    sum += std::to_integer<uint32_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
    sum = (sum & 0xFFFF) + (sum >> 16);
  }
  return sum;
}

inline void set_16(std::vector<std::byte>& out, size_t at, uint32_t value) {
  out[at] = static_cast<std::byte>(value >> 8);
  out[at + 1] = static_cast<std::byte>(value);
}

inline std::vector<std::byte> udp_frame(const FrameShape& shape, std::span<const std::byte> payload) {
  std::vector<std::byte> out;
  put_number(out, 0x01005E7F4601, 6);
  put_number(out, 0x020000000001, 6);
  for (uint32_t tag = 0; tag < shape.vlan_tags; ++tag) {
    put_number(out, tag == 0 && shape.vlan_tags > 1 ? 0x88A8 : 0x8100, 2);
    put_number(out, 100 + tag, 2);
  }
  put_number(out, shape.ether_type, 2);
  const size_t ip = out.size();
  const auto length = static_cast<int>(8 + payload.size());
  put_number(out, shape.version_and_words, 1);
  put_number(out, 0, 1);
  put_number(out, static_cast<uint64_t>(20 + length + shape.total_length_off), 2);
  put_number(out, 1, 2);
  put_number(out, shape.fragment, 2);
  put_number(out, 1, 1);
  put_number(out, shape.protocol, 1);
  put_number(out, 0, 2);
  put_number(out, shape.source, 4);
  put_number(out, shape.destination, 4);
  set_16(out, ip + 10,
         ~ones_complement(std::span(out).subspan(ip, 20)) ^ (shape.is_header_sum_right ? 0U : 1U));
  const size_t udp = out.size();
  put_number(out, shape.source_port, 2);
  put_number(out, shape.destination_port, 2);
  put_number(out, static_cast<uint64_t>(length + shape.udp_length_off), 2);
  put_number(out, 0, 2);
  out.insert(out.end(), payload.begin(), payload.end());
  std::vector<std::byte> pseudo(out.begin() + static_cast<long>(ip + 12),
                                out.begin() + static_cast<long>(ip + 20));
  put_number(pseudo, shape.protocol, 2);
  put_number(pseudo, static_cast<uint64_t>(length + shape.udp_length_off), 2);
  const uint32_t part = ones_complement(pseudo);
  const uint32_t whole = ~ones_complement(std::span(out).subspan(udp), part) & 0xFFFF;
  switch (shape.sum) {
    case UdpSum::right: set_16(out, udp + 6, whole == 0 ? 0xFFFF : whole); break;
    case UdpSum::wrong: set_16(out, udp + 6, whole ^ 0x5A5A); break;
    case UdpSum::left_to_card: set_16(out, udp + 6, part); break;
    case UdpSum::none: break;
  }
  out.resize(out.size() + shape.padding, std::byte{0xEE});
  return out;
}

}  // namespace hotlane::test
