// Comparing a few neighbouring integers at once: bit i of a result tells of element i. One cache line is
// searched without a branch that could be mispredicted. Written for AVX2, which every x86-64 build has, and
// as plain loops for all else; a test holds the two against each other.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX2__) && !defined(HOTLANE_PORTABLE)
#include <immintrin.h>
#define HOTLANE_HAS_AVX2 1
#else
#define HOTLANE_HAS_AVX2 0
#endif

namespace hotlane {

template <class T, size_t N>
[[nodiscard]] constexpr unsigned equal_mask_portable(const T (&values)[N], T value) noexcept {
  unsigned mask = 0;
  for (size_t i = 0; i < N; ++i) mask |= static_cast<unsigned>(values[i] == value) << i;
  return mask;
}

// For the vector's loads, `values` stand on 32 and 16 bytes.
[[nodiscard]] inline unsigned equal_mask(const uint64_t (&values)[4], uint64_t value) noexcept {
#if HOTLANE_HAS_AVX2
  const __m256i all = _mm256_load_si256(reinterpret_cast<const __m256i*>(values));
  const __m256i equal = _mm256_cmpeq_epi64(all, _mm256_set1_epi64x(static_cast<int64_t>(value)));
  return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(equal)));
#else
  return equal_mask_portable(values, value);
#endif
}

[[nodiscard]] inline unsigned equal_mask(const uint32_t (&values)[4], uint32_t value) noexcept {
#if HOTLANE_HAS_AVX2
  const __m128i all = _mm_load_si128(reinterpret_cast<const __m128i*>(values));
  const __m128i equal = _mm_cmpeq_epi32(all, _mm_set1_epi32(static_cast<int32_t>(value)));
  return static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(equal)));
#else
  return equal_mask_portable(values, value);
#endif
}

[[nodiscard]] inline unsigned equal_mask(const uint32_t (&values)[16], uint32_t value) noexcept {
#if HOTLANE_HAS_AVX2
  const __m256i wanted = _mm256_set1_epi32(static_cast<int32_t>(value));
  const auto* all = reinterpret_cast<const __m256i*>(values);
  const __m256i low = _mm256_cmpeq_epi32(_mm256_load_si256(all), wanted);
  const __m256i high = _mm256_cmpeq_epi32(_mm256_load_si256(all + 1), wanted);
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(low))) |
         static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(high))) << 8;
#else
  return equal_mask_portable(values, value);
#endif
}

}  // namespace hotlane
