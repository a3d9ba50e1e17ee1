#include "feed/itch_file.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "wire/itch50.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane {
namespace {

// BinaryFILE frames messages as MoldUDP64's blocks are framed.
[[nodiscard]] size_t length_at(const std::byte* frame) noexcept {
  return reinterpret_cast<const wire::moldudp64::BlockPrefix*>(frame)->message_length;
}

}  // namespace

void ItchFileReader::feed(std::span<const std::byte> chunk) noexcept {
  assert(rest_.empty() || error_.fault != FileFault::none);
  if (error_.fault != FileFault::none) return;
  if (has_ended_ && !chunk.empty()) {
    stop(FileFault::bytes_after_end, 0, chunk.size());
    return;
  }
  rest_ = chunk;
}

std::span<const std::byte> ItchFileReader::next() noexcept {
  if (error_.fault != FileFault::none || has_ended_) return {};
  if (carried_length_ > 0) return next_carried();
  if (rest_.size() >= prefix_length) {
    const std::byte* frame = rest_.data();
    if (!check_prefix(frame)) return {};
    const size_t length = length_at(frame);
    if (rest_.size() >= prefix_length + length) [[likely]] {
      rest_ = rest_.subspan(prefix_length + length);
      return give(frame, length);
    }
  }
  if (!rest_.empty()) std::memcpy(carried_.data(), rest_.data(), rest_.size());
  carried_length_ = rest_.size();
  rest_ = {};
  return {};
}

// The frame that the last chunk left half, completed from this one.
std::span<const std::byte> ItchFileReader::next_carried() noexcept {
  if (!carry_up_to(prefix_length)) return {};
  if (!check_prefix(carried_.data())) return {};
  const size_t length = length_at(carried_.data());
  if (!carry_up_to(prefix_length + length)) return {};
  carried_length_ = 0;
  return give(carried_.data(), length);
}

bool ItchFileReader::carry_up_to(size_t length) noexcept {
  const size_t wanted = length - std::min(length, carried_length_);
  const size_t taken = std::min(wanted, rest_.size());
  if (taken > 0) std::memcpy(carried_.data() + carried_length_, rest_.data(), taken);
  carried_length_ += taken;
  rest_ = rest_.subspan(taken);
  return taken == wanted;
}

// False: reading ends here, by a zero length or by an error.
bool ItchFileReader::check_prefix(const std::byte* frame) noexcept {
  const size_t length = length_at(frame);
  if (length == 0) [[unlikely]] {
    has_ended_ = true;
    offset_ += prefix_length;
    const size_t following = frame == carried_.data() ? rest_.size() : rest_.size() - prefix_length;
    if (following > 0) stop(FileFault::bytes_after_end, 0, following);
    carried_length_ = 0;
    rest_ = {};
    return false;
  }
  if (length > frame_length_max) [[unlikely]] {
    stop(FileFault::frame_too_long, frame_length_max, length);
    return false;
  }
  return true;
}

std::span<const std::byte> ItchFileReader::give(const std::byte* frame, size_t length) noexcept {
  const std::byte* message = frame + prefix_length;
  const char type = static_cast<char>(*message);
  const uint16_t table_length = wire::itch50::length_of(type);
  if (table_length != 0 && table_length != length) [[unlikely]] {
    stop(FileFault::message_length, table_length, length, type);
    return {};
  }
  offset_ += prefix_length + length;
  ++messages_;
  return {message, length};
}

void ItchFileReader::finish() noexcept {
  assert(rest_.empty() || error_.fault != FileFault::none);
  if (error_.fault != FileFault::none || has_ended_ || carried_length_ == 0) return;
  if (carried_length_ < prefix_length) {
    stop(FileFault::prefix_cut, prefix_length, carried_length_);
  } else {
    stop(FileFault::message_cut, length_at(carried_.data()), carried_length_ - prefix_length);
  }
}

void ItchFileReader::stop(FileFault fault, uint64_t expected, uint64_t found, char type) noexcept {
  error_ = {fault, offset_, expected, found, type};
  rest_ = {};
}

}  // namespace hotlane
