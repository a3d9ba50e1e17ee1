// How many of a packet's prefetches bring nothing: lines of memory at random, thirty at a time, are asked for
// once or twice, waited for far longer than memory takes, and then read one by one between two fenced stamps.
// A read that takes as long as memory does shows a prefetch that the processor has dropped.
#pragma once

#include <sys/mman.h>

#include <array>
#include <cstdint>

#include "decode_book/stopwatch.hpp"
#include "memory/zeroed_array.hpp"

namespace hotlane::bench {

// Share of the lines, in percent. `times`: how often each is asked for.
[[nodiscard]] inline double measure_prefetch_loss(uint32_t times) {
  constexpr size_t words = (size_t{32} << 20) / sizeof(uint64_t);  // as much as the levels of a market take
  constexpr size_t words_per_line = 64 / sizeof(uint64_t);
  constexpr uint32_t packets = 3'000;
  constexpr double wait_ns = 2'000;
  constexpr double slow_ns = 80;  // a cache's line takes less, stamps included; memory's takes twice as long
  const io::TscClock clock;
  ZeroedArray<uint64_t> array(words);
  madvise(array.data(), words * sizeof(uint64_t), MADV_HUGEPAGE);
  for (size_t i = 0; i < words; i += words_per_line) array[i] = i;
  std::array<const uint64_t*, 30> lines;
  uint64_t random = 1;
  uint64_t slow = 0;
  for (uint32_t packet = 0; packet < packets; ++packet) {
    for (const uint64_t*& line : lines) {
      random = random * 6364136223846793005ULL + 1442695040888963407ULL;
      line = &array[((random >> 32) * (words / words_per_line) >> 32) * words_per_line];
    }
    for (uint32_t i = 0; i < times; ++i) {
      for (const uint64_t* line : lines) __builtin_prefetch(line, 1);
      const uint64_t asked = fenced_ticks();
      while (static_cast<double>(clock.ns(fenced_ticks() - asked)) < wait_ns) {
      }
    }
    for (const uint64_t* line : lines) {
      const uint64_t begun = fenced_ticks();
      uint64_t value = *line;
      __asm__ volatile("" : "+r"(value));
      slow += static_cast<uint64_t>(static_cast<double>(clock.ns(fenced_ticks() - begun)) > slow_ns);
    }
  }
  return 100.0 * static_cast<double>(slow) / (packets * static_cast<double>(lines.size()));
}

}  // namespace hotlane::bench
