// The books over a whole market: against the slow model on generated days, however these number their orders;
// their memory at the size they are made for; and the bounds that one instrument can reach, or all together.
#include <algorithm>
#include <random>

#include "allocation_count.hpp"
#include "book_comparison.hpp"
#include "feed/itch_file.hpp"
#include "harness.hpp"
#include "itch_day/itch_day.hpp"
#include "itch_messages.hpp"

namespace hotlane::test {
namespace {
namespace itch = wire::itch50;

constexpr uint32_t market_instruments = 10'000;
constexpr uint32_t market_orders = 2'000'000;
constexpr size_t bytes_per_order_max = 48;

constexpr PriceTicks centre_ticks = 1'000'000;

// Orders by number: which instrument, side and price each has follows from it.
class NumberedOrders {
 public:
  NumberedOrders(MarketBooks& books, uint32_t instruments) : books_(books), instruments_(instruments) {}

  BookError add(uint64_t number) {
    itch::AddOrder message{};
    message.header.type = 'A';
    message.header.stock_locate = locate_of(number);
    message.order_reference = number;
    message.side = number / instruments_ % 2 == 0 ? 'B' : 'S';
    message.shares = 100;
    message.stock = wire::Symbol("S" + std::to_string(locate_of(number)));
    const auto step = static_cast<uint32_t>(number / instruments_ * 7 % 100);
    message.price = static_cast<uint32_t>(message.side == 'B' ? centre_ticks - 100 * step
                                                              : centre_ticks + 100 + 100 * step);
    return books_.apply(reinterpret_cast<const std::byte*>(&message)).error;
  }
  BookError remove(uint64_t number) {
    itch::OrderDelete message{};
    message.header.type = 'D';
    message.header.stock_locate = locate_of(number);
    message.order_reference = number;
    return books_.apply(reinterpret_cast<const std::byte*>(&message)).error;
  }

 private:
  [[nodiscard]] uint16_t locate_of(uint64_t number) const {
    return static_cast<uint16_t>(1 + number % instruments_);
  }

