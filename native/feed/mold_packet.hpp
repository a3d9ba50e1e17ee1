// MoldUDP64 framing (moldudp64 §1, §2): a datagram's header, then its blocks. Pure functions over bytes, on
// any thread. The header is cheap and comes first, so that a duplicate is known before its body is walked;
// the body is walked whole before anything of it is used, so that no packet is taken by half.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "feed/packet_fault.hpp"
#include "memory/fetch_ahead.hpp"
#include "wire/itch50.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

using MessageBytes = std::span<const std::byte>;

enum class MoldKind : uint8_t { data, heartbeat, end_of_session };

// What a message's first byte and length are held against. Other protocols travel inside MoldUDP64, too.
enum class PayloadCheck : uint8_t { none, itch50 };

struct MoldPacket {
  const wire::moldudp64::Session* session = nullptr;  // in the datagram
  uint64_t sequence = 0;  // of the first message; of the next one where there is none
  uint16_t messages = 0;  // 0 for heartbeats and ends
  MoldKind kind = MoldKind::data;
  std::span<const std::byte> body;

  [[nodiscard]] uint64_t end() const noexcept { return sequence + messages; }
};

// Everything that the header alone can tell. `out` is set when the result is none.
[[nodiscard]] inline PacketFault read_mold_packet(std::span<const std::byte> datagram,
                                                  MoldPacket& out) noexcept {
  namespace mold = wire::moldudp64;
  if (datagram.size() < sizeof(mold::Header)) [[unlikely]]
    return PacketFault::header_cut;
  if (datagram.size() > mold::datagram_length_max) [[unlikely]]
    return PacketFault::oversized;
  const auto& header = *reinterpret_cast<const mold::Header*>(datagram.data());
  const uint16_t count = header.message_count;
  out.session = &header.session;
  out.sequence = header.sequence_number;
  out.body = datagram.subspan(sizeof(mold::Header));
  if (out.sequence == mold::sequence_number_unknown) [[unlikely]]
    return PacketFault::sequence_zero;
  if (count == mold::heartbeat_count || count == mold::end_of_session_count) [[unlikely]] {
    out.kind = count == mold::heartbeat_count ? MoldKind::heartbeat : MoldKind::end_of_session;
    out.messages = 0;
    return out.body.empty() ? PacketFault::none : PacketFault::trailing_bytes;
  }
  out.kind = MoldKind::data;
  out.messages = count;
  return out.sequence > std::numeric_limits<uint64_t>::max() - count ? PacketFault::sequence_wraps
                                                                     : PacketFault::none;
}

// Cuts the body into its messages: all blocks must end exactly where the datagram does (moldudp64 §4). `out`
// has room for blocks_per_datagram_max; what it holds is of use only when the result is none. An empty
// message is legal. Calls on_block(MessageBytes) for each as it is found, when its own length has been
// checked and the rest of the packet hasn't: only for fetching ahead what a message will touch.
template <class OnBlock>
[[nodiscard]] PacketFault walk_mold_packet(const MoldPacket& packet, PayloadCheck check,
                                           std::span<MessageBytes> out, OnBlock&& on_block) noexcept {
  namespace mold = wire::moldudp64;
  assert(out.size() >= mold::blocks_per_datagram_max);
  const std::byte* at = packet.body.data();
  const std::byte* const end = at + packet.body.size();
  // Where a block begins is known when the one before was read: without this its lines would come one by one.
  fetch_lines(at, end);
  for (uint16_t i = 0; i < packet.messages; ++i) {
    if (static_cast<size_t>(end - at) < sizeof(mold::BlockPrefix)) [[unlikely]]
      return PacketFault::prefix_cut;
    const size_t length = reinterpret_cast<const mold::BlockPrefix*>(at)->message_length;
    at += sizeof(mold::BlockPrefix);
    if (static_cast<size_t>(end - at) < length) [[unlikely]]
      return PacketFault::message_cut;
    if (check == PayloadCheck::itch50) {
      const uint16_t known = length == 0 ? uint16_t{0} : wire::itch50::length_of(static_cast<char>(*at));
      if (known != length && known != 0) [[unlikely]]
        return PacketFault::message_length;
    }
    out[i] = {at, length};
    on_block(out[i]);
    at += length;
  }
  return at == end ? PacketFault::none : PacketFault::trailing_bytes;
}
[[nodiscard]] inline PacketFault walk_mold_packet(const MoldPacket& packet, PayloadCheck check,
                                                  std::span<MessageBytes> out) noexcept {
  return walk_mold_packet(packet, check, out, [](MessageBytes) noexcept {});
}

}  // namespace hotlane
