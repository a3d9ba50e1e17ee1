// `check_books [--points N] [--file F | the options of a generated day]`: whether Hotlane's books are those
// of an independent, plain book, order by order and level by level, at N points of a whole market's day
// chosen by the day's seed (default 100) and at its end. Takes minutes for the default day of 40 million
// messages; prints what it compared; exit code 1 and the message's number at the first difference.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "decode_book/hash_book.hpp"
#include "decode_book/hotlane_books.hpp"
#include "decode_book/packet_source.hpp"
#include "itch_day/day_options.hpp"
#include "memory/mix_bits.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::bench;

constexpr uint32_t orders_max = 2'000'000;
constexpr size_t round_messages = 600'000;

struct Options {
  ItchDaySettings day;
  std::string file;
  uint64_t points = 100;
};

[[noreturn]] void refuse(const std::string& what) {
  std::fprintf(stderr, "check_books: %s\n", what.c_str());
  std::exit(2);
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 == argc) refuse("what of " + std::string(name) + "?");
    const std::string value = argv[i + 1];
    if (name == "--file") {
      options.file = value;
    } else if (const auto number = number_in(value); name == "--points" && number) {
      options.points = *number;
    } else if (!set_day_option(options.day, name, value)) {
      refuse("unknown: " + std::string(name) + " " + value);
    }
  }
  return options;
}

PacketSource open(const Options& options) {
  return PacketSource(options.file.empty() ? read_generated(options.day) : read_file(options.file),
                      round_messages);
}

// Whether a broken file ended the day.
bool is_broken(const PacketSource& source) {
  if (source.error().fault == FileFault::none) return false;
  std::fprintf(stderr, "check_books: the file is broken at byte %" PRIu64 "\n", source.error().offset);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  uint64_t packets = 0;
  {
    PacketSource counted = open(options);
    for (auto round = counted.next_round(); !round.empty(); round = counted.next_round())
      packets += round.size();
    if (is_broken(counted) || packets == 0) return 1;
  }
  std::vector<uint64_t> points;  // packets after which the books are compared
  for (uint64_t i = 0; i < options.points; ++i)
    points.push_back(mix_bits(options.day.seed + i * 0x9E3779B97F4A7C15ULL) % packets + 1);
  points.push_back(packets);
  std::sort(points.begin(), points.end());

  const auto ours = std::make_unique<HotlaneBooks>(orders_max);
  HashBook plain(orders_max);
  PacketSource source = open(options);
  uint64_t done = 0;
  uint64_t messages = 0;
  uint64_t orders_compared = 0;
  auto next = points.begin();
  for (auto round = source.next_round(); !round.empty(); round = source.next_round()) {
    for (const Packet& packet : round) {
      ours->apply(packet);
      walk_frames(packet, [&plain](const std::byte* message) { plain.apply(message); });
      messages += packet.messages;
      ++done;
      for (; next != points.end() && *next == done; ++next) {
        if (!ours->is_same_as(plain)) {
          std::fprintf(stderr, "check_books: the books differ after message %" PRIu64 " (seed %" PRIu64 ")\n",
                       messages, options.day.seed);
          return 1;
        }
        orders_compared += ours->live_orders();
      }
    }
  }
  std::printf("%zu points of %" PRIu64 " messages, seed %" PRIu64 ": %" PRIu64
              " orders and their levels, all the same\n",
              points.size(), messages, options.day.seed, orders_compared);
  return 0;
}
