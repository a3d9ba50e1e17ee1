// One channel's sockets in a lane's loop: its lines, its re-request socket, the connection to its snapshot
// server. Hands what comes in to the lane and sends what the lane's channel asks for. Lane's thread only;
// never blocks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/datagram_receiver.hpp"
#include "io/live_lane.hpp"
#include "io/rerequest_socket.hpp"
#include "io/tcp_client.hpp"
#include "io/udp_receiver.hpp"

namespace hotlane::io {

// Where one channel is to be heard and asked.
struct ChannelPlaces {
  std::vector<UdpReceiverSetup> lines;  // A, or A and B
  std::vector<RerequestServer> rerequest;
  std::vector<RerequestServer> snapshot;  // GLIMPSE servers
};

class ChannelSockets {
 public:
  ChannelSockets(LiveLane& lane, TscClock& clock, uint32_t channel) noexcept
      : lane_(lane), clock_(clock), channel_(channel) {}

  // Empty: good; else what could not be opened and why, in words.
  [[nodiscard]] std::string open(const ChannelPlaces& places);

  // Takes what has come on the lines; `after_each()` once a datagram, so that what it caused leaves before
  // the next is looked at. False: nothing had come.
  template <class AfterEach>
  bool take_lines(TimeNs now, AfterEach&& after_each) noexcept {
    bool is_busy = false;
    for (uint32_t line = 0; line < lines_.size(); ++line) {
      const std::span<const Datagram> datagrams = lines_[line]->receive();
      if (datagrams.empty()) continue;
      is_busy = true;
      const uint64_t arrived = clock_.ticks();
      const TimeNs arrived_ns = clock_.at(arrived);
      for (const Datagram& datagram : datagrams) {
        note_wire_time(datagram, arrived_ns);
        lane_.on_datagram(channel_, line, datagram.bytes, arrived, now);
        after_each();
      }
    }
    return is_busy;
  }

  // The rest of the turn: answers in, requests out, the snapshot's connection.
  bool turn(TimeNs now) noexcept;
  // The receivers' own counts into the lane's tables: a system call a line, so about once a second.
  void publish(boundary::ChannelView& view) noexcept;

  // To wait on until something arrives, appended to `out`.
  void list_descriptors(std::vector<int>& out) const;
  [[nodiscard]] int receive_buffer_bytes() const noexcept;
  void list_grants(std::vector<HostGrant>& out) const;

 private:
  void note_wire_time(const Datagram& datagram, TimeNs arrived_ns) noexcept {
    if (datagram.received_ns == 0) return;
    const TimeNs waited = arrived_ns - datagram.received_ns;
    // Two clocks: a stamp from the future is one of the same moment.
    lane_.stages().record(boundary::Stage::wire, waited > 0 ? static_cast<uint64_t>(waited) : 0);
  }
  bool take_answers(TimeNs now) noexcept;
  void send_requests(TimeNs now) noexcept;
  bool turn_snapshot(TimeNs now) noexcept;

  LiveLane& lane_;
  TscClock& clock_;
  uint32_t channel_;
  std::vector<std::unique_ptr<DatagramReceiver>> lines_;
  RerequestSocket rerequest_;
  bool has_rerequest_ = false;
  std::vector<RerequestServer> snapshot_servers_;
  TcpClient snapshot_;
};

}  // namespace hotlane::io
