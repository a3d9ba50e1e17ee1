#include "io/journal_segment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace hotlane::io {

JournalSegment& JournalSegment::operator=(JournalSegment&& other) noexcept {
  close();
  descriptor_ = std::exchange(other.descriptor_, -1);
  bytes_ = std::exchange(other.bytes_, 0);
  size_ = std::exchange(other.size_, 0);
  name_ = std::move(other.name_);
  return *this;
}

int JournalSegment::prepare(int directory, const std::string& name, uint64_t bytes) noexcept {
  close();
  descriptor_ = openat(directory, name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0) return errno;
  name_ = name;
  bytes_ = bytes;
  size_ = 0;
  // Its room is taken before it is needed: a disk that is full says so now, while the segment before still
  // takes records. (Plain writes: io_uring's linked write and sync took as long or longer,
  // bench/journal_disk.)
  if (fallocate(descriptor_, 0, 0, static_cast<off_t>(bytes)) == 0) return 0;
  const int failure = errno;
  if (failure == EOPNOTSUPP) return 0;  // a file system that can't: it grows as it is written
  close();
  unlinkat(directory, name.c_str(), 0);
  return failure;
}

int JournalSegment::place(int directory, const std::string& name) noexcept {
  if (renameat(directory, name_.c_str(), directory, name.c_str()) != 0) return errno;
  name_ = name;
  // The file's room and the name are on disk before any record is called safe there.
  return fsync(descriptor_) == 0 && fsync(directory) == 0 ? 0 : errno;
}

int JournalSegment::append(std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return EIO;
    size_ += static_cast<uint64_t>(written);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return 0;
}

int JournalSegment::sync() noexcept {
  return fdatasync(descriptor_) == 0 ? 0 : errno;
}

int JournalSegment::finish() noexcept {
  int failure = sync();
  if (failure == 0 && ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) failure = errno;
  if (failure == 0 && fsync(descriptor_) != 0) failure = errno;
  close();
  return failure;
}

void JournalSegment::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace hotlane::io
