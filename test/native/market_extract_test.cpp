// A day's extract (backtest/market_extract.hpp): what a backtest of some instruments needs of it, and no
// more.
#include "backtest/market_extract.hpp"

#include <random>

#include "feed/itch_file.hpp"
#include "harness.hpp"
#include "itch_messages.hpp"

namespace hotlane::test {
namespace {

Bytes at(uint64_t ns, Bytes message) {
  for (size_t i = 0; i < 6; ++i) message[5 + i] = static_cast<uint8_t>(ns >> (8 * (5 - i)));
  return message;
}

uint64_t time_of(const Bytes& message) {
  uint64_t ns = 0;
  for (size_t i = 0; i < 6; ++i) ns = ns << 8 | message[5 + i];
  return ns;
}

std::span<const std::byte> as_bytes(const Bytes& bytes) {
  return std::as_bytes(std::span(bytes));
}

Bytes event(uint64_t ns) {
  Bytes message = itch_header('S', 0, ns);
  message.push_back('Q');
  return message;
}

// What was kept, message by message.
std::vector<Bytes> kept_of(const MarketExtract& extract) {
  std::vector<Bytes> out;
  ItchFileReader reader;
  reader.feed(extract.bytes());
  for (auto message = reader.next(); !message.empty(); message = reader.next()) {
    Bytes& copy = out.emplace_back();
    for (const std::byte byte : message) copy.push_back(std::to_integer<uint8_t>(byte));
  }
  return out;
}

}  // namespace

TEST("a market's extract has the messages of its instruments and of the whole market, and its first one") {
  MarketExtract extract({wire::Symbol("ABCD"), wire::Symbol("NONE")});
  const std::vector<Bytes> messages = {
      at(1, itch_add(2, "OTHR", 1, 'B', 100, 10'000)),  // the first, whosever it is
      at(2, event(2)),
      at(3, itch_add(1, "ABCD", 2, 'B', 100, 10'000)),  // nobody has said yet whose number 1 is
      at(4, itch_directory(1, "ABCD")),
      at(5, itch_directory(2, "OTHR")),
      at(6, itch_add(1, "ABCD", 3, 'B', 100, 10'000)),
      at(7, itch_add(2, "OTHR", 4, 'B', 100, 10'000)),
      at(8, itch_delete(1, 3)),
  };
  for (const Bytes& message : messages) extract.take(as_bytes(message));
  CHECK(kept_of(extract) ==
        std::vector<Bytes>({messages[0], messages[1], messages[3], messages[5], messages[7]}));
  CHECK_EQUAL(extract.counts().messages, 8U);
  CHECK_EQUAL(extract.counts().kept, 5U);
  CHECK_EQUAL(extract.counts().first, 1U);
  CHECK_EQUAL(extract.counts().last, 8U);
  CHECK(extract.announced() == std::vector<bool>({true, false}));
}

TEST("a market's extract is handed over piece by piece, and goes on where it was cleared") {
  MarketExtract extract({wire::Symbol("ABCD")});
  extract.take(as_bytes(at(1, itch_directory(1, "ABCD"))));
  CHECK_EQUAL(kept_of(extract).size(), 1U);
  extract.clear();
  CHECK(extract.bytes().empty());
  extract.take(as_bytes(at(2, itch_delete(1, 7))));
  CHECK(kept_of(extract) == std::vector<Bytes>({at(2, itch_delete(1, 7))}));
  CHECK_EQUAL(extract.counts().kept, 2U);
}

TEST("a market's extract passes over what is no message, and counts it") {
  MarketExtract extract({wire::Symbol("ABCD")});
  Bytes short_one = itch_delete(1, 7);
  short_one.pop_back();
  Bytes unknown = itch_delete(1, 7);
  unknown[0] = 'z';
  extract.take({});
  extract.take(as_bytes(short_one));
  extract.take(as_bytes(unknown));
  CHECK_EQUAL(extract.counts().skipped, 3U);
  CHECK(extract.bytes().empty());
  // Of those, none was the day's first.
  extract.take(as_bytes(at(9, itch_delete(5, 7))));
  CHECK_EQUAL(extract.counts().first, 9U);
  CHECK_EQUAL(extract.counts().kept, 1U);
}

TEST("a market's extract writes a time that went back as that of the message before, kept or not") {
  MarketExtract extract({wire::Symbol("ABCD")});
  extract.take(as_bytes(at(5, itch_directory(1, "ABCD"))));
  extract.take(as_bytes(at(20, itch_delete(2, 7))));  // another's
  extract.take(as_bytes(at(10, itch_delete(1, 8))));
  extract.take(as_bytes(at(21, itch_delete(1, 9))));
  const std::vector<Bytes> kept = kept_of(extract);
  CHECK_EQUAL(kept.size(), 3U);
  CHECK(kept[1] == at(20, itch_delete(1, 8)));
  CHECK(kept[2] == at(21, itch_delete(1, 9)));
  CHECK_EQUAL(extract.counts().went_back, 1U);
  CHECK_EQUAL(extract.counts().last, 21U);
}

TEST("a market's extract of its extract is the same, whatever the day") {
  for (uint64_t round = 0; round < repeats(200); ++round) {
    std::mt19937_64 random(seed() + round);
    MarketExtract once({wire::Symbol("AAAA"), wire::Symbol("CCCC")});
    uint64_t time = 100;
    uint64_t last = 0;
    for (int i = 0; i < 60; ++i) {
      time = random() % 10 == 0 ? time - random() % 50 : time + random() % 100;
      const uint64_t locate = random() % 4;
      const std::string symbol = locate == 1 ? "AAAA" : locate == 2 ? "BBBB" : "CCCC";
      const Bytes message = locate == 0         ? event(time)
                            : random() % 5 == 0 ? at(time, itch_directory(locate, symbol))
                                                : at(time, itch_delete(locate, random() % 9));
      once.take(as_bytes(message));
    }
    MarketExtract twice({wire::Symbol("AAAA"), wire::Symbol("CCCC")});
    for (const Bytes& message : kept_of(once)) {
      CHECK(time_of(message) >= last);
      last = time_of(message);
      twice.take(as_bytes(message));
    }
    CHECK(std::ranges::equal(once.bytes(), twice.bytes()));
    CHECK_EQUAL(twice.counts().went_back, 0U);
    CHECK_EQUAL(twice.counts().first, once.counts().first);
    CHECK(once.announced() == twice.announced());
  }
}

}  // namespace hotlane::test
