// Classic pcap files: the file's header and what stands before each packet (draft-ietf-opsawg-pcap §4, §5).
// Plain views over a file's bytes, on any thread; alignment 1. Reading them as a stream is
// feed/capture_records.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/told_endian.hpp"

namespace hotlane::wire::pcap {

// The first four bytes, read in the writer's own byte order, tell that order and the unit of the stamps (§4).
constexpr uint32_t magic_microseconds = 0xA1B2C3D4;
constexpr uint32_t magic_nanoseconds = 0xA1B23C4D;
constexpr uint16_t version_major = 2;
// §4: the upper bits of the link type's field say how long a frame's checksum is; they are no part of the
// type.
constexpr uint32_t link_type_mask = 0x0FFF'FFFF;

struct FileHeader {
  te32 magic;
  te16 version_major;
  te16 version_minor;
  te32 reserved_1;
  te32 reserved_2;
  te32 snap_length;  // no packet has more captured bytes
  te32 link_type;
};
static_assert(sizeof(FileHeader) == 24 && offsetof(FileHeader, version_major) == 4);
static_assert(offsetof(FileHeader, snap_length) == 16 && offsetof(FileHeader, link_type) == 20);

struct RecordHeader {
  te32 seconds;   // since the Unix epoch, unsigned
  te32 fraction;  // microseconds or nanoseconds, by the magic
  te32 captured_length;
  te32 original_length;
};
static_assert(sizeof(RecordHeader) == 16 && offsetof(RecordHeader, captured_length) == 8);
static_assert(offsetof(RecordHeader, original_length) == 12);

}  // namespace hotlane::wire::pcap
