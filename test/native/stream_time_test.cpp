// A recording goes by its own time, not by the lane's: its gaps, losses and silences are the same however
// fast it is played, and however often the lane turns meanwhile.
#include <algorithm>
#include <memory>
#include <random>

#include "capture_bytes.hpp"
#include "harness.hpp"
#include "lane/market_data.hpp"
#include "look_counter.hpp"

namespace hotlane::test {
namespace {

using Random = std::mt19937_64;

struct Sent {
  TimeNs time = 0;
  uint32_t line = 0;
  Bytes bytes;
};

LaneSettings settings_of_recording() {
  LaneSettings settings;
  LaneChannel channel;
  channel.stream.lines = 2;
  channel.instruments = 1;
  channel.is_timed_by_packets = true;
  settings.channels.push_back(channel);
  settings.instruments.push_back({wire::Symbol("ALFA"), {}});
  settings.book_orders_max = 1 << 10;
  return settings;
}

struct Outcome {
  ChannelStatus status;
  FeedCounters counters;
  std::vector<std::pair<ChannelState, TimeNs>> told;  // each change of state, with its time
};

// `random`: what the lane's own clock does between packets, and how often it turns.
Outcome play(const std::vector<Sent>& sent, Random& random) {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  StageHistograms stages(*memory);
  const LookCounter clock;
  const auto market = std::make_unique<MarketData>(settings_of_recording(), *memory, stages);
  ChannelMarket& channel = market->channel(0);
  Outcome out;
  const auto tell = [&](const MarketChanges&, bool has_news) {
    if (has_news) out.told.emplace_back(channel.stream().status().state, channel.stream().status().since);
  };
  TimeNs now = 1'700'000'000'000'000'000;
  for (const Sent& packet : sent) {
    now += static_cast<TimeNs>(random() % 3 == 0 ? random() % 20'000'000'000 : random() % 100);
    channel.on_datagram(packet.line, std::as_bytes(std::span(packet.bytes)), {1, packet.time}, now, clock,
                        tell);
    for (uint64_t turns = random() % 3; turns > 0; --turns) {
      now += static_cast<TimeNs>(random() % 10'000'000'000);
      channel.on_time(now, clock, tell);
    }
  }
  channel.on_input_end(false, now, clock, tell);
  out.status = channel.stream().status();
  out.counters = channel.stream().counters();
  return out;
}

}  // namespace

TEST("a recording's gaps are closed or lost by its own time, whatever the lane's clock does meanwhile") {
  constexpr TimeNs hold = RepairSettings{}.hold_ns;
  for (uint64_t round = 0; round < repeats(200); ++round) {
    Random random(seed() + round);
    std::vector<Sent> sent;
    TimeNs time = 1'340'000'000'000'000'000;
    uint64_t lost = 0;
    uint64_t lost_at_end = 0;
    for (uint64_t i = 1; i <= 400; ++i) {
      time += 10'000 + static_cast<TimeNs>(random() % (4 * hold));
      const Bytes bytes = mold_packet("RECORDED01", i, 1, {itch_delete(1, i)});
      const bool is_on_a = random() % 5 != 0;
      const bool is_on_b = random() % 5 != 0;
      // B is behind by so little that no gap waits for it in vain.
      if (is_on_a) sent.push_back({time, 0, bytes});
      if (is_on_b) sent.push_back({time + 1 + static_cast<TimeNs>(random() % (hold / 2)), 1, bytes});
      lost_at_end = is_on_a || is_on_b ? 0 : lost_at_end + 1;
      lost += is_on_a || is_on_b ? 0 : 1;
    }
    std::stable_sort(sent.begin(), sent.end(), [](const Sent& a, const Sent& b) { return a.time < b.time; });
    const Outcome first = play(sent, random);
    const Outcome second = play(sent, random);
    // What is missing at the end is not known to exist.
    CHECK_EQUAL(first.counters.lost, lost - lost_at_end);
    CHECK_EQUAL(second.counters.lost, first.counters.lost);
    CHECK_EQUAL(second.counters.gaps, first.counters.gaps);
    CHECK_EQUAL(second.counters.held, first.counters.held);
    CHECK_EQUAL(second.counters.duplicates, first.counters.duplicates);
    CHECK(first.told == second.told);
    CHECK(first.status.state == (first.counters.lost > 0 ? ChannelState::lost : ChannelState::ended));
    CHECK(first.status.is_session_over);
  }
}

TEST("a silence in a recording is told when it ends, with its own time") {
  Random random(seed());
  const TimeNs start = 1'340'000'000'000'000'000;
  std::vector<Sent> sent;
  for (const TimeNs second : {0, 1, 2, 12, 13}) {
    const uint64_t number = sent.size() + 1;
    sent.push_back(
        {start + second * ns_per_second, 0, mold_packet("RECORDED01", number, 1, {itch_delete(1, number)})});
  }
  const Outcome outcome = play(sent, random);
  const std::vector<std::pair<ChannelState, TimeNs>> expected = {
      {ChannelState::live, start},
      {ChannelState::recovering, start + 12 * ns_per_second},
      {ChannelState::live, start + 12 * ns_per_second},
      {ChannelState::ended, start + 13 * ns_per_second}};
  CHECK(outcome.told == expected);
}

}  // namespace hotlane::test
