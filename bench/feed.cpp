// What arbitration costs: the channel, from a datagram in memory to its messages given out, above a plain
// pass over the same bytes, in one run. In order on one line; two lines, A before B; two lines that lose one
// packet in a hundred each, which the other one brings. And how long a gap stays open until a re-request
// server has closed it, in simulated time.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "feed/channel.hpp"
#include "outcome.hpp"
#include "venue/seeded_random.hpp"

namespace {

using namespace hotlane;

constexpr uint32_t packets = 1U << 14;
constexpr uint32_t messages_per_packet = 4;
constexpr uint32_t message_length = 19;  // an order delete
constexpr uint32_t packets_per_block = 64;
constexpr uint32_t rounds = 60;
constexpr size_t packet_length = 20 + messages_per_packet * (2 + message_length);

struct Sink {
  uint64_t messages = 0;
  void on_messages(std::span<const MessageBytes> given) noexcept { messages += given.size(); }
  void on_snapshot_begin() noexcept {}
  void on_snapshot_message(MessageBytes) noexcept {}
  void on_snapshot_end() noexcept {}
  void on_status(const ChannelStatus&) noexcept {}
};

// The whole stream of one round; numbers go on from round to round.
class Stream {
 public:
  Stream() : bytes_(size_t{packets} * packet_length) { renumber(1); }

  void renumber(uint64_t first) {
    for (uint32_t i = 0; i < packets; ++i) {
      std::byte* at = bytes_.data() + i * packet_length;
      wire::moldudp64::Header header;
      header.session = std::string_view("BENCH00001");
      header.sequence_number = first + uint64_t{i} * messages_per_packet;
      header.message_count = messages_per_packet;
      std::memcpy(at, &header, sizeof header);
      at += sizeof header;
      for (uint32_t m = 0; m < messages_per_packet; ++m, at += 2 + message_length) {
        const wire::be16 length = message_length;
        std::memcpy(at, &length, sizeof length);
        at[2] = static_cast<std::byte>('D');
      }
    }
  }
  [[nodiscard]] std::span<const std::byte> packet(uint32_t index) const {
    return {bytes_.data() + index * packet_length, packet_length};
  }

 private:
  std::vector<std::byte> bytes_;
};

// Nanoseconds a call of `take`, one figure a block of packets. `take` handles one packet of the
// stream.
template <class Take>
std::vector<double> measure(Stream& stream, Take&& take) {
  std::vector<double> figures;
  for (uint32_t round = 0; round < rounds; ++round) {
    stream.renumber(1 + uint64_t{round} * packets * messages_per_packet);
    for (uint32_t begin = 0; begin < packets; begin += packets_per_block) {
      const auto begun = std::chrono::steady_clock::now();
      for (uint32_t i = begin; i < begin + packets_per_block; ++i) take(i);
      const auto spent = std::chrono::steady_clock::now() - begun;
      figures.push_back(static_cast<double>(std::chrono::nanoseconds(spent).count()) / packets_per_block);
    }
  }
  return figures;
}

ChannelSettings settings_of(uint32_t lines) {
  ChannelSettings settings;
  settings.session = wire::moldudp64::Session(std::string_view("BENCH00001"));
  settings.lines = lines;
  return settings;
}

// The least that anyone must do: read each byte of the packet once, eight at a time.
std::vector<double> measure_plain_pass(Stream& stream) {
  uint64_t sum = 0;
  return measure(stream, [&](uint32_t i) {
    const std::span<const std::byte> bytes = stream.packet(i);
    size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
      uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, sizeof word);
      sum += word;
    }
    __asm__ volatile("" : "+r"(sum));
  });
}

// Deletes from `first` on, in one datagram.
std::vector<std::byte> datagram_of(uint64_t first, uint64_t messages) {
  std::vector<std::byte> out(20 + messages * (2 + message_length));
  wire::moldudp64::Header header;
  header.session = std::string_view("BENCH00001");
  header.sequence_number = first;
  header.message_count = static_cast<uint16_t>(messages);
  std::memcpy(out.data(), &header, sizeof header);
  for (size_t at = sizeof header; at < out.size(); at += 2 + message_length) {
    const wire::be16 length = message_length;
    std::memcpy(out.data() + at, &length, sizeof length);
    out[at + 2] = static_cast<std::byte>('D');
  }
  return out;
}

