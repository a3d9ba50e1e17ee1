// How a generated day numbers its orders. An exchange's numbers only grow, which flatters a book that indexes
// by them; the other kinds are what a book must survive. Used by ItchDay, on its thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hotlane::bench {

enum class References : uint8_t {
  dense,        // 1, 2, 3 …
  interleaved,  // Nasdaq's own: four partitions by name, each far from the others, in steps of 4, with gaps
  strided,      // multiples of 2^24: what differs is in the upper bits, which a plain mask does not see
  scattered,    // any 64 bits, no order in them
};

[[nodiscard]] inline std::optional<References> references_named(std::string_view name) {
  if (name == "dense") return References::dense;
  if (name == "interleaved") return References::interleaved;
  if (name == "strided") return References::strided;
  if (name == "scattered") return References::scattered;
  return std::nullopt;
}

class ReferenceNumbers {
 public:
  explicit ReferenceNumbers(References kind) : kind_(kind) {}

  [[nodiscard]] uint64_t next(uint32_t name) {
    const uint64_t number = ++given_;
    switch (kind_) {
      case References::dense: return number;
      case References::interleaved: {
        const uint32_t partition = name % partitions;
        // Orders that are not displayed take numbers, too: here one in eight.
        partition_next_[partition] += number % 8 == 0 ? 2 : 1;
        return partition_next_[partition] * partitions + partition;
      }
      case References::strided: return number << 24;
      case References::scattered: return mixed(number);
    }
    return number;
  }

 private:
  static constexpr uint32_t partitions = 4;

  // One to one: no number comes twice.
  [[nodiscard]] static uint64_t mixed(uint64_t value) {
    value = (value ^ (value >> 31)) * 0x9FB21C651E98DF25ULL;
    value = (value ^ (value >> 28)) * 0x9FB21C651E98DF25ULL;
    return value ^ (value >> 28);
  }

  References kind_;
  uint64_t given_ = 0;
  std::array<uint64_t, partitions> partition_next_{2'474'783, 1'964'106, 1'419'158, 1'877'009};
};

}  // namespace hotlane::bench
