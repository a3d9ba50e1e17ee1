// Chunks of bytes from one thread to another: a ring with one producer and one consumer, neither of which
// ever waits. What does not fit is refused, and the producer knows. A chunk lies in one piece, so it is
// written and read where it is. All memory is taken and touched at construction, or is the caller's.
//
// Orders: the producer writes a chunk, then moves `written_` (release); the consumer's load of it (acquire)
// sees the chunk whole. The consumer is done with chunks before it moves `read_` (release); the producer's
// load (acquire) keeps it from writing over them. Each side keeps the last value it saw of the other's and
// looks again only when that says full or empty.
#pragma once

#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace hotlane {

class ByteRing {
 public:
  // `bytes`: a power of two, four times the largest chunk or more.
  explicit ByteRing(size_t bytes)
      : size_(bytes), own_(std::make_unique<std::byte[]>(bytes)), memory_(own_.get()) {
    assert((bytes & (bytes - 1)) == 0);
  }
  // In memory that outlives it, of such a size, aligned to eight bytes.
  explicit ByteRing(std::span<std::byte> memory) noexcept : size_(memory.size()), memory_(memory.data()) {
    assert((size_ & (size_ - 1)) == 0);
  }
  ByteRing(const ByteRing&) = delete;
  ByteRing& operator=(const ByteRing&) = delete;

  // Producer only: room for a chunk of `size` bytes, the consumer's once commit() was called. Null: no room.
  [[nodiscard]] std::byte* begin(size_t size) noexcept {
    const size_t length = length_of(size);
    const size_t at = producer_written_ & (size_ - 1);
    // A chunk never wraps: what is left before the end of the memory is given up.
    const size_t given_up = size_ - at < length ? size_ - at : 0;
    const uint64_t end = producer_written_ + given_up + length;
    if (end - producer_read_ > size_) {
      producer_read_ = read_.load(std::memory_order_acquire);
      if (end - producer_read_ > size_) return nullptr;
    }
    if (given_up > 0) write_length(at, wrap_mark);
    const size_t begin = given_up > 0 ? 0 : at;
    write_length(begin, size);
    producer_begun_ = end;
    return memory_ + begin + sizeof(uint64_t);
  }
  void commit() noexcept {
    producer_written_ = producer_begun_;
    written_.store(producer_written_, std::memory_order_release);
  }
  // Bytes ever written, chunks' own overhead included: a place in the stream of chunks.
  [[nodiscard]] uint64_t written() const noexcept { return producer_written_; }
  // Of them, those whose room the consumer has not given back.
  [[nodiscard]] uint64_t held() noexcept {
    producer_read_ = read_.load(std::memory_order_acquire);
    return producer_written_ - producer_read_;
  }
  [[nodiscard]] size_t size() const noexcept { return size_; }
  // For the edge to prepare before use.
  [[nodiscard]] std::span<std::byte> memory() noexcept { return {memory_, size_}; }

  // Consumer only: the next chunk, valid until its room is given back. False: there is none yet.
  [[nodiscard]] bool next(std::span<std::byte>& out) noexcept {
    if (consumer_at_ == consumer_written_) {
      consumer_written_ = written_.load(std::memory_order_acquire);
      if (consumer_at_ == consumer_written_) return false;
    }
    consumer_last_ = consumer_at_;
    size_t at = consumer_at_ & (size_ - 1);
    uint64_t size = read_length(at);
    if (size == wrap_mark) {
      consumer_at_ += size_ - at;
      at = 0;
      size = read_length(at);
    }
    out = {memory_ + at + sizeof(uint64_t), size};
    consumer_at_ += length_of(size);
    return true;
  }
  // Where written() stood behind the chunk taken last.
  [[nodiscard]] uint64_t taken() const noexcept { return consumer_at_; }
  // Gives the room of all chunks taken so far back, or of all but the last one, which stays valid.
  void release() noexcept { read_.store(consumer_at_, std::memory_order_release); }
  void release_earlier() noexcept { read_.store(consumer_last_, std::memory_order_release); }

 private:
  static constexpr uint64_t wrap_mark = UINT64_MAX;

  // With its length before it, rounded up, so that a wrap mark always fits.
  [[nodiscard]] static constexpr size_t length_of(size_t size) noexcept {
    return (2 * sizeof(uint64_t) - 1 + size) & ~(sizeof(uint64_t) - 1);
  }
  void write_length(size_t at, uint64_t length) noexcept {
    std::memcpy(memory_ + at, &length, sizeof length);
  }
  [[nodiscard]] uint64_t read_length(size_t at) const noexcept {
    uint64_t length;
    std::memcpy(&length, memory_ + at, sizeof length);
    return length;
  }

  const size_t size_;
  std::unique_ptr<std::byte[]> own_;
  std::byte* const memory_;
  alignas(64) std::atomic<uint64_t> written_{0};  // producer writes
  uint64_t producer_written_ = 0;
  uint64_t producer_begun_ = 0;  // where it will stand after commit()
  uint64_t producer_read_ = 0;
  alignas(64) std::atomic<uint64_t> read_{0};  // consumer writes
  uint64_t consumer_at_ = 0;
  uint64_t consumer_last_ = 0;  // where the chunk taken last begins
  uint64_t consumer_written_ = 0;
};

}  // namespace hotlane