// From the first sign of a gap until the channel is live again: 40 messages an answer, a round trip of 100
// us. The median, in us of simulated time.
double repair_time_us(uint64_t missing) {
  constexpr TimeNs round_trip = 100'000;
  constexpr uint64_t answer_messages_max = 40;
  ChannelSettings settings = settings_of(1);
  settings.repair.servers = 1;
  const auto channel = std::make_unique<Channel>(settings);
  Sink sink;
  std::vector<double> times;
  TimeNs now = 1'000'000'000;
  for (int gap = 0; gap < 200; ++gap) {
    uint64_t next = channel->status().next_sequence;
    channel->on_datagram(0, datagram_of(next, 1), now, sink);
    channel->on_datagram(0, datagram_of(next + 1 + missing, 1), now, sink);
    const TimeNs begun = now;
    while (channel->status().state != ChannelState::live) {
      now += 10'000;
      channel->on_time(now, sink);
      RerequestDatagram request;
      if (!channel->next_request(now, request)) continue;
      now += round_trip;
      const uint64_t count = request.bytes.requested_message_count;
      const uint64_t first = request.bytes.sequence_number;
      channel->on_answer(datagram_of(first, std::min(count, answer_messages_max)), now, sink);
    }
    times.push_back(static_cast<double>(now - begun) / 1'000.0);
    now += 100'000'000;
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  Stream stream;
  Sink sink;
  TimeNs now = 1'000'000'000;
  const std::vector<double> plain = measure_plain_pass(stream);
  const auto one = std::make_unique<Channel>(settings_of(1));
  const std::vector<double> in_order =
      measure(stream, [&](uint32_t i) { one->on_datagram(0, stream.packet(i), now += 100, sink); });
  const auto two = std::make_unique<Channel>(settings_of(2));
  const std::vector<double> both = measure(stream, [&](uint32_t i) {
    two->on_datagram(0, stream.packet(i), now += 100, sink);
    two->on_datagram(1, stream.packet(i), now += 100, sink);
  });
  const auto lossy = std::make_unique<Channel>(settings_of(2));
  SeededRandom random(1);
  bool has_a_lost = false;  // the packet before
  const std::vector<double> repaired = measure(stream, [&](uint32_t i) {
    // Each line loses one in a hundred, never the same one; B is a packet behind, so A's next one is held.
    const bool has_b_lost = !has_a_lost && random.below(100) == 0;
    has_a_lost = random.below(100) == 0;
    if (!has_a_lost) lossy->on_datagram(0, stream.packet(i), now += 100, sink);
    if (i > 0 && !has_b_lost) lossy->on_datagram(1, stream.packet(i - 1), now += 100, sink);
    if (i == packets - 1) lossy->on_datagram(1, stream.packet(i), now += 100, sink);
  });
  bench::Outcome outcome("feed", "arbitrating a packet costs less than 25 ns above reading its bytes once",
                         "ns/packet");
  outcome.add("plain pass over the bytes", bench::Role::floor, plain);
  outcome.add("two lines, A then B", bench::Role::subject, both, 2);
  outcome.add("one line, in order", bench::Role::other, in_order);
  outcome.add("two lines, 1% lost", bench::Role::other, repaired, 2);
  outcome.note("packets", double{packets} * rounds);
  outcome.note("bytesPerPacket", packet_length);
  outcome.note("held", static_cast<double>(lossy->counters().held));
  outcome.note("lost", static_cast<double>(lossy->counters().lost));
  // 2,000 us of hold, 100 us of round trip, 1,000 requests a second: the defaults but for the network.
  for (const uint64_t missing : {1U, 40U, 400U, 4'000U}) {
    outcome.note("repairUsOfGapOf" + std::to_string(missing), repair_time_us(missing));
  }
  outcome.remark(
      "a line's packets are given once each: two lines cost twice the shown; gaps in simulated time");
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
