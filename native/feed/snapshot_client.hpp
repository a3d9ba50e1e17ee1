// Takes one GLIMPSE 5.0 snapshot after another (glimpse50 §1, §2) from servers in turn, without a socket:
// bytes and time in, bytes and messages out. Owned by one channel, used on its lane's thread only. A snapshot
// is a login for number 1; it counts only when End of Snapshot came. Buffers are allocated at construction.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "feed/channel_settings.hpp"
#include "feed/feed_counters.hpp"
#include "session/soupbin_client.hpp"

namespace hotlane {

enum class SnapshotEventKind : uint8_t {
  message,  // an ITCH message whose length is its type's
  end,      // sequence: the first message to apply after the snapshot
  failed,   // the next attempt waits; what came of the snapshot is of no use
};

struct SnapshotEvent {
  SnapshotEventKind kind = SnapshotEventKind::failed;
  Bytes message{};  // valid until the next space()
  uint64_t sequence = 0;
};

class SnapshotClient {
 public:
  SnapshotClient(const SnapshotSettings& settings, FeedCounters& counters);

  // The pause after the last one is over, its connection is closed, and a server is left that may be asked.
  [[nodiscard]] bool may_start(TimeNs now) noexcept;
  void start(TimeNs now) noexcept;
  // It is no longer wanted.
  void cancel() noexcept;
  // It was complete, and yet of no use.
  void note_failure(SnapshotFault fault, TimeNs now) noexcept;
  // The channel is whole again: the next snapshot need not wait. A complete snapshot alone does not say so.
  void note_recovered() noexcept;

  // A connection to open; given once a snapshot. Then exactly one on_lost() follows, whatever else happens
  // before it.
  [[nodiscard]] bool take_connect(uint32_t& server) noexcept;
  void on_open(TimeNs now) noexcept;
  void on_lost(TimeNs now) noexcept;
  [[nodiscard]] std::span<std::byte> space(size_t wanted = soup_receive_space) noexcept {
    return session_.receive_space(wanted);
  }
  void received(size_t size, TimeNs now) noexcept;
  [[nodiscard]] ByteQueue& out() noexcept { return session_.out(); }
  // Send what is in out(), then close.
  [[nodiscard]] bool wants_disconnect() const noexcept { return stage_ == Stage::closing; }

  void on_time(TimeNs now) noexcept;
  // What the bytes or the time brought, until false.
  [[nodiscard]] bool next(TimeNs now, SnapshotEvent& event) noexcept;

  [[nodiscard]] bool has_servers() const noexcept { return settings_.servers > 0; }
  // Some server has not refused our login.
  [[nodiscard]] bool is_usable() const noexcept;
  [[nodiscard]] bool is_busy() const noexcept { return is_wanted_; }
  // Failures since the channel was whole.
  [[nodiscard]] uint32_t failures() const noexcept { return failures_; }
  [[nodiscard]] SnapshotFault last_fault() const noexcept { return last_fault_; }

 private:
  enum class Stage : uint8_t { idle, to_connect, connecting, up, closing };

  static constexpr size_t in_bytes = 1U << 18;
  static constexpr size_t out_bytes = 1U << 13;

  [[nodiscard]] bool take(const SoupClientEvent& soup, TimeNs now, SnapshotEvent& event) noexcept;
  [[nodiscard]] bool take_message(Bytes message, TimeNs now, SnapshotEvent& event) noexcept;
  [[nodiscard]] bool fail(SnapshotFault fault, TimeNs now, SnapshotEvent& event) noexcept;
  void close() noexcept;
  void pause(TimeNs now) noexcept;
  void turn_to_next_server() noexcept;

  SnapshotSettings settings_;
  FeedCounters& counters_;
  SoupBinClient session_;
  Stage stage_ = Stage::idle;
  bool is_wanted_ = false;
  SnapshotFault pending_fault_ = SnapshotFault::none;  // found by time or by the socket, for next()
  SnapshotFault last_fault_ = SnapshotFault::none;
  uint32_t server_ = 0;
  uint32_t failures_ = 0;
  std::array<bool, snapshot_servers_max> is_refused_{};  // by that server: never asked again
  TimeNs pause_ns_ = 0;
  Stopwatch paused_;
  Stopwatch begun_;
};

// The number in End of Snapshot; none: it is no number, or one that no message has.
[[nodiscard]] std::optional<uint64_t> number_of_snapshot_end(Bytes message) noexcept;

}  // namespace hotlane
