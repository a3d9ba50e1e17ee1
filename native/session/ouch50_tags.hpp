// Writes OUCH 5.0's TagValue elements one after another behind a message's fixed part (ouch50.md, Sizes and
// the appendage). Used by the codec and by the venue; on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "wire/big_endian.hpp"
#include "wire/ouch50_tags.hpp"

namespace hotlane {

class Ouch50TagWriter {
 public:
  explicit Ouch50TagWriter(std::span<std::byte> room) noexcept : room_(room) {}

  template <class Value>
  void put(wire::ouch50::Tag tag, const Value& value) noexcept {
    if (room_.size() - size_ < sizeof value + 2) {
      is_full_ = true;
      return;
    }
    room_[size_] = static_cast<std::byte>(sizeof value + 1);
    room_[size_ + 1] = static_cast<std::byte>(tag);
    std::memcpy(room_.data() + size_ + 2, &value, sizeof value);
    size_ += sizeof value + 2;
  }
  // The channel of the port that a message is about; 0, the port-wide one, goes without saying.
  void put_channel(uint8_t user_ref_idx) noexcept {
    if (user_ref_idx != 0) put(wire::ouch50::Tag::user_ref_idx, user_ref_idx);
  }

  [[nodiscard]] size_t size() const noexcept { return size_; }
  // Some element found no room and was left out.
  [[nodiscard]] bool is_full() const noexcept { return is_full_; }

 private:
  std::span<std::byte> room_;
  size_t size_ = 0;
  bool is_full_ = false;
};

}  // namespace hotlane
