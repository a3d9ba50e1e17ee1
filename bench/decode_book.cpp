// Claim: Hotlane's books follow a whole market, packet by packet, at least three times as fast as the book
// that a competent engineer writes first (open addressing, sorted level vectors), eight times as fast as a
// textbook's, and in at most twice the time of a pass that only touches each order's line.
// Subject: a packet of 30 messages, from its bytes to all books updated: framing checked, types counted,
// applied. Baselines and floors get the same packets, in turns, round by round, in one process, and the books
// must be the same at the end. Usage: bench_decode_book [--file F | --messages N --names N --live N
// --references dense|interleaved|strided|scattered --removals young|any --seed N] [--orders-max N] [--json].
// By default, a generated day of 40 million messages in 8,000 names; F is any ITCH 5.0 file.
#include <linux/perf_event.h>

#include <ctime>
#include <functional>
#include <optional>

#include "book/market_books.hpp"
#include "decode_book/event_counter.hpp"
#include "decode_book/hash_book.hpp"
#include "decode_book/memory_access.hpp"
#include "decode_book/packet_source.hpp"
#include "decode_book/passes.hpp"
#include "decode_book/textbook_book.hpp"
#include "feed/message_selector.hpp"
#include "io/host_setup.hpp"
#include "io/tsc_clock.hpp"
#include "itch_day/day_options.hpp"
#include "outcome.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::bench;

constexpr size_t round_messages = 600'000;

struct Options {
  ItchDaySettings day;
  std::string file;
  uint32_t orders_max = 2'000'000;
};

[[noreturn]] void refuse(const std::string& what) {
  std::fprintf(stderr, "bench_decode_book: %s\n", what.c_str());
  std::exit(2);
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--json") continue;
    if (i + 1 == argc) refuse("what of " + std::string(name) + "?");
    const std::string value = argv[++i];
    if (name == "--file") {
      options.file = value;
    } else if (const auto number = number_in(value); name == "--orders-max" && number) {
      options.orders_max = static_cast<uint32_t>(*number);
    } else if (!set_day_option(options.day, name, value)) {
      refuse("unknown: " + std::string(name) + " " + value);
    }
  }
  return options;
}

// The subject: what a lane does with a datagram behind its sequence number.
class HotlaneBooks {
 public:
  explicit HotlaneBooks(uint32_t orders_max)
      : books_({.coverage = Coverage::all,
                .growth = Growth::doubling,
                .orders_max = orders_max,
                .windows_max = orders_max / 8,
                .instruments_max = MarketBooks::instruments_limit}),
        messages_(wire::moldudp64::blocks_per_datagram_max) {}

  void apply(const Packet& packet) {
    MoldPacket datagram;
    datagram.body = packet.body;
    datagram.messages = packet.messages;
    if (walk_mold_packet(datagram, PayloadCheck::itch50, messages_) != PacketFault::none) std::abort();
    books_.apply(selector_.select(std::span(messages_).first(packet.messages)),
                 [this](const std::byte*, const BookChange& change) noexcept { count(change); });
  }
  void apply_one(const std::byte* message) { count(books_.apply(message)); }

  [[nodiscard]] MarketBooks& books() { return books_; }
  [[nodiscard]] uint64_t best_changes() const { return best_changes_; }

 private:
  // What a lane decides from.
  void count(const BookChange& change) noexcept {
    best_changes_ += static_cast<uint64_t>(change.is_best_changed);
    traded_ += change.is_traded ? change.trade.quantity : 0;
  }

  MarketBooks books_;
  MessageSelector selector_;
  std::vector<MessageBytes> messages_;
  uint64_t best_changes_ = 0;
  uint64_t traded_ = 0;
};

template <class Book>
void apply_each(Book& book, const Packet& packet) {
  walk_frames(packet, [&book](const std::byte* message) { book.apply(message); });
}

