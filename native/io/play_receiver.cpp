#include "io/play_receiver.hpp"

#include <algorithm>

namespace hotlane::io {

std::span<const Datagram> PlayReceiver::take(TimeNs now) noexcept {
  const InputEnd end = queue_.end();  // before the last look into the ring
  has_pending_ ? queue_.ring.release_earlier() : queue_.ring.release();
  uint32_t count = 0;
  while (count < datagrams_max) {
    if (!has_pending_) {
      if (!queue_.ring.next(pending_)) break;
      has_pending_ = true;
      due_ = due_of(pending_, now);
    }
    if (due_ > now) break;
    has_pending_ = false;
    Datagram& out = datagrams_[count++];
    out.bytes = pending_.bytes;
    // When it should have been there, if it had a time: what the lane is late by shows as for a socket.
    out.received_ns = pending_.is_at_once ? 0 : due_;
    out.recorded_ns = pending_.time;
    out.is_recorded = true;
    out.source_address = pending_.source_address;
    out.source_port = pending_.source_port;
    out.stream = pending_.stream;
    ++counters_.datagrams;
    counters_.bytes += out.bytes.size();
    counters_.stamped += out.received_ns != 0 ? 1 : 0;
  }
  counters_.full_batches += count == datagrams_max ? 1 : 0;
  if (count == 0 && !has_pending_) end_ = end;
  return {datagrams_.data(), count};
}

TimeNs PlayReceiver::due_of(const RingPacket& packet, TimeNs now) noexcept {
  if (packet.is_at_once || packet.time == 0) return now;
  if (!has_begun_) {
    has_begun_ = true;
    begun_ = now;
    first_time_ = latest_time_ = packet.time;
  }
  latest_time_ = std::max(latest_time_, packet.time);
  const double after_ns = static_cast<double>(latest_time_ - first_time_) / speed_;
  constexpr double far = 1e18;  // thirty years
  return begun_ + static_cast<TimeNs>(std::min(after_ns, far));
}

}  // namespace hotlane::io
