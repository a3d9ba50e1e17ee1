// A bounded queue of bytes in one contiguous block, between a socket and a session's state machine. Owned by
// one session, used by its lane's thread only. The block is allocated once; what is waiting is moved to the
// front only when the space behind it runs out, so views of it stay valid until the next call of space().
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

#include "memory/fetch_ahead.hpp"

namespace hotlane {

using Bytes = std::span<const std::byte>;

class ByteQueue {
 public:
  explicit ByteQueue(size_t capacity)
      : block_(std::make_unique<std::byte[]>(capacity)), capacity_(capacity) {}

  // What waits, oldest first.
  [[nodiscard]] Bytes waiting() const noexcept { return {block_.get() + head_, tail_ - head_}; }
  [[nodiscard]] bool is_empty() const noexcept { return head_ == tail_; }
  [[nodiscard]] size_t capacity() const noexcept { return capacity_; }

  // Free bytes at the back, at least `wanted` if the queue has that much room in all. May move what waits.
  [[nodiscard]] std::span<std::byte> space(size_t wanted) noexcept {
    if (head_ == tail_) head_ = tail_ = 0;
    if (capacity_ - tail_ < wanted && head_ > 0) {
      std::memmove(block_.get(), block_.get() + head_, tail_ - head_);
      tail_ -= head_;
      head_ = 0;
    }
    return {block_.get() + tail_, capacity_ - tail_};
  }
  // The lines that the next `size` bytes will be written to.
  void fetch_space(size_t size) const noexcept {
    const std::byte* const next = block_.get() + (head_ == tail_ ? 0 : tail_);
    fetch_lines(next, next + size);
  }
  // The first `size` bytes of the last space() have been written.
  void filled(size_t size) noexcept {
    const size_t taken = size <= capacity_ - tail_ ? size : capacity_ - tail_;
    tail_ += taken;
    written_ += taken;
  }
  // Bytes ever written: those that wait are the last of them.
  [[nodiscard]] uint64_t written() const noexcept { return written_; }
  // The first `size` waiting bytes are done with.
  void consumed(size_t size) noexcept { head_ += size <= tail_ - head_ ? size : tail_ - head_; }
  void clear() noexcept { head_ = tail_ = 0; }

 private:
  std::unique_ptr<std::byte[]> block_;
  size_t capacity_;
  size_t head_ = 0;
  size_t tail_ = 0;
  uint64_t written_ = 0;
};

}  // namespace hotlane
