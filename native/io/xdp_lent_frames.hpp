// The frames of an AF_XDP socket that its reader looks at, until they are the kernel's again. Owned by one
// receiver, used on its lane's thread only.
//
// The kernel shows that frames have arrived before it shows that it took them off the fill ring
// (net/xdp/xsk.c, xsk_flush), so for a moment the ring may have no room for what came out of it. Who writes
// all the same gives the kernel old entries once more, and it puts two packets into one frame.
#pragma once

#include <xdp/xsk.h>

#include <array>
#include <cassert>
#include <cstdint>

namespace hotlane::io {

class XdpLentFrames {
 public:
  static constexpr uint32_t frames_max = 32;

  // `address`: the frame's first byte in the shared memory.
  void add(uint64_t address) noexcept {
    assert(count_ < frames_max);
    addresses_[count_++] = address;
  }
  [[nodiscard]] uint32_t size() const noexcept { return count_; }

  // All of them. False: there is no room yet, and nothing was given; nothing may be taken before it is true.
  [[nodiscard]] bool give_back(xsk_ring_prod& fill) noexcept {
    if (count_ == 0) return true;
    uint32_t slot = 0;
    if (xsk_ring_prod__reserve(&fill, count_, &slot) != count_) [[unlikely]]
      return false;
    for (uint32_t i = 0; i < count_; ++i) *xsk_ring_prod__fill_addr(&fill, slot + i) = addresses_[i];
    xsk_ring_prod__submit(&fill, count_);
    count_ = 0;
    return true;
  }

 private:
  uint32_t count_ = 0;
  std::array<uint64_t, frames_max> addresses_{};
};

}  // namespace hotlane::io
