// Prepares the calling thread and its memory for the lane: pinned core, locked and touched memory, huge
// pages, real-time priority. Each is tried, and reported as got or as not got with the reason; none is fatal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hotlane::io {

constexpr int real_time_priority_of_lanes = 50;  // SCHED_FIFO, of 1 to 99

struct HostWishes {
  int core = -1;  // -1: don't pin
  bool lock_memory = true;
  bool huge_pages = true;
  bool real_time = true;
  int real_time_priority = real_time_priority_of_lanes;
};

struct HostGrant {
  std::string what;  // "core 1", "locked memory" …
  bool is_granted = false;
  std::string reason;  // why not, and what would help; empty when granted
};

// Applies the wishes to the calling thread: its core, then its priority, are told of.
[[nodiscard]] std::vector<HostGrant> prepare_thread(const HostWishes& wishes);

// Applies them to memory that the lane works in: `memory` is touched page by page.
[[nodiscard]] std::vector<HostGrant> prepare_memory(const HostWishes& wishes,
                                                    std::span<const std::span<std::byte>> memory);

// Cores this process may run on, by number.
[[nodiscard]] std::vector<int> allowed_cores();

}  // namespace hotlane::io