// With the order of the fourth message after each one fetched, as Hotlane's former book did.
void apply_fetching(HashBook& book, const Packet& packet) {
  constexpr size_t distance = 4;
  std::array<const std::byte*, PacketSource::messages_per_packet> messages;
  size_t count = 0;
  walk_frames(packet, [&](const std::byte* message) { messages[count++] = message; });
  for (size_t i = 0; i < std::min(distance, count); ++i) book.prefetch(messages[i]);
  for (size_t i = 0; i < count; ++i) {
    if (i + distance < count) book.prefetch(messages[i + distance]);
    book.apply(messages[i]);
  }
}

bool are_same(const MarketBooks& books, const HashBook& other) {
  if (books.live_orders() != other.orders()) return false;
  for (const OrderBook& book : books.books()) {
    for (const Side side : {Side::buy, Side::sell}) {
      auto levels = other.levels(book.locate, side);  // worst first
      bool is_same = true;
      book.levels(side).walk([&](const Level& level) {
        is_same = !levels.empty() && levels.back().price_ticks == level.price_ticks &&
                  levels.back().orders == level.orders && levels.back().shares == level.shares;
        if (is_same) levels = levels.first(levels.size() - 1);
        return is_same;
      });
      if (!is_same || !levels.empty()) return false;
    }
  }
  return true;
}

// Without what other processes take of this core.
double cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void give_huge_pages(std::span<const std::span<std::byte>> memory) {
  io::HostWishes wishes;
  wishes.lock_memory = false;
  static_cast<void>(io::prepare_memory(wishes, memory));
}

// Each message between two stamps of its own, fenced so that nothing of it is left out.
class Stopwatch {
 public:
  Stopwatch() : counts_(histogram_counts_needed), histogram_(count_, maximum_, counts_) {}

  template <class Work>
  void time(Work&& work) {
    __builtin_ia32_lfence();
    const uint64_t begun = clock_.ticks();
    __builtin_ia32_lfence();
    work();
    __builtin_ia32_lfence();
    histogram_.record(clock_.ns(clock_.ticks() - begun));
  }
  [[nodiscard]] const LatencyHistogram& histogram() const { return histogram_; }

 private:
  io::TscClock clock_;
  uint64_t count_ = 0;
  uint64_t maximum_ = 0;
  std::vector<uint64_t> counts_;
  LatencyHistogram histogram_;
};

struct Contestant {
  const char* name;
  Role role;
  std::function<void(const Packet&)> apply;
  std::vector<double> ns_per_message{};  // a round each
};

