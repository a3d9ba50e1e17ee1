#include "feed/received_frame.hpp"

#include <cstring>

#include "wire/big_endian.hpp"

namespace hotlane {
namespace {

using wire::be16;
using wire::be32;

struct Ethernet {
  std::byte destination[6];
  std::byte source[6];
  be16 ether_type;
};
struct VlanTag {
  be16 control;
  be16 ether_type;
};
struct Ipv4 {  // RFC 791 §3.1
  uint8_t version_and_words;
  uint8_t service;
  be16 total_length;
  be16 identification;
  be16 flags_and_offset;
  uint8_t time_to_live;
  uint8_t protocol;
  be16 checksum;
  be32 source;
  be32 destination;
};
struct Udp {  // RFC 768
  be16 source_port;
  be16 destination_port;
  be16 length;
  be16 checksum;
};
static_assert(sizeof(Ethernet) == 14 && sizeof(VlanTag) == 4 && sizeof(Ipv4) == 20 && sizeof(Udp) == 8);

constexpr uint16_t ether_ipv4 = 0x0800;
constexpr uint16_t ether_vlan = 0x8100;
constexpr uint16_t ether_service_vlan = 0x88A8;
constexpr uint8_t version_4_without_options = 0x45;
constexpr uint8_t protocol_udp = 17;
constexpr uint16_t fragment_bits = 0x3FFF;  // more fragments, and the offset

// Sum of 16-bit words, not folded: at most 64 KiB, so that it can't overflow. Any byte order gives the same
// fold (RFC 1071 §2), so words are taken as they lie in memory, eight bytes at once.
uint64_t sum_of(const std::byte* bytes, size_t size) noexcept {
  uint64_t sum = 0;
  for (; size >= 8; size -= 8, bytes += 8) {
    uint64_t words;
    std::memcpy(&words, bytes, 8);
    sum += (words & 0xFFFF'FFFF) + (words >> 32);
  }
  uint64_t rest = 0;
  std::memcpy(&rest, bytes, size);
  return sum + (rest & 0xFFFF'FFFF) + (rest >> 32);
}

uint16_t folded(uint64_t sum) noexcept {
  sum = (sum & 0xFFFF'FFFF) + (sum >> 32);
  sum = (sum & 0xFFFF) + (sum >> 16);
  sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<uint16_t>((sum & 0xFFFF) + (sum >> 16));
}

constexpr uint16_t sum_is_right = 0xFFFF;

// RFC 768: over a pseudo header, the header and the payload; 0: the sender made none. A frame from this host
// itself has the pseudo header's part alone, because the sender left the rest to a card that it never saw.
bool is_checksum_right(const Ipv4& ip, const Udp& udp, size_t length) noexcept {
  uint16_t told;
  std::memcpy(&told, &udp.checksum, sizeof told);
  if (told == 0) return true;
  const be16 protocol = protocol_udp;
  uint64_t pseudo = sum_of(reinterpret_cast<const std::byte*>(&ip.source), 2 * sizeof(be32));
  pseudo += sum_of(reinterpret_cast<const std::byte*>(&protocol), sizeof protocol);
  pseudo += sum_of(reinterpret_cast<const std::byte*>(&udp.length), sizeof udp.length);
  return folded(pseudo + sum_of(reinterpret_cast<const std::byte*>(&udp), length)) == sum_is_right ||
         folded(pseudo) == told;
}

ReceivedFrame fault(FrameFault fault) noexcept {
  ReceivedFrame out;
  out.fault = fault;
  return out;
}

}  // namespace

ReceivedFrame read_frame(std::span<const std::byte> frame) noexcept {
  if (frame.size() < sizeof(Ethernet)) return fault(FrameFault::bad_length);
  uint16_t type = reinterpret_cast<const Ethernet*>(frame.data())->ether_type;
  frame = frame.subspan(sizeof(Ethernet));
  for (uint32_t tags = 0; tags < vlan_tags_max && (type == ether_vlan || type == ether_service_vlan);
       ++tags) {
    if (frame.size() < sizeof(VlanTag)) return fault(FrameFault::bad_length);
    type = reinterpret_cast<const VlanTag*>(frame.data())->ether_type;
    frame = frame.subspan(sizeof(VlanTag));
  }
  if (type != ether_ipv4) return fault(FrameFault::not_udp);
  if (frame.size() < sizeof(Ipv4)) return fault(FrameFault::bad_length);
  const auto& ip = *reinterpret_cast<const Ipv4*>(frame.data());
  if (ip.version_and_words != version_4_without_options || ip.protocol != protocol_udp ||
      (ip.flags_and_offset & fragment_bits) != 0) {
    return fault(FrameFault::not_udp);
  }
  // Short frames are padded: the IPv4 length says where the datagram ends.
  const size_t total = ip.total_length;
  if (total < sizeof(Ipv4) + sizeof(Udp) || total > frame.size()) return fault(FrameFault::bad_length);
  const auto& udp = *reinterpret_cast<const Udp*>(frame.data() + sizeof(Ipv4));
  const size_t length = udp.length;
  if (length < sizeof(Udp) || length > total - sizeof(Ipv4)) return fault(FrameFault::bad_length);
  if (folded(sum_of(frame.data(), sizeof(Ipv4))) != sum_is_right || !is_checksum_right(ip, udp, length)) {
    return fault(FrameFault::bad_checksum);
  }
  ReceivedFrame out;
  out.source_address = ip.source;
  out.destination_address = ip.destination;
  out.source_port = udp.source_port;
  out.destination_port = udp.destination_port;
  out.payload = frame.subspan(sizeof(Ipv4) + sizeof(Udp), length - sizeof(Udp));
  return out;
}

}  // namespace hotlane
