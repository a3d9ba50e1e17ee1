#include "io/journal_directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

#include "journal/lane_records.hpp"
#include "journal/record_reader.hpp"

namespace hotlane::io {
namespace {

constexpr size_t digits = 8;
constexpr std::string_view ending = ".hlog";
constexpr size_t chunk_bytes = 1U << 20;

// Each folder on the way, as mkdir -p does.
int make_directories(const std::string& path) {
  for (size_t at = 1; at <= path.size(); ++at) {
    if (at < path.size() && path[at] != '/') continue;
    if (mkdir(path.substr(0, at).c_str(), S_IRWXU) != 0 && errno != EEXIST) return errno;
  }
  return 0;
}

// 0: no segment's name. A compressed one counts: its number is taken.
uint32_t number_of(std::string_view name) {
  if (name.size() < digits + ending.size() || name.substr(digits, ending.size()) != ending) return 0;
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + digits, number);
  return error == std::errc() && end == name.data() + digits ? number : 0;
}

std::string name_of(uint32_t number) {
  std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text + std::string(ending);
}

struct Reading {
  ReadStatus status = ReadStatus::end;
  uint64_t offset = 0;     // of what is good
  uint64_t last_byte = 0;  // one past the last that is not zero
  int failure = 0;
  uint32_t kind = lane_journal_kind;
};

Reading read_to_end(int file) {
  RecordReader reader;
  Reading reading;
  std::vector<std::byte> chunk(chunk_bytes);
  uint64_t at = 0;
  for (;;) {
    Record record;
    reading.status = reader.next(record);
    if (reading.status == ReadStatus::record) continue;
    if (reading.status != ReadStatus::hungry) break;
    const ssize_t size = ::read(file, chunk.data(), chunk.size());
    if (size < 0) {
      reading.failure = errno;
      break;
    }
    const auto bytes = std::span(chunk).first(static_cast<size_t>(size));
    const auto last =
        std::find_if(bytes.rbegin(), bytes.rend(), [](std::byte b) { return b != std::byte{0}; });
    if (last != bytes.rend()) reading.last_byte = at + static_cast<uint64_t>(bytes.rend() - last);
    at += bytes.size();
    size == 0 ? reader.finish() : reader.feed(bytes);
  }
  reading.offset = reader.offset();
  if (reading.offset > 0) reading.kind = reader.header().kind;
  return reading;
}

}  // namespace

std::string JournalDirectory::failed(const char* what) const {
  return "journal " + path_ + ": " + what + ": " + std::strerror(errno);
}

std::string JournalDirectory::open(const std::string& path) {
  close();
  path_ = path;
  if (const int failure = make_directories(path); failure != 0) {
    errno = failure;
    return failed("making its folder");
  }
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0) return failed("opening its folder");
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? "journal " + path_ + ": another process is writing it"
                                : failed("locking it");
  }
  unlinkat(descriptor_, spare_name, 0);
  if (std::string failure = find_newest(); !failure.empty()) return failure;
  return newest_ == 0 ? std::string() : mend_tail();
}

void JournalDirectory::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  newest_ = 0;
  tail_ = {};
}

std::string JournalDirectory::next_name() {
  return name_of(++newest_);
}

std::string JournalDirectory::find_newest() {
  const int copy = dup(descriptor_);
  DIR* entries = copy < 0 ? nullptr : fdopendir(copy);
  if (entries == nullptr) return failed("reading its folder");
  errno = 0;
  while (const dirent* entry = readdir(entries)) newest_ = std::max(newest_, number_of(entry->d_name));
  const int failure = errno;
  closedir(entries);
  errno = failure;
  return failure == 0 ? std::string() : failed("reading its folder");
}

// Only the newest can be torn: the others were finished before the next was begun.
std::string JournalDirectory::mend_tail() {
  const std::string name = name_of(newest_);
  const int file = openat(descriptor_, name.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? std::string() : failed("opening its newest segment");  // compressed
  const Reading reading = read_to_end(file);
  std::string failure;
  tail_.file = path_ + "/" + name;
  tail_.bytes_kept = reading.offset;
  if (reading.failure != 0) {
    errno = reading.failure;
    failure = failed("reading its newest segment");
  } else if (reading.status == ReadStatus::torn_tail) {
    tail_.bytes_torn = reading.last_byte > reading.offset ? reading.last_byte - reading.offset : 0;
    if (ftruncate(file, static_cast<off_t>(reading.offset)) != 0 || fsync(file) != 0) {
      failure = failed("cutting off its torn tail");
    }
  } else {
    tail_.is_damaged = reading.status != ReadStatus::end || reading.kind != lane_journal_kind;
  }
  ::close(file);
  return failure;
}

}  // namespace hotlane::io
