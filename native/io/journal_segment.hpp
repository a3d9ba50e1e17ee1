// One file of a journal while it is written: prepared with its room on disk taken, put into its place when it
// is wanted, appended to, synced, and cut to what it holds when it is full. The journal writer's thread only.
// A call that fails gives errno; nothing here retries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace hotlane::io {

class JournalSegment {
 public:
  JournalSegment() noexcept = default;
  ~JournalSegment() { close(); }
  JournalSegment(JournalSegment&& other) noexcept { *this = std::move(other); }
  JournalSegment& operator=(JournalSegment&& other) noexcept;

  // Makes the file of that name in `directory` anew, readable by its owner alone, with room for `bytes`. 0:
  // good.
  [[nodiscard]] int prepare(int directory, const std::string& name, uint64_t bytes) noexcept;
  // It is `name` from now on, also after a crash. 0: good.
  [[nodiscard]] int place(int directory, const std::string& name) noexcept;

  // All, or an errno, after which a part may stand there.
  [[nodiscard]] int append(std::span<const std::byte> bytes) noexcept;
  // What was appended is on disk. 0: good.
  [[nodiscard]] int sync() noexcept;
  // No more will come: cut to its size, on disk, closed. 0: good.
  [[nodiscard]] int finish() noexcept;
  void close() noexcept;

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] uint64_t size() const noexcept { return size_; }
  [[nodiscard]] uint64_t room() const noexcept { return bytes_ - size_; }

 private:
  int descriptor_ = -1;
  uint64_t bytes_ = 0;  // prepared
  uint64_t size_ = 0;   // appended
  std::string name_;
};

}  // namespace hotlane::io
