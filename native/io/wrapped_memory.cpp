#include "io/wrapped_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hotlane::io {

WrappedMemory::~WrappedMemory() {
  if (data_ != nullptr) munmap(data_, bytes_);
}

std::string WrappedMemory::map(size_t head_bytes, size_t piece_bytes, size_t reach_bytes) {
  const size_t pieces = reach_bytes / piece_bytes + 1;
  bytes_ = head_bytes + pieces * piece_bytes;
  // Not accessible yet, and unlocked: of an engine that locks its memory every copy would be filled
  // otherwise.
  void* const reserved = mmap(nullptr, bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) {
    return "no room for " + std::to_string(bytes_ >> 20) + " MiB of addresses: " + std::strerror(errno);
  }
  data_ = reserved;
  auto* const piece = static_cast<std::byte*>(reserved) + head_bytes;
  const bool is_mapped =
      mprotect(reserved, head_bytes, PROT_READ | PROT_WRITE) == 0 && map_pieces(piece, piece_bytes, pieces);
  return is_mapped ? std::string() : std::string("its memory can't be mapped: ") + std::strerror(errno);
}

bool WrappedMemory::map_pieces(std::byte* to, size_t piece_bytes, size_t count) noexcept {
  const int file = memfd_create("hotlane-strategy", MFD_CLOEXEC);
  if (file < 0) return false;
  bool is_good = ftruncate(file, static_cast<off_t>(piece_bytes)) == 0;
  for (size_t i = 0; i < count && is_good; ++i) {
    is_good =
        mmap(to + i * piece_bytes, piece_bytes, PROT_NONE, MAP_SHARED | MAP_FIXED, file, 0) != MAP_FAILED;
  }
  const size_t bytes = count * piece_bytes;
  is_good = is_good && munlock(to, bytes) == 0 && mprotect(to, bytes, PROT_READ | PROT_WRITE) == 0;
  const int error = errno;
  close(file);
  errno = error;
  // A core dump needs the piece once.
  if (is_good) static_cast<void>(madvise(to + piece_bytes, bytes - piece_bytes, MADV_DONTDUMP));
  return is_good;
}

}  // namespace hotlane::io
