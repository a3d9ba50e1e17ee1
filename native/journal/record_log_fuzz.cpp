// Any bytes at all, read as a record log: no crash, no record outside them, and the same verdict however the
// bytes are cut into chunks.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "journal/record_reader.hpp"
#include "journal/record_writer.hpp"

using namespace hotlane;

namespace {

struct Verdict {
  ReadStatus status;
  uint64_t offset;
  uint64_t records;
  uint64_t payload_bytes;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict read_in_chunks(std::span<const std::byte> bytes, size_t chunk_size) {
  RecordReader reader;
  uint64_t payload_bytes = 0;
  for (;;) {
    Record record;
    const ReadStatus status = reader.next(record);
    if (status == ReadStatus::record) {
      payload_bytes += record.payload.size();
    } else if (status != ReadStatus::hungry) {
      return {status, reader.offset(), reader.records(), payload_bytes};
    } else if (bytes.empty()) {
      reader.finish();
    } else {
      const size_t size = std::min(chunk_size, bytes.size());
      reader.feed(bytes.first(size));
      bytes = bytes.subspan(size);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  const Verdict whole = read_in_chunks(bytes, size + 1);
  if (whole.offset > size || whole.payload_bytes > size) std::abort();
  if (whole.offset != 0 &&
      whole.offset != sizeof(LogHeader) + whole.records * record_overhead + whole.payload_bytes) {
    std::abort();
  }
  if (read_in_chunks(bytes, 1) != whole || read_in_chunks(bytes, 7) != whole) std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<std::byte> space(4'096);
  RecordWriter writer(space);
  std::vector<std::vector<uint8_t>> examples;
  const auto keep = [&] {
    const auto bytes = writer.bytes();
    const auto* first = reinterpret_cast<const uint8_t*>(bytes.data());
    examples.emplace_back(first, first + bytes.size());
  };
  if (writer.append_header(0x54455354, 1) == AppendResult::appended) keep();
  const std::vector<std::byte> payload(100, std::byte{0x5A});
  for (uint16_t type = 0; type < 5; ++type) {
    const Record record{type, 1'000 + type, std::span(payload).first(size_t{type} * 20)};
    if (writer.append(record) == AppendResult::appended) keep();
  }
  writer.clear();
  if (writer.append({9, 9, payload}) == AppendResult::appended) keep();  // one record alone
  return examples;
}
