// `check_books [--points N] [--file F | the options of a generated day]`: whether Hotlane's books are those
// of an independent, plain book, order by order and level by level, at N points of a whole market's day
// chosen by the day's seed (default 100) and at its end. Takes minutes for the default day of 40 million
// messages; prints what it compared; exit code 1 and the message's number at the first difference.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "decode_book/hash_book.hpp"
#include "decode_book/hotlane_books.hpp"
#include "decode_book/market_options.hpp"
#include "memory/mix_bits.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::bench;

constexpr uint32_t orders_max = 2'000'000;
}  // namespace

int main(int argc, char** argv) {
  uint64_t point_count = 100;
  const MarketOptions options = market_options_of(
      "check_books", argc, argv, [&point_count](std::string_view name, const std::string& value) {
        const auto number = number_in(value);
        if (name != "--points" || !number) return false;
        point_count = *number;
        return true;
      });
  uint64_t packets = 0;
  {
    PacketSource counted = open_market(options);
    for (auto round = counted.next_round(); !round.empty(); round = counted.next_round())
      packets += round.size();
    if (is_broken(counted) || packets == 0) return 1;
  }
  std::vector<uint64_t> points;  // packets after which the books are compared
  for (uint64_t i = 0; i < point_count; ++i)
    points.push_back(mix_bits(options.day.seed + i * 0x9E3779B97F4A7C15ULL) % packets + 1);
  points.push_back(packets);
  std::sort(points.begin(), points.end());

  const auto ours = std::make_unique<HotlaneBooks>(orders_max);
  HashBook plain(orders_max);
  PacketSource source = open_market(options);
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
