// One MoldUDP64 channel: two lines, a re-request server and a GLIMPSE snapshot become one stream of messages,
// each given out once and in order. A pure state machine: datagrams, session bytes and time in; messages to a
// sink, requests and session bytes out. Owned and called by the lane's thread alone; allocates at
// construction only.
//
// The sink is called while a datagram, snapshot bytes or time are taken:
//   void on_messages(std::span<const MessageBytes>)
//     The next messages, in order; an empty one says nothing. status().next_sequence is behind the last.
//   void on_block(MessageBytes)
//     Optional: a message of a line's datagram, when it is found. It may be given out soon, later or never:
//     only for fetching what it will touch.
//   void on_snapshot_begin()
//     Forget all orders: those of a snapshot follow. When no end follows it has failed: the books are void
//     until another begin, and for good when the channel becomes lost meanwhile.
//   void on_snapshot_message(MessageBytes)
//     One ITCH message of a snapshot.
//   void on_snapshot_end()
//     The books are those before the next message. A new session, or one that begins anew under its old name,
//     starts with a begin and an end at once: from empty books.
//   void on_status(const ChannelStatus&)
//     State, step or cause changed. A loss of validity is told before the messages that follow it, a return
//     to live after those that brought it.
//
// Recovery, in order: the other line, the re-request servers, a snapshot. Messages ahead of a gap are held
// and applied when it is closed, so nothing is ever applied out of order. How it decides:
// channel_recovery.cpp.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "feed/channel_settings.hpp"
#include "feed/channel_status.hpp"
#include "feed/feed_counters.hpp"
#include "feed/gap_repair.hpp"
#include "feed/held_packets.hpp"
#include "feed/line_lead.hpp"
#include "feed/line_tracker.hpp"
#include "feed/mold_packet.hpp"
#include "feed/snapshot_client.hpp"

namespace hotlane {

class Channel {
 public:
  explicit Channel(const ChannelSettings& settings);
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // One datagram of line `line` (0: A, 1: B). `reached`: when it reached the host, by one clock for both
  // lines, where that is known; only their lead is reckoned from it.
  template <class Sink>
  void on_datagram(uint32_t line, std::span<const std::byte> datagram, TimeNs now, Sink& sink,
                   TimeNs reached = 0) noexcept {
    reached_ = reached != 0 ? reached : now;
    MoldPacket packet;
    if (take_header(line, datagram, packet, now)) {
      const PacketFault fault =
          walk_mold_packet(packet, settings_.payload, blocks_, [&sink](MessageBytes block) noexcept {
            if constexpr (requires { sink.on_block(block); }) sink.on_block(block);
          });
      const std::span<const MessageBytes> messages = take(line, datagram, packet, fault, now);
      if (!messages.empty()) sink.on_messages(messages);
    }
    if (!is_plain_) [[unlikely]]
      work(now, sink);
  }
  // One datagram of a re-request server. The edge has checked that it came from a configured one.
  template <class Sink>
  void on_answer(std::span<const std::byte> datagram, TimeNs now, Sink& sink) noexcept {
    take_answer(datagram, now);
    work(now, sink);
  }

  // The connection to the snapshot server: when to open one and to which server, its bytes, its loss. After a
  // connection was asked for, on_snapshot_lost() must follow once, when it could not be opened or is closed.
  [[nodiscard]] bool take_snapshot_connect(uint32_t& server) noexcept {
    return snapshot_.take_connect(server);
  }
  template <class Sink>
  void on_snapshot_open(TimeNs now, Sink& sink) noexcept {
    snapshot_.on_open(now);
    work(now, sink);
  }
  // At least `wanted` bytes, where the connection's buffer has so many free.
  [[nodiscard]] std::span<std::byte> snapshot_space(size_t wanted = soup_receive_space) noexcept {
    return snapshot_.space(wanted);
  }
  template <class Sink>
  void on_snapshot_bytes(size_t size, TimeNs now, Sink& sink) noexcept {
    snapshot_.received(size, now);
    work(now, sink);
  }
  template <class Sink>
  void on_snapshot_lost(TimeNs now, Sink& sink) noexcept {
    snapshot_.on_lost(now);
    work(now, sink);
  }
  [[nodiscard]] ByteQueue& snapshot_out() noexcept { return snapshot_.out(); }
  // Send what snapshot_out() holds, then close.
  [[nodiscard]] bool wants_snapshot_disconnect() const noexcept { return snapshot_.wants_disconnect(); }

