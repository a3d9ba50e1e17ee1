// Big-endian integers as they stand on the wire, for packed protocol structs. Alignment 1, so a struct of
// them may lie anywhere in a packet. Reads and writes compile to one load or store and a byte swap.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace hotlane::wire {

template <class T>
[[nodiscard]] constexpr T swap_bytes(T value) noexcept {
  if constexpr (sizeof(T) == 1) {
    return value;
  } else if constexpr (sizeof(T) == 2) {
    return static_cast<T>(__builtin_bswap16(value));
  } else if constexpr (sizeof(T) == 4) {
    return static_cast<T>(__builtin_bswap32(value));
  } else {
    return static_cast<T>(__builtin_bswap64(value));
  }
}

// An unsigned integer of sizeof(T) bytes, big-endian.
template <class T>
class BigEndian {
 public:
  BigEndian() noexcept = default;
  BigEndian(T value) noexcept { *this = value; }  // NOLINT: a wire field is assigned like a number

  operator T() const noexcept {  // NOLINT: and reads like one
    T raw;
    std::memcpy(&raw, bytes_, sizeof raw);
    return std::endian::native == std::endian::little ? swap_bytes(raw) : raw;
  }
  BigEndian& operator=(T value) noexcept {
    const T raw = std::endian::native == std::endian::little ? swap_bytes(value) : value;
    std::memcpy(bytes_, &raw, sizeof raw);
    return *this;
  }

 private:
  std::byte bytes_[sizeof(T)];
};

using be16 = BigEndian<uint16_t>;
using be32 = BigEndian<uint32_t>;
using be64 = BigEndian<uint64_t>;

// 6 bytes big-endian: ITCH timestamps (itch50.md §1).
class be48 {
 public:
  be48() noexcept = default;
  be48(uint64_t value) noexcept { *this = value; }  // NOLINT

  operator uint64_t() const noexcept {  // NOLINT
    return (static_cast<uint64_t>(static_cast<uint16_t>(high_)) << 32) | static_cast<uint32_t>(low_);
  }
  be48& operator=(uint64_t value) noexcept {
    high_ = static_cast<uint16_t>(value >> 32);
    low_ = static_cast<uint32_t>(value);
    return *this;
  }

 private:
  be16 high_;
  be32 low_;
};

static_assert(sizeof(be16) == 2 && sizeof(be32) == 4 && sizeof(be48) == 6 && sizeof(be64) == 8);
static_assert(alignof(be64) == 1 && alignof(be48) == 1);

}  // namespace hotlane::wire
