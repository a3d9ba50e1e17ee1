// Reads a record log, whole or chunk by chunk, on one thread; allocates only when made. Every byte is
// checked. Tells a tail torn by a crash (cut it off, go on) from corruption (stop, ask a human): an append
// that did not finish leaves at most one part of a record at the end, perhaps followed by zeros where the
// file had grown but its data was never written. Whatever else does not check, above all with a whole record
// after it, is corrupt. So a spoilt last record counts as torn: nobody can tell. A torn record whose payload
// itself holds whole records of a log would count as corrupt: it errs on the side of asking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "journal/record_log.hpp"

namespace hotlane {

enum class ReadStatus : uint8_t {
  record,           // one was read
  hungry,           // feed() more, or finish()
  end,              // the log ends after a whole record, or after its header
  torn_tail,        // from offset() on; at 0 not even the header is whole
  corrupt,          // from offset() on, with other data after it
  not_a_log,        // its first bytes are not log_magic
  unknown_version,  // header().version is not log_version
};

class RecordReader {
 public:
  RecordReader();

  // Hands over the next bytes of the log; they stay where they are until next() has said `hungry`.
  void feed(std::span<const std::byte> chunk) noexcept { rest_ = chunk; }
  // No more bytes will come after those fed.
  void finish() noexcept { is_complete_ = true; }

  // The next record; its payload is valid until the next call. After any status but `record` and `hungry` the
  // same is returned for good.
  [[nodiscard]] ReadStatus next(Record& record) noexcept;

  // Good from the first record or `end` on.
  [[nodiscard]] const LogHeader& header() const noexcept { return header_; }
  // Bytes of the log that are good: where the next record begins, where a torn tail is to be cut.
  [[nodiscard]] uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] uint64_t records() const noexcept { return records_; }

 private:
  // A damaged record and the one after it, each as long as they come.
  static constexpr size_t doubt_window = 2 * record_size_max;

  enum class State : uint8_t { header, records, doubt, zeros, done };

  // `size` bytes from the place of reading on in one piece; null: not there (yet).
  [[nodiscard]] const std::byte* look_at(size_t size) noexcept;
  void consume(size_t size) noexcept;
  [[nodiscard]] bool has_bytes() const noexcept { return carried_length_ > 0 || !rest_.empty(); }

  [[nodiscard]] ReadStatus read_header() noexcept;
  [[nodiscard]] ReadStatus read_record(Record& record) noexcept;
  [[nodiscard]] ReadStatus settle_doubt() noexcept;
  [[nodiscard]] ReadStatus skip_zeros() noexcept;
  [[nodiscard]] ReadStatus finish_with(ReadStatus status) noexcept;

  std::span<const std::byte> rest_;       // of the chunk
  std::unique_ptr<std::byte[]> carried_;  // bytes cut by the end of a chunk
  size_t carried_length_ = 0;
  size_t to_consume_ = 0;  // of the record given last: its payload stays until the next call
  uint64_t offset_ = 0;
  uint64_t records_ = 0;
  LogHeader header_{};
  State state_ = State::header;
  ReadStatus verdict_ = ReadStatus::hungry;
  bool is_complete_ = false;
};

}  // namespace hotlane