  // Once a turn: hold times, timeouts, heartbeats, silence of lines.
  template <class Sink>
  void on_time(TimeNs now, Sink& sink) noexcept {
    if (is_plain_ && now < next_look_ && now >= last_look_) return;
    look_around(now);
    work(now, sink);
  }
  // Nothing more can come on any line: a recording was played to its end, or (`is_broken`) to where it breaks
  // off. What is missing then is lost.
  template <class Sink>
  void on_input_end(bool is_broken, TimeNs now, Sink& sink) noexcept {
    take_input_end(is_broken, now);
    work(now, sink);
  }
  // The next request to send; false: none is due.
  [[nodiscard]] bool next_request(TimeNs now, RerequestDatagram& out) noexcept;

  [[nodiscard]] const ChannelStatus& status() const noexcept { return status_; }
  [[nodiscard]] const FeedCounters& counters() const noexcept { return counters_; }
  [[nodiscard]] const LineCounters& line(uint32_t index) const noexcept { return lines_[index].counters; }
  // Of the last datagram: which line was behind the other, and by how much; null where it doesn't tell.
  [[nodiscard]] const LineLead* lead() const noexcept { return has_lead_ ? &lead_ : nullptr; }
  [[nodiscard]] SnapshotFault snapshot_fault() const noexcept { return snapshot_.last_fault(); }
  [[nodiscard]] const std::optional<wire::moldudp64::Session>& session() const noexcept { return session_; }

 private:
  static constexpr uint32_t no_line = lines_max;
  static constexpr TimeNs never = std::numeric_limits<TimeNs>::min();
  // Far above any day's messages, far below what a forged number can say.
  static constexpr uint64_t sequence_jump_max = uint64_t{1} << 36;
  static constexpr TimeNs look_interval_ns = 50'000'000;
  // A number that a line stated, and then only lower ones for two such windows, was not the sender's.
  static constexpr TimeNs claim_window_ns = 5'000'000'000;

  enum class StepKind : uint8_t { none, messages, status, snapshot_begin, snapshot_message, snapshot_end };
  struct Step {
    StepKind kind = StepKind::none;
    MessageBytes message{};
    std::span<const MessageBytes> messages{};
  };

  template <class Sink>
  void work(TimeNs now, Sink& sink) noexcept {
    for (Step step = next_step(now); step.kind != StepKind::none; step = next_step(now)) {
      switch (step.kind) {
        case StepKind::messages: sink.on_messages(step.messages); break;
        case StepKind::status: sink.on_status(status_); break;
        case StepKind::snapshot_begin: sink.on_snapshot_begin(); break;
        case StepKind::snapshot_message: sink.on_snapshot_message(step.message); break;
        case StepKind::snapshot_end: sink.on_snapshot_end(); break;
        case StepKind::none: break;
      }
    }
  }

  // Taking packets (channel.cpp).
  [[nodiscard]] bool take_header(uint32_t line, std::span<const std::byte> datagram, MoldPacket& packet,
                                 TimeNs now) noexcept;
  [[nodiscard]] std::span<const MessageBytes> take(uint32_t line, std::span<const std::byte> datagram,
                                                   const MoldPacket& packet, PacketFault fault,
                                                   TimeNs now) noexcept;
  void take_answer(std::span<const std::byte> datagram, TimeNs now) noexcept;
  void take_ahead(uint32_t line, const MoldPacket& packet, std::span<const std::byte> datagram,
                  TimeNs now) noexcept;
  void take_mark(uint32_t line, const MoldPacket& packet, TimeNs now) noexcept;
  void take_duplicate(uint32_t line, const MoldPacket& packet, TimeNs now) noexcept;
  void take_overlapping(uint32_t line, const MoldPacket& packet, TimeNs now) noexcept;
  void take_input_end(bool is_broken, TimeNs now) noexcept;
  void refuse(uint32_t line, PacketFault fault) noexcept;
  void count_foreign(uint32_t line, TimeNs now) noexcept;
  [[nodiscard]] bool admit(const MoldPacket& packet, TimeNs now) noexcept;
  void begin_session(const wire::moldudp64::Session& session) noexcept;
  void begin_at(uint64_t sequence) noexcept;
  void note_known(uint64_t end, TimeNs now) noexcept;
  [[nodiscard]] std::span<const MessageBytes> new_part(const MoldPacket& packet) noexcept;

