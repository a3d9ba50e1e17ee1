// Asks re-request servers for what is missing (moldudp64 §3): one request in flight, servers in turn, a rate
// limit, a timeout, and a bound of attempts without progress. Owned by one channel, used on its lane's thread
// only. An answer comes through the channel like any other packet; here it is only known whether one is
// waited for.
#pragma once

#include "feed/channel_settings.hpp"
#include "feed/feed_counters.hpp"
#include "memory/units.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {

// A request to send: to re-request server `server`, these bytes in one datagram.
struct RerequestDatagram {
  uint32_t server = 0;
  wire::moldudp64::Request bytes{};
};

class GapRepair {
 public:
  GapRepair(const RepairSettings& settings, FeedCounters& counters) noexcept
      : settings_(settings), counters_(counters) {}

  // Everything may be tried anew.
  void restart() noexcept;
  // `expected` is the next message to be applied: each one more is progress.
  void note_progress(uint64_t expected) noexcept;
  // A datagram of a server holds [begin, end).
  void on_answer(uint64_t begin, uint64_t end) noexcept;
  void on_time(TimeNs now) noexcept;
  // Asks for [begin, end), as much of it as one request may; false: nothing may be asked now.
  [[nodiscard]] bool next(const wire::moldudp64::Session& session, uint64_t begin, uint64_t end, TimeNs now,
                          RerequestDatagram& out) noexcept;

  [[nodiscard]] bool has_servers() const noexcept { return settings_.servers > 0; }
  [[nodiscard]] bool is_exhausted() const noexcept { return is_exhausted_; }

 private:
  // Requests that may go out at once after a pause.
  static constexpr int burst_max = 16;

  [[nodiscard]] bool take_token(TimeNs now) noexcept;
  void turn_to_next_server() noexcept { server_ = (server_ + 1) % settings_.servers; }

  RepairSettings settings_;
  FeedCounters& counters_;
  bool is_waiting_ = false;  // for the answer to [asked_begin_, asked_end_)
  bool is_exhausted_ = false;
  uint32_t server_ = 0;
  uint32_t attempts_ = 0;  // since the last progress
  uint64_t asked_begin_ = 0;
  uint64_t asked_end_ = 0;
  uint64_t expected_ = 0;
  TimeNs asked_at_ = 0;
  TimeNs token_due_ = 0;  // when the bucket will be full again
};

}  // namespace hotlane
