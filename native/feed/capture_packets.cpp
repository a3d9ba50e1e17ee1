#include "feed/capture_packets.hpp"

#include <algorithm>

#include "feed/mold_inspection.hpp"
#include "wire/itch50.hpp"

namespace hotlane {
namespace {

// Of the first message, where that is ITCH; what else travels in MoldUDP64 has its time elsewhere.
TimeNs time_of_day_of(std::span<const std::byte> datagram) noexcept {
  using wire::moldudp64::BlockPrefix;
  constexpr size_t before = sizeof(wire::moldudp64::Header) + sizeof(BlockPrefix);
  if (datagram.size() < before + sizeof(wire::itch50::Header)) return no_time_of_day;
  const std::byte* message = datagram.data() + before;
  const size_t length = reinterpret_cast<const BlockPrefix*>(message - sizeof(BlockPrefix))->message_length;
  if (length == 0 || wire::itch50::length_of(static_cast<char>(*message)) != length) return no_time_of_day;
  return static_cast<TimeNs>(
      static_cast<uint64_t>(reinterpret_cast<const wire::itch50::Header*>(message)->timestamp));
}

}  // namespace

bool CapturePackets::next(RecordedPacket& out) noexcept {
  CapturedPacket packet;
  uint32_t file = 0;
  while (merge_.next(packet, file)) {
    ++counters_.packets;
    ++counters_.by_content[static_cast<size_t>(packet.frame.content)];
    if (packet.frame.content != FrameContent::udp) continue;
    const std::optional<uint32_t> line = line_of(packet.frame);
    if (!line) {
      ++counters_.elsewhere;
      continue;
    }
    ++counters_.given;
    out.time = packet.time;
    out.time_of_day = time_of_day_of(packet.frame.payload);
    out.line = *line;
    out.source_address = ipv4_address(packet.frame.source);
    out.source_port = packet.frame.source.port;
    out.bytes = packet.frame.payload;
    return true;
  }
  return false;
}

std::optional<uint32_t> CapturePackets::line_of(const UdpFrame& frame) noexcept {
  const auto known = std::find(lines_.begin(), lines_.end(), frame.destination);
  if (known != lines_.end()) return static_cast<uint32_t>(known - lines_.begin());
  if (!is_finding_ || lines_.size() == lines_max) return std::nullopt;
  const MoldInspection mold = inspect_mold(frame.payload);
  const bool is_named = mold.session == SessionLook::text || mold.session == SessionLook::padded;
  if (mold.fault != PacketFault::none || !is_named) return std::nullopt;
  const auto& session = reinterpret_cast<const wire::moldudp64::Header*>(frame.payload.data())->session;
  if (session_ && !(session == *session_)) return std::nullopt;
  session_ = session;
  lines_.push_back(frame.destination);
  return static_cast<uint32_t>(lines_.size() - 1);
}

bool CapturePackets::is_broken() const noexcept {
  for (uint32_t file = 0; file < merge_.size(); ++file) {
    if (error(file).fault != CaptureFault::none) return true;
  }
  return false;
}

}  // namespace hotlane
