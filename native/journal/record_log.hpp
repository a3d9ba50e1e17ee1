// The layout of a record log: an append-only file of timed, typed, checked records after one header. The
// venue's record and the engine's journal are such logs. Pure bytes; record_writer.hpp makes them,
// record_reader.hpp reads them. All numbers big-endian, nothing aligned.
//
//   file    = LogHeader record*
//   record  = RecordHeader payload[length] be32(CRC-32C of all of the record before it)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "memory/units.hpp"
#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"

namespace hotlane {

constexpr char log_magic[] = "HOTLANE\n";  // the line feed shows a file spoilt by a text-mode copy
constexpr uint32_t log_version = 1;

// Keeps its layout in all versions, so that a newer log is told as such, not as a spoilt one.
struct LogHeader {
  wire::Alpha<8> magic;
  wire::be32 version;
  wire::be32 kind;  // what its records mean, chosen by who writes it: four letters make a good number
  wire::be64 created_ns;
  wire::be32 reserved;  // 0
  wire::be32 crc;       // of all before it
};
static_assert(sizeof(LogHeader) == 32 && alignof(LogHeader) == 1);
static_assert(offsetof(LogHeader, version) == 8 && offsetof(LogHeader, kind) == 12);
static_assert(offsetof(LogHeader, created_ns) == 16 && offsetof(LogHeader, reserved) == 24);
static_assert(offsetof(LogHeader, crc) == 28);

struct RecordHeader {
  wire::be32 length;  // bytes of payload
  wire::be16 type;
  wire::be16 reserved;  // 0
  wire::be64 time_ns;
};
static_assert(sizeof(RecordHeader) == 16 && alignof(RecordHeader) == 1);
static_assert(offsetof(RecordHeader, type) == 4 && offsetof(RecordHeader, reserved) == 6);
static_assert(offsetof(RecordHeader, time_ns) == 8);

// The largest UDP payload (65,507 bytes) fits with room to say where it came from.
constexpr uint32_t record_payload_max = 65'536;
constexpr size_t record_overhead = sizeof(RecordHeader) + sizeof(wire::be32);
constexpr size_t record_size_max = record_overhead + record_payload_max;

struct Record {
  uint16_t type = 0;
  TimeNs time_ns = 0;
  std::span<const std::byte> payload;
};

}  // namespace hotlane
