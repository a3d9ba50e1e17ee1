// What the SDK's queueAhead() reads, in a test.
#pragma once

#include "lane/queue_slots.hpp"

namespace hotlane::test {

inline int32_t queue_ahead(const boundary::StrategyFrame& frame, int32_t order_id) {
  const uint32_t bucket = queue_bucket_of(static_cast<StrategyOrderId>(order_id));
  for (uint32_t i = bucket; i < bucket + boundary::queue_bucket_slots; ++i) {
    if (frame.queue[i].order_id == order_id) return frame.queue[i].ahead;
  }
  return unknown_queue;
}

}  // namespace hotlane::test
