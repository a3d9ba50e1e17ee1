// The exchange in memory: what it publishes is a sound market, the same from the same seed.
#include "venue/exchange.hpp"

#include "book/market_books.hpp"
#include "feed/channel.hpp"
#include "feed/message_selector.hpp"
#include "harness.hpp"

namespace {

using namespace hotlane;

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;

struct Published {
  uint64_t state_hash = 0;
  uint64_t messages = 0;
  uint64_t book_errors = 0;
  uint64_t lost = 0;
  uint64_t malformed = 0;
  bool is_ever_crossed = false;
  bool is_live = false;
};

// The feed's stages behind the channel.
struct Reader {
  MarketBooks books{{.coverage = Coverage::all, .growth = Growth::doubling}};
  MessageSelector selector;
  Published out;

  void on_messages(std::span<const MessageBytes> messages) {
    for (const std::byte* message : selector.select(messages)) {
      if (books.apply(message).error != BookError::none) ++out.book_errors;
    }
    for (const OrderBook& book : books.books()) out.is_ever_crossed |= book.is_crossed();
  }
  void on_snapshot_begin() {}
  void on_snapshot_message(MessageBytes) {}
  void on_snapshot_end() {}
  void on_status(const ChannelStatus&) {}
};

// Two seconds of a generated market, read back through the feed's own stages.
Published publish(uint64_t seed) {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
  settings.order_session = wire::soupbintcp::session_field("TEST000001");
  for (const char* symbol : {"ALFA", "BRAVO", "CHARLIE"})
    settings.symbols.emplace_back(std::string_view(symbol));
  settings.seed = seed;
  settings.midnight = midnight;
  const auto exchange = std::make_unique<venue::Exchange>(settings, opening);
  Reader seen;
  Channel channel(ChannelSettings{});
  const auto read = [&](TimeNs now) {
    venue::MoldPublisher& packets = exchange->packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) channel.on_datagram(0, packets.datagram(i), now, seen);
    packets.clear();
  };
  exchange->open_day(opening);
  exchange->end_turn(opening);
  read(opening);
  for (TimeNs now = opening; now < opening + 2 * ns_per_second; now += 200'000) {
    exchange->advance(now);
    exchange->end_turn(now);
    read(now);
  }
  seen.out.state_hash = seen.books.state_hash();
  seen.out.messages = seen.selector.counters().messages;
  seen.out.lost = channel.counters().lost;
  seen.out.malformed = channel.counters().malformed;
  seen.out.is_live = channel.status().state == ChannelState::live;
  return seen.out;
}

TEST("a generated market publishes a sound feed, the same from the same seed") {
  for (uint64_t i = 0; i < test::repeats(3); ++i) {
    const uint64_t market_seed = test::seed() + i;
    const Published first = publish(market_seed);
    const Published second = publish(market_seed);
    CHECK_EQUAL(first.state_hash, second.state_hash);
    CHECK_EQUAL(first.messages, second.messages);
    CHECK_EQUAL(first.book_errors, uint64_t{0});
    CHECK_EQUAL(first.lost, uint64_t{0});
    CHECK_EQUAL(first.malformed, uint64_t{0});
    CHECK(first.is_live && !first.is_ever_crossed);
    CHECK(first.messages > 30'000);  // 20,000 a second were asked for
    CHECK(first.messages < 50'000);
    CHECK(publish(market_seed + 1'000).state_hash != first.state_hash);
  }
}

}  // namespace
