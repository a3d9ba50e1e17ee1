// What lies between the thread that reads recorded files and the lane that they are played into: a ring of
// packets, and how they ended. It lives in memory that both threads share and that outlives them. A full ring
// holds the reader back; nothing is dropped.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

#include "memory/packet_ring.hpp"

namespace hotlane {

// Whether more can come by a way in.
enum class InputEnd : uint8_t {
  none,    // it can
  whole,   // all that there was has come
  broken,  // what came was cut off: a file is torn or not what it should be
};

class PlayQueue {
 public:
  // 16 MiB hold some 100,000 packets of one message: a fortieth of a second of a lane flat out.
  static constexpr size_t ring_bytes = 16 << 20;
  static constexpr size_t alignment = 64;
  // Of the memory that it is made in, wherever that begins.
  [[nodiscard]] static constexpr size_t memory_bytes() noexcept;

  // Makes it there, before either thread is started; then at() finds it. `memory`: memory_bytes() long, zero.
  static PlayQueue& make_in(std::span<std::byte> memory) noexcept;
  [[nodiscard]] static PlayQueue& at(std::span<std::byte> memory) noexcept;

  explicit PlayQueue(std::span<std::byte> ring_memory) noexcept : ring(ring_memory) {}

  // Reader's thread: no more packets follow.
  void end(InputEnd how) noexcept { end_.store(how, std::memory_order_release); }
  // Lane's thread: look here before looking into the ring, so that an empty ring then means the end.
  [[nodiscard]] InputEnd end() const noexcept { return end_.load(std::memory_order_acquire); }

  // Lane's thread: it has taken the last packet and been told of the end. Any thread may ask.
  void note_played() noexcept { is_played_.store(true, std::memory_order_release); }
  [[nodiscard]] bool is_played() const noexcept { return is_played_.load(std::memory_order_acquire); }

  PacketRing ring;  // the reader pushes, the lane takes

 private:
  std::atomic<InputEnd> end_{InputEnd::none};
  std::atomic<bool> is_played_{false};
};

constexpr size_t PlayQueue::memory_bytes() noexcept {
  return alignment + sizeof(PlayQueue) + ring_bytes;
}

inline PlayQueue& PlayQueue::at(std::span<std::byte> memory) noexcept {
  static_assert(alignof(PlayQueue) <= alignment && sizeof(PlayQueue) % alignment == 0);
  void* place = memory.data();
  size_t space = memory.size();
  return *std::launder(static_cast<PlayQueue*>(std::align(alignment, sizeof(PlayQueue), place, space)));
}

inline PlayQueue& PlayQueue::make_in(std::span<std::byte> memory) noexcept {
  void* place = memory.data();
  size_t space = memory.size();
  std::align(alignment, sizeof(PlayQueue) + ring_bytes, place, space);
  return *new (place) PlayQueue({static_cast<std::byte*>(place) + sizeof(PlayQueue), ring_bytes});
}

}  // namespace hotlane
