// Tells a GcPauses of the collections of the isolate whose thread makes it, as long as it lives. Node-API has
// no way to hear of them, and a PerformanceObserver hears nothing on a thread that never comes back to its
// event loop, so V8's own callbacks are asked: by the names under which node exports them, so that no V8
// header is needed; where a node does not, nothing is told. Two reads of the clock a collection.
#pragma once

#include "latency/gc_pauses.hpp"

namespace hotlane::addon {

class CollectorWatch {
 public:
  // `pauses` must outlive this.
  explicit CollectorWatch(GcPauses& pauses) noexcept;
  ~CollectorWatch();
  CollectorWatch(const CollectorWatch&) = delete;
  CollectorWatch& operator=(const CollectorWatch&) = delete;

 private:
  GcPauses& pauses_;
  bool is_on_;
};

}  // namespace hotlane::addon
