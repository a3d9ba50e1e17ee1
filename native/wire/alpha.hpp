// Fixed-width ASCII fields: left-justified, padded on the right with spaces (itch50.md §1, ouch50.md Types).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hotlane::wire {

template <size_t N>
struct Alpha {
  char chars[N];

  Alpha() noexcept = default;
  // Longer text is cut: callers check lengths at the edge.
  Alpha(std::string_view text) noexcept {  // NOLINT: a wire field is assigned like text
    const size_t kept = text.size() < N ? text.size() : N;
    if (kept > 0) std::memcpy(chars, text.data(), kept);  // an empty view may point nowhere
    std::memset(chars + kept, ' ', N - kept);
  }

  // Without the padding.
  [[nodiscard]] std::string_view text() const noexcept {
    size_t length = N;
    while (length > 0 && chars[length - 1] == ' ') --length;
    return {chars, length};
  }

  friend bool operator==(const Alpha& a, const Alpha& b) noexcept {
    return std::memcmp(a.chars, b.chars, N) == 0;
  }
};

using Symbol = Alpha<8>;
using Firm = Alpha<4>;  // a market participant's letters
static_assert(sizeof(Symbol) == 8);

}  // namespace hotlane::wire
