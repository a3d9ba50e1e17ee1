// Memory in which no address is out of bounds: so many bytes of one's own, and behind them a piece of memory
// mapped again and again, as far as an address reaches. What is written beyond the piece's end lands at its
// beginning, by the page tables, without a check and without a signal. Made and freed by one thread.
#pragma once

#include <cstddef>
#include <string>

namespace hotlane::io {

class WrappedMemory {
 public:
  WrappedMemory() = default;
  ~WrappedMemory();
  WrappedMemory(const WrappedMemory&) = delete;
  WrappedMemory& operator=(const WrappedMemory&) = delete;

  // `head_bytes` and then `piece_bytes` over and over for `reach_bytes`, and once more for what begins at the
  // last of them; all zero, all whole pages. What is used of it is head and piece, the rest is addresses.
  // Gives in words why it can't be had; empty: it is there.
  [[nodiscard]] std::string map(size_t head_bytes, size_t piece_bytes, size_t reach_bytes);
  [[nodiscard]] void* data() const noexcept { return data_; }

 private:
  [[nodiscard]] bool map_pieces(std::byte* to, size_t piece_bytes, size_t count) noexcept;

  void* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace hotlane::io
