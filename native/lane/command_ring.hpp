// Commands from TypeScript's main thread into the lane: single producer (TypeScript), single consumer (the
// lane). The lane looks once a turn; a look that finds nothing is one load of a line that stays in its cache.
#pragma once

#include <atomic>

#include "lane/boundary.hpp"

namespace hotlane {

class CommandReader {
 public:
  explicit CommandReader(boundary::CommandRing& ring) noexcept : ring_(ring), read_(ring.read) {}

  [[nodiscard]] bool is_waiting() const noexcept {
    return std::atomic_ref<uint32_t>(ring_.written).load(std::memory_order_relaxed) != read_;
  }

  // Takes the oldest command. False: there is none. Lane only.
  [[nodiscard]] bool take(boundary::Command& out) noexcept {
    // Acquire: the slot's bytes were stored before TypeScript's Atomics.store of `written`.
    const uint32_t written = std::atomic_ref<uint32_t>(ring_.written).load(std::memory_order_acquire);
    if (written == read_) return false;
    out = ring_.slots[read_ & (boundary::commands_max - 1)];
    ++read_;
    // Release: the producer may overwrite the slot only after it was copied.
    std::atomic_ref<uint32_t>(ring_.read).store(read_, std::memory_order_release);
    return true;
  }

 private:
  boundary::CommandRing& ring_;
  uint32_t read_;
};

}  // namespace hotlane
