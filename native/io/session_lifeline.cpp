#include "io/session_lifeline.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>

namespace hotlane::io {
namespace {

constexpr int none = -1;

// The place holds the descriptor + 1, so that fresh memory holds none.
int take(uint64_t& place) noexcept {
  // Acquire: what was done with the descriptor before it was laid down is done.
  return static_cast<int>(std::atomic_ref<uint64_t>(place).exchange(0, std::memory_order_acq_rel)) - 1;
}

}  // namespace

void SessionLifeline::withdraw() noexcept {
  if (followed_ == none) return;
  followed_ = none;
  if (const int descriptor = take(place_); descriptor != none) close(descriptor);
}

void SessionLifeline::lay(int descriptor) noexcept {
  withdraw();
  if (descriptor == none) return;
  followed_ = descriptor;
  const int duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (duplicate == none) return;  // no descriptors left: the lane goes on, as if it had no watchdog
  std::atomic_ref<uint64_t>(place_).store(static_cast<uint64_t>(duplicate) + 1, std::memory_order_release);
}

bool cut_session(uint64_t& place) noexcept {
  const int descriptor = take(place);
  if (descriptor == none) return false;
  shutdown(descriptor, SHUT_RDWR);
  close(descriptor);
  return true;
}

}  // namespace hotlane::io
