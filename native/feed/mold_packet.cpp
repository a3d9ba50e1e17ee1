#include "feed/mold_packet.hpp"

#include <cassert>

#include "wire/itch50.hpp"

namespace hotlane {
namespace mold = wire::moldudp64;
namespace {

template <PayloadCheck check>
PacketFault walk(const MoldPacket& packet, MessageBytes* out) noexcept {
  const std::byte* at = packet.body.data();
  const std::byte* const end = at + packet.body.size();
  for (uint16_t i = 0; i < packet.messages; ++i) {
    if (static_cast<size_t>(end - at) < sizeof(mold::BlockPrefix)) [[unlikely]]
      return PacketFault::prefix_cut;
    const size_t length = reinterpret_cast<const mold::BlockPrefix*>(at)->message_length;
    at += sizeof(mold::BlockPrefix);
    if (static_cast<size_t>(end - at) < length) [[unlikely]]
      return PacketFault::message_cut;
    if constexpr (check == PayloadCheck::itch50) {
      const uint16_t known = length == 0 ? uint16_t{0} : wire::itch50::length_of(static_cast<char>(*at));
      if (known != length && known != 0) [[unlikely]]
        return PacketFault::message_length;
    }
    out[i] = {at, length};
    at += length;
  }
  return at == end ? PacketFault::none : PacketFault::trailing_bytes;
}

}  // namespace

PacketFault walk_mold_packet(const MoldPacket& packet, PayloadCheck check,
                             std::span<MessageBytes> out) noexcept {
  assert(out.size() >= mold::blocks_per_datagram_max);
  return check == PayloadCheck::itch50 ? walk<PayloadCheck::itch50>(packet, out.data())
                                       : walk<PayloadCheck::none>(packet, out.data());
}

}  // namespace hotlane
