// pcapng files: a file is a train of blocks, each with its type and its length at both ends
// (draft-ietf-opsawg-pcapng §3, §4). Plain views over a file's bytes, on any thread; alignment 1. Reading is
// feed/capture_records, writing feed/capture_writer.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/told_endian.hpp"

namespace hotlane::wire::pcapng {

constexpr uint32_t block_interface = 0x0000'0001;
constexpr uint32_t block_packet = 0x0000'0002;  // obsolete, as the enhanced one but for a 16-bit interface
constexpr uint32_t block_simple_packet = 0x0000'0003;
constexpr uint32_t block_enhanced_packet = 0x0000'0006;
constexpr uint32_t block_interface_statistics = 0x0000'0005;
constexpr uint32_t block_section = 0x0A0D'0D0A;  // the same in both byte orders
constexpr uint32_t byte_order_magic = 0x1A2B'3C4D;
constexpr uint16_t version_major = 1;

// §3.1: what every block begins with; its length counts header, body and the length that ends it, and is a
// multiple of 4.
struct BlockHeader {
  te32 type;
  te32 total_length;
};
static_assert(sizeof(BlockHeader) == 8 && offsetof(BlockHeader, total_length) == 4);
using BlockTrailer = te32;  // the length again
constexpr uint32_t block_length_min = sizeof(BlockHeader) + sizeof(BlockTrailer);

// §4.1. A section begins with it; interfaces count from 0 in each.
struct SectionBody {
  te32 byte_order_magic;
  te16 version_major;
  te16 version_minor;
  te64 section_length;  // all ones: not told
};
static_assert(sizeof(SectionBody) == 16 && offsetof(SectionBody, section_length) == 8);

// §4.2, then options.
struct InterfaceBody {
  te16 link_type;
  te16 reserved;
  te32 snap_length;  // 0: no limit
};
static_assert(sizeof(InterfaceBody) == 8 && offsetof(InterfaceBody, snap_length) == 4);

// §4.3, then the frame, padded to 4 bytes, then options.
struct EnhancedPacketBody {
  te32 interface_id;
  te32 timestamp_high;  // of one 64-bit count of the interface's units since the Unix epoch
  te32 timestamp_low;
  te32 captured_length;
  te32 original_length;
};
static_assert(sizeof(EnhancedPacketBody) == 20 && offsetof(EnhancedPacketBody, captured_length) == 12);

// §4.4, then the frame: cut at interface 0's snap length, no stamp.
struct SimplePacketBody {
  te32 original_length;
};
static_assert(sizeof(SimplePacketBody) == 4);

// §3.5: code, length, value padded to 4 bytes; a list ends with code 0.
struct OptionHeader {
  te16 code;
  te16 length;
};
static_assert(sizeof(OptionHeader) == 4);
constexpr uint16_t option_end = 0;
constexpr uint16_t option_name = 2;  // if_name, UTF-8
constexpr uint16_t option_time_resolution =
    9;                                       // if_tsresol, one byte: 10^-n s, or 2^-n s with the top bit set
constexpr uint16_t option_time_offset = 14;  // if_tsoffset, int64 seconds to be added to each stamp
constexpr uint8_t time_resolution_default = 6;  // §4.2: microseconds
constexpr uint8_t time_resolution_binary = 0x80;

[[nodiscard]] constexpr size_t padded(size_t length) noexcept {
  return (length + 3) & ~size_t{3};
}

}  // namespace hotlane::wire::pcapng
