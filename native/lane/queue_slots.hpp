// Where a strategy reads how many shares stand in front of its orders: slots of its frame, found by the
// order's number within a bucket. Written by the lane's thread, for orders at a venue (queue_places.hpp) and
// in shadow.
#pragma once

#include <algorithm>

#include "lane/boundary.hpp"
#include "memory/seqlock.hpp"
#include "risk/intent.hpp"

namespace hotlane {

constexpr int32_t unknown_queue = -1;

static_assert(boundary::queue_slots_max % boundary::queue_bucket_slots == 0);
constexpr uint32_t queue_buckets = boundary::queue_slots_max / boundary::queue_bucket_slots;
static_assert((queue_buckets & (queue_buckets - 1)) == 0, "the SDK masks an order's number");

// The first slot of an order's bucket.
[[nodiscard]] constexpr uint32_t queue_bucket_of(StrategyOrderId id) noexcept {
  return static_cast<uint32_t>(id % queue_buckets) * boundary::queue_bucket_slots;
}

// What a book in that state shows is all there is, whether or not it may be traded on.
[[nodiscard]] constexpr bool is_whole(boundary::BookState state) noexcept {
  using boundary::BookState;
  return state == BookState::live || state == BookState::halted || state == BookState::closed;
}

// More shares than a slot holds show as the most that it does: no real queue comes near.
[[nodiscard]] inline int32_t queue_word(uint64_t shares) noexcept {
  return static_cast<int32_t>(std::min<uint64_t>(shares, INT32_MAX));
}

// False: its bucket is full, and the order's place reads as unknown.
inline bool put_queue_slot(boundary::StrategyFrame& frame, StrategyOrderId id, int32_t ahead) noexcept {
  boundary::QueueSlot* const bucket = frame.queue + queue_bucket_of(id);
  boundary::QueueSlot* room = nullptr;
  for (uint32_t i = 0; i < boundary::queue_bucket_slots; ++i) {
    boundary::QueueSlot& slot = bucket[i];
    if (slot.order_id == static_cast<int32_t>(id)) {
      publish_word(slot.ahead, ahead);
      return true;
    }
    if (slot.order_id == 0 && room == nullptr) room = &slot;
  }
  if (room == nullptr) return false;
  publish_word(room->ahead, ahead);
  publish_word(room->order_id, static_cast<int32_t>(id));
  return true;
}

inline void drop_queue_slot(boundary::StrategyFrame& frame, StrategyOrderId id) noexcept {
  boundary::QueueSlot* const bucket = frame.queue + queue_bucket_of(id);
  for (uint32_t i = 0; i < boundary::queue_bucket_slots; ++i) {
    if (bucket[i].order_id == static_cast<int32_t>(id)) publish_word(bucket[i].order_id, 0);
  }
}

}  // namespace hotlane
