// A line's integers compared and moved at once, against one by one.
#include <random>

#include "book/lane_mask.hpp"
#include "book/lane_shift.hpp"
#include "harness.hpp"

namespace hotlane::test {
namespace {

// Few values, so that any number of elements is equal; all bits are tried, each element's sign with them.
template <class T, size_t N>
void compare_masks(std::mt19937_64& random) {
  struct alignas(64) Line {
    T values[N];
  };
  unsigned seen = 0;
  unsigned seen_high = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<T>(random());
    Line line;
    for (T& one : line.values) {
      const T flipped = value ^ static_cast<T>(T{1} << random() % (sizeof(T) * 8));
      one = random() % 2 == 0 ? value : flipped;
    }
    CHECK_EQUAL(equal_mask(line.values, value), equal_mask_portable(line.values, value));
    seen |= 1U << (equal_mask(line.values, value) % 16);
    if constexpr (N > 8) seen_high |= 1U << (equal_mask(line.values, value) >> 8 & 15);
  }
  CHECK_EQUAL(seen, 0xFFFFU);
  CHECK_EQUAL(seen_high, N > 8 ? 0xFFFFU : 0U);
}

}  // namespace

TEST("books: a line is searched alike by vector and element by element") {
  std::mt19937_64 random(seed());
  compare_masks<uint64_t, 4>(random);
  compare_masks<uint32_t, 4>(random);
  compare_masks<uint32_t, 16>(random);
}

TEST("books: elements come and go in a line alike by vector and element by element") {
  struct alignas(64) Line {
    uint32_t values[shifted_max + 1];
    bool operator==(const Line&) const = default;
  };
  std::mt19937_64 random(seed());
  Line line{};
  Line expected{};
  for (int i = 0; i < 20'000; ++i) {
    const auto at = static_cast<uint32_t>(random() % shifted_max);
    const auto value = static_cast<uint32_t>(random());
    line.values[shifted_max] = expected.values[shifted_max] = static_cast<uint32_t>(random());
    if (random() % 2 == 0) {
      insert_lane(line.values, at, value);
      insert_lane_portable(expected.values, at, value);
    } else {
      erase_lane(line.values, at);
      erase_lane_portable(expected.values, at);
    }
    REQUIRE(line == expected);
  }
}

}  // namespace hotlane::test
