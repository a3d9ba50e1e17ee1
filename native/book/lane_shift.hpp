// A list of fifteen integers in a cache line: an element comes in or goes, and those behind it move by a
// place, without a branch. The line's sixteenth integer is not of the list and stays. Whole vectors are read,
// moved and written: a list that went through memory in pieces of other sizes would wait for its own stores.
// Written for AVX2, and as plain loops for all else; a test holds the two against each other.
#pragma once

#include <cstddef>
#include <cstdint>

#include "book/lane_mask.hpp"

namespace hotlane {

constexpr uint32_t shifted_max = 15;

// `at` < shifted_max: where it will stand. The last one of a full list falls out.
constexpr void insert_lane_portable(uint32_t (&list)[shifted_max + 1], uint32_t at, uint32_t value) noexcept {
  for (uint32_t i = shifted_max - 1; i > at; --i) list[i] = list[i - 1];
  list[at] = value;
}
// `at` < shifted_max. A zero comes in behind.
constexpr void erase_lane_portable(uint32_t (&list)[shifted_max + 1], uint32_t at) noexcept {
  for (uint32_t i = at; i < shifted_max - 1; ++i) list[i] = list[i + 1];
  list[shifted_max - 1] = 0;
}

#if HOTLANE_HAS_AVX2
namespace lane_shift {

// Which element of the list each lane is; none in the last.
struct Lanes {
  __m256i low = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256i high = _mm256_setr_epi32(8, 9, 10, 11, 12, 13, 14, -1);
};

}  // namespace lane_shift
#endif

// For the vectors, `list` stands on 32 bytes.
inline void insert_lane(uint32_t (&list)[shifted_max + 1], uint32_t at, uint32_t value) noexcept {
#if HOTLANE_HAS_AVX2
  auto* line = reinterpret_cast<__m256i*>(list);
  const __m256i low = _mm256_load_si256(line);
  const __m256i high = _mm256_load_si256(line + 1);
  const __m256i up = _mm256_setr_epi32(7, 0, 1, 2, 3, 4, 5, 6);
  const __m256i low_up = _mm256_permutevar8x32_epi32(low, up);
  const __m256i high_up = _mm256_blend_epi32(_mm256_permutevar8x32_epi32(high, up), low_up, 1);
  const __m256i here = _mm256_set1_epi32(static_cast<int32_t>(at));
  const __m256i its = _mm256_set1_epi32(static_cast<int32_t>(value));
  const auto choose = [&](__m256i lane, __m256i as_is, __m256i moved) noexcept {
    const __m256i rest = _mm256_blendv_epi8(as_is, moved, _mm256_cmpgt_epi32(lane, here));
    return _mm256_blendv_epi8(rest, its, _mm256_cmpeq_epi32(lane, here));
  };
  const lane_shift::Lanes lanes;
  _mm256_store_si256(line, choose(lanes.low, low, low_up));
  _mm256_store_si256(line + 1, choose(lanes.high, high, high_up));
#else
  insert_lane_portable(list, at, value);
#endif
}

// For the vectors, `list` stands on 32 bytes.
inline void erase_lane(uint32_t (&list)[shifted_max + 1], uint32_t at) noexcept {
#if HOTLANE_HAS_AVX2
  auto* line = reinterpret_cast<__m256i*>(list);
  const __m256i low = _mm256_load_si256(line);
  const __m256i high = _mm256_load_si256(line + 1);
  const __m256i down = _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 0);
  const __m256i high_turned = _mm256_permutevar8x32_epi32(high, down);
  const __m256i low_down = _mm256_blend_epi32(_mm256_permutevar8x32_epi32(low, down), high_turned, 1 << 7);
  const __m256i high_down = _mm256_blend_epi32(high_turned, _mm256_setzero_si256(), 1 << 6);
  const __m256i before = _mm256_set1_epi32(static_cast<int32_t>(at) - 1);
  const lane_shift::Lanes lanes;
  _mm256_store_si256(line, _mm256_blendv_epi8(low, low_down, _mm256_cmpgt_epi32(lanes.low, before)));
  _mm256_store_si256(line + 1, _mm256_blendv_epi8(high, high_down, _mm256_cmpgt_epi32(lanes.high, before)));
#else
  erase_lane_portable(list, at);
#endif
}

}  // namespace hotlane
