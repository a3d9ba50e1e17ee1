// What the exchange is told, as records of a log (journal/record_log.hpp): since an exchange does what its
// settings and its inputs make it do and nothing else, its inputs are all that it takes to go on after a
// crash. Written by the exchange on the venue's thread into a buffer that the edge puts into a file before
// anything that these inputs caused may leave. Never holds a password.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "journal/record_log.hpp"
#include "session/byte_queue.hpp"

namespace hotlane::venue {

constexpr uint32_t venue_record_kind = 0x484C5645;  // "HLVE"

// The generated market is free to run so far beyond the last recorded turn: one record then stands for all
// its turns, and whoever goes on from the record runs it this far first. 20 ms: fifty small writes a second.
constexpr TimeNs market_ahead_ns = 20'000'000;

enum class VenueInputKind : uint16_t {
  settings = 1,  // payload: recorded_settings.hpp; the first record
  open_day,
  turn,  // all before it may have left once this stood in the file
  request,
  resume,  // the venue was started again on this record
  close_day,
  cancel_all,  // an account's connection was lost, and its orders went with it
};

struct VenueInput {
  VenueInputKind kind = VenueInputKind::settings;
  TimeNs now = 0;
  // Where the market stood: generated: its time, ns since the Unix epoch; historical: messages played.
  uint64_t position = 0;
  uint16_t account = 0;  // of a request or a cancel_all, in the order of the settings
  Bytes payload{};       // of a request: its OUCH message; of the settings: their text
};

// A record's payload: this, then the input's own.
struct VenueInputHeader {
  wire::be64 position;
  wire::be16 account;
};
static_assert(sizeof(VenueInputHeader) == 10 && offsetof(VenueInputHeader, account) == 8);

class VenueRecorder {
 public:
  void begin(TimeNs created, std::string_view settings);
  void append(const VenueInput& input);

  // What was recorded since clear().
  [[nodiscard]] Bytes bytes() const noexcept { return buffer_; }
  void clear() noexcept { buffer_.clear(); }

 private:
  std::vector<std::byte> buffer_;  // grows to the busiest turn's size
};

// The input of a record, or nothing: not one of ours. The payload stays in the record.
[[nodiscard]] std::optional<VenueInput> decode_input(const Record& record) noexcept;

}  // namespace hotlane::venue
