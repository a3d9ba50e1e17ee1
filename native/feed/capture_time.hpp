// A pcapng stamp as nanoseconds since the Unix epoch. Pure; a stamp beyond what 63 bits of nanoseconds hold
// (the year 2262) becomes the last of them.
#pragma once

#include <cstdint>
#include <limits>

#include "memory/units.hpp"
#include "wire/pcapng.hpp"

namespace hotlane {

// `resolution`: the interface's if_tsresol; `offset_s`: its if_tsoffset.
[[nodiscard]] constexpr TimeNs capture_time_ns(uint64_t stamp, uint8_t resolution,
                                               int64_t offset_s) noexcept {
  __extension__ using Wide = __int128;  // GCC and Clang; a stamp in picoseconds times 10^9 passes 64 bits
  constexpr Wide ns = 1'000'000'000;
  const uint32_t exponent = resolution & 0x7FU;
  Wide time = stamp;
  if ((resolution & wire::pcapng::time_resolution_binary) != 0) {
    time = exponent < 64 ? (time * ns) >> exponent : 0;
  } else {
    for (uint32_t i = exponent; i < 9; ++i) time *= 10;
    for (uint32_t i = 9; i < exponent && time > 0; ++i) time /= 10;
  }
  time += Wide{offset_s} * ns;
  constexpr Wide last = std::numeric_limits<TimeNs>::max();
  return time > last ? static_cast<TimeNs>(last) : time < 0 ? 0 : static_cast<TimeNs>(time);
}

}  // namespace hotlane
