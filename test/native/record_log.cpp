// The record log: what was appended is read back; a torn tail is told from corruption at every byte and bit.
#include <algorithm>
#include <random>
#include <vector>

#include "harness.hpp"
#include "journal/crc32c.hpp"
#include "journal/record_reader.hpp"
#include "journal/record_writer.hpp"

using namespace hotlane;

namespace {

constexpr uint32_t kind = 0x54455354;
constexpr TimeNs created_ns = 1'340'285'400'000'000'000;

struct KeptRecord {
  uint16_t type;
  TimeNs time_ns;
  std::vector<std::byte> payload;
  friend bool operator==(const KeptRecord&, const KeptRecord&) = default;
};

struct Log {
  std::vector<std::byte> bytes;
  std::vector<KeptRecord> records;
  std::vector<size_t> ends;  // ends[i]: where the first i records end; ends[0]: where the header does
};

Log make_log(uint32_t record_count, uint32_t payload_max, std::mt19937_64& random) {
  Log log;
  std::vector<std::byte> space(record_size_max);
  RecordWriter writer(space);
  const auto write_out = [&] {
    log.bytes.insert(log.bytes.end(), writer.bytes().begin(), writer.bytes().end());
    log.ends.push_back(log.bytes.size());
    writer.clear();
  };
  CHECK(writer.append_header(kind, created_ns) == AppendResult::appended);
  write_out();
  for (uint32_t i = 0; i < record_count; ++i) {
    KeptRecord record{static_cast<uint16_t>(random()), static_cast<TimeNs>(random()), {}};
    record.payload.resize(random() % (payload_max + 1));
    for (std::byte& byte : record.payload) byte = static_cast<std::byte>(random());
    CHECK(writer.append({record.type, record.time_ns, record.payload}) == AppendResult::appended);
    write_out();
    log.records.push_back(record);
  }
  return log;
}

struct Reading {
  ReadStatus status;
  uint64_t offset;
  std::vector<KeptRecord> records;
  friend bool operator==(const Reading&, const Reading&) = default;
};

// chunk_max 0: all bytes at once.
Reading read_log(std::span<const std::byte> bytes, size_t chunk_max = 0, std::mt19937_64* random = nullptr) {
  RecordReader reader;
  Reading reading{};
  for (;;) {
    Record record;
    const ReadStatus status = reader.next(record);
    if (status == ReadStatus::record) {
      reading.records.push_back(
          {record.type, record.time_ns, {record.payload.begin(), record.payload.end()}});
    } else if (status != ReadStatus::hungry) {
      reading.status = status;
      reading.offset = reader.offset();
      return reading;
    } else if (bytes.empty()) {
      reader.finish();
    } else {
      const size_t size = chunk_max == 0 ? bytes.size() : std::min(bytes.size(), 1 + (*random)() % chunk_max);
      reader.feed(bytes.first(size));
      bytes = bytes.subspan(size);
    }
  }
}

bool begins_with(const std::vector<KeptRecord>& all, const std::vector<KeptRecord>& some) {
  return some.size() <= all.size() && std::equal(some.begin(), some.end(), all.begin());
}

}  // namespace

TEST("CRC-32C gives the standard's check value") {
  const std::string_view text = "123456789";
  CHECK_EQUAL(crc32c(std::as_bytes(std::span(text))), 0xE3069283U);
}

TEST("CRC-32C by instruction equals the table's, whole and in parts") {
  std::mt19937_64 random(test::seed());
  std::vector<std::byte> bytes(600);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  for (int round = 0; round < 2'000; ++round) {
    const auto part = std::span(bytes).subspan(random() % 100, random() % 500);
    const size_t cut = random() % (part.size() + 1);
    const uint32_t whole = crc32c(part);
    CHECK_EQUAL(whole, crc32c_by_table(part));
    CHECK_EQUAL(whole, crc32c(part.subspan(cut), crc32c(part.first(cut))));
    CHECK_EQUAL(whole, crc32c_by_table(part.subspan(cut), crc32c_by_table(part.first(cut))));
  }
}

