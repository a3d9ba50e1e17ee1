// Integers of a file that says in its header which byte order it has (pcap, pcapng): the order is an argument
// of each read. For packed layouts, alignment 1, on any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wire/big_endian.hpp"

namespace hotlane::wire {

template <class T>
class ToldEndian {
 public:
  [[nodiscard]] T in(std::endian order) const noexcept {
    T raw;
    std::memcpy(&raw, bytes_, sizeof raw);
    return order == std::endian::native ? raw : swap_bytes(raw);
  }
  void put(T value, std::endian order) noexcept {
    const T raw = order == std::endian::native ? value : swap_bytes(value);
    std::memcpy(bytes_, &raw, sizeof raw);
  }

 private:
  std::byte bytes_[sizeof(T)];
};

using te16 = ToldEndian<uint16_t>;
using te32 = ToldEndian<uint32_t>;
using te64 = ToldEndian<uint64_t>;

}  // namespace hotlane::wire
