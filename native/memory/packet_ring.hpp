// Packets from one thread to another: a ring of bytes (byte_ring.hpp) with one producer and one consumer,
// neither of which ever waits. What does not fit is refused, and the producer counts it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "memory/byte_ring.hpp"
#include "memory/units.hpp"

namespace hotlane {

struct RingPacket {
  TimeNs time = 0;              // since the Unix epoch
  uint32_t source_address = 0;  // IPv4, host order
  uint32_t destination_address = 0;
  uint16_t source_port = 0;
  uint16_t destination_port = 0;
  uint16_t stream = 0;               // as io::Datagram's
  bool is_at_once = false;           // of a recording that is played: without waiting for its time
  std::span<const std::byte> bytes;  // UDP payload
};

class PacketRing {
 public:
  static constexpr size_t packet_bytes_max = 65'507;

  // `bytes`: a power of two, at least 2^18.
  explicit PacketRing(size_t bytes) : ring_(bytes) {}
  // In memory that outlives it, of such a size, aligned to 32 bytes.
  explicit PacketRing(std::span<std::byte> memory) noexcept : ring_(memory) {}

  // Producer only. False: no room, nothing was taken.
  [[nodiscard]] bool push(const RingPacket& packet) noexcept {
    std::byte* const room = ring_.begin(sizeof(Header) + packet.bytes.size());
    if (room == nullptr) [[unlikely]]
      return false;
    const Header header{.time = packet.time,
                        .source_address = packet.source_address,
                        .destination_address = packet.destination_address,
                        .source_port = packet.source_port,
                        .destination_port = packet.destination_port,
                        .stream = packet.stream,
                        .is_at_once = packet.is_at_once};
    std::memcpy(room, &header, sizeof header);
    if (!packet.bytes.empty()) std::memcpy(room + sizeof header, packet.bytes.data(), packet.bytes.size());
    ring_.commit();
    return true;
  }

  // Consumer only: the next packet, valid until its room is given back. False: there is none yet.
  [[nodiscard]] bool next(RingPacket& out) noexcept {
    std::span<std::byte> chunk;
    if (!ring_.next(chunk)) return false;
    Header header;
    std::memcpy(&header, chunk.data(), sizeof header);
    out.time = header.time;
    out.source_address = header.source_address;
    out.destination_address = header.destination_address;
    out.source_port = header.source_port;
    out.destination_port = header.destination_port;
    out.stream = header.stream;
    out.is_at_once = header.is_at_once;
    out.bytes = chunk.subspan(sizeof header);
    return true;
  }
  // Consumer only: gives the room of all packets taken so far back, or of all but the last one, which stays
  // valid.
  void release_earlier() noexcept { ring_.release_earlier(); }
  void release() noexcept { ring_.release(); }

 private:
  struct Header {
    TimeNs time = 0;
    uint32_t source_address = 0;
    uint32_t destination_address = 0;
    uint16_t source_port = 0;
    uint16_t destination_port = 0;
    uint16_t stream = 0;
    bool is_at_once = false;
    uint8_t padding = 0;
  };
  static_assert(sizeof(Header) == 24);

  ByteRing ring_;
};

}  // namespace hotlane
