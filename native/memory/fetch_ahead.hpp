// Asks for a cache line that will be written soon. A compiler takes a function that does nothing else for one
// without effect, and leaves out its calls (GCC 12 to 14 do, where they are not inlined before that is
// asked): the empty assembly keeps them, and costs nothing. Any address will do: none faults.
#pragma once

namespace hotlane {

inline void fetch_ahead(const void* line) noexcept {
  __builtin_prefetch(line, 1);
  __asm__ volatile("");
}

}  // namespace hotlane
