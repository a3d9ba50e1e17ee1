#include "feed/mold_inspection.hpp"

#include <algorithm>
#include <limits>

namespace hotlane {
namespace mold = wire::moldudp64;

namespace {

PacketFault walk(std::span<const std::byte> body, uint16_t count) noexcept {
  for (uint32_t i = 0; i < count; ++i) {
    if (body.size() < sizeof(mold::BlockPrefix)) return PacketFault::prefix_cut;
    const size_t length = reinterpret_cast<const mold::BlockPrefix*>(body.data())->message_length;
    body = body.subspan(sizeof(mold::BlockPrefix));
    if (body.size() < length) return PacketFault::message_cut;
    body = body.subspan(length);
  }
  return body.empty() ? PacketFault::none : PacketFault::trailing_bytes;
}

bool is_printable(char c) noexcept {
  return c >= ' ' && c <= '~';
}

SessionLook look_of(const mold::Session& session) noexcept {
  constexpr auto is_set = [](char c) { return c != 0; };
  const auto& chars = session.chars;
  const auto* first = std::find_if(std::begin(chars), std::end(chars), is_set);
  if (first == std::end(chars)) return SessionLook::blank;
  const auto* last = std::end(chars);
  while (!is_set(*(last - 1))) --last;
  if (!std::all_of(first, last, is_printable)) return SessionLook::other;
  return last - first == sizeof chars ? SessionLook::text : SessionLook::padded;
}

}  // namespace

MoldInspection inspect_mold(std::span<const std::byte> datagram) noexcept {
  MoldInspection out;
  if (datagram.size() < sizeof(mold::Header)) {
    out.fault = PacketFault::header_cut;
    return out;
  }
  const auto& header = *reinterpret_cast<const mold::Header*>(datagram.data());
  out.session = look_of(header.session);
  out.sequence = header.sequence_number;
  const uint16_t count = header.message_count;
  out.is_heartbeat = count == mold::heartbeat_count;
  out.is_end = count == mold::end_of_session_count;
  out.blocks = out.is_heartbeat || out.is_end ? uint16_t{0} : count;
  out.body = datagram.subspan(sizeof(mold::Header));
  out.fault = walk(out.body, out.blocks);
  if (out.fault == PacketFault::none && out.sequence > std::numeric_limits<uint64_t>::max() - out.blocks) {
    out.fault = PacketFault::sequence_wraps;
  }
  return out;
}

}  // namespace hotlane
