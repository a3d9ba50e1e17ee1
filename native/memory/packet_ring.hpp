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
  std::span<const std::byte> bytes;  // UDP payload
};

class PacketRing {
 public:
  static constexpr size_t packet_bytes_max = 65'507;

  // `bytes`: a power of two, at least 2^18.
  explicit PacketRing(size_t bytes) : ring_(bytes) {}

  // Producer only. False: no room, nothing was taken.
  [[nodiscard]] bool push(const RingPacket& packet) noexcept {
    std::byte* const room = ring_.begin(sizeof(Header) + packet.bytes.size());
    if (room == nullptr) [[unlikely]]
      return false;
    const Header header{packet.time, packet.source_address, packet.destination_address, packet.source_port,
                        packet.destination_port};
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
    out = {header.time,        header.source_address,   header.destination_address,
           header.source_port, header.destination_port, chunk.subspan(sizeof header)};
    return true;
  }
  // Consumer only: gives the room of all packets taken so far back, or of all but the last one, which stays
  // valid.
  void release_earlier() noexcept { ring_.release_earlier(); }
  void release() noexcept { ring_.release(); }

 private:
  struct Header {
    TimeNs time;
    uint32_t source_address;
    uint32_t destination_address;
    uint16_t source_port;
    uint16_t destination_port;
    uint32_t padding = 0;
  };
  static_assert(sizeof(Header) == 24);

  ByteRing ring_;
};

}  // namespace hotlane
