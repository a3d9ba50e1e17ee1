// Any bytes as framed ITCH messages, applied to books that grow and to books that are small and fixed:
// whatever comes, each level stays the sum of its orders, and a refused message changes nothing.
#include <cstdlib>
#include <vector>

#include "adversarial_stream.hpp"
#include "book_comparison.hpp"
#include "feed/itch_file.hpp"

using namespace hotlane;

namespace {

MarketBooks new_books(Coverage coverage, Growth growth) {
  MarketBooksSettings settings;
  settings.coverage = coverage;
  settings.growth = growth;
  settings.orders_max = 8;
  settings.windows_max = 6;
  settings.windows_per_side_max = 3;
  settings.instruments_max = 4;
  return MarketBooks(settings);
}

void apply_checked(MarketBooks& books, const std::byte* message) {
  const uint64_t before = books.state_hash();
  const BookChange change = books.apply(message);
  if (change.error != BookError::none && !change.is_book_changed() && books.state_hash() != before) {
    // A first add may open its book before it is refused: then there is one more, and it is empty.
    if (change.instrument + size_t{1} != books.size() || books.book(change.instrument).orders() != 0)
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  MarketBooks growing = new_books(Coverage::all, Growth::doubling);
  MarketBooks fixed = new_books(Coverage::tracked, Growth::fixed);
  if (fixed.track(wire::Symbol(test::AdversarialStream::symbol_of(1))) != 0) std::abort();
  ItchFileReader reader;
  reader.feed(std::span(reinterpret_cast<const std::byte*>(data), size));
  for (auto message = reader.next(); !message.empty(); message = reader.next()) {
    if (wire::itch50::length_of(static_cast<char>(message[0])) == 0) continue;
    apply_checked(growing, message.data());
    apply_checked(fixed, message.data());
  }
  if (!test::levels_equal_their_orders(growing) || !test::levels_equal_their_orders(fixed)) std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  std::vector<std::vector<uint8_t>> examples;
  for (uint64_t stream_seed = 1; stream_seed <= 8; ++stream_seed) {
    test::AdversarialStream stream(stream_seed);
    test::Bytes file;
    for (int i = 0; i < 60; ++i) test::put_framed(file, stream.next());
    examples.push_back(file);
  }
  return examples;
}