  // Recovery (channel_recovery.cpp).
  [[nodiscard]] Step next_step(TimeNs now) noexcept;
  [[nodiscard]] Step next_snapshot_step(TimeNs now) noexcept;
  [[nodiscard]] std::span<const MessageBytes> next_held() noexcept;
  [[nodiscard]] bool decide(TimeNs now) noexcept;
  void decide_whole(TimeNs now) noexcept;
  [[nodiscard]] bool decide_gap(TimeNs now) noexcept;
  [[nodiscard]] bool decide_snapshot(TimeNs now) noexcept;
  void start_snapshot(TimeNs now) noexcept;
  [[nodiscard]] bool join(uint64_t sequence, TimeNs now) noexcept;
  [[nodiscard]] bool give_up(ChannelCause cause, TimeNs now) noexcept;
  [[nodiscard]] bool give_up_snapshot(ChannelCause cause, TimeNs now) noexcept;
  void lose(ChannelCause cause, TimeNs now) noexcept;
  void enter_recovery(RecoveryStep step, ChannelCause cause, TimeNs now) noexcept;
  void enter(ChannelState state, RecoveryStep step, ChannelCause cause, TimeNs now) noexcept;
  [[nodiscard]] uint64_t hole_end() const noexcept;
  [[nodiscard]] bool is_train_over(TimeNs now) const noexcept;
  [[nodiscard]] bool is_silent(TimeNs now) const noexcept;

  void look_around(TimeNs now) noexcept;
  void withdraw_contradicted() noexcept;

  ChannelSettings settings_;
  FeedCounters counters_;
  ChannelStatus status_;
  std::optional<wire::moldudp64::Session> session_;
  std::optional<wire::moldudp64::Session> previous_session_;

  bool is_plain_ = false;  // nothing is missing, held, announced or under way: messages go straight through
  bool is_status_news_ = false;    // status_ is to be told
  bool is_begun_ = false;          // next_sequence is known
  bool is_late_ = false;           // nothing was applied yet, and what came first was missing
  bool is_lost_ = false;           // something was given up: lost_cause_ says why
  bool is_holding_ = false;        // a snapshot is under way: what comes is held
  bool is_void_ = false;           // a snapshot was begun and not ended: the books are no longer the stream's
  bool is_back_ = false;           // what was applied is contradicted: only a snapshot can tell
  bool is_fresh_session_ = false;  // empty books are to be told
  bool is_fresh_begin_told_ = false;
  bool is_begin_told_ = false;  // of the snapshot under way
  bool has_lead_ = false;
  ChannelCause lost_cause_ = ChannelCause::none;
  ChannelCause short_cause_ = ChannelCause::session_ended_short;  // of what is missing at the end
  uint64_t end_ = 0;               // of the session, one past its last message; 0: not announced
  uint64_t counted_hole_end_ = 0;  // gaps below are counted
  TimeNs known_since_ = 0;         // of known_end
  TimeNs reached_ = 0;             // by the datagram under way
  TimeNs end_heard_ = 0;           // the last packet of the train
  TimeNs heard_ = never;           // the last packet of our session on any line
  TimeNs foreign_heard_ = never;
  TimeNs ahead_since_ = 0;  // the snapshot's number is waited for
  TimeNs next_look_ = 0;
  TimeNs last_look_ = 0;
  TimeNs window_begun_ = never;
  std::optional<SnapshotEvent> kept_event_;
  LineLead lead_;

  std::array<LineTracker, lines_max> lines_;
  LineLeads leads_;
  std::vector<MessageBytes> blocks_;     // of the packet under way, sized for any datagram
  std::span<const MessageBytes> fresh_;  // of it, to be given out
  uint64_t fresh_end_ = 0;               // one past its last message
  HeldPackets held_;
  GapRepair repair_;
  SnapshotClient snapshot_;
};

}  // namespace hotlane
