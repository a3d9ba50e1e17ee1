// Integer arithmetic that stops at its type's ends instead of passing them: for sums that only a venue gone
// mad could drive there. Pure; any thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

namespace hotlane {

__extension__ using Wide = __int128;  // room for any product of two 64-bit numbers

template <std::integral T>
[[nodiscard]] constexpr T saturated(Wide value) noexcept {
  if (value > Wide{std::numeric_limits<T>::max()}) return std::numeric_limits<T>::max();
  if (value < Wide{std::numeric_limits<T>::min()}) return std::numeric_limits<T>::min();
  return static_cast<T>(value);
}

template <std::integral T>
[[nodiscard]] constexpr T saturated_sum(T a, T b) noexcept {
  return saturated<T>(Wide{a} + Wide{b});
}

}  // namespace hotlane
