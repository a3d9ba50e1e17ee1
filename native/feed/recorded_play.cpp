#include "feed/recorded_play.hpp"

namespace hotlane {

bool RecordedPlay::pump() noexcept {
  RecordedPacket packet;
  while (!is_past_) {
    if (!has_pending_) {
      if (!packets_.next(packet)) return true;
      prepare(packet);
      if (is_past_) return true;
    }
    has_pending_ = !queue_.ring.push(pending_);
    if (has_pending_) return false;
    ++played_;
  }
  return true;
}

void RecordedPlay::prepare(const RecordedPacket& packet) noexcept {
  if (packet.time_of_day != no_time_of_day) {
    is_past_ = packet.time_of_day >= window_.to;
    is_before_ = is_before_ && packet.time_of_day < window_.from;
  }
  pending_.time = packet.time;
  pending_.source_address = packet.source_address;
  pending_.source_port = packet.source_port;
  pending_.stream = static_cast<uint16_t>(stream_ + packet.line);
  pending_.is_at_once = window_.is_at_once || is_before_;
  pending_.bytes = packet.bytes;
}

}  // namespace hotlane
