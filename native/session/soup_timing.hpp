// SoupBinTCP's clocks (soupbintcp.md, Heartbeats and timeouts), the same for both sides of a connection.
// Pure: each call is given the time. A clock that steps back restarts the interval under way and closes
// nothing.
#pragma once

#include "memory/units.hpp"

namespace hotlane {

constexpr TimeNs heartbeat_interval_ns = 1 * ns_per_second;
constexpr TimeNs silence_max_ns = 15 * ns_per_second;
constexpr TimeNs client_login_timeout_ns = 10 * ns_per_second;
constexpr TimeNs server_login_timeout_ns = 30 * ns_per_second;
// Any byte is life, so a peer that drips one packet for ever needs a bound of its own.
constexpr TimeNs packet_stalled_max_ns = 30 * ns_per_second;

// Time since the last restart.
class Stopwatch {
 public:
  void restart(TimeNs now) noexcept { since_ = now; }
  [[nodiscard]] TimeNs since() const noexcept { return since_; }
  [[nodiscard]] TimeNs elapsed(TimeNs now) noexcept {
    if (now < since_) since_ = now;
    return now - since_;
  }

 private:
  TimeNs since_ = 0;
};

}  // namespace hotlane
