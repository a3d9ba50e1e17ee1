// Reads a capture file, pcap or pcapng in either byte order, fed chunk by chunk so that a day of any size
// streams through: gives each captured frame with its stamp and its place in the file. Called by whoever
// reads the file, on one thread. Stops for good at the first thing that can't be right, and says where it is
// and what was expected there; what was good before has been given. Allocates for what the end of a chunk
// cuts (1.1 MB at most) and for a pcapng file's interfaces.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "memory/units.hpp"

namespace hotlane {

enum class CaptureFault : uint8_t {
  none,
  not_a_capture,      // the first bytes are no pcap's and no pcapng's
  version,            // a major version that is not known
  file_cut,           // the file ends inside a header, a record or a block
  frame_too_long,     // no frame is that long: the framing is lost
  block_length,       // a block too short for its kind, or no multiple of 4
  block_trailer,      // the length at a block's end differs from that at its beginning
  byte_order,         // a section that names no byte order
  unknown_interface,  // a packet of an interface that was not described
  interfaces_too_many,
};
constexpr size_t capture_fault_count = 10;

[[nodiscard]] std::string_view text_of(CaptureFault fault) noexcept;

// Where reading stopped. `offset` is that of the record or block in the file, in bytes; the numbers are
// bytes, but for `not_a_capture`, `version` and `byte_order` the value found, and for `unknown_interface`
// interfaces.
struct CaptureError {
  CaptureFault fault = CaptureFault::none;
  uint64_t offset = 0;
  uint64_t expected = 0;
  uint64_t found = 0;
};

struct CapturedFrame {
  TimeNs time = 0;  // since the Unix epoch; 0: the capture does not say
  uint64_t offset = 0;
  uint16_t link_type = 0;
  bool is_cut = false;  // by the capture's snap length: the frame was longer
  std::span<const std::byte> bytes;
};

class CaptureRecords {
 public:
  static constexpr size_t frame_length_max = 1
                                             << 20;  // four times the longest that tcpdump and Wireshark keep
  static constexpr size_t options_length_max = 1 << 16;
  static constexpr size_t interfaces_max = 4096;  // of one section

  // Hands over the next bytes of the file; those before must have been read to their end. They must stay
  // where they are until next() has returned false.
  void feed(std::span<const std::byte> chunk) noexcept;
  // The next frame, valid until the next call of next(). False: the chunk is used up, or there is an error().
  [[nodiscard]] bool next(CapturedFrame& out) noexcept;
  // Call after the last chunk was read: a file that ends inside something is an error.
  void finish() noexcept;

  [[nodiscard]] const CaptureError& error() const noexcept { return error_; }
  // Bytes of the file that are read and done with.
  [[nodiscard]] uint64_t offset() const noexcept { return offset_; }

 private:
  enum class State : uint8_t { beginning, pcap, pcapng, skipping, stopped };
  struct Interface {
    uint16_t link_type = 0;
    uint32_t snap_length = 0;
    uint8_t time_resolution = 0;
    int64_t time_offset_s = 0;
  };

  [[nodiscard]] const std::byte* peek(size_t size) noexcept;
  void take(size_t size) noexcept;
  bool begin() noexcept;
  bool begin_pcap(const std::byte* bytes) noexcept;
  bool next_record(CapturedFrame& out) noexcept;
  bool next_block(CapturedFrame& out, bool& has_frame) noexcept;
  bool begin_section() noexcept;
  void add_interface(std::span<const std::byte> body) noexcept;
  bool read_packet(uint32_t type, std::span<const std::byte> body, CapturedFrame& out) noexcept;
  bool skip() noexcept;
  void stop(CaptureFault fault, uint64_t expected, uint64_t found) noexcept;

  std::span<const std::byte> rest_;  // of the chunk
  std::vector<std::byte> carried_;   // room for what the end of a chunk cut
  size_t carried_length_ = 0;
  size_t wanted_ = 0;  // bytes that the record at offset_ needs, as far as is known
  uint64_t offset_ = 0;
  State state_ = State::beginning;
  std::endian order_ = std::endian::native;
  uint16_t link_type_ = 0;        // of a pcap file
  uint32_t ns_per_fraction_ = 0;  // of a pcap file
  uint64_t skipped_block_offset_ = 0;
  uint32_t skipped_block_length_ = 0;  // of the block being skipped
  uint64_t skip_left_ = 0;             // of it, without the length at its end
  std::vector<Interface> interfaces_;  // of the section
  CaptureError error_;
};

}  // namespace hotlane
