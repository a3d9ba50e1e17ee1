// Asks for a cache line that will be read or written soon. A compiler takes a function that does nothing else
// for one without effect, and leaves out its calls (GCC 12 does, where they are not inlined before that is
// asked): the empty assembly keeps them, and costs nothing. Any address will do: none faults.
#pragma once

#include <cstddef>

namespace hotlane {

inline void fetch_ahead(const void* line) noexcept {
  __builtin_prefetch(line, 1);
  __asm__ volatile("");
}

// All lines from `first` up to `end`.
inline void fetch_lines(const void* first, const void* end) noexcept {
  constexpr ptrdiff_t line_bytes = 64;
  const auto* const last = static_cast<const char*>(end) - 1;
  for (const auto* at = static_cast<const char*>(first); at < last; at += line_bytes) fetch_ahead(at);
  fetch_ahead(last);
}
template <class T>
void fetch_all(const T& object) noexcept {
  fetch_lines(&object, &object + 1);
}

}  // namespace hotlane
