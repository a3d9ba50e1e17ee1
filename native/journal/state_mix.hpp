// A running 64-bit digest of values, for comparing two runs of the same code: order counts, and one changed
// bit changes about half of it. Not for the table of anything, nor against an adversary. Pure.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace hotlane {

class StateMix {
 public:
  void add(uint64_t value) noexcept {
    // A multiplication by an odd number loses nothing; the rotation brings the high bits, which see all of
    // the value, to where the next one is added.
    digest_ = std::rotl((digest_ ^ value) * 0x9E37'79B9'7F4A'7C15U, 29);
  }
  // Whole words of a record without holes.
  template <class Record>
  void add_words(const Record& record) noexcept {
    static_assert(std::is_trivially_copyable_v<Record> && sizeof(Record) % sizeof(uint64_t) == 0);
    const auto* at = reinterpret_cast<const std::byte*>(&record);
    for (size_t i = 0; i < sizeof(Record); i += sizeof(uint64_t)) {
      uint64_t word;
      std::memcpy(&word, at + i, sizeof word);
      add(word);
    }
  }
  [[nodiscard]] uint64_t digest() const noexcept { return digest_; }

 private:
  uint64_t digest_ = 0x484F'544C'414E'450AU;
};

}  // namespace hotlane
