// CRC-32C (Castagnoli, RFC 3720 §12.1): the check of each journal record. Pure; any thread.
// Uses the CPU's instruction where the build's baseline has it (x86-64-v3, arm64 with +crc), else a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hotlane {

// The CRC of `bytes`; to go on from an earlier part, give that part's CRC: crc32c(b, crc32c(a)) is that of
// ab.
[[nodiscard]] uint32_t crc32c(std::span<const std::byte> bytes, uint32_t so_far = 0) noexcept;

// The same by table on every machine: what crc32c() is without the instruction, and what tests hold it
// against.
[[nodiscard]] uint32_t crc32c_by_table(std::span<const std::byte> bytes, uint32_t so_far = 0) noexcept;

}  // namespace hotlane
