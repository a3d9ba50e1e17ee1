// Any bytes as an ITCH file: read whole and read in small pieces gives the same messages and the same error,
// and each byte is in a message, after the end, or behind the error.
#include <cstdlib>
#include <vector>

#include "feed/itch_file.hpp"
#include "itch_messages.hpp"

using namespace hotlane;

namespace {

struct Reading {
  uint64_t hash = 0;
  uint64_t messages = 0;
  uint64_t offset = 0;
  FileError error;
};

Reading read(const uint8_t* data, size_t size, size_t chunk) {
  ItchFileReader reader;
  Reading out;
  for (size_t at = 0; at < size; at += chunk) {
    const size_t length = chunk < size - at ? chunk : size - at;
    const std::vector<uint8_t> piece(data + at, data + at + length);
    reader.feed(std::as_bytes(std::span(piece)));
    for (auto message = reader.next(); !message.empty(); message = reader.next()) {
      for (const std::byte b : message) out.hash = (out.hash ^ static_cast<uint64_t>(b)) * 0x100000001B3ULL;
    }
  }
  reader.finish();
  out.messages = reader.messages();
  out.offset = reader.offset();
  out.error = reader.error();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Reading whole = read(data, size, size);
  if (whole.offset > size) std::abort();
  if (whole.error.fault == FileFault::none && whole.offset != size) std::abort();
  for (const size_t chunk : {size_t{1}, size_t{3}, size_t{50}}) {
    const Reading pieces = read(data, size, chunk);
    if (pieces.hash != whole.hash || pieces.messages != whole.messages) std::abort();
    if (pieces.error.fault != whole.error.fault || pieces.error.offset != whole.error.offset) std::abort();
  }
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  test::Bytes file;
  test::put_framed(file, test::itch_directory(1, "ABCD"));
  test::put_framed(file, test::itch_add(1, "ABCD", 1, 'B', 100, 5000));
  test::put_framed(file, test::itch_delete(1, 1));
  return {file, {0, 0}, test::from_hex("0003 7a0000")};
}
