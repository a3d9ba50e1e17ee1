// Plays recorded packets into a queue, from which a lane takes them: which ones, and which of them at their
// own time. The thread that reads the files calls all of it; a ring without room holds it back.
#pragma once

#include <limits>
#include <memory>

#include "feed/play_queue.hpp"
#include "feed/recorded_packets.hpp"

namespace hotlane {

// Times of day are the exchange's, ns since midnight, as the messages tell them.
struct PlayWindow {
  TimeNs from = 0;                                 // what is before is played at once
  TimeNs to = std::numeric_limits<TimeNs>::max();  // the first packet at or after it is the end
  bool is_at_once = false;                         // all of it
};

class RecordedPlay {
 public:
  // `stream`: io::Datagram's, of line A; line B's is the next one.
  RecordedPlay(RecordedPackets& packets, const PlayWindow& window, uint16_t stream, PlayQueue& queue) noexcept
      : packets_(packets), window_(window), queue_(queue), stream_(stream), is_before_(window.from > 0) {}

  // Hands over what fits. True: more bytes are wanted, or it is over; false: call again in a while.
  [[nodiscard]] bool pump() noexcept;
  // All files were read to their ends or to where they are broken, or the window's end was reached.
  [[nodiscard]] bool is_over() noexcept { return is_past_ || (!has_pending_ && !packets_.wanted()); }
  // Tells the lane that no more follows. `is_cut`: something else than the packets themselves broke off.
  void end(bool is_cut) noexcept {
    queue_.end(is_cut || packets_.is_broken() ? InputEnd::broken : InputEnd::whole);
  }
  [[nodiscard]] uint64_t played() const noexcept { return played_; }  // packets handed over

 private:
  void prepare(const RecordedPacket& packet) noexcept;

  RecordedPackets& packets_;
  PlayWindow window_;
  PlayQueue& queue_;
  uint16_t stream_;
  bool is_before_;        // the window's beginning
  bool is_past_ = false;  // the window's end
  bool has_pending_ = false;
  RingPacket pending_;
  uint64_t played_ = 0;
};

}  // namespace hotlane
