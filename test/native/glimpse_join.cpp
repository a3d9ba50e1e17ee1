// Joining in mid-day (glimpse50.md §3): a snapshot, then the feed from its number on, gives the books of one
// that saw the whole day. From the number after it, it must not.
#include <memory>
#include <random>
#include <set>

#include "adversarial_stream.hpp"
#include "book_comparison.hpp"
#include "glimpse_client.hpp"
#include "harness.hpp"
#include "itch_sample.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {
namespace {

constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
constexpr TimeNs opening = midnight + 34'200 * ns_per_second;

std::unique_ptr<MarketBooks> new_books() {
  MarketBooksSettings settings;
  settings.coverage = Coverage::all;
  settings.growth = Growth::doubling;
  settings.orders_max = 64;
  settings.windows_max = 16;
  settings.instruments_max = 1'024;
  return std::make_unique<MarketBooks>(settings);
}

// Every level, order and status of `a` is in `b`. Last trades are not in a snapshot.
bool is_within(const MarketBooks& a, const MarketBooks& b) {
  for (const OrderBook& one : a.books()) {
    const InstrumentId id = b.find(one.symbol);
    if (id == no_instrument) {
      if (one.orders() > 0 || one.is_announced) return false;
      continue;
    }
    const OrderBook& other = b.book(id);
    if (levels_of(one.bids) != levels_of(other.bids) || levels_of(one.asks) != levels_of(other.asks))
      return false;
    if (one.status.trading_state != other.status.trading_state ||
        one.status.short_sale_test != other.status.short_sale_test ||
        one.status.operational_halts != other.status.operational_halts || one.is_test != other.is_test ||
        one.round_lot_size != other.round_lot_size) {
      return false;
    }
  }
  bool is_same = true;
  a.for_each_order([&](const OrderRecord& order) {
    const std::optional<OrderRecord> other = b.find_order(order.reference);
    is_same = is_same && other.has_value() && other->quantity == order.quantity &&
              other->side == order.side && other->price_ticks == order.price_ticks &&
              b.book(other->instrument).symbol == a.book(order.instrument).symbol;
  });
  return is_same;
}

bool are_same(const MarketBooks& a, const MarketBooks& b) {
  return a.live_orders() == b.live_orders() && a.system_phase() == b.system_phase() && is_within(a, b) &&
         is_within(b, a);
}

// One day: what was published, its books, and those that joined on the way.
class Day {
 public:
  // One message is published. Joined books follow it from their number on.
  void follow(hotlane::Bytes message) {
    const uint64_t sequence = ++sequence_;
    const BookChange change = full_->apply(message.data());
    const auto* bytes = reinterpret_cast<const uint8_t*>(message.data());
    slow_.apply(Bytes(bytes, bytes + message.size()));
    for (Joined& one : joined_) {
      if (sequence >= one.next) one.books->apply(message.data());
    }
    for (Joined& one : late_) {
      if (sequence > one.next) one.books->apply(message.data());
      if (sequence != one.next || !change.is_book_changed()) continue;
      ++late_tried_;
      if (!are_same(*full_, *one.books)) ++late_noticed_;
    }
  }

  void join(const venue::PublishedFeed& published) {
    CHECK_EQUAL(published.next_sequence(), sequence_ + 1);
    venue::GlimpseServer server(wire::soupbintcp::session_field("TEST000001"),
                                {{std::string_view("USER01"), std::string_view("secret")}});
    GlimpseClient client(server, opening);
    client.say(soup_login("USER01", "secret"), opening);
    while (!client.has_end()) REQUIRE(client.turn(published, opening));
    CHECK_EQUAL(client.next_sequence(), sequence_ + 1);
    SlowBooks slow;
    for (std::vector<Joined>* list : {&joined_, &late_}) {
      list->push_back({client.next_sequence(), new_books()});
      for (const Bytes& message : client.messages()) {
        if (message[0] != 'G') list->back().books->apply(bytes_of(message));
      }
    }
    for (const Bytes& message : client.messages()) slow.apply(message);
    CHECK(are_same(*full_, *joined_.back().books));
    for (const OrderBook& book : full_->books()) {
      const std::string symbol(book.symbol.chars, sizeof book.symbol.chars);
      for (const bool is_buy : {true, false})
        CHECK(slow.priority(symbol, is_buy) == slow_.priority(symbol, is_buy));
    }
  }

  void compare() const {
    for (const Joined& one : joined_) {
      CHECK(are_same(*full_, *one.books));
      CHECK(levels_equal_their_orders(*one.books));
    }
  }
  [[nodiscard]] size_t joins() const { return joined_.size(); }
  // Those that left out message N, where it changed a book: how many there were, and how many were wrong at
  // once.
  [[nodiscard]] size_t late_tried() const { return late_tried_; }
  [[nodiscard]] size_t late_noticed() const { return late_noticed_; }