TEST("a record log reads back as written, however it is cut into chunks") {
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 200; ++round) {
    const uint32_t payload_max = round % 20 == 0 ? record_payload_max : 300;
    const Log log = make_log(static_cast<uint32_t>(random() % 20), payload_max, random);
    const Reading whole = read_log(log.bytes);
    CHECK(whole.status == ReadStatus::end);
    CHECK_EQUAL(whole.offset, log.bytes.size());
    CHECK(whole.records == log.records);
    CHECK(read_log(log.bytes, 1 + random() % 2'000, &random) == whole);
  }
}

TEST("a record log's header tells its kind and when it was made") {
  std::mt19937_64 random(test::seed());
  const Log log = make_log(0, 0, random);
  RecordReader reader;
  Record record;
  reader.feed(log.bytes);
  reader.finish();
  CHECK(reader.next(record) == ReadStatus::end);
  CHECK_EQUAL(uint32_t{reader.header().kind}, kind);
  CHECK_EQUAL(uint64_t{reader.header().created_ns}, static_cast<uint64_t>(created_ns));
}

TEST("a record too long, or without room, is refused whole") {
  const std::vector<std::byte> payload(record_payload_max + 1);
  std::vector<std::byte> space(2 * record_size_max);
  RecordWriter writer(space);
  CHECK(writer.append({1, 1, payload}) == AppendResult::too_long);
  CHECK_EQUAL(writer.bytes().size(), 0U);
  const Record longest{1, 1, std::span(payload).first(record_payload_max)};
  CHECK(writer.append(longest) == AppendResult::appended);
  CHECK(writer.append(longest) == AppendResult::appended);
  CHECK(writer.append({1, 1, {}}) == AppendResult::no_room);
  CHECK(writer.append_header(kind, 0) == AppendResult::no_room);
  CHECK_EQUAL(writer.bytes().size(), 2 * record_size_max);
}

TEST("a record log cut at any byte keeps every whole record and reports the torn tail") {
  std::mt19937_64 random(test::seed());
  const Log log = make_log(12, 60, random);
  for (size_t size = 0; size < log.bytes.size(); ++size) {
    const Reading reading = read_log(std::span(log.bytes).first(size));
    const auto after = std::upper_bound(log.ends.begin(), log.ends.end(), size);
    const size_t whole_end = after == log.ends.begin() ? 0 : *(after - 1);
    CHECK(reading.status == (whole_end == size && size > 0 ? ReadStatus::end : ReadStatus::torn_tail));
    CHECK_EQUAL(reading.offset, whole_end);
    CHECK_EQUAL(reading.records.size() + (whole_end == 0 ? 0 : 1),
                static_cast<size_t>(after - log.ends.begin()));
    CHECK(begins_with(log.records, reading.records));
  }
}

TEST("zeros after a torn tail, where the file had grown, are part of it") {
  std::mt19937_64 random(test::seed());
  const Log log = make_log(4, 200, random);
  for (const size_t zeros : {size_t{1}, size_t{100}, record_size_max, 3 * record_size_max}) {
    for (size_t size = log.ends[3]; size < log.ends[4]; ++size) {
      if (zeros > 100 && size % 50 != 0) continue;
      auto bytes = log.bytes;
      bytes.resize(size);
      bytes.resize(size + zeros);
      const Reading reading = read_log(bytes);
      // The bytes cut off may all have been zeros: then the record is whole again.
      if (reading.records.size() == 4) continue;
      CHECK(reading.status == ReadStatus::torn_tail);
      CHECK_EQUAL(reading.offset, log.ends[3]);
      CHECK(read_log(bytes, 5'000, &random) == reading);
    }
  }
}

TEST("any bit flipped before the last record is corruption, told where") {
  std::mt19937_64 random(test::seed());
  const Log log = make_log(8, 40, random);
  for (size_t bit = 0; bit < log.bytes.size() * 8; ++bit) {
    auto bytes = log.bytes;
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    const Reading reading = read_log(bytes);
    const auto after = std::upper_bound(log.ends.begin(), log.ends.end(), bit / 8);
    const size_t good = static_cast<size_t>(after - log.ends.begin());  // headers and records before the flip
    const ReadStatus expected = bit / 8 < sizeof(LogHeader::magic) ? ReadStatus::not_a_log
                                : good == log.records.size()       ? ReadStatus::torn_tail
                                                                   : ReadStatus::corrupt;
    CHECK(reading.status == expected);
    CHECK_EQUAL(reading.offset, good == 0 ? 0 : log.ends[good - 1]);
    CHECK_EQUAL(reading.records.size(), good == 0 ? 0 : good - 1);
    CHECK(begins_with(log.records, reading.records));
  }
}

TEST("a stretch overwritten in the middle of long records is corruption, even past the search window") {
  std::mt19937_64 random(test::seed());
  const Log log = make_log(12, record_payload_max, random);
  for (int round = 0; round < 20; ++round) {
    auto bytes = log.bytes;
    const size_t first = log.ends[0] + random() % (log.ends[6] - log.ends[0]);
    const size_t size = std::min(1 + random() % (3 * record_size_max), log.ends[11] - first);
    for (size_t i = 0; i < size; ++i) bytes[first + i] ^= std::byte{0xFF};
    const Reading reading = read_log(bytes);
    CHECK(reading.status == ReadStatus::corrupt);
    CHECK_EQUAL(reading.offset, *(std::upper_bound(log.ends.begin(), log.ends.end(), first) - 1));
    CHECK(begins_with(log.records, reading.records));
    CHECK(read_log(bytes, 100'000, &random) == reading);
  }
}

TEST("a log of a later version is told by its version") {
  std::mt19937_64 random(test::seed());
  Log log = make_log(1, 10, random);
  auto& header = *reinterpret_cast<LogHeader*>(log.bytes.data());
  header.version = log_version + 1;
  header.crc = crc32c(std::span(log.bytes).first(offsetof(LogHeader, crc)));
  CHECK(read_log(log.bytes).status == ReadStatus::unknown_version);
}
