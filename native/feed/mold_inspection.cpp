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

}  // namespace

MoldInspection inspect_mold(std::span<const std::byte> datagram) noexcept {
  MoldInspection out;
  if (datagram.size() < sizeof(mold::Header)) {
    out.fault = PacketFault::header_cut;
    return out;
  }
  const auto& header = *reinterpret_cast<const mold::Header*>(datagram.data());
  const auto& session = header.session.chars;
  out.has_session =
      std::all_of(std::begin(session), std::end(session), [](char c) { return c >= ' ' && c <= '~'; });
  out.is_blank = std::all_of(std::begin(session), std::end(session), [](char c) { return c == 0; });
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
