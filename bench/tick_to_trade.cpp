// Claim: in core, a packet's bytes become its orders' bytes in less than ten microseconds at the median, at
// 100,000 messages a second. A packet is a quarter of a millisecond of the market, and leads to all the
// orders that its changes ask for: how many messages and orders that is, is told beside. Everything between
// is the product's: arbitration, decoding, books, views, a strategy (native, quoting), gate, order state,
// encoding. Open loop: packets are due at their rate whatever the lane does, and a late one's wait counts.
// Their times are laid on a line on which only the lane's own work passes, so that the venue, which runs in
// the same thread, neither delays a packet nor hides a delay. Floor: a pass over the same packets that only
// walks their frames. Usage: bench_tick_to_trade [--json]
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "feed/mold_packet.hpp"
#include "lane_with_exchange.hpp"
#include "outcome.hpp"

namespace {

using namespace hotlane;
using bench::LaneWithExchange;
using bench::Role;

constexpr uint32_t turns_warm = 2'000;
constexpr uint32_t turns_per_round = 200;
constexpr uint32_t rounds = 20;

struct Rate {
  uint64_t messages_per_second;
  const char* name;
  Role role;
};
constexpr Rate rates[] = {
    {100'000, "at 100,000 messages/s", Role::subject},   {1'000, "at 1,000 messages/s", Role::other},
    {10'000, "at 10,000 messages/s", Role::other},       {500'000, "at 500,000 messages/s", Role::other},
    {1'000'000, "at 1,000,000 messages/s", Role::other},
};

// The line of time of one rate.
struct Queue {
  double ns_per_message;
  double due = 0;   // when the next packet is
  double free = 0;  // from when on the lane is
  std::vector<double> latencies;

  void take(uint16_t messages, const LaneWithExchange::Delivery& delivery) {
    due += ns_per_message * messages;
    free = std::max(free, due) + static_cast<double>(delivery.bytes_ns);
    if (delivery.has_orders) latencies.push_back(free - due);
  }
  void also(uint64_t ns) { free = std::max(free, due) + static_cast<double>(ns); }
};

class FramingFloor {
 public:
  [[nodiscard]] double ns_of(Bytes datagram, const io::TscClock& clock) {
    const uint64_t begun = clock.ticks();
    MoldPacket packet;
    const PacketFault fault = read_mold_packet(datagram, packet);
    uint64_t sum = static_cast<uint64_t>(fault);
    const std::byte* at = packet.body.data();
    for (uint16_t i = 0; i < packet.messages; ++i) {
      const auto& prefix = *reinterpret_cast<const wire::moldudp64::BlockPrefix*>(at);
      at += sizeof prefix;
      sum += static_cast<uint64_t>(*at);
      at += uint16_t{prefix.message_length};
    }
    __asm__ volatile("" : "+r"(sum));
    messages_ = packet.messages;
    return static_cast<double>(clock.ns(clock.ticks() - begun));
  }
  // Of the newest datagram.
  [[nodiscard]] uint16_t messages() const { return messages_; }

 private:
  uint16_t messages_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  LaneWithExchange run({});
  for (uint32_t i = 0; i < turns_warm; ++i) run.turn();
  std::vector<Queue> queues;
  for (const Rate& rate : rates) {
    queues.push_back(
        {.ns_per_message = 1e9 / static_cast<double>(rate.messages_per_second), .latencies = {}});
  }
  FramingFloor floor;
  std::vector<double> floors;
  uint64_t messages = 0;
  uint64_t packets = 0;
  const SessionDeskCounts warm = run.lane().desk().session(0).counts();
  const uint64_t sent_warm = warm.enters + warm.replaces;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (Queue& queue : queues) {
      for (uint32_t i = 0; i < turns_per_round; ++i) {
        run.turn(
            [&](Bytes datagram) {
              const double floor_ns = floor.ns_of(datagram, run.clock());
              messages += floor.messages();
              ++packets;
              const LaneWithExchange::Delivery delivery = run.deliver(datagram);
              queue.take(floor.messages(), delivery);
              if (delivery.has_orders) floors.push_back(floor_ns);
            },
            [&](uint64_t ns) { queue.also(ns); });
      }
    }
  }
  bench::Outcome outcome("tick_to_trade",
                         "in core a packet becomes its orders in less than 10,000 ns at 100,000 messages/s",
                         "ns/packet that leads to orders");
  for (size_t i = 0; i < queues.size(); ++i) {
    outcome.add(rates[i].name, rates[i].role, queues[i].latencies);
    if (i == 0) outcome.add("frames walked", Role::floor, floors);
  }
  const SessionDeskCounts& sent = run.lane().desk().session(0).counts();
  outcome.note("messages a packet", static_cast<double>(messages) / static_cast<double>(packets));
  outcome.note(
      "orders a packet that leads to any",
      static_cast<double>(sent.enters + sent.replaces - sent_warm) / static_cast<double>(floors.size()));
  outcome.remark(
      "one thread, not pinned; the venue's work between packets takes the lane's lines out of the cache");
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
