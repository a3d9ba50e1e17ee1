// Finalizer of a 64-bit hash: each bit of the input moves each bit of the output.
#pragma once

#include <cstdint>

namespace hotlane {

[[nodiscard]] constexpr uint64_t mix_bits(uint64_t value) noexcept {
  value ^= value >> 32;
  value *= 0xD6E8FEB86659FD93ULL;
  value ^= value >> 32;
  value *= 0xD6E8FEB86659FD93ULL;
  value ^= value >> 32;
  return value;
}

}  // namespace hotlane