 private:
  struct Joined {
    uint64_t next = 0;
    std::unique_ptr<MarketBooks> books;
  };

  uint64_t sequence_ = 0;
  std::unique_ptr<MarketBooks> full_ = new_books();
  SlowBooks slow_;
  std::vector<Joined> joined_;
  std::vector<Joined> late_;
  size_t late_tried_ = 0;
  size_t late_noticed_ = 0;
};

std::set<uint64_t> random_places(uint64_t count, uint64_t below, std::mt19937_64& random) {
  std::set<uint64_t> places;
  for (uint64_t i = 0; i < count; ++i) places.insert(random() % below);
  return places;
}

void join_on_file(const std::string& relative) {
  const std::string path = shared_data_path(relative);
  if (path.empty()) return skip("no sample " + relative);
  const std::vector<Bytes> messages = messages_of(path);
  REQUIRE(!messages.empty());
  std::mt19937_64 random(seed());
  const std::set<uint64_t> joins = random_places(15, messages.size(), random);
  const std::set<uint64_t> looks = random_places(10, messages.size(), random);
  venue::PublishedFeed published;
  Day day;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (joins.contains(i)) day.join(published);
    const auto message = std::as_bytes(std::span(messages[i]));
    published.append(message);
    day.follow(message);
    if (looks.contains(i)) day.compare();
  }
  day.join(published);
  day.compare();
  CHECK_EQUAL(day.late_noticed(), day.late_tried());
}

}  // namespace

TEST("joining AAPL and AMZN of 21 June 2012 in mid-day gives the books of the whole day") {
  join_on_file("data/itch/aapl-amzn-2012-06-21.itch.gz");
}

TEST("joining a thousand messages of the open gives their books") {
  join_on_file("data/itch/nasdaq-open-1000.itch");
}

TEST("joining a day's first thousand messages gives their directory and states") {
  join_on_file("data/itch/nasdaq-directory-1000.itch");
}

TEST("joining adversarial streams in the middle gives their books, and from N + 1 on wrong ones") {
  std::mt19937_64 random(seed());
  size_t late_tried = 0;
  for (uint64_t stream = 0; stream < repeats(300); ++stream) {
    AdversarialStream generator(random());
    const uint64_t length = 200 + random() % 400;
    const std::set<uint64_t> joins = random_places(5, length, random);
    venue::PublishedFeed published;
    Day day;
    // A directory first: what is told about a security that nobody has named yet means nothing to a book.
    for (uint64_t locate = 1; locate <= AdversarialStream::locates; ++locate) {
      const Bytes message = itch_directory(locate, AdversarialStream::symbol_of(locate));
      published.append(std::as_bytes(std::span(message)));
      day.follow(std::as_bytes(std::span(message)));
    }
    for (uint64_t i = 0; i < length; ++i) {
      if (joins.contains(i)) day.join(published);
      const Bytes message = generator.next();
      published.append(std::as_bytes(std::span(message)));
      day.follow(std::as_bytes(std::span(message)));
      if (i % 97 == 0) day.compare();
    }
    day.compare();
    CHECK_EQUAL(day.late_noticed(), day.late_tried());
    late_tried += day.late_tried();
  }
  CHECK(late_tried > repeats(500));
}

TEST("joining generated days in the middle, between and inside datagrams, gives their books") {
  std::mt19937_64 random(seed());
  size_t late_tried = 0;
  for (int i = 0; i < 3; ++i) {
    venue::ExchangeSettings settings;
    settings.feed_session = wire::moldudp64::Session(std::string_view("TEST000001"));
    settings.order_session = wire::soupbintcp::session_field("TEST000001");
    for (const char* symbol : {"ALFA", "BRAVO", "CHARLIE"})
      settings.symbols.emplace_back(std::string_view(symbol));
    settings.seed = random();
    settings.midnight = midnight;
    const auto exchange = std::make_unique<venue::Exchange>(settings, opening);
    Day day;
    uint64_t followed = 1;
    const auto follow = [&] {
      const venue::SequencedStore& messages = exchange->published().messages();
      for (; followed < messages.next_sequence(); ++followed) day.follow(messages.message(followed));
    };
    exchange->open_day(opening);
    for (TimeNs now = opening; now < opening + ns_per_second; now += 200'000) {
      exchange->advance(now);
      follow();
      if (random() % 250 == 0) day.join(exchange->published());
      exchange->end_turn(now);
      exchange->packets().clear();
      if (random() % 500 == 0) day.compare();
    }
    exchange->close_day(opening + ns_per_second);
    follow();
    day.compare();
    CHECK(day.joins() > 5);
    CHECK_EQUAL(day.late_noticed(), day.late_tried());
    late_tried += day.late_tried();
  }
  CHECK(late_tried > 15);
}

}  // namespace hotlane::test
