// Makes the bytes of a record log in a buffer that its caller owns and writes to the file. One thread;
// allocates nothing. A record is appended whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "journal/record_log.hpp"

namespace hotlane {

enum class AppendResult : uint8_t {
  appended,
  no_room,   // write out bytes(), clear(), append again
  too_long,  // payload above record_payload_max: never fits
};

class RecordWriter {
 public:
  explicit RecordWriter(std::span<std::byte> buffer) noexcept : buffer_(buffer) {}

  // The file's first bytes, once.
  [[nodiscard]] AppendResult append_header(uint32_t kind, TimeNs created_ns) noexcept;
  [[nodiscard]] AppendResult append(const Record& record) noexcept;

  // What was appended since clear().
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return buffer_.first(size_); }
  void clear() noexcept { size_ = 0; }

 private:
  std::span<std::byte> buffer_;
  size_t size_ = 0;
};

}  // namespace hotlane
