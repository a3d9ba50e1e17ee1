// Bytes on their way, each piece with the time at which it is there: a line of a backtest's simulated
// network. Pieces never overtake each other, as on a wire or in a TCP stream: one that would be there earlier
// comes with the one before it. Pure; the backtest's thread. Grows to what is on its way at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "memory/units.hpp"

namespace hotlane {

constexpr TimeNs never_due = std::numeric_limits<TimeNs>::max();

class TimedQueue {
 public:
  // Room for `size` bytes at the end of the piece that is being made.
  [[nodiscard]] std::byte* extend(size_t size) {
    const size_t at = bytes_.size();
    bytes_.resize(at + size);
    return bytes_.data() + at;
  }
  // What is being made, from its first byte.
  [[nodiscard]] std::byte* open_bytes() noexcept { return bytes_.data() + sealed_; }
  [[nodiscard]] size_t open_size() const noexcept { return bytes_.size() - sealed_; }
  // It leaves, to be there at `due`.
  void seal(TimeNs due) {
    newest_due_ = std::max(newest_due_, due);
    pieces_.push_back({newest_due_, bytes_.size() - sealed_});
    sealed_ = bytes_.size();
  }
  void put(std::span<const std::byte> piece, TimeNs due) {
    bytes_.insert(bytes_.end(), piece.begin(), piece.end());
    seal(due);
  }

  [[nodiscard]] bool is_empty() const noexcept { return first_ == pieces_.size(); }
  // Of the oldest piece; never_due: there is none.
  [[nodiscard]] TimeNs due() const noexcept { return is_empty() ? never_due : pieces_[first_].due; }
  // Of the newest that was ever put in.
  [[nodiscard]] TimeNs newest_due() const noexcept { return newest_due_; }
  // The oldest piece; only where there is one. Valid until the queue's next call.
  [[nodiscard]] std::span<const std::byte> front() const noexcept {
    return {bytes_.data() + read_, pieces_[first_].size};
  }
  void pop() {
    read_ += pieces_[first_++].size;
    const size_t kept = bytes_.size() - read_;
    if (first_ == pieces_.size()) {
      pieces_.clear();
      first_ = 0;
      if (kept == 0) {
        bytes_.clear();
        read_ = sealed_ = 0;
        return;
      }
    } else if (first_ >= pieces_per_sweep && first_ * 2 >= pieces_.size()) {
      pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
      first_ = 0;
    }
    // What is left is moved down once it is less than what is done with: each byte about once.
    if (read_ >= bytes_per_sweep && kept <= read_) {
      std::memmove(bytes_.data(), bytes_.data() + read_, kept);
      bytes_.resize(kept);
      sealed_ -= read_;
      read_ = 0;
    }
  }

 private:
  static constexpr size_t pieces_per_sweep = 256;
  static constexpr size_t bytes_per_sweep = 1U << 14;

  struct Piece {
    TimeNs due = 0;
    size_t size = 0;
  };

  std::vector<std::byte> bytes_;
  std::vector<Piece> pieces_;
  size_t first_ = 0;   // piece
  size_t read_ = 0;    // bytes that are done with
  size_t sealed_ = 0;  // from here on a piece is being made
  TimeNs newest_due_ = 0;
};

}  // namespace hotlane
