// Every line of a lane's channels, whichever way it comes in, and what its receivers count. Hands datagrams
// to the lane, and to the recorders of the channels that are kept. Lane's thread only; never blocks.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "io/channel_input.hpp"
#include "io/channel_recorders.hpp"
#include "io/live_lane.hpp"
#include "io/play_receiver.hpp"

namespace hotlane::io {

class LineReceivers {
 public:
  LineReceivers(LiveLane& lane, TscClock& clock, ChannelRecorders& recorders) noexcept
      : lane_(lane), clock_(clock), recorders_(recorders) {}

  // One of each channel. Empty: good; else what could not be opened and why, in words.
  [[nodiscard]] std::string open(std::span<const ChannelInput> inputs);

  // Takes what has come; `after_each()` once a datagram, so that what it caused leaves before the next is
  // looked at; `after_batch()` once those that came together are done. False: nothing had come.
  template <class AfterEach, class AfterBatch>
  bool take(TimeNs now, AfterEach&& after_each, AfterBatch&& after_batch) noexcept {
    bool is_busy = false;
    for (const auto& receiver : receivers_) {
      const std::span<const Datagram> datagrams = receiver->receive();
      if (datagrams.empty()) continue;
      is_busy = true;
      const uint64_t arrived = clock_.ticks();
      const TimeNs arrived_ns = clock_.at(arrived);
      for (const Datagram& datagram : datagrams) {
        const uint64_t waited = note_wire_time(datagram, arrived_ns);
        const TimeNs reached = datagram.is_recorded ? datagram.recorded_ns : datagram.received_ns;
        lane_.on_datagram(datagram.stream / boundary::lines_max, datagram.stream % boundary::lines_max,
                          datagram.bytes, {arrived, reached, waited}, now);
        after_each();
        recorders_.push(datagram, arrived_ns);
      }
      after_batch();
    }
    if (!plays_.empty()) [[unlikely]]
      end_plays(now);
    return is_busy;
  }

  // The receivers' own counts into the lane's tables: a system call each, so about once a second. A receiver
  // that serves several lines (AF_XDP) is shown with the first of them.
  void publish(boundary::LaneMemory& memory) noexcept;

  // To wait on until something arrives, appended to `out`.
  void list_descriptors(std::vector<int>& out) const;
  // No longer than so long, from `now` on: a recorded packet is due then. `most` where none is known to be.
  [[nodiscard]] TimeNs wait_max(TimeNs now, TimeNs most) const noexcept;
  // Since opening, of the channel's lines.
  [[nodiscard]] uint64_t kernel_drops(uint32_t channel) const noexcept;
  [[nodiscard]] const std::vector<HostGrant>& grants() const noexcept { return grants_; }
  // Of the first line, as granted.
  [[nodiscard]] int receive_buffer_bytes() const noexcept;

 private:
  // A recording that goes on, with the channel that it is played into.
  struct Play {
    PlayReceiver* receiver = nullptr;
    uint32_t channel = 0;
  };

  // Tells the lane of recordings whose last packet it has had.
  void end_plays(TimeNs now) noexcept;
  // How long it waited for us, ns.
  uint64_t note_wire_time(const Datagram& datagram, TimeNs arrived_ns) noexcept {
    if (datagram.received_ns == 0) return unknown_wait;
    // Two clocks: a stamp from the future is one of the same moment.
    const auto waited = static_cast<uint64_t>(std::max<TimeNs>(arrived_ns - datagram.received_ns, 0));
    lane_.stages().record(boundary::Stage::wire, waited);
    return waited;
  }

  LiveLane& lane_;
  TscClock& clock_;
  ChannelRecorders& recorders_;
  std::vector<std::unique_ptr<DatagramReceiver>> receivers_;
  std::vector<uint16_t> first_streams_;  // of each receiver
  std::vector<Play> plays_;
  std::vector<HostGrant> grants_;
};

}  // namespace hotlane::io
