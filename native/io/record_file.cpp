#include "io/record_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {

std::string RecordFile::failed(const char* what) {
  failure_ = "record " + path_ + ": " + what + ": " + std::strerror(errno);
  return failure_;
}

std::string RecordFile::open(const std::string& path) {
  close();
  path_ = path;
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0) return failed("opening it");
  struct stat status {};
  if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    close();
    return "record " + path_ + ": this is no plain file";
  }
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return {};
  std::string why =
      errno == EWOULDBLOCK ? "record " + path_ + ": another venue is writing it" : failed("locking it");
  close();
  return why;
}

void RecordFile::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

std::optional<size_t> RecordFile::read(std::span<std::byte> space) {
  for (;;) {
    const ssize_t size = ::read(descriptor_, space.data(), space.size());
    if (size >= 0) return static_cast<size_t>(size);
    if (errno == EINTR) continue;
    static_cast<void>(failed("reading it"));
    return std::nullopt;
  }
}

std::string RecordFile::cut(uint64_t size) {
  const auto end = static_cast<off_t>(size);
  if (ftruncate(descriptor_, end) != 0) return failed("cutting off its torn tail");
  if (lseek(descriptor_, end, SEEK_SET) != end) return failed("going to its end");
  return {};
}

std::string RecordFile::append(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(descriptor_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failed("writing to it");
    bytes = bytes.subspan(static_cast<size_t>(size));
  }
  return {};
}

}  // namespace hotlane::io
