#include "feed/itch_packets.hpp"

#include <cstring>

#include "wire/itch50.hpp"

namespace hotlane {
namespace {

using wire::moldudp64::BlockPrefix;
using wire::moldudp64::Header;

// A message too short to have a time stamp is of no type that we know; it goes with the ones before.
TimeNs time_of(std::span<const std::byte> message, TimeNs before) noexcept {
  if (message.size() < sizeof(wire::itch50::Header)) return before;
  return static_cast<TimeNs>(
      static_cast<uint64_t>(reinterpret_cast<const wire::itch50::Header*>(message.data())->timestamp));
}

}  // namespace

std::optional<uint32_t> ItchPackets::wanted() noexcept {
  fill();
  return has_packet_ || is_finished_ || is_broken() ? std::nullopt : std::optional<uint32_t>(0);
}

void ItchPackets::finish(uint32_t) noexcept {
  reader_.finish();
  is_finished_ = true;
}

bool ItchPackets::next(RecordedPacket& out) noexcept {
  fill();
  if (!has_packet_) return false;
  const Packet& packet = packets_[1 - open_];
  out = {};
  if (packet.time_of_day != no_time_of_day) out.time = packet.time_of_day;
  out.time_of_day = packet.time_of_day;
  out.bytes = {packet.bytes.data(), packet.length};
  has_packet_ = false;
  return true;
}

// Until a packet is whole, or the chunk is used up. The last one is whole at the file's end.
void ItchPackets::fill() noexcept {
  static_assert(sizeof(Header) + sizeof(BlockPrefix) + ItchFileReader::frame_length_max <= packet_bytes_max);
  while (!has_packet_) {
    const std::span<const std::byte> message = reader_.next();
    if (message.empty()) {
      if ((is_finished_ || is_broken()) && packets_[open_].messages > 0) close();
      return;
    }
    Packet& open = packets_[open_];
    const TimeNs time_of_day = time_of(message, open.time_of_day);
    const bool fits = open.length + sizeof(BlockPrefix) + message.size() <= packet_bytes_max;
    if (open.messages > 0 && (time_of_day != open.time_of_day || !fits)) close();
    add(message, time_of_day);
  }
}

void ItchPackets::add(std::span<const std::byte> message, TimeNs time_of_day) noexcept {
  Packet& open = packets_[open_];
  if (open.messages == 0) {
    open.time_of_day = time_of_day;
    open.length = sizeof(Header);
  }
  const BlockPrefix prefix{static_cast<uint16_t>(message.size())};
  std::memcpy(open.bytes.data() + open.length, &prefix, sizeof prefix);
  std::memcpy(open.bytes.data() + open.length + sizeof prefix, message.data(), message.size());
  open.length += sizeof prefix + message.size();
  ++open.messages;
}

void ItchPackets::close() noexcept {
  Packet& open = packets_[open_];
  const Header header{session_, next_sequence_, open.messages};
  std::memcpy(open.bytes.data(), &header, sizeof header);
  next_sequence_ += open.messages;
  has_packet_ = true;
  open_ = 1 - open_;
  packets_[open_].messages = 0;
  packets_[open_].time_of_day = no_time_of_day;
}

}  // namespace hotlane
