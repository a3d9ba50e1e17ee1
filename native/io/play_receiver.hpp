// Recorded packets as a way in: takes from a play queue what is due and hands it on as datagrams, as a
// socket's receiver does. A thread beside the lane reads the files into the queue, so the lane makes no
// system call for them. Lane's thread only.
//
// Timing: the first packet that has one is due at once, each later one as long after it as then, divided by
// the speed. What the lane is late for comes in a burst, as from a socket; a full ring holds the reader back,
// so nothing is lost.
#pragma once

#include <array>

#include "feed/play_queue.hpp"
#include "io/datagram_receiver.hpp"
#include "io/tsc_clock.hpp"

namespace hotlane::io {

class PlayReceiver final : public DatagramReceiver {
 public:
  static constexpr uint32_t datagrams_max = 32;  // of one receive()

  // `speed`: times the recorded one. The queue outlives it.
  PlayReceiver(PlayQueue& queue, double speed, TscClock& clock) noexcept
      : queue_(queue), speed_(speed), clock_(clock) {}

  [[nodiscard]] std::span<const Datagram> receive() noexcept override {
    return take(clock_.at(clock_.ticks()));
  }
  // What is due at `now`, ns since the Unix epoch, which never falls.
  [[nodiscard]] std::span<const Datagram> take(TimeNs now) noexcept;
  // Once the last packet has been handed on and receive() has given nothing after it.
  [[nodiscard]] InputEnd end() const noexcept { return end_; }
  // When the next packet is due, as far as it has been seen; 0: none has.
  [[nodiscard]] TimeNs next_due() const noexcept { return has_pending_ ? due_ : 0; }
  void note_played() noexcept { queue_.note_played(); }

  [[nodiscard]] ReceiverCounters counters() const noexcept override { return counters_; }
  void sample() noexcept override {}
  [[nodiscard]] std::span<const int> descriptors() const noexcept override { return {}; }
  [[nodiscard]] const std::vector<HostGrant>& grants() const noexcept override { return grants_; }
  [[nodiscard]] int receive_buffer_bytes() const noexcept override { return 0; }

 private:
  [[nodiscard]] TimeNs due_of(const RingPacket& packet, TimeNs now) noexcept;

  PlayQueue& queue_;
  const double speed_;
  TscClock& clock_;
  ReceiverCounters counters_;
  std::vector<HostGrant> grants_;  // it asks for nothing
  std::array<Datagram, datagrams_max> datagrams_{};
  RingPacket pending_;  // taken from the ring, not due yet
  TimeNs due_ = 0;
  bool has_pending_ = false;
  bool has_begun_ = false;  // the first packet with a time of its own was seen
  TimeNs begun_ = 0;        // when that was
  TimeNs first_time_ = 0;   // its time
  TimeNs latest_time_ = 0;  // times that go back are due at once
  InputEnd end_ = InputEnd::none;
};

}  // namespace hotlane::io
