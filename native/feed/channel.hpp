// One MoldUDP64 channel: two lines, a re-request server and a GLIMPSE snapshot become one stream of messages, each
// given out once and in order. A pure state machine: datagrams, session bytes and time in; messages to a sink,
// requests and session bytes out. Owned and called by the lane's thread alone; allocates at construction only.
//
// The sink is called while a datagram, snapshot bytes or time are taken:
//   void on_messages(std::span<const MessageBytes> messages)  the next ones in order; an empty one says nothing
//   void on_snapshot_begin()                 forget all orders: those of a snapshot follow
//   void on_snapshot_message(MessageBytes)   one ITCH message of a snapshot
//   void on_snapshot_end()                   the books are those before the next message; none was begun otherwise
//   void on_status(const ChannelStatus&)     state, step or cause changed; called before the messages that follow
//
// Recovery, in order: the other line, the re-request servers, a snapshot. Messages ahead of a gap are held and
// applied when it is closed, so nothing is ever applied out of order.
#pragma once

#include "feed/channel_settings.hpp"
#include "feed/channel_status.hpp"
#include "feed/feed_counters.hpp"

namespace hotlane {

using MessageBytes = std::span<const std::byte>;

// A request to send: to re-request server `server`, these bytes in one datagram.
struct RerequestDatagram {
  uint32_t server = 0;
  wire::moldudp64::Request bytes{};
};

class Channel {
 public:
  explicit Channel(const ChannelSettings& settings);

  // One datagram of line `line` (0: A, 1: B).
  template <class Sink>
  void on_datagram(uint32_t line, std::span<const std::byte> datagram, TimeNs now, Sink& sink) noexcept;
  // One datagram of a re-request server. The edge has checked that it came from a configured one.
  template <class Sink>
  void on_answer(std::span<const std::byte> datagram, TimeNs now, Sink& sink) noexcept;
  // A datagram that did not come from where the configuration says: counted, never looked into.
  void on_foreign_source() noexcept;

  // The connection to the snapshot server: when to open one and to which server, its bytes, its loss.
  [[nodiscard]] bool take_snapshot_connect(uint32_t& server) noexcept;
  template <class Sink>
  void on_snapshot_open(TimeNs now, Sink& sink) noexcept;
  [[nodiscard]] std::span<std::byte> snapshot_space() noexcept;
  template <class Sink>
  void on_snapshot_bytes(size_t size, TimeNs now, Sink& sink) noexcept;
  template <class Sink>
  void on_snapshot_lost(TimeNs now, Sink& sink) noexcept;
  [[nodiscard]] ByteQueue& snapshot_out() noexcept;
  [[nodiscard]] bool wants_snapshot_disconnect() const noexcept;

  // Once a turn: hold times, timeouts, heartbeats, silence of lines.
  template <class Sink>
  void on_time(TimeNs now, Sink& sink) noexcept;
  // The next request to send; false: none is due.
  [[nodiscard]] bool next_request(TimeNs now, RerequestDatagram& out) noexcept;

  [[nodiscard]] const ChannelStatus& status() const noexcept;
  [[nodiscard]] const FeedCounters& counters() const noexcept;
};

}  // namespace hotlane
