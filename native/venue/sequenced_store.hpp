// The messages of one session from number 1 on: what an account was told (soupbintcp.md, End and reconnect),
// what the feed published, what a snapshot consists of. Venue thread only. Grows by chunks, so that no append
// ever moves more than one chunk; finds a message by its number in constant time; may forget all but the
// newest.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "session/byte_queue.hpp"

namespace hotlane::venue {

class SequencedStore {
 public:
  static constexpr uint64_t keep_all = UINT64_MAX;

  // `keep_max`: messages kept, the newest ones; at least 1.
  explicit SequencedStore(uint64_t keep_max = keep_all) : keep_max_(keep_max) {}

  void append(Bytes message) {
    if (chunks_.empty() || chunks_.back().ends.size() == messages_per_chunk) open_chunk();
    Chunk& chunk = chunks_.back();
    chunk.bytes.insert(chunk.bytes.end(), message.begin(), message.end());
    chunk.ends.push_back(static_cast<uint32_t>(chunk.bytes.size()));
    ++next_sequence_;
  }
  template <class Message>
    requires(!std::convertible_to<const Message&, Bytes>)
  void append(const Message& message) {
    append(std::as_bytes(std::span(&message, 1)));
  }

  [[nodiscard]] uint64_t next_sequence() const noexcept { return next_sequence_; }
  // The oldest message kept; next_sequence() when there is none.
  [[nodiscard]] uint64_t oldest_sequence() const noexcept {
    const uint64_t count = next_sequence_ - 1;
    return count > keep_max_ ? next_sequence_ - keep_max_ : 1;
  }
  // `sequence`: oldest_sequence() to next_sequence() - 1. Valid until the next append().
  [[nodiscard]] Bytes message(uint64_t sequence) const noexcept {
    const uint64_t index = sequence - first_kept_;
    const Chunk& chunk = chunks_[index / messages_per_chunk];
    const size_t at = index % messages_per_chunk;
    const size_t begin = at == 0 ? 0 : chunk.ends[at - 1];
    return Bytes(chunk.bytes).subspan(begin, chunk.ends[at] - begin);
  }

 private:
  // About 36 KB of ITCH: little to move when a chunk's bytes grow, few chunks a day.
  static constexpr uint64_t messages_per_chunk = 1'024;
  static constexpr size_t bytes_per_chunk_about = 40 * messages_per_chunk;

  struct Chunk {
    std::vector<std::byte> bytes;
    std::vector<uint32_t> ends;  // of each message in `bytes`
  };

  // The chunk whose last message has become too old serves again.
  void open_chunk() {
    Chunk chunk;
    if (!chunks_.empty() && oldest_sequence() >= first_kept_ + messages_per_chunk) {
      chunk = std::move(chunks_.front());
      chunks_.pop_front();
      first_kept_ += messages_per_chunk;
      chunk.bytes.clear();
      chunk.ends.clear();
    } else if (!chunks_.empty()) {
      chunk.bytes.reserve(bytes_per_chunk_about);
      chunk.ends.reserve(messages_per_chunk);
    }
    chunks_.push_back(std::move(chunk));
  }

  uint64_t keep_max_;
  uint64_t first_kept_ = 1;  // number of the first message in the first chunk
  uint64_t next_sequence_ = 1;
  std::deque<Chunk> chunks_;
};

}  // namespace hotlane::venue
