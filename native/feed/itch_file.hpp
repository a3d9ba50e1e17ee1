// BinaryFILE framing of an ITCH 5.0 file (itch50 §9), fed chunk by chunk so that a day of 13 GB streams
// through. Called by whoever reads the file, on one thread. Gives whole messages of checked length; stops for
// good at the first thing that can't be right, and says where it is and what was expected there. Allocates
// nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hotlane {

enum class FileFault : uint8_t {
  none,
  prefix_cut,       // the file ends inside a length
  message_cut,      // the file ends inside a message
  message_length,   // a known ITCH type whose length differs from the table
  frame_too_long,   // no ITCH message is that long: the framing is lost
  bytes_after_end,  // a zero length ends the session, yet bytes follow
};

// Where reading stopped. Numbers are bytes; `offset` is that of the frame's length prefix in the file.
struct FileError {
  FileFault fault = FileFault::none;
  uint64_t offset = 0;
  uint64_t expected = 0;
  uint64_t found = 0;
  char type = 0;  // of the message, for message_length
};

class ItchFileReader {
 public:
  // Twenty times the longest message of 2026 is room for types to come, and tells a broken length soon.
  static constexpr size_t frame_length_max = 1024;

  // Hands over the next bytes of the file; the chunk before must have been read to its end. The bytes must
  // stay where they are until next() has returned an empty span.
  void feed(std::span<const std::byte> chunk) noexcept;

  // The next whole message, unknown types too; valid until the next call of next() or feed(). Empty: the
  // chunk is used up, the session has ended, or there is an error().
  [[nodiscard]] std::span<const std::byte> next() noexcept;

  // Call after the last chunk was read: a message left half is an error.
  void finish() noexcept;

  [[nodiscard]] const FileError& error() const noexcept { return error_; }
  [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }
  // Offset in the file of the frame that next() will read.
  [[nodiscard]] uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] uint64_t messages() const noexcept { return messages_; }

 private:
  static constexpr size_t prefix_length = 2;

  [[nodiscard]] bool check_prefix(const std::byte* frame) noexcept;
  [[nodiscard]] std::span<const std::byte> give(const std::byte* frame, size_t length) noexcept;
  [[nodiscard]] std::span<const std::byte> next_carried() noexcept;
  bool carry_up_to(size_t length) noexcept;
  void stop(FileFault fault, uint64_t expected, uint64_t found, char type = 0) noexcept;

  std::span<const std::byte> rest_;                                  // of the chunk
  std::array<std::byte, prefix_length + frame_length_max> carried_;  // a frame cut by the end of a chunk
  size_t carried_length_ = 0;
  uint64_t offset_ = 0;
  uint64_t messages_ = 0;
  bool has_ended_ = false;
  FileError error_;
};

}  // namespace hotlane
