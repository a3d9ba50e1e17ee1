// Events from the lane to TypeScript's main thread: single producer (the lane), single consumer (TypeScript).
// A full ring never makes the lane wait: the event is dropped and counted, and the reader sees the count.
// Where a journal is kept, a digest of all events goes into it, whether the reader keeps up or not.
#pragma once

#include <atomic>

#include "journal/state_mix.hpp"
#include "lane/boundary.hpp"
#include "memory/fetch_ahead.hpp"
#include "memory/seqlock.hpp"

namespace hotlane {

class EventWriter {
 public:
  EventWriter(boundary::EventRing& ring, bool is_digested) noexcept
      : ring_(ring), is_digested_(is_digested), written_(ring.written), read_seen_(ring.read) {}

  // Lane only. While muted, only what is of orders is told: an earlier life's, for whoever keeps them and may
  // not have heard its last words. The rest was news then.
  void mute(bool is_muted) noexcept { is_muted_ = is_muted; }
  [[nodiscard]] bool is_muted() const noexcept { return is_muted_; }
  // Lane only. False: the ring was full and the event is lost.
  bool put(const boundary::Event& event) noexcept {
    if (is_muted_ && event.kind != static_cast<uint16_t>(boundary::EventKind::order) &&
        event.kind != static_cast<uint16_t>(boundary::EventKind::fill)) [[unlikely]]
      return true;
    if (is_digested_) told_.add_words(event);
    if (written_ - read_seen_ == boundary::events_max) {
      // Acquire: the reader has copied the slots up to `read`. Looked at only when the last look says full.
      read_seen_ = std::atomic_ref<uint32_t>(ring_.read).load(std::memory_order_acquire);
      if (written_ - read_seen_ == boundary::events_max) {
        publish_word(ring_.dropped, ring_.dropped + 1);
        return false;
      }
    }
    ring_.slots[written_ & (boundary::events_max - 1)] = event;
    ++written_;
    // Release: the slot is whole before the reader sees the new count.
    std::atomic_ref<uint32_t>(ring_.written).store(written_, std::memory_order_release);
    return true;
  }

  // Where the next event goes: fetched.
  void fetch_next() const noexcept { fetch_all(ring_.slots[written_ & (boundary::events_max - 1)]); }

  // A digest of all that was put, if it is kept.
  [[nodiscard]] uint64_t told() const noexcept { return told_.digest(); }

 private:
  boundary::EventRing& ring_;
  const bool is_digested_;
  bool is_muted_ = false;
  StateMix told_;
  uint32_t written_;
  uint32_t read_seen_;  // what the last look found taken
};

}  // namespace hotlane
