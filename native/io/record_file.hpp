// An append-only file that one process at a time holds: read to its end, then appended to. What append() took
// is in the kernel's page cache and outlives this process, not the machine: it isn't synced. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace hotlane::io {

class RecordFile {
 public:
  RecordFile() noexcept = default;
  ~RecordFile() { close(); }
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  // Makes it where it isn't there, readable by its owner alone. Empty: good; else what failed and why.
  [[nodiscard]] std::string open(const std::string& path);
  void close() noexcept;

  // The next bytes from the beginning on; 0: its end. Nothing: failed, see failure().
  [[nodiscard]] std::optional<size_t> read(std::span<std::byte> space);
  // Keeps its first `size` bytes; appending goes on there. Empty: good.
  [[nodiscard]] std::string cut(uint64_t size);
  // All or a failure, after which a part may stand there. Empty: good.
  [[nodiscard]] std::string append(std::span<const std::byte> bytes);

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

 private:
  [[nodiscard]] std::string failed(const char* what);

  int descriptor_ = -1;
  std::string path_;
  std::string failure_;
};

}  // namespace hotlane::io
