// Keeps bytes from being sent before what the journal says of them is on disk (policy: sync before send). One
// a session, on its lane's thread. Bytes and places in the journal are counted from the beginning, so both
// only grow; a mark says that the bytes up to one may go when the journal is durable up to the other.
#pragma once

#include <array>
#include <cstdint>

namespace hotlane {

class SendHold {
 public:
  // The first `written` bytes may go once the journal is durable up to `place`.
  void note(uint64_t written, uint64_t place) noexcept {
    newest_place_ = place;
    if (marks_ == marks_max) {
      // No room for one more: the newest waits for the later place, which is safe.
      at(marks_ - 1) = {written, place};
      return;
    }
    at(marks_++) = {written, place};
  }
  // Where the journal must be durable for all noted bytes to go.
  [[nodiscard]] uint64_t newest_place() const noexcept { return newest_place_; }
  // How many of the bytes ever written may go, now that the journal is durable up to `durable`.
  [[nodiscard]] uint64_t allowed(uint64_t durable) noexcept {
    while (marks_ > 0 && at(0).place <= durable) {
      allowed_ = at(0).written;
      head_ = (head_ + 1) % marks_max;
      --marks_;
    }
    return allowed_;
  }

 private:
  // A sync takes a millisecond or so; a lane has few turns in it that send.
  static constexpr uint32_t marks_max = 256;

  struct Mark {
    uint64_t written = 0;
    uint64_t place = 0;
  };

  [[nodiscard]] Mark& at(uint32_t index) noexcept { return ring_[(head_ + index) % marks_max]; }

  std::array<Mark, marks_max> ring_{};
  uint32_t head_ = 0;
  uint32_t marks_ = 0;
  uint64_t allowed_ = 0;
  uint64_t newest_place_ = 0;
};

}  // namespace hotlane
