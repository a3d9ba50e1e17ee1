// Counts what one thread asks of the allocator while a watch is on: the C library's entry points are taken
// over in the test binary, so operator new and what the standard library does inside are seen too. Not in
// sanitizer builds, which bring an allocator of their own.
#pragma once

#include <cstdint>

namespace hotlane::test {

// While it lives, this thread's allocations and releases count. Watches may be nested.
class AllocationWatch {
 public:
  AllocationWatch() noexcept;
  ~AllocationWatch();
  AllocationWatch(const AllocationWatch&) = delete;
  AllocationWatch& operator=(const AllocationWatch&) = delete;
};

// Calls of malloc, calloc, realloc, free and the aligned ones that this thread made under a watch, ever.
[[nodiscard]] uint64_t allocator_calls() noexcept;

// False: this build has no count, and allocator_calls() stays 0.
[[nodiscard]] bool is_allocation_counted() noexcept;

}  // namespace hotlane::test
