// The messages of one account's session from number 1 on, kept for the day so that any reconnecting client
// can be sent what it missed (soupbintcp.md, End and reconnect). Venue thread only. Grows by doubling;
// SoupBinServer::send_new reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "session/byte_queue.hpp"

namespace hotlane::venue {

class SequencedStore {
 public:
  template <class Message>
  void append(const Message& message) {
    const auto bytes = std::as_bytes(std::span(&message, 1));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    ends_.push_back(bytes_.size());
  }

  [[nodiscard]] uint64_t next_sequence() const noexcept { return ends_.size() + 1; }
  // `sequence`: 1 to next_sequence() - 1.
  [[nodiscard]] Bytes message(uint64_t sequence) const noexcept {
    const size_t begin = sequence == 1 ? 0 : ends_[sequence - 2];
    return Bytes(bytes_).subspan(begin, ends_[sequence - 1] - begin);
  }

 private:
  std::vector<std::byte> bytes_;
  std::vector<size_t> ends_;
};

}  // namespace hotlane::venue
