// Databento Binary Encoding (DBN), versions 1 to 3, as far as market by order needs it: the metadata's fixed
// part, the record header and the MBO record. Little-endian; plain views over a file's bytes, alignment 1, on
// any thread. Source: github.com/databento/dbn (rust/dbn/src/record.rs, metadata.rs); held against its own
// test files.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/told_endian.hpp"

namespace hotlane::wire::dbn {

constexpr char magic[] = {'D', 'B', 'N'};
constexpr uint8_t version_max = 3;

// Then `length` bytes of metadata, then records.
struct FileHead {
  char magic[3];
  uint8_t version;
  te32 length;
};
static_assert(sizeof(FileHead) == 8 && offsetof(FileHead, length) == 4);

// The metadata's first bytes; what follows them differs by version.
struct MetadataHead {
  char dataset[16];
  te16 schema;
  te64 start;  // ns since the Unix epoch, UTC
  te64 end;
  te64 limit;
};
static_assert(sizeof(MetadataHead) == 42 && offsetof(MetadataHead, start) == 18);

constexpr uint16_t schema_mbo = 0;
constexpr size_t metadata_fixed_size =
    100;                                // in each version; then the schema definition's length and the lists
constexpr size_t symbol_length_1 = 22;  // of version 1; later ones say it at symbol_length_offset
constexpr size_t symbol_length_offset = 45;

struct RecordHeader {
  uint8_t length;  // of the record, in words of four bytes
  uint8_t rtype;
  te16 publisher_id;
  te32 instrument_id;
  te64 ts_event;  // ns since the Unix epoch, by the exchange
};
static_assert(sizeof(RecordHeader) == 16 && offsetof(RecordHeader, ts_event) == 8);

constexpr uint8_t rtype_mbo = 0xA0;
constexpr uint8_t flag_last = 0x80;  // the last record of its event
constexpr size_t length_unit = 4;

struct Mbo {
  RecordHeader header;
  te64 order_id;
  te64 price;  // signed, billionths; INT64_MAX: none
  te32 size;
  uint8_t flags;
  uint8_t channel_id;
  char action;  // A add, C cancel, M modify, R clear the book, T trade, F fill of a resting order, N none
  char side;    // B bid, A ask, N none: of the order; of a trade, its aggressor's
  te64 ts_recv;
  te32 ts_in_delta;
  te32 sequence;
};
static_assert(sizeof(Mbo) == 56 && offsetof(Mbo, order_id) == 16 && offsetof(Mbo, size) == 32);
static_assert(offsetof(Mbo, action) == 38 && offsetof(Mbo, ts_recv) == 40);

}  // namespace hotlane::wire::dbn
