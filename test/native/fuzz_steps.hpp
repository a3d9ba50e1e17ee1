// A fuzz target's input as steps: what is done, the length of the bytes it is done with, those bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace hotlane::test {

// Gives each step to take(step, bytes), from `at` on.
template <class Take>
void run_steps(const uint8_t* data, size_t size, size_t at, Take&& take) {
  while (at + 1 < size) {
    const uint8_t step = data[at];
    const size_t length = std::min<size_t>(data[at + 1], size - at - 2);
    take(step, std::as_bytes(std::span(data + at + 2, length)));
    at += 2 + length;
  }
}

// The other way round, for examples; at most 255 bytes.
inline void put_step(std::vector<uint8_t>& input, uint8_t step, std::string_view bytes = {}) {
  input.push_back(step);
  input.push_back(static_cast<uint8_t>(bytes.size()));
  input.insert(input.end(), bytes.begin(), bytes.end());
}

}  // namespace hotlane::test
