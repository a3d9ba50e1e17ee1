// A large array that begins as zeros, in memory that the kernel gives page by page as it is first touched:
// room for the largest day costs what is used of it. Aligned so that huge pages fit, when whoever owns it
// asks for them before the first touch. Used by one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace hotlane {

constexpr size_t huge_page_bytes = size_t{2} << 20;

template <class T>
class ZeroedArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  explicit ZeroedArray(size_t size) : size_(size) {
    const size_t bytes = size * sizeof(T);
    const size_t alignment =
        bytes >= huge_page_bytes ? huge_page_bytes : std::max(cache_line_bytes, alignof(T));
    block_.reset(std::calloc(bytes + alignment, 1));
    if (block_ == nullptr) std::abort();  // as std::vector does without exceptions
    void* begin = block_.get();
    size_t space = bytes + alignment;
    data_ = static_cast<T*>(std::align(alignment, bytes, begin, space));
  }

  [[nodiscard]] T& operator[](size_t index) noexcept { return data_[index]; }
  [[nodiscard]] const T& operator[](size_t index) const noexcept { return data_[index]; }
  [[nodiscard]] T* data() noexcept { return data_; }
  [[nodiscard]] const T* data() const noexcept { return data_; }
  [[nodiscard]] size_t size() const noexcept { return size_; }

  // Keeps what is there; what is new begins as zeros. Moves the array.
  void grow(size_t size) {
    ZeroedArray larger(size);
    std::memcpy(static_cast<void*>(larger.data_), data_, size_ * sizeof(T));
    *this = std::move(larger);
  }

  // For whoever prepares memory before the first message.
  [[nodiscard]] std::span<std::byte> memory() noexcept {
    return std::as_writable_bytes(std::span(data_, size_));
  }

 private:
  static constexpr size_t cache_line_bytes = 64;

  struct Free {
    void operator()(void* block) const noexcept { std::free(block); }
  };

  std::unique_ptr<void, Free> block_;
  T* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace hotlane
