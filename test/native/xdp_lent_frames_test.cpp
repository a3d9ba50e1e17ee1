// The way of frames back to the kernel, on a ring in this process's memory: the test is the kernel.
#include "io/xdp_lent_frames.hpp"

#include <vector>

#include "harness.hpp"
#include "venue/seeded_random.hpp"

namespace {

using namespace hotlane;
using io::XdpLentFrames;

constexpr uint32_t frames = 64;
constexpr uint64_t frame_bytes = 4'096;

// A fill ring with all frames in it. The kernel takes frames, and shows later that it did.
struct Kernel {
  Kernel() {
    fill.size = frames;
    fill.mask = frames - 1;
    fill.producer = &producer;
    fill.consumer = &consumer;
    fill.ring = entries.data();
    fill.cached_cons = frames;  // as libxdp begins
    uint32_t slot = 0;
    CHECK_EQUAL(xsk_ring_prod__reserve(&fill, frames, &slot), frames);
    for (uint64_t frame = 0; frame < frames; ++frame) {
      *xsk_ring_prod__fill_addr(&fill, slot++) = frame * frame_bytes;
    }
    xsk_ring_prod__submit(&fill, frames);
  }
  [[nodiscard]] bool has_frame() const { return taken != producer; }
  uint64_t take() { return entries[taken++ % frames]; }
  void show() { consumer = taken; }

  uint32_t producer = 0;
  uint32_t consumer = 0;
  uint32_t taken = 0;
  std::vector<uint64_t> entries = std::vector<uint64_t>(frames);
  xsk_ring_prod fill{};
};

}  // namespace

TEST("AF_XDP frames wait for the kernel to show room before they are given back") {
  Kernel kernel;
  XdpLentFrames lent;
  lent.add(kernel.take());
  CHECK(!lent.give_back(kernel.fill));
  CHECK_EQUAL(lent.size(), 1U);
  CHECK_EQUAL(kernel.producer, frames);
  kernel.show();
  CHECK(lent.give_back(kernel.fill));
  CHECK_EQUAL(lent.size(), 0U);
  CHECK_EQUAL(kernel.producer, frames + 1);
}

TEST("an AF_XDP frame is never the kernel's and the reader's at once, however late the kernel shows room") {
  SeededRandom random(test::seed());
  Kernel kernel;
  XdpLentFrames lent;
  std::vector<uint64_t> arrived;               // in order; the reader has not looked at them
  std::vector<bool> is_in_use(frames, false);  // holds a packet that is not yet given back
  std::vector<uint64_t> looked_at;
  uint64_t waited = 0;
  for (int step = 0; step < 200'000; ++step) {
    for (uint32_t i = random.below(8); i > 0 && kernel.has_frame(); --i) {
      const uint64_t frame = kernel.take() / frame_bytes;
      REQUIRE(frame < frames && !is_in_use[frame]);
      is_in_use[frame] = true;
      arrived.push_back(frame * frame_bytes);
    }
    if (random.below(3) == 0) kernel.show();
    // The frames are free from here on, when there is room.
    if (!lent.give_back(kernel.fill)) {
      ++waited;
      continue;
    }
    for (const uint64_t frame : looked_at) is_in_use[frame / frame_bytes] = false;
    const size_t count = std::min<size_t>(arrived.size(), random.below(XdpLentFrames::frames_max + 1));
    looked_at.assign(arrived.begin(), arrived.begin() + static_cast<long>(count));
    arrived.erase(arrived.begin(), arrived.begin() + static_cast<long>(count));
    for (const uint64_t frame : looked_at) lent.add(frame);
  }
  CHECK(waited > 0);
}
