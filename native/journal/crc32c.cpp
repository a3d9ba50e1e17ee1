#include "journal/crc32c.hpp"

#include <array>
#include <cstring>

#if defined(__SSE4_2__)
#include <nmmintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

namespace hotlane {
namespace {

constexpr uint32_t polynomial_reversed = 0x82F63B78;

constexpr std::array<uint32_t, 256> make_table() noexcept {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? polynomial_reversed : 0);
    }
    table[byte] = remainder;
  }
  return table;
}

constexpr std::array<uint32_t, 256> table = make_table();

#if defined(__SSE4_2__)
#define HOTLANE_CRC32C_INSTRUCTION 1
uint64_t add_word(uint64_t crc, uint64_t word) noexcept {
  return _mm_crc32_u64(crc, word);
}
uint32_t add_byte(uint32_t crc, uint8_t byte) noexcept {
  return _mm_crc32_u8(crc, byte);
}
#elif defined(__ARM_FEATURE_CRC32)
#define HOTLANE_CRC32C_INSTRUCTION 1
uint64_t add_word(uint64_t crc, uint64_t word) noexcept {
  return __crc32cd(static_cast<uint32_t>(crc), word);
}
uint32_t add_byte(uint32_t crc, uint8_t byte) noexcept {
  return __crc32cb(crc, byte);
}
#endif

}  // namespace

uint32_t crc32c_by_table(std::span<const std::byte> bytes, uint32_t so_far) noexcept {
  uint32_t crc = ~so_far;
  for (const std::byte byte : bytes) {
    crc = (crc >> 8) ^ table[(crc ^ static_cast<uint32_t>(byte)) & 0xFF];
  }
  return ~crc;
}

#if defined(HOTLANE_CRC32C_INSTRUCTION)

uint32_t crc32c(std::span<const std::byte> bytes, uint32_t so_far) noexcept {
  uint64_t wide = static_cast<uint32_t>(~so_far);
  const std::byte* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= sizeof(uint64_t); left -= sizeof(uint64_t), at += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    wide = add_word(wide, word);
  }
  uint32_t crc = static_cast<uint32_t>(wide);
  for (; left > 0; --left, ++at) crc = add_byte(crc, static_cast<uint8_t>(*at));
  return ~crc;
}

#else

uint32_t crc32c(std::span<const std::byte> bytes, uint32_t so_far) noexcept {
  return crc32c_by_table(bytes, so_far);
}

#endif

}  // namespace hotlane
