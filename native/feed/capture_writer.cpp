#include "feed/capture_writer.hpp"

#include <bit>
#include <cassert>
#include <cstring>

#include "wire/internet.hpp"
#include "wire/link_layer.hpp"
#include "wire/pcapng.hpp"

namespace hotlane {
namespace link = wire::link;
namespace internet = wire::internet;
namespace pcapng = wire::pcapng;

namespace {

constexpr std::endian order = std::endian::little;
constexpr uint32_t snap_length = 262'144;
constexpr uint8_t nanoseconds = 9;
constexpr size_t headers_length = sizeof(link::Ethernet) + sizeof(internet::Ipv4) + sizeof(internet::Udp);
constexpr uint16_t option_statistics_received = 4;  // isb_ifrecv
constexpr uint16_t option_statistics_dropped = 5;   // isb_ifdrop

// Appends to memory whose room was counted before.
class Cursor {
 public:
  explicit Cursor(std::span<std::byte> out) noexcept : out_(out) {}

  void put(const void* bytes, size_t length) noexcept {
    assert(at_ + length <= out_.size());
    if (length > 0) std::memcpy(out_.data() + at_, bytes, length);
    at_ += length;
  }
  template <class Layout>
  void put(const Layout& layout) noexcept {
    put(&layout, sizeof layout);
  }
  void put16(uint16_t value) noexcept {
    wire::te16 field;
    field.put(value, order);
    put(field);
  }
  void put32(uint32_t value) noexcept {
    wire::te32 field;
    field.put(value, order);
    put(field);
  }
  // As blocks do it: the upper half first, each half in the file's order.
  void put_stamp(TimeNs time) noexcept {
    put32(static_cast<uint32_t>(static_cast<uint64_t>(time) >> 32));
    put32(static_cast<uint32_t>(time));
  }
  void put64(uint64_t value) noexcept {
    wire::te64 field;
    field.put(value, order);
    put(field);
  }
  void put_padding(size_t length) noexcept {
    constexpr uint8_t zeros[4] = {};
    put(zeros, length);
  }
  [[nodiscard]] size_t length() const noexcept { return at_; }

