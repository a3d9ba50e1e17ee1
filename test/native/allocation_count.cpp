#include "allocation_count.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>

namespace hotlane::test {
namespace {

thread_local uint32_t watches = 0;
thread_local uint64_t calls = 0;

}  // namespace

AllocationWatch::AllocationWatch() noexcept {
  ++watches;
}
AllocationWatch::~AllocationWatch() {
  --watches;
}

uint64_t allocator_calls() noexcept {
  return calls;
}

}  // namespace hotlane::test

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace hotlane::test {
namespace {

void note_call() noexcept {
  if (watches > 0) ++calls;
}

}  // namespace

bool is_allocation_counted() noexcept {
  return true;
}

}  // namespace hotlane::test

// The names under which the GNU C library keeps its own allocator reachable for those who replace it.
extern "C" {

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* block);

void* malloc(size_t size) {
  hotlane::test::note_call();
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
  hotlane::test::note_call();
  return __libc_calloc(count, size);
}
void* realloc(void* block, size_t size) {
  hotlane::test::note_call();
  return __libc_realloc(block, size);
}
void* memalign(size_t alignment, size_t size) {
  hotlane::test::note_call();
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
  hotlane::test::note_call();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, size_t alignment, size_t size) {
  hotlane::test::note_call();
  *out = __libc_memalign(alignment, size);
  return *out == nullptr ? ENOMEM : 0;
}
void free(void* block) {
  hotlane::test::note_call();
  __libc_free(block);
}

}  // extern "C"

#else

namespace hotlane::test {

bool is_allocation_counted() noexcept {
  return false;
}

}  // namespace hotlane::test

#endif
