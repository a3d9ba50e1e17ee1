// A generated day as a file: a sound market from the first frame to the last, the same from the same seed.
#include "venue/generated_day.hpp"

#include <cstring>

#include "book/market_books.hpp"
#include "feed/message_selector.hpp"
#include "harness.hpp"

namespace {

using namespace hotlane;

venue::GeneratedDaySettings two_seconds(uint64_t seed) {
  venue::GeneratedDaySettings day;
  for (const char* symbol : {"ALFA", "BRAVO"}) day.symbols.emplace_back(std::string_view(symbol));
  day.seed = seed;
  day.messages_per_second = 5'000;
  day.duration = 2 * ns_per_second;
  return day;
}

struct Read {
  uint64_t messages = 0;
  uint64_t book_errors = 0;
  uint64_t out_of_order = 0;
  uint64_t last_ns = 0;
  bool is_whole = false;
};

Read read(Bytes file) {
  Read seen;
  MarketBooks books{{.coverage = Coverage::all, .growth = Growth::doubling}};
  size_t at = 0;
  while (at + 2 <= file.size()) {
    const size_t length = std::to_integer<size_t>(file[at]) << 8 | std::to_integer<size_t>(file[at + 1]);
    if (at + 2 + length > file.size()) break;
    const std::byte* message = file.data() + at + 2;
    const auto& header = *reinterpret_cast<const wire::itch50::Header*>(message);
    if (header.timestamp < seen.last_ns) ++seen.out_of_order;
    seen.last_ns = header.timestamp;
    if (books.apply(message).error != BookError::none) ++seen.book_errors;
    ++seen.messages;
    at += 2 + length;
  }
  seen.is_whole = at == file.size();
  return seen;
}

TEST("a generated day is whole frames in the order of time, on which no book stumbles") {
  const std::vector<std::byte> file = venue::generated_day(two_seconds(7));
  const Read seen = read(file);
  CHECK(seen.is_whole);
  CHECK(seen.messages > 8'000 && seen.messages < 13'000);
  CHECK(seen.book_errors == 0);
  CHECK(seen.out_of_order == 0);
  CHECK(seen.last_ns == 34'202 * uint64_t{ns_per_second});
}

TEST("the same seed gives the same day, another one another") {
  const std::vector<std::byte> first = venue::generated_day(two_seconds(7));
  CHECK(first == venue::generated_day(two_seconds(7)));
  CHECK(first != venue::generated_day(two_seconds(8)));
}

}  // namespace