 private:
  std::span<std::byte> out_;
  size_t at_ = 0;
};

// RFC 1071: the sum of 16-bit words, unfolded. The last byte of an odd length is padded with zero.
uint64_t sum_words(const void* from, size_t length) noexcept {
  const auto* bytes = static_cast<const std::byte*>(from);
  uint64_t sum = 0;
  size_t at = 0;
  for (; at + 4 <= length; at += 4) sum += *reinterpret_cast<const wire::be32*>(bytes + at);
  if (at + 2 <= length) {
    sum += *reinterpret_cast<const wire::be16*>(bytes + at);
    at += 2;
  }
  if (at < length) sum += static_cast<uint64_t>(bytes[at]) << 8;
  return sum;
}

uint16_t checksum(uint64_t sum) noexcept {
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<uint16_t>(~sum);
}

// RFC 1112 §6.4 for a group; a locally administered address that shows the IP address for a host.
void put_hardware_address(uint8_t (&out)[6], const IpEndpoint& endpoint) noexcept {
  const bool is_group = endpoint.address[0] >> 4 == 0xE;
  const uint8_t group[6] = {0x01,
                            0x00,
                            0x5E,
                            static_cast<uint8_t>(endpoint.address[1] & 0x7F),
                            endpoint.address[2],
                            endpoint.address[3]};
  const uint8_t host[6] = {
      0x02, 0x00, endpoint.address[0], endpoint.address[1], endpoint.address[2], endpoint.address[3]};
  std::memcpy(out, is_group ? group : host, sizeof out);
}

void put_headers(Cursor& cursor, const CaptureDatagram& datagram) noexcept {
  const uint32_t source = ipv4_address(datagram.source);
  const uint32_t destination = ipv4_address(datagram.destination);
  link::Ethernet ethernet{};
  put_hardware_address(ethernet.destination, datagram.destination);
  put_hardware_address(ethernet.source, datagram.source);
  ethernet.ether_type = link::ether_ipv4;
  cursor.put(ethernet);

  const auto udp_length = static_cast<uint16_t>(sizeof(internet::Udp) + datagram.payload.size());
  internet::Ipv4 ip{};
  ip.version_and_words = 0x45;
  ip.total_length = static_cast<uint16_t>(sizeof ip + udp_length);
  ip.identification = uint16_t{0};
  ip.flags_and_offset = uint16_t{0x4000};  // don't fragment
  ip.time_to_live = 1;
  ip.protocol = internet::protocol_udp;
  ip.checksum = uint16_t{0};
  ip.source = source;
  ip.destination = destination;
  ip.checksum = checksum(sum_words(&ip, sizeof ip));
  cursor.put(ip);

  internet::Udp udp{};
  udp.source_port = datagram.source.port;
  udp.destination_port = datagram.destination.port;
  udp.length = udp_length;
  udp.checksum = uint16_t{0};
  // RFC 768: over a pseudo header of addresses, protocol and length too; 0 would mean that there is none.
  const uint64_t sum = uint64_t{source} + destination + internet::protocol_udp + udp_length +
                       sum_words(&udp, sizeof udp) +
                       sum_words(datagram.payload.data(), datagram.payload.size());
  const uint16_t sent = checksum(sum);
  udp.checksum = sent == 0 ? uint16_t{0xFFFF} : sent;
  cursor.put(udp);
}

}  // namespace

size_t write_capture_beginning(std::span<std::byte> out) noexcept {
  Cursor cursor(out);
  constexpr uint32_t section_length = pcapng::block_length_min + sizeof(pcapng::SectionBody);
  cursor.put32(pcapng::block_section);
  cursor.put32(section_length);
  cursor.put32(pcapng::byte_order_magic);
  cursor.put16(pcapng::version_major);
  cursor.put16(0);
  cursor.put64(~uint64_t{0});  // its length isn't known while it is written
  cursor.put32(section_length);

  constexpr char name[] = "hotlane";
  constexpr size_t options = sizeof(pcapng::OptionHeader) +
                             sizeof name                         // if_name, with the byte that pads it
                             + sizeof(pcapng::OptionHeader) + 4  // if_tsresol
                             + sizeof(pcapng::OptionHeader);     // end
  constexpr uint32_t length = pcapng::block_length_min + sizeof(pcapng::InterfaceBody) + options;
  static_assert(section_length + length == capture_beginning_length);
  cursor.put32(pcapng::block_interface);
  cursor.put32(length);
  cursor.put16(link::type_ethernet);
  cursor.put16(0);
  cursor.put32(snap_length);
  cursor.put16(pcapng::option_name);
  cursor.put16(sizeof name - 1);
  cursor.put(name);
  cursor.put16(pcapng::option_time_resolution);
  cursor.put16(1);
  cursor.put(nanoseconds);
  cursor.put_padding(3);
  cursor.put32(pcapng::option_end);
  cursor.put32(length);
  return cursor.length();
}

size_t write_capture_datagram(std::span<std::byte> out, const CaptureDatagram& datagram) noexcept {
  const size_t payload_length = datagram.payload.size();
  if (payload_length > capture_payload_max || datagram.source.is_ipv6 || datagram.destination.is_ipv6)
    return 0;
  const size_t frame_length = headers_length + payload_length;
  const auto length = static_cast<uint32_t>(captured_length(payload_length));
  Cursor cursor(out);
  cursor.put32(pcapng::block_enhanced_packet);
  cursor.put32(length);
  cursor.put32(0);  // interface
  cursor.put_stamp(datagram.time);
  cursor.put32(static_cast<uint32_t>(frame_length));
  cursor.put32(static_cast<uint32_t>(frame_length));
  put_headers(cursor, datagram);
  cursor.put(datagram.payload.data(), payload_length);
  cursor.put_padding(pcapng::padded(frame_length) - frame_length);
  cursor.put32(length);
  assert(cursor.length() == length);
  return cursor.length();
}

size_t write_capture_statistics(std::span<std::byte> out, TimeNs time, uint64_t received,
                                uint64_t dropped) noexcept {
  Cursor cursor(out);
  constexpr uint32_t length = capture_statistics_length;
  cursor.put32(pcapng::block_interface_statistics);
  cursor.put32(length);
  cursor.put32(0);  // interface
  cursor.put_stamp(time);
  cursor.put16(option_statistics_received);
  cursor.put16(sizeof received);
  cursor.put64(received);
  cursor.put16(option_statistics_dropped);
  cursor.put16(sizeof dropped);
  cursor.put64(dropped);
  cursor.put32(pcapng::option_end);
  cursor.put32(length);
  assert(cursor.length() == length);
  return cursor.length();
}

}  // namespace hotlane
