#include "journal/record_reader.hpp"

#include <algorithm>
#include <cstring>

#include "journal/crc32c.hpp"

namespace hotlane {
namespace {

RecordHeader record_header_at(const std::byte* at) noexcept {
  RecordHeader header;
  std::memcpy(&header, at, sizeof header);
  return header;
}

bool is_plausible(const RecordHeader& header) noexcept {
  return header.length <= record_payload_max && header.reserved == 0;
}

size_t size_of(const RecordHeader& header) noexcept {
  return record_overhead + header.length;
}

// `record` is as long as its header says.
bool has_good_crc(std::span<const std::byte> record) noexcept {
  wire::be32 crc;
  const size_t checked = record.size() - sizeof crc;
  std::memcpy(&crc, record.data() + checked, sizeof crc);
  return crc == crc32c(record.first(checked));
}

bool is_whole_record_at_front(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() < record_overhead) return false;
  const RecordHeader header = record_header_at(bytes.data());
  return is_plausible(header) && size_of(header) <= bytes.size() &&
         has_good_crc(bytes.first(size_of(header)));
}

bool is_all_zero(std::span<const std::byte> bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

}  // namespace

RecordReader::RecordReader() : carried_(std::make_unique<std::byte[]>(doubt_window)) {}

ReadStatus RecordReader::next(Record& record) noexcept {
  consume(to_consume_);
  to_consume_ = 0;
  ReadStatus status = verdict_;
  if (state_ == State::header) status = read_header();
  if (state_ == State::records) status = read_record(record);
  if (state_ == State::doubt) status = settle_doubt();
  if (state_ == State::zeros) status = skip_zeros();
  return status;
}

ReadStatus RecordReader::read_header() noexcept {
  const std::byte* bytes = look_at(sizeof(LogHeader));
  if (bytes == nullptr) {
    if (!is_complete_) return ReadStatus::hungry;
    const size_t seen = std::min(carried_length_, sizeof header_.magic);
    const bool may_be_log = std::memcmp(carried_.get(), log_magic, seen) == 0;
    return finish_with(may_be_log ? ReadStatus::torn_tail : ReadStatus::not_a_log);
  }
  std::memcpy(&header_, bytes, sizeof header_);
  if (std::memcmp(bytes, log_magic, sizeof header_.magic) != 0) return finish_with(ReadStatus::not_a_log);
  if (header_.crc != crc32c({bytes, offsetof(LogHeader, crc)})) return finish_with(ReadStatus::corrupt);
  if (header_.version != log_version) return finish_with(ReadStatus::unknown_version);
  consume(sizeof(LogHeader));
  offset_ = sizeof(LogHeader);
  state_ = State::records;
  return ReadStatus::hungry;
}

ReadStatus RecordReader::read_record(Record& record) noexcept {
  const std::byte* bytes = look_at(sizeof(RecordHeader));
  if (bytes != nullptr) {
    const RecordHeader header = record_header_at(bytes);
    const size_t size = size_of(header);
    bytes = is_plausible(header) ? look_at(size) : nullptr;
    if (bytes != nullptr && has_good_crc({bytes, size})) {
      record = {header.type, static_cast<TimeNs>(uint64_t{header.time_ns}),
                std::span(bytes + sizeof header, header.length)};
      to_consume_ = size;
      offset_ += size;
      ++records_;
      return ReadStatus::record;
    }
    // Cut by the end of the chunk only, so far.
    if (bytes == nullptr && is_plausible(header) && !is_complete_) return ReadStatus::hungry;
  } else {
    if (!is_complete_) return ReadStatus::hungry;
    if (!has_bytes()) return finish_with(ReadStatus::end);
  }
  state_ = State::doubt;
  return ReadStatus::hungry;
}

ReadStatus RecordReader::settle_doubt() noexcept {
  const std::byte* bytes = look_at(doubt_window);
  if (bytes == nullptr && !is_complete_) return ReadStatus::hungry;
  // Short of the window look_at() has carried all there is.
  const std::span<const std::byte> window = bytes != nullptr
                                                ? std::span(bytes, doubt_window)
                                                : std::span<const std::byte>(carried_.get(), carried_length_);
  for (size_t at = 1; at < window.size() && at <= record_size_max; ++at) {
    if (is_whole_record_at_front(window.subspan(at))) return finish_with(ReadStatus::corrupt);
  }
  // No single record is torn over more than its size: beyond it only zeros are innocent.
  if (window.size() > record_size_max && !is_all_zero(window.subspan(record_size_max))) {
    return finish_with(ReadStatus::corrupt);
  }
  consume(window.size());
  state_ = State::zeros;
  return ReadStatus::hungry;
}

ReadStatus RecordReader::skip_zeros() noexcept {
  if (!is_all_zero(rest_)) return finish_with(ReadStatus::corrupt);
  rest_ = {};
  return is_complete_ ? finish_with(ReadStatus::torn_tail) : ReadStatus::hungry;
}

ReadStatus RecordReader::finish_with(ReadStatus status) noexcept {
  state_ = State::done;
  verdict_ = status;
  return status;
}

const std::byte* RecordReader::look_at(size_t size) noexcept {
  if (carried_length_ == 0 && rest_.size() >= size) return rest_.data();
  if (carried_length_ < size) {
    const size_t moved = std::min(size - carried_length_, rest_.size());
    if (moved > 0) std::memcpy(carried_.get() + carried_length_, rest_.data(), moved);
    carried_length_ += moved;
    rest_ = rest_.subspan(moved);
  }
  return carried_length_ >= size ? carried_.get() : nullptr;
}

void RecordReader::consume(size_t size) noexcept {
  if (carried_length_ == 0) {
    rest_ = rest_.subspan(size);
    return;
  }
  carried_length_ -= size;
  std::memmove(carried_.get(), carried_.get() + size, carried_length_);
}

}  // namespace hotlane
