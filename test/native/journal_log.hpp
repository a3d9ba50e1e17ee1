// The journal of a lane under test as a file's bytes: what its pipe brought, each record with its check, as
// the writer would put it on a disk that never fails.
#pragma once

#include <cstring>
#include <vector>

#include "journal/journal_pipe.hpp"
#include "journal/lane_records.hpp"
#include "journal/record_reader.hpp"
#include "journal/record_writer.hpp"

namespace hotlane::test {

class JournalLog {
 public:
  JournalLog() { append_header(); }

  // Takes what waits in the pipe, and calls it durable.
  void drain(JournalPipe& pipe) {
    std::span<std::byte> chunk;
    while (pipe.ring.next(chunk)) {
      RecordHeader header;
      std::memcpy(&header, chunk.data(), sizeof header);
      append({header.type, static_cast<TimeNs>(uint64_t{header.time_ns}), chunk.subspan(sizeof header)});
    }
    pipe.ring.release();
    pipe.durable.store(pipe.ring.taken(), std::memory_order_release);
  }
  void append(const Record& record) {
    grow(record_overhead + record.payload.size(),
         [&](RecordWriter& writer) { return writer.append(record); });
  }
  [[nodiscard]] const std::vector<std::byte>& bytes() const noexcept { return bytes_; }

 private:
  void append_header() {
    grow(sizeof(LogHeader), [](RecordWriter& writer) { return writer.append_header(lane_journal_kind, 1); });
  }
  template <class Write>
  void grow(size_t size, Write&& write) {
    const size_t before = bytes_.size();
    bytes_.resize(before + size);
    RecordWriter writer(std::span<std::byte>(bytes_).subspan(before));
    if (write(writer) != AppendResult::appended) std::abort();
  }

  std::vector<std::byte> bytes_;
};

// Gives each whole record to take(Record) until it says false; how the reading ended.
template <class Take>
ReadStatus read_log(std::span<const std::byte> bytes, Take&& take) {
  RecordReader reader;
  reader.feed(bytes);
  reader.finish();
  for (;;) {
    Record record;
    const ReadStatus status = reader.next(record);
    if (status == ReadStatus::record) {
      if (!take(record)) return status;
    } else if (status != ReadStatus::hungry) {
      return status;
    }
  }
}

}  // namespace hotlane::test
