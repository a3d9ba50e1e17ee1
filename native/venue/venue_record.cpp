// See venue_record.hpp.
#include "venue/venue_record.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "journal/record_writer.hpp"
#include "session/soup_framer.hpp"

namespace hotlane::venue {
namespace {

// A request came in a SoupBinTCP packet; of the settings only accounts' names grow, and thousands fit.
constexpr size_t payload_max = record_payload_max - sizeof(VenueInputHeader);
static_assert(payload_max >= soup_packet_length_max);

}  // namespace

void VenueRecorder::begin(TimeNs created, std::string_view settings) {
  const size_t before = buffer_.size();
  buffer_.resize(before + sizeof(LogHeader));
  RecordWriter writer(std::span<std::byte>(buffer_).subspan(before));
  [[maybe_unused]] const AppendResult result = writer.append_header(venue_record_kind, created);
  assert(result == AppendResult::appended);
  append({.kind = VenueInputKind::settings, .now = created, .payload = std::as_bytes(std::span(settings))});
}

void VenueRecorder::append(const VenueInput& input) {
  std::array<std::byte, record_payload_max> payload;
  const VenueInputHeader header{input.position, input.account};
  const size_t kept = std::min(input.payload.size(), payload_max);
  assert(kept == input.payload.size());
  std::memcpy(payload.data(), &header, sizeof header);
  if (kept > 0) std::memcpy(payload.data() + sizeof header, input.payload.data(), kept);
  const Bytes bytes = Bytes(payload).first(sizeof header + kept);
  const size_t before = buffer_.size();
  buffer_.resize(before + record_overhead + bytes.size());
  RecordWriter writer(std::span<std::byte>(buffer_).subspan(before));
  [[maybe_unused]] const AppendResult result =
      writer.append({static_cast<uint16_t>(input.kind), input.now, bytes});
  assert(result == AppendResult::appended);
}

std::optional<VenueInput> decode_input(const Record& record) noexcept {
  if (record.payload.size() < sizeof(VenueInputHeader)) return std::nullopt;
  VenueInputHeader header;
  std::memcpy(&header, record.payload.data(), sizeof header);
  const VenueInput input{.kind = static_cast<VenueInputKind>(record.type),
                         .now = record.time_ns,
                         .position = header.position,
                         .account = header.account,
                         .payload = record.payload.subspan(sizeof header)};
  switch (input.kind) {
    case VenueInputKind::settings:
    case VenueInputKind::request: return input;
    case VenueInputKind::open_day:
    case VenueInputKind::turn:
    case VenueInputKind::resume:
    case VenueInputKind::close_day:
    case VenueInputKind::cancel_all: break;
    default: return std::nullopt;
  }
  if (!input.payload.empty()) return std::nullopt;
  return input;
}

}  // namespace hotlane::venue
