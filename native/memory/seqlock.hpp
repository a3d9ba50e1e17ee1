// A seqlock over plain words: one writer, any number of readers, in this process or in JavaScript.
// The writer never waits. A reader copies, then checks that the version was even and did not move, else tries
// again.
//
// Orders: the version is made odd (relaxed), a release fence keeps the words' stores behind it; the words are
// relaxed atomics, so a torn read is a value to be thrown away and not a data race; the even version is a
// release store, so a reader that acquires it sees every word. A reader's acquire fence keeps its word loads
// ahead of its second look.
#pragma once

#include <atomic>
#include <cstdint>

namespace hotlane {

// Stores a word that other threads may be reading.
template <class T>
inline void publish_word(T& where, T value) noexcept {
  std::atomic_ref<T>(where).store(value, std::memory_order_relaxed);
}

// Loads a word that another thread may be writing.
template <class T>
[[nodiscard]] inline T observe_word(T& where) noexcept {
  return std::atomic_ref<T>(where).load(std::memory_order_relaxed);
}

// The time between construction and destruction is one write. Writer's thread only.
class SeqlockWrite {
 public:
  explicit SeqlockWrite(uint32_t& version) noexcept : version_(version), even_(version) {
    version_.store(even_ + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
  }
  ~SeqlockWrite() { version_.store(even_ + 2, std::memory_order_release); }
  SeqlockWrite(const SeqlockWrite&) = delete;
  SeqlockWrite& operator=(const SeqlockWrite&) = delete;

 private:
  std::atomic_ref<uint32_t> version_;
  uint32_t even_;
};

// Runs `copy` once; true when what it copied is one consistent write. Any thread.
template <class Copy>
[[nodiscard]] bool seqlock_read(uint32_t& version, Copy&& copy) noexcept {
  const std::atomic_ref<uint32_t> observed(version);
  const uint32_t before = observed.load(std::memory_order_acquire);
  if ((before & 1U) != 0) return false;
  copy();
  std::atomic_thread_fence(std::memory_order_acquire);
  return observed.load(std::memory_order_relaxed) == before;
}

}  // namespace hotlane
