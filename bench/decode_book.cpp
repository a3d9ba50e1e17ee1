// Claim: Hotlane's books follow a whole market, packet by packet, three times as fast as
// the book that a competent engineer writes first (open addressing, sorted level vectors), and more than
// eight times as fast as a textbook's. The floor is a pass that only touches each order's line. Subject: a
// packet of 30 messages, from its bytes to all books updated: framing checked, types counted, applied.
// Baselines and floors get the same packets, in turns, round by round, in one process, and the books must be
// the same at the end. Usage: bench_decode_book [--file F | --messages N --names N --live N
// --references dense|interleaved|strided|scattered --removals young|any --seed N] [--orders-max N] [--json].
// By default, a generated day of 40 million messages in 8,000 names; F is any ITCH 5.0 file.
#include <linux/perf_event.h>

#include <ctime>
#include <functional>
#include <optional>

#include "decode_book/event_counter.hpp"
#include "decode_book/hash_book.hpp"
#include "decode_book/hotlane_books.hpp"
#include "decode_book/market_options.hpp"
#include "decode_book/memory_access.hpp"
#include "decode_book/passes.hpp"
#include "decode_book/prefetch_loss.hpp"
#include "decode_book/stopwatch.hpp"
#include "decode_book/textbook_book.hpp"
#include "io/host_setup.hpp"
#include "outcome.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::bench;

constexpr size_t rounds_of_short_file = 20;

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

// All that follow the market, in turns, round by round.
class Contest {
 public:
  explicit Contest(uint32_t orders_max)
      : ours_(orders_max),
        single_(orders_max),
        plain_(orders_max),
        fetching_(orders_max),
        touching_(orders_max),
        touching_ahead_(orders_max),
        touching_one_(orders_max) {
    for (HotlaneBooks* books : {&ours_, &single_}) give_huge_pages(books->memory());
    give_huge_pages(std::array{plain_.memory(), fetching_.memory(), touching_.memory(),
                               touching_ahead_.memory(), touching_one_.memory()});
  }

  void play(std::span<const Packet> packets) {
    double messages = 0;
    for (const Packet& packet : packets) messages += packet.messages;
    for (size_t i = 0; i < all_.size(); ++i) {
      Contestant& one = all_[(i + rounds_) % all_.size()];
      const bool is_subject = one.role == Role::subject;
      if (is_subject) instructions_.resume(), misses_.resume();
      const double begun = cpu_ns();
      for (const Packet& packet : packets) one.apply(packet);
      one.ns_per_message.push_back((cpu_ns() - begun) / messages);
      if (is_subject) instructions_.pause(), misses_.pause();
    }
    for (const Packet& packet : packets) time_each(packet);
    ++rounds_;
    messages_ += messages;
    live_max_ = std::max(live_max_, ours_.live_orders());
    windows_max_ = std::max(windows_max_, ours_.books().live_windows());
  }

  // Something was played, and it led to the same books in all of them.
  [[nodiscard]] bool is_agreed() const {
    return messages_ > 0 && ours_.is_same_as(plain_) && textbook_.orders() == plain_.orders() &&
           ours_.books().state_hash() == single_.books().state_hash();
  }

  void report(Outcome& outcome) {
    for (const Contestant& one : all_) outcome.add(one.name, one.role, one.ns_per_message);
    outcome.add("one at a time", Role::other, one_at_a_time_.histogram());
    outcome.add("one at a time: adds", Role::other, adds_.histogram());
    outcome.add("one at a time: deletes, executions, cancels", Role::other, reductions_.histogram());
    outcome.add("one at a time: replaces", Role::other, replaces_.histogram());
    outcome.add("one at a time, each order's line touched", Role::other, one_line_at_a_time_.histogram());
    outcome.note("times as fast as the baseline, median of the rounds' ratios",
                 median_ratio(all_[1], all_[0]));
    outcome.note("times as fast as the textbook, median of the rounds' ratios",
                 median_ratio(all_[3], all_[0]));
    outcome.note("times the floor, median of the rounds' ratios", median_ratio(all_[0], all_[4]));
    outcome.note("messages", messages_);
    outcome.note("live orders at the peak", static_cast<double>(live_max_));
    outcome.note("windows of levels at the peak", static_cast<double>(windows_max_));
    outcome.note("bytes of room for an order, levels and all", ours_.bytes_per_order());
    if (instructions_.failure() == nullptr) {
      outcome.note("instructions a message", static_cast<double>(instructions_.count()) / messages_);
      outcome.note("cache misses a message", static_cast<double>(misses_.count()) / messages_);
    } else {
      outcome.remark(std::string("instructions and cache misses are not counted here: ") +
                     instructions_.failure());
    }
  }

 private:
  struct Contestant {
    const char* name;
    Role role;
    std::function<void(const Packet&)> apply;
    std::vector<double> ns_per_message{};  // a round each
  };

