// What lies between a lane and the writer of its journal: the records on their way, how far they are on disk,
// and whether that failed. The lane's thread writes into the ring; the writer's thread the rest.
#pragma once

#include <atomic>
#include <cstdint>

#include "memory/byte_ring.hpp"

namespace hotlane {

struct JournalPipe {
  explicit JournalPipe(size_t ring_bytes) : ring(ring_bytes) {}

  ByteRing ring;
  // Writer: all that stood before this place of the ring (ByteRing::written()) is on disk. Release: whoever
  // sees it may act on it.
  alignas(64) std::atomic<uint64_t> durable{0};
  // Writer: the errno of what could not be done; 0: none. It writes no more then.
  std::atomic<int> failure{0};
  // Writer: the errno of why the disk has no room for another segment; 0: it has. What is left takes some
  // more.
  std::atomic<int> shortage{0};
};

}  // namespace hotlane