  MarketBooks& books_;
  uint32_t instruments_;
};

size_t bytes_of_memory(MarketBooks& books, uint32_t instruments) {
  constexpr size_t locates_bytes = (size_t{1} << 16) * sizeof(InstrumentId);
  constexpr size_t symbol_bytes = 64;  // of the map from symbols to books, generously
  size_t bytes = locates_bytes + instruments * (sizeof(OrderBook) + symbol_bytes);
  for (const std::span<std::byte> part : books.memory()) bytes += part.size();
  return bytes;
}

MarketBooksSettings day_settings(std::mt19937_64& random) {
  MarketBooksSettings settings;
  settings.coverage = Coverage::all;
  settings.growth = Growth::doubling;
  settings.orders_max = 256;
  settings.windows_max = 64;
  settings.instruments_max = 512;
  settings.hash_seed = random();
  return settings;
}

}  // namespace

TEST(
    "books: a generated market's day equals the slow model at 100 random points, however it numbers orders") {
  using bench::References;
  constexpr uint64_t messages = 40'000;
  constexpr uint64_t points = 25;
  std::mt19937_64 random(seed());
  for (const References references :
       {References::dense, References::interleaved, References::strided, References::scattered}) {
    bench::ItchDay day({.messages = messages,
                        .names = 300,
                        .live_max = 6'000,
                        .references = references,
                        .removes_any = random() % 2 == 0,
                        .seed = random()});
    MarketBooks books(day_settings(random));
    SlowBooks slow;
    std::vector<std::byte> file(messages * 50);
    ItchFileReader reader;
    reader.feed(std::span(file).first(day.fill(file)));
    uint64_t applied = 0;
    uint64_t compared = 0;
    std::vector<Bytes> kept;
    const auto apply_kept = [&] {
      std::vector<const std::byte*> packet;
      for (const Bytes& message : kept) packet.push_back(bytes_of(message));
      books.apply(packet,
                  [](const std::byte*, const BookChange& change) { CHECK(change.error == BookError::none); });
      applied += kept.size();
      kept.clear();
      if (random() % (messages / 30 / points) != 0) return;
      CHECK(equals_slow_model(books, slow));
      ++compared;
    };
    for (auto message = reader.next(); !message.empty(); message = reader.next()) {
      const auto* bytes = reinterpret_cast<const uint8_t*>(message.data());
      kept.emplace_back(bytes, bytes + message.size());
      slow.apply(kept.back());
      if (kept.size() == 30) apply_kept();
    }
    apply_kept();
    CHECK(equals_slow_model(books, slow) && levels_equal_their_orders(books));
    CHECK(applied > messages && compared > points / 2);
  }
}

TEST("books: 10,000 instruments and 2,000,000 live orders take at most 48 bytes each, all day") {
  MarketBooks books({.orders_max = market_orders, .instruments_max = market_instruments});
  for (uint32_t i = 1; i <= market_instruments; ++i) {
    REQUIRE(books.track(wire::Symbol("S" + std::to_string(i))) == i - 1);
  }
  NumberedOrders orders(books, market_instruments);
  const size_t bytes = bytes_of_memory(books, market_instruments);
  CHECK(bytes <= market_orders * bytes_per_order_max);
  uint64_t next = 1;
  uint64_t refused = 0;
  for (; next <= market_orders; ++next) refused += orders.add(next) != BookError::none ? 1U : 0U;
  CHECK_EQUAL(refused, 0U);
  CHECK_EQUAL(books.live_orders(), market_orders);
  CHECK(orders.add(next) == BookError::orders_full);
  const uint64_t calls_before = allocator_calls();
  {
    const AllocationWatch watch;
    // Every order of the market leaves and another comes.
    for (uint64_t oldest = 1; oldest <= market_orders; ++oldest, ++next) {
      refused += orders.remove(oldest) != BookError::none ? 1U : 0U;
      refused += orders.add(next) != BookError::none ? 1U : 0U;
    }
  }
  CHECK_EQUAL(refused, 0U);
  CHECK_EQUAL(allocator_calls(), calls_before);
  CHECK_EQUAL(books.live_orders(), market_orders);
  CHECK_EQUAL(bytes_of_memory(books, market_instruments), bytes);
}

TEST("books: a level of 1,000,000 orders is summed whole, and so is what is left of it") {
  constexpr uint64_t many = 1'000'000;
  MarketBooks books(
      {.coverage = Coverage::all, .growth = Growth::doubling, .orders_max = 16, .windows_max = 2});
  const Bytes add = itch_add(1, "ABCD", 0, 'B', 9'000, 5'000);
  itch::AddOrder message{};
  std::copy(add.begin(), add.end(), reinterpret_cast<uint8_t*>(&message));
  for (uint64_t reference = 1; reference <= many; ++reference) {
    message.order_reference = reference;
    books.apply(reinterpret_cast<const std::byte*>(&message));
  }
  REQUIRE(books.book(0).bids.best().has_value());
  CHECK(*books.book(0).bids.best() == (Level{5'000, many, many * 9'000}));
  for (uint64_t reference = 1; reference < many; ++reference)
    books.apply(bytes_of(itch_delete(1, reference)));
  CHECK(*books.book(0).bids.best() == (Level{5'000, 1, 9'000}));
  books.apply(bytes_of(itch_delete(1, many)));
  CHECK(books.book(0).bids.empty() && books.live_windows() == 0);
}

TEST("books: one instrument of 100,000 prices is refused by name beyond its windows, the others not at all") {
  constexpr uint64_t prices = 100'000;
  MarketBooks books({.orders_max = 1 << 18, .windows_per_side_max = 1 << 10, .instruments_max = 2});
  REQUIRE(books.track(wire::Symbol("WIDE")) == 0 && books.track(wire::Symbol("CALM")) == 1);
  std::mt19937_64 random(seed());
  uint64_t refused = 0;
  std::vector<uint64_t> live;
  for (uint64_t reference = 1; reference <= prices; ++reference) {
    const Bytes add = itch_add(1, "WIDE", reference, 'S', 100, random() % INT32_MAX);
    const BookChange change = books.apply(bytes_of(add));
    CHECK(change.error == BookError::none || change.error == BookError::levels_full);
    refused += change.error == BookError::levels_full ? 1U : 0U;
    if (change.error == BookError::none) live.push_back(reference);
  }
  CHECK(refused > prices / 2 && live.size() >= 1 << 10);
  CHECK_EQUAL(books.counters().count_of(BookError::levels_full), refused);
  CHECK(books.book(0).is_untrusted && !books.book(1).is_untrusted);
  CHECK(books.apply(bytes_of(itch_add(2, "CALM", prices + 1, 'B', 100, 5'000))).error == BookError::none);
  CHECK(levels_equal_their_orders(books));
  for (const uint64_t reference : live) {
    CHECK(books.apply(bytes_of(itch_delete(1, reference))).error == BookError::none);
  }
  CHECK_EQUAL(books.live_windows(), 1U);
}

}  // namespace hotlane::test