  // Out of a buffer that the bytes have just been copied to, as a socket leaves them.
  void time_each(const Packet& packet) {
    received_.assign(packet.body.begin(), packet.body.end());
    walk_frames({received_, packet.messages}, [this](const std::byte* message) {
      const auto type = static_cast<char>(*message);
      if (wire::itch50::length_of(type) != 0) {
        const uint64_t ns = one_at_a_time_.time([&] { single_.apply_one(message); });
        if (Stopwatch* its_kind = stopwatch_of(type)) its_kind->record(ns);
      }
      one_line_at_a_time_.time([&] { touching_one_.apply_one(message); });
    });
  }
  [[nodiscard]] Stopwatch* stopwatch_of(char type) {
    switch (type) {
      case 'A':
      case 'F': return &adds_;
      case 'D':
      case 'E':
      case 'C':
      case 'X': return &reductions_;
      case 'U': return &replaces_;
      default: return nullptr;
    }
  }

  static double median_ratio(const Contestant& above, const Contestant& below) {
    std::vector<double> ratios;
    for (size_t i = 0; i < above.ns_per_message.size(); ++i)
      ratios.push_back(above.ns_per_message[i] / below.ns_per_message[i]);
    std::sort(ratios.begin(), ratios.end());
    return ratios[ratios.size() / 2];
  }

  HotlaneBooks ours_;
  HotlaneBooks single_;
  HashBook plain_;
  HashBook fetching_;
  TextbookBook textbook_;
  FramingPass framing_;
  TouchPass<false> touching_;
  TouchPass<true> touching_ahead_;
  std::array<Contestant, 7> all_ = {{
      {"packets of 30", Role::subject, [this](const Packet& p) { ours_.apply(p); }},
      {"open addressing, sorted vectors", Role::baseline, [this](const Packet& p) { apply_each(plain_, p); }},
      {"the same, orders fetched four ahead", Role::other,
       [this](const Packet& p) { apply_fetching(fetching_, p); }},
      {"textbook: unordered_map, map", Role::other, [this](const Packet& p) { apply_each(textbook_, p); }},
      {"each order's line touched", Role::floor, [this](const Packet& p) { touching_.apply(p); }},
      {"the same, fetched ahead", Role::other, [this](const Packet& p) { touching_ahead_.apply(p); }},
      {"framing and type", Role::other, [this](const Packet& p) { framing_.apply(p); }},
  }};
  TouchPass<false> touching_one_;
  std::vector<std::byte> received_;
  Stopwatch one_at_a_time_;
  Stopwatch adds_;
  Stopwatch reductions_;
  Stopwatch replaces_;
  Stopwatch one_line_at_a_time_;
  EventCounter instructions_{PERF_COUNT_HW_INSTRUCTIONS};
  EventCounter misses_{PERF_COUNT_HW_CACHE_MISSES};
  size_t rounds_ = 0;
  double messages_ = 0;
  size_t live_max_ = 0;
  size_t windows_max_ = 0;
};

// A file shorter than a round is cut into several, so that there is a median.
void play_all(PacketSource& source, Contest& contest) {
  std::span<const Packet> packets = source.next_round();
  if (packets.size() < round_messages / PacketSource::messages_per_packet) {
    const size_t part = std::max<size_t>(packets.size() / rounds_of_short_file, 1);
    for (; !packets.empty(); packets = packets.subspan(std::min(part, packets.size())))
      contest.play(packets.first(std::min(part, packets.size())));
    return;
  }
  for (; !packets.empty(); packets = source.next_round()) contest.play(packets);
}

}  // namespace

int main(int argc, char** argv) {
  uint32_t orders_max = 2'000'000;
  const MarketOptions options = market_options_of(
      "bench_decode_book", argc, argv, [&orders_max](std::string_view name, const std::string& value) {
        const auto number = number_in(value);
        if (name != "--orders-max" || !number) return false;
        orders_max = static_cast<uint32_t>(*number);
        return true;
      });
  Outcome outcome("decode_book",
                  "a whole market's books, packet by packet, three times as fast as open addressing with "
                  "sorted level vectors, more than eight times as fast as a textbook's",
                  "ns/message");
  for (const bool is_huge : {false, true}) {
    const MemoryAccess access = measure_memory_access(is_huge);
    const std::string pages = is_huge ? ", 2 MiB pages, ns" : ", 4 KiB pages, ns";
    outcome.note("a random line when each load waits for the last" + pages, access.dependent_ns);
    outcome.note("a random line when none does" + pages, access.independent_ns);
  }
  outcome.note("prefetches that brought nothing, asked once, %", measure_prefetch_loss(1));
  outcome.note("prefetches that brought nothing, asked twice, %", measure_prefetch_loss(2));
  PacketSource source = open_market(options);
  const auto contest = std::make_unique<Contest>(orders_max);
  play_all(source, *contest);
  if (is_broken(source)) return 1;
  if (!contest->is_agreed()) {
    std::fprintf(stderr, "the books differ, or there was no message\n");
    return 1;
  }
  contest->report(outcome);
  outcome.remark(
      "rounds of 600,000 messages (twentieths of a shorter file), all in turns, by the thread's CPU time; "
      "one at a time: out of a buffer just written, between two fenced stamps of the counter, whose own cost "
      "is in it");
  outcome.print(wants_json(argc, argv));
  return 0;
}
