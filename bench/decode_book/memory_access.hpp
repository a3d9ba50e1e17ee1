// What the machine takes for one cache line of memory, at random: when each load waits for the one before,
// and when none does; with pages of 4 KiB and of 2 MiB.
#pragma once

#include <sys/mman.h>

#include <chrono>
#include <cstdint>

#include "memory/zeroed_array.hpp"

namespace hotlane::bench {

struct MemoryAccess {
  double dependent_ns = 0;
  double independent_ns = 0;
};

[[nodiscard]] inline MemoryAccess measure_memory_access(bool has_huge_pages) {
  constexpr size_t words = (size_t{256} << 20) / sizeof(uint64_t);  // far more than a cache holds
  constexpr uint32_t loads = 2'000'000;
  ZeroedArray<uint64_t> array(words);
  madvise(array.data(), words * sizeof(uint64_t), has_huge_pages ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  for (size_t i = 0; i < words; i += 512) array[i] = 0;
  uint64_t sum = 0;
  const auto time = [&](uint64_t depends) {
    uint64_t at = 1;
    const auto begun = std::chrono::steady_clock::now();
    for (uint32_t i = 0; i < loads; ++i) {
      at = at * 6364136223846793005ULL + 1442695040888963407ULL;
      const uint64_t value = array[(at >> 32) * words >> 32];
      at += value & depends;  // 0, but the processor doesn't know
      sum += value;
    }
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begun;
    __asm__ volatile("" : "+r"(sum));
    return spent.count() / loads;
  };
  return {time(~uint64_t{0}), time(0)};
}

}  // namespace hotlane::bench
