// The venue's randomness: SplitMix64. The same seed gives the same market on every platform, which the
// standard library's distributions don't promise. Venue thread only.
#pragma once

#include <cmath>
#include <cstdint>

namespace hotlane {

class SeededRandom {
 public:
  explicit SeededRandom(uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] uint64_t next() noexcept {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  // 0 to bound - 1. The bias of the multiplication is below 2^-32 for the bounds used here.
  [[nodiscard]] uint32_t below(uint32_t bound) noexcept {
    return static_cast<uint32_t>(((next() >> 32) * bound) >> 32);
  }
  // In (0, 1].
  [[nodiscard]] double unit() noexcept { return (static_cast<double>(next() >> 11) + 1.0) * 0x1.0p-53; }
  // Waiting time of a Poisson process.
  [[nodiscard]] double exponential(double mean) noexcept { return -mean * std::log(unit()); }

 private:
  uint64_t state_;
};

}  // namespace hotlane