double median_ratio(const Contestant& above, const Contestant& below) {
  std::vector<double> ratios;
  for (size_t i = 0; i < above.ns_per_message.size(); ++i)
    ratios.push_back(above.ns_per_message[i] / below.ns_per_message[i]);
  std::sort(ratios.begin(), ratios.end());
  return ratios[ratios.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  Outcome outcome("decode_book",
                  "a whole market's books, packet by packet, at least three times as fast as open addressing "
                  "with sorted level vectors, in at most twice the time of touching each order's line",
                  "ns/message");
  for (const bool is_huge : {false, true}) {
    const MemoryAccess access = measure_memory_access(is_huge);
    const std::string pages = is_huge ? ", 2 MiB pages, ns" : ", 4 KiB pages, ns";
    outcome.note("a random line when each load waits for the last" + pages, access.dependent_ns);
    outcome.note("a random line when none does" + pages, access.independent_ns);
  }

  HotlaneBooks ours(options.orders_max);
  HotlaneBooks single(options.orders_max);
  HashBook plain(options.orders_max);
  HashBook fetching(options.orders_max);
  TextbookBook textbook;
  FramingPass framing;
  TouchPass<false> touching(options.orders_max);
  TouchPass<true> touching_ahead(options.orders_max);
  for (HotlaneBooks* books : {&ours, &single}) give_huge_pages(books->books().memory());
  give_huge_pages(std::array{plain.memory(), fetching.memory(), touching.memory(), touching_ahead.memory()});

  const EventCounter instructions(PERF_COUNT_HW_INSTRUCTIONS);
  const EventCounter misses(PERF_COUNT_HW_CACHE_MISSES);
  Stopwatch stopwatch;
  const auto time_each = [&](const Packet& packet) {
    walk_frames(packet, [&](const std::byte* message) {
      if (wire::itch50::length_of(static_cast<char>(*message)) != 0)
        stopwatch.time([&] { single.apply_one(message); });
    });
  };
  std::vector<Contestant> all = {
      {"packets of 30", Role::subject, [&](const Packet& packet) { ours.apply(packet); }},
      {"open addressing, sorted vectors", Role::baseline, [&](const Packet& p) { apply_each(plain, p); }},
      {"the same, orders fetched four ahead", Role::other,
       [&](const Packet& p) { apply_fetching(fetching, p); }},
      {"textbook: unordered_map, map", Role::other, [&](const Packet& p) { apply_each(textbook, p); }},
      {"each order's line touched", Role::floor, [&](const Packet& packet) { touching.apply(packet); }},
      {"the same, fetched ahead", Role::other, [&](const Packet& packet) { touching_ahead.apply(packet); }},
      {"framing and type", Role::other, [&](const Packet& packet) { framing.apply(packet); }},
  };

  PacketSource source(options.file.empty() ? read_generated(options.day) : read_file(options.file),
                      round_messages);
  uint64_t messages = 0;
  size_t live_max = 0;
  for (size_t round = 0;; ++round) {
    const std::span<const Packet> packets = source.next_round();
    if (packets.empty()) break;
    size_t in_round = 0;
    for (const Packet& packet : packets) in_round += packet.messages;
    messages += in_round;
    for (size_t i = 0; i < all.size(); ++i) {
      Contestant& one = all[(i + round) % all.size()];
      const bool is_subject = one.role == Role::subject;
      if (is_subject) instructions.resume(), misses.resume();
      const double begun = cpu_ns();
      for (const Packet& packet : packets) one.apply(packet);
      one.ns_per_message.push_back((cpu_ns() - begun) / static_cast<double>(in_round));
      if (is_subject) instructions.pause(), misses.pause();
    }
    for (const Packet& packet : packets) time_each(packet);
    live_max = std::max(live_max, ours.books().live_orders());
  }
  if (source.error().fault != FileFault::none) {
    std::fprintf(stderr, "the file is broken at byte %llu\n",
                 static_cast<unsigned long long>(source.error().offset));
    return 1;
  }
  if (messages == 0 || !are_same(ours.books(), plain) || textbook.orders() != plain.orders() ||
      ours.books().state_hash() != single.books().state_hash()) {
    std::fprintf(stderr, "the books differ\n");
    return 1;
  }
  for (Contestant& one : all) outcome.add(one.name, one.role, one.ns_per_message);
  outcome.add("one at a time", Role::other, stopwatch.histogram());
  outcome.note("times as fast as the baseline, median of the rounds' ratios", median_ratio(all[1], all[0]));
  outcome.note("times as fast as the textbook, median of the rounds' ratios", median_ratio(all[3], all[0]));
  outcome.note("times the floor, median of the rounds' ratios", median_ratio(all[0], all[4]));
  outcome.note("messages", static_cast<double>(messages));
  outcome.note("live orders at the peak", static_cast<double>(live_max));
  if (instructions.failure() == nullptr) {
    const auto each = static_cast<double>(messages);
    outcome.note("instructions a message", static_cast<double>(instructions.count()) / each);
    outcome.note("cache misses a message", static_cast<double>(misses.count()) / each);
  } else {
    outcome.remark(std::string("instructions and cache misses are not counted here: ") +
                   instructions.failure());
  }
  outcome.remark(
      "rounds of 600,000 messages, all in turns, by the thread's CPU time; one at a time: between two "
      "fenced stamps of the counter, whose own cost is in it");
  outcome.print(wants_json(argc, argv));
  return 0;
}
