// A folder for a journal under test, gone with its test; and what stands in it, read as a user of the format
// would: every segment in order, every record.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "journal_log.hpp"

namespace hotlane::test {

class JournalFolder {
 public:
  explicit JournalFolder(const std::string& name, std::filesystem::path within = {}) {
    if (within.empty()) within = std::filesystem::temp_directory_path();
    path_ = within / ("hotlane-" + name + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
  }
  ~JournalFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  JournalFolder(const JournalFolder&) = delete;
  JournalFolder& operator=(const JournalFolder&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(path_, ignored))
      files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
  }
  [[nodiscard]] static std::vector<std::byte> bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  }
  // Gives every record of every segment to take(Record), but the segments' own first ones; false: a segment
  // did not end as it should.
  template <class Take>
  bool read(Take&& take) const {
    for (const auto& file : files()) {
      const std::vector<std::byte> bytes = bytes_of(file);
      const ReadStatus status = read_log(bytes, [&](const Record& record) {
        if (record.type != static_cast<uint16_t>(LaneRecord::segment)) take(record);
        return true;
      });
      if (status != ReadStatus::end) return false;
    }
    return true;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace hotlane::test
