// The books against the independent slow model, on generated and on real streams, and the rules of itch50 §7.
#include <random>
#include <set>

#include "adversarial_stream.hpp"
#include "book_comparison.hpp"
#include "harness.hpp"
#include "itch_sample.hpp"

namespace hotlane::test {
namespace {

constexpr size_t compared_times = 20;

MarketBooksSettings small_settings(Coverage coverage = Coverage::all, Growth growth = Growth::doubling) {
  MarketBooksSettings settings;
  settings.coverage = coverage;
  settings.growth = growth;
  settings.orders_max = 64;
  settings.windows_max = 4;
  settings.instruments_max = 16;
  return settings;
}

BookChange take(MarketBooks& books, const Bytes& message) {
  return books.apply(bytes_of(message));
}

const Bytes& spec_vector(size_t i) {
  static const std::vector<Bytes> vectors = {
      from_hex("41000700001f1aced9f00100000000000003e9420000012c41424344202020200012d644"),
      from_hex("45000700021f1aced9f00200000000000003e9000000640000000000001389"),
      from_hex("55000700001f1aced9f00300000000000003e900000000000003ea000000960012d6a8"),
      from_hex("44000700001f1aced9f00400000000000003ea")};
  return vectors[i];
}

using BestLevels = std::vector<std::pair<Level, Level>>;

// Bid and ask of each book the stream can open; a level without orders where there is none.
BestLevels best_levels_of(const MarketBooks& books) {
  BestLevels out(AdversarialStream::locates);
  for (size_t i = 0; i < books.size(); ++i) {
    const OrderBook& book = books.books()[i];
    out[i] = {book.bids.best().value_or(Level{}), book.asks.best().value_or(Level{})};
  }
  return out;
}

std::optional<SlowTrade> trade_of(const BookChange& change) {
  if (!change.is_traded) return std::nullopt;
  const TradePrint& trade = change.trade;
  CHECK(trade.is_printable == (trade.aggressor != Aggressor::nobody));
  return SlowTrade{static_cast<uint32_t>(trade.price_ticks), trade.quantity, trade.is_printable,
                   trade.aggressor == Aggressor::sell};
}

std::set<uint64_t> random_times(uint64_t messages, std::mt19937_64& random) {
  std::set<uint64_t> times;
  for (size_t i = 0; i + 1 < compared_times; ++i) times.insert(1 + random() % messages);
  times.insert(messages);
  return times;
}

void compare_on_file(const std::string& relative, uint64_t messages_expected, uint64_t unknown_expected,
                     size_t resting_expected) {
  const std::string path = shared_data_path(relative);
  if (path.empty()) return skip("no sample " + relative);
  const std::vector<Bytes> messages = messages_of(path);
  CHECK_EQUAL(messages.size(), messages_expected);
  REQUIRE(!messages.empty());
  MarketBooksSettings settings = small_settings();
  settings.instruments_max = MarketBooks::instruments_limit;
  MarketBooks books(settings);
  SlowBooks slow;
  std::mt19937_64 random(seed());
  const std::set<uint64_t> times = random_times(messages.size(), random);
  uint64_t applied = 0;
  for (const Bytes& message : messages) {
    take(books, message);
    slow.apply(message);
    if (times.count(++applied) > 0) CHECK(equals_slow_model(books, slow));
  }
  CHECK(levels_equal_their_orders(books));
  CHECK_EQUAL(books.counters().count_of(BookError::unknown_reference), slow.unknown());
  CHECK_EQUAL(slow.unknown(), unknown_expected);
  CHECK_EQUAL(books.live_orders(), resting_expected);
}

}  // namespace

TEST("books: the specification's vectors add, execute, replace and delete") {
  MarketBooks books(small_settings());
  CHECK(take(books, spec_vector(0)).is_best_changed);
  const BookChange executed = take(books, spec_vector(1));
  CHECK(executed.is_traded && executed.trade.aggressor == Aggressor::sell);
  CHECK_EQUAL(executed.trade.price_ticks, 1'234'500);
  CHECK_EQUAL(executed.trade.match_number, 5001U);
  CHECK(*books.book(0).bids.best() == (Level{1'234'500, 1, 200}));
  take(books, spec_vector(2));
  CHECK(*books.book(0).bids.best() == (Level{1'234'600, 1, 150}));
  CHECK(take(books, spec_vector(3)).is_best_changed);
  CHECK(books.book(0).bids.empty());
  CHECK_EQUAL(books.live_orders(), 0U);
}

TEST(
    "books: 10,000 adversarial streams equal the slow model at 20 random times each, at full depth, and in "
    "what each change says") {
  std::mt19937_64 random(seed());
  for (uint64_t stream = 0; stream < repeats(10'000); ++stream) {
    AdversarialStream generator(random());
    MarketBooksSettings settings = small_settings();
    settings.hash_seed = random();
    MarketBooks books(settings);
    SlowBooks slow;
    const uint64_t length = 200 + random() % 400;
    const std::set<uint64_t> times = random_times(length, random);
    for (uint64_t i = 1; i <= length; ++i) {
      const Bytes message = generator.next();
      const auto best_before = best_levels_of(books);
      const BookChange change = take(books, message);
      slow.apply(message);
      // A replacement may put the same back; nothing else touches the best and leaves it as it was.
      const bool is_best_changed = best_levels_of(books) != best_before;
      CHECK(change.is_best_changed == is_best_changed || (change.is_best_changed && message[0] == 'U'));
      CHECK(change.is_book_changed() || !is_best_changed);
      CHECK(trade_of(change) == slow.trade());
      if (times.count(i) > 0) CHECK(equals_slow_model(books, slow));
    }
    const BookCounters& counters = books.counters();
    CHECK(levels_equal_their_orders(books));
    CHECK_EQUAL(counters.count_of(BookError::unknown_reference), slow.unknown());
    CHECK_EQUAL(counters.count_of(BookError::duplicate_reference), slow.duplicates());
    CHECK_EQUAL(counters.count_of(BookError::reduction_below_zero), slow.below_zero());
  }
}

// In packets of any size, the same messages one by one beside them.
TEST("books: messages in packets change the same as one by one, whatever the first of a packet bring") {
  std::mt19937_64 random(seed());
  for (uint64_t stream = 0; stream < repeats(2'000); ++stream) {
    AdversarialStream generator(random());
    const bool is_fixed = stream % 2 == 1;
    MarketBooksSettings settings =
        is_fixed ? small_settings(Coverage::tracked, Growth::fixed) : small_settings();
    settings.orders_max = is_fixed ? 100 : 8;  // which grows in the midst of packets
    MarketBooks one_by_one(settings);
    settings.hash_seed = random();
    MarketBooks in_packets(settings);
    for (MarketBooks* books : {&one_by_one, &in_packets}) {
      if (is_fixed) REQUIRE(books->track(wire::Symbol(AdversarialStream::symbol_of(2))) == 0);
    }
    for (uint64_t applied = 0; applied < 600;) {
      std::vector<Bytes> messages(1 + random() % 80);
      std::vector<const std::byte*> packet;
      for (Bytes& message : messages) {
        message = generator.next();
        packet.push_back(bytes_of(message));
      }
      applied += messages.size();
      size_t noted = 0;
      in_packets.apply(packet, [&](const std::byte* message, const BookChange& change) {
        CHECK(message == packet[noted++]);
        CHECK(change == one_by_one.apply(message));
      });
      CHECK_EQUAL(noted, packet.size());
      CHECK_EQUAL(in_packets.state_hash(), one_by_one.state_hash());
    }
    CHECK(levels_equal_their_orders(in_packets));
    CHECK(in_packets.counters().by_error == one_by_one.counters().by_error);
  }
}

TEST("books: a locate that a packet gives to one of ours takes the packet's further orders") {
  MarketBooks books(small_settings(Coverage::tracked, Growth::fixed));
  REQUIRE(books.track(wire::Symbol("MINE")) == 0);
  take(books, itch_directory(7, "OTHER"));
  const std::vector<Bytes> messages = {itch_add(7, "OTHER", 1, 'B', 100, 5000), itch_directory(7, "MINE"),
                                       itch_add(7, "MINE", 2, 'S', 100, 5100),
                                       itch_replace(7, 2, 3, 200, 5200)};
  std::vector<const std::byte*> packet;
  for (const Bytes& message : messages) packet.push_back(bytes_of(message));
  books.apply(packet,
              [](const std::byte*, const BookChange& change) { CHECK(change.error == BookError::none); });
  CHECK(books.book(0).bids.empty());
  CHECK(*books.book(0).asks.best() == (Level{5200, 1, 200}));
}

TEST("books: AAPL and AMZN of 21 June 2012 equal the slow model") {
  compare_on_file("data/itch/aapl-amzn-2012-06-21.itch.gz", 277'621, 0, 1'200);
}

TEST("books: a file cut out of a day counts its unknown references and invents nothing") {
  // 394 messages name an order that nothing before them named; 5 more name the successor that such a replace
  // announced, and since that replace changed nothing, the successor isn't known either.
  compare_on_file("data/itch/nasdaq-open-1000.itch", 1'000, 394 + 5, 532);
}

TEST("books: a directory spin opens a book for each symbol") {
  compare_on_file("data/itch/nasdaq-directory-1000.itch", 1'000, 0, 0);
}

TEST("books: a full lane refuses by name and changes nothing") {
  std::mt19937_64 random(seed());
  uint64_t orders_full = 0;
  uint64_t levels_full = 0;
  for (int stream = 0; stream < 50; ++stream) {
    MarketBooksSettings settings = small_settings(Coverage::tracked, Growth::fixed);
    settings.orders_max = 12;
    settings.windows_per_side_max = 2;
    settings.windows_max = 16;
    MarketBooks books(settings);
    for (uint64_t locate = 1; locate <= AdversarialStream::locates; ++locate) {
      CHECK_EQUAL(books.track(wire::Symbol(AdversarialStream::symbol_of(locate))), locate - 1);
    }
    AdversarialStream generator(random());
    for (int i = 0; i < 400; ++i) {
      const uint64_t before = books.state_hash();
      const BookChange change = take(books, generator.next());
      if (change.error != BookError::none && !change.is_book_changed())
        CHECK_EQUAL(books.state_hash(), before);
    }
    CHECK(levels_equal_their_orders(books));
    orders_full += books.counters().count_of(BookError::orders_full);
    levels_full += books.counters().count_of(BookError::levels_full);
  }
  CHECK(orders_full > 0 && levels_full > 0);
}

TEST("books: the order table's seed changes no state hash") {
  AdversarialStream generator(seed());
  MarketBooksSettings settings = small_settings();
  MarketBooks one(settings);
  settings.hash_seed += 1;
  MarketBooks other(settings);
  for (int i = 0; i < 2'000; ++i) {
    const Bytes message = generator.next();
    take(one, message);
    take(other, message);
  }
  CHECK_EQUAL(one.state_hash(), other.state_hash());
  take(one, itch_add(1, AdversarialStream::symbol_of(1), 1, 'B', 7, 7));
  CHECK(one.state_hash() != other.state_hash());
}

TEST("books: a lane sees its own symbols only, and joins in mid-day by the stock of an add") {
  MarketBooks books(small_settings(Coverage::tracked, Growth::fixed));
  const InstrumentId mine = books.track(wire::Symbol("MINE"));
  CHECK_EQUAL(books.track(wire::Symbol("MINE")), mine);
  CHECK(take(books, itch_add(65'535, "MINE", 1, 'S', 100, 5000)).instrument == mine);
  CHECK(take(books, itch_add(2, "OTHER", 2, 'B', 100, 5000)).instrument == no_instrument);
  CHECK(take(books, itch_execute(2, 2, 100)).error == BookError::none);
  CHECK_EQUAL(books.counters().count_of(BookError::unknown_reference), 0U);
  CHECK(!books.book(mine).is_untrusted);
  CHECK(take(books, itch_delete(65'535, 9)).error == BookError::unknown_reference);
  CHECK(books.book(mine).is_untrusted);
}

TEST("books: C takes shares off the display level, and prints only when printable") {
  MarketBooks books(small_settings());
  take(books, itch_add(1, "ABCD", 1, 'S', 300, 5000));
  const BookChange bulk = take(books, itch_execute_with_price(1, 1, 100, 'N', 4990, 7));
  CHECK(bulk.is_traded && !bulk.trade.is_printable && bulk.trade.aggressor == Aggressor::nobody);
  CHECK_EQUAL(books.book(0).last_trade.quantity, 0U);
  const BookChange print = take(books, itch_execute_with_price(1, 1, 100, 'Y', 4990, 8));
  CHECK(print.is_traded && print.trade.is_printable && print.trade.aggressor == Aggressor::buy);
  CHECK_EQUAL(books.book(0).last_trade.price_ticks, 4990);
  CHECK(*books.book(0).asks.best() == (Level{5000, 1, 100}));
}

TEST("books: a crossed book is left crossed and says so") {
  MarketBooks books(small_settings());
  take(books, itch_add(1, "ABCD", 1, 'B', 100, 5000));
  take(books, itch_add(1, "ABCD", 2, 'S', 100, 4900));
  CHECK(books.book(0).is_crossed());
  CHECK_EQUAL(books.live_orders(), 2U);
}

TEST("books: trading state, operational halt and short sale test are kept apart, K goes by symbol") {
  MarketBooks books(small_settings());
  take(books, itch_directory(3, "ABCD", 'T'));
  const OrderBook& book = books.book(0);
  CHECK(book.is_announced && book.is_test && !book.status.is_tradable());
  take(books, itch_add(3, "ABCD", 1, 'B', 100, 5000));
  take(books, itch_stock_message('H', 3, "ABCD", "T     "));
  CHECK(book.status.is_tradable());
  take(books, itch_stock_message('h', 3, "ABCD", "QH"));
  CHECK(book.status.trading_state == TradingState::trading && !book.status.is_tradable());
  CHECK(book.status.is_tradable(halted_on_bx));
  take(books, itch_stock_message('h', 3, "ABCD", "QT"));
  take(books, itch_stock_message('Y', 3, "ABCD", "1"));
  CHECK(book.status.is_tradable() && book.status.short_sale_test == ShortSaleTest::in_effect);
  Bytes update = itch_header('K', 0);
  put(update, std::string("ABCD"), 8);
  put(update, 34'200, 4);
  update.push_back('A');
  put(update, 250'000, 4);
  CHECK_EQUAL(take(books, update).instrument, 0);
  CHECK_EQUAL(book.status.ipo_price_ticks, 250'000);
  take(books, itch_directory(3, "ABCD"));  // a second R updates and clears nothing
  CHECK(!book.is_test && book.orders() == 1);
  Bytes close = itch_header('S', 0);
  close.push_back('M');
  take(books, close);
  CHECK(books.system_phase() == SystemPhase::after_market_hours);
}

TEST("books: a cross of more than 2^32 shares is told whole, one of none is no trade") {
  MarketBooks books(small_settings());
  take(books, itch_directory(1, "ABCD"));
  for (const uint64_t shares : {uint64_t{0}, uint64_t{5'000'000'000}}) {
    Bytes cross = itch_header('Q', 1);
    put(cross, shares, 8);
    put(cross, std::string("ABCD"), 8);
    put(cross, shares == 0 ? 0 : 224'800, 4);
    put(cross, 255'582, 8);
    cross.push_back('O');
    const BookChange change = take(books, cross);
    CHECK_EQUAL(static_cast<int>(change.is_traded), static_cast<int>(shares > 0));
    CHECK_EQUAL(change.trade.quantity, shares);
  }
}

TEST("books: a snapshot starts from no orders, keeps what it does not tell, and then is trusted again") {
  MarketBooks books({.coverage = Coverage::all, .orders_max = 64});
  books.apply(bytes_of(itch_directory(1, "ABCD")));
  books.apply(bytes_of(itch_stock_message('H', 1, "ABCD", "T     ")));
  books.apply(bytes_of(itch_add(1, "ABCD", 1, 'B', 100, 5000)));
  books.apply(bytes_of(itch_add(1, "ABCD", 2, 'S', 100, 5100)));
  books.apply(bytes_of(itch_delete(1, 99)));
  CHECK(books.book(0).is_untrusted);
  books.clear_orders();
  CHECK(books.live_orders() == 0 && books.book(0).orders() == 0);
  CHECK(books.book(0).bids.empty() && books.book(0).asks.empty());
  CHECK(!books.book(0).is_untrusted);
  CHECK(books.book(0).status.is_tradable() && books.book(0).is_announced);
  CHECK(books.apply(bytes_of(itch_add(1, "ABCD", 2, 'S', 40, 5100))).error == BookError::none);
  MarketBooks anew({.coverage = Coverage::all, .orders_max = 64});
  anew.apply(bytes_of(itch_directory(1, "ABCD")));
  anew.apply(bytes_of(itch_stock_message('H', 1, "ABCD", "T     ")));
  anew.apply(bytes_of(itch_add(1, "ABCD", 2, 'S', 40, 5100)));
  CHECK_EQUAL(books.state_hash(), anew.state_hash());
}

}  // namespace hotlane::test
