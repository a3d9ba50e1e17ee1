// Cuts SoupBinTCP packets out of a byte stream and writes them into one (soupbintcp.md, Framing). Used by the
// client and the server machine, on their lane's thread. Whole packets only, in both directions: a packet
// that does not fit is not begun.
#pragma once

#include <cstddef>
#include <cstring>
#include <optional>

#include "session/byte_queue.hpp"
#include "session/soup_fault.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane {

// Packet Length we accept: OUCH needs less than 512, a debug text rarely more than a line.
constexpr size_t soup_packet_length_max = 2'048;
// A receive queue this large always has room for the packet under way behind one being read.
constexpr size_t soup_in_capacity_min = 2 * (soup_packet_length_max + wire::soupbintcp::length_field_size);

struct SoupPacket {
  char type = 0;
  Bytes payload;
  Bytes whole;  // with length and type, for the packets that have a struct
};

enum class FrameResult : uint8_t { packet, incomplete, empty_packet, packet_too_long };

// Looks at the first packet of `waiting`; takes nothing.
[[nodiscard]] inline FrameResult peek_packet(Bytes waiting, SoupPacket& packet) noexcept {
  using wire::soupbintcp::length_field_size;
  if (waiting.size() < length_field_size) return FrameResult::incomplete;
  wire::be16 length_field;
  std::memcpy(&length_field, waiting.data(), sizeof length_field);
  const size_t length = length_field;
  if (length == 0) [[unlikely]]
    return FrameResult::empty_packet;
  if (length > soup_packet_length_max) [[unlikely]]
    return FrameResult::packet_too_long;
  if (waiting.size() < length_field_size + length) return FrameResult::incomplete;
  packet.whole = waiting.first(length_field_size + length);
  packet.type = static_cast<char>(packet.whole[length_field_size]);
  packet.payload = packet.whole.subspan(sizeof(wire::soupbintcp::PacketHeader));
  return FrameResult::packet;
}

// The payload's room of a packet that commit_packet() will finish; empty if `payload_max` does not fit.
[[nodiscard]] inline std::span<std::byte> begin_packet(ByteQueue& out, size_t payload_max) noexcept {
  constexpr size_t header_size = sizeof(wire::soupbintcp::PacketHeader);
  const std::span<std::byte> space = out.space(header_size + payload_max);
  if (space.size() < header_size + payload_max) [[unlikely]]
    return {};
  return space.subspan(header_size, payload_max);
}

// `payload_size` bytes of the last begin_packet() have been written: they are a packet of this type now.
inline void commit_packet(ByteQueue& out, wire::soupbintcp::PacketType type, size_t payload_size) noexcept {
  wire::soupbintcp::PacketHeader header;
  header.packet_length = static_cast<uint16_t>(payload_size + 1);
  header.packet_type = static_cast<char>(type);
  std::memcpy(out.space(sizeof header + payload_size).data(), &header, sizeof header);
  out.filled(sizeof header + payload_size);
}

// False: no room, nothing written.
[[nodiscard]] inline bool write_packet(ByteQueue& out, wire::soupbintcp::PacketType type,
                                       Bytes payload) noexcept {
  if (payload.size() >= soup_packet_length_max) return false;
  // One byte more than asked for, so that an empty payload's room can be told from no room.
  const std::span<std::byte> room = begin_packet(out, payload.size() + 1);
  if (room.empty()) return false;
  if (!payload.empty()) std::memcpy(room.data(), payload.data(), payload.size());
  commit_packet(out, type, payload.size());
  return true;
}

// The struct of a packet whose size has been checked.
template <class Packet>
[[nodiscard]] Packet packet_as(Bytes whole) noexcept {
  Packet packet;
  std::memcpy(&packet, whole.data(), sizeof packet);
  return packet;
}

// For whoever keeps what was sent: passwords aren't kept. `packet`: a whole Login Request; any other stays as
// it is.
inline void blank_login_password(std::span<std::byte> packet) noexcept {
  using wire::soupbintcp::LoginRequest;
  if (packet.size() < sizeof(LoginRequest)) return;
  if (static_cast<char>(packet[wire::soupbintcp::length_field_size]) !=
      static_cast<char>(wire::soupbintcp::PacketType::login_request)) {
    return;
  }
  std::memset(packet.data() + offsetof(LoginRequest, password), ' ', sizeof(LoginRequest::password));
}

// A struct's part behind the header, as a payload.
template <class Packet>
[[nodiscard]] Bytes payload_of(const Packet& packet) noexcept {
  return std::as_bytes(std::span(&packet, 1)).subspan(sizeof(wire::soupbintcp::PacketHeader));
}

}  // namespace hotlane
