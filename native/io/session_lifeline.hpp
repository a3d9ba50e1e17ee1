// A duplicate of an order session's socket, left in the lane's shared memory for the watchdog: shutting it
// down cuts the connection although the lane's thread hangs, and the venue's cancel on disconnect takes the
// orders. The descriptor is handed over by one atomic exchange, so whoever has taken it out owns it alone and
// closes it; a descriptor's number is never used after that. The lane's thread lays it; any thread may take
// it.
#pragma once

#include <cstdint>

#include "lane/boundary.hpp"

namespace hotlane::io {

class SessionLifeline {
 public:
  SessionLifeline(boundary::LaneMemory& memory, uint32_t session) noexcept
      : place_(memory.watch.session_socket[session]) {}
  ~SessionLifeline() { withdraw(); }
  SessionLifeline(const SessionLifeline&) = delete;
  SessionLifeline& operator=(const SessionLifeline&) = delete;

  // To be told where the session's socket stands: laid anew when it is another one, withdrawn when it is
  // closed (-1). Costs a comparison while nothing changed.
  void follow(int descriptor) noexcept {
    if (descriptor != followed_) lay(descriptor);
  }
  // Before a descriptor is opened that may get the number of the last one.
  void withdraw() noexcept;

 private:
  void lay(int descriptor) noexcept;

  uint64_t& place_;
  int followed_ = -1;
};

// Takes the duplicate out and shuts the connection down. False: there was none.
[[nodiscard]] bool cut_session(uint64_t& place) noexcept;

}  // namespace hotlane::io
