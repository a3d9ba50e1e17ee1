// How long the lane's thread has stood in collections of its JavaScript isolate, in ticks of the lane's
// clock. Written by V8's own callbacks (addon/collector_watch.hpp), which run on that thread, inside a
// strategy call; read by the same thread between its turns. Pure.
#pragma once

#include <cstdint>

#include "latency/latency_boundary.hpp"

namespace hotlane {

class GcPauses {
 public:
  void begin(uint64_t ticks) noexcept { begun_ = ticks; }
  void end(uint64_t ticks, boundary::GcKind kind) noexcept {
    // One that had begun before anybody listened has no length.
    if (begun_ == 0 || ticks < begun_) return;
    total_ += ticks - begun_;
    begun_ = 0;
    newest_ = kind;
  }

  // Of all so far.
  [[nodiscard]] uint64_t ticks() const noexcept { return total_; }
  [[nodiscard]] boundary::GcKind newest() const noexcept { return newest_; }

 private:
  uint64_t begun_ = 0;
  uint64_t total_ = 0;
  boundary::GcKind newest_ = boundary::GcKind::none;
};

}  // namespace hotlane
