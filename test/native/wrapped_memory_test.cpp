// Memory that no address leaves: what is written beyond its end is found at its beginning, to the last
// address.
#include "io/wrapped_memory.hpp"

#include <cstdint>
#include <cstring>

#include "harness.hpp"

namespace hotlane {
namespace {

constexpr size_t page = 4'096;
constexpr size_t piece = 16 << 20;
constexpr size_t reach = size_t{1} << 33;

uint64_t read(const std::byte* at) {
  uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

TEST("memory that wraps is one piece wherever it is written, and its head is apart") {
  io::WrappedMemory memory;
  REQUIRE(memory.map(page, piece, reach).empty());
  auto* const head = static_cast<std::byte*>(memory.data());
  std::byte* const begin = head + page;
  const size_t offsets[] = {0, 8, piece - 8, piece, piece + 24, reach / 2 + 4'104, reach - 8, reach - 1};
  for (const size_t offset : offsets) {
    const uint64_t word = 0x1122'3344'5566'7788 + offset;
    std::memcpy(begin + offset, &word, sizeof word);
    CHECK_EQUAL(read(begin + offset), word);
    if (offset % piece <= piece - sizeof word) CHECK_EQUAL(read(begin + offset % piece), word);
  }
  for (size_t at = 0; at < page; at += 8) CHECK_EQUAL(read(head + at), uint64_t{0});
}

TEST("memory that wraps says why it can't be had") {
  io::WrappedMemory memory;
  const std::string words = memory.map(page, piece, size_t{1} << 50);
  CHECK(words.starts_with("no room for 10737"));
}

}  // namespace
}  // namespace hotlane
