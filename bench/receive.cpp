// Claim: AF_XDP hands a datagram to the lane for a fraction of what a socket costs. What it costs to receive
// a datagram that waits, by each way in, beside a plain pass over its bytes, in one run, as ratios. Usage:
// bench_receive [--buffer-kib N] [--json]. The veth pair needs root and iproute2.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/tsc_clock.hpp"
#include "io/udp_multicast_sender.hpp"
#include "outcome.hpp"
#include "way_in.hpp"
#include "wire/moldudp64.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::io;
using bench::WayIn;

constexpr uint32_t messages_per_datagram = 30;
constexpr uint32_t message_bytes = 36;  // ITCH Add Order
constexpr uint32_t datagram_bytes =
    sizeof(wire::moldudp64::Header) + messages_per_datagram * (sizeof(wire::be16) + message_bytes);
// Fewer than a veth device queues (256), so that none is lost while cost is measured.
constexpr uint32_t datagrams_per_round = 192;
constexpr uint32_t rounds = 1'000;

TscClock& clock_of_run() {
  static TscClock clock;
  return clock;
}

// Reads every byte, as a decoder would at least.
uint64_t pass_over(std::span<const std::byte> bytes) {
  uint64_t sum = 0;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), sizeof word);
    sum += word;
  }
  __asm__ volatile("" : "+r"(sum));
  return sum;
}

// Datagrams with rising sequence numbers.
class Traffic {
 public:
  Traffic() : bytes_(size_t{UdpMulticastSender::batch_max} * datagram_bytes) {}

  // How many of `count` datagrams the kernel took.
  uint64_t send(UdpMulticastSender& sender, uint64_t count) {
    const size_t batch = std::min<uint64_t>(count, UdpMulticastSender::batch_max);
    std::vector<std::span<const std::byte>>& datagrams = datagrams_;
    datagrams.clear();
    for (size_t i = 0; i < batch; ++i) {
      std::byte* datagram = bytes_.data() + i * datagram_bytes;
      auto* header = reinterpret_cast<wire::moldudp64::Header*>(datagram);
      header->sequence_number = next_ + i * messages_per_datagram;
      header->message_count = messages_per_datagram;
      datagrams.emplace_back(datagram, datagram_bytes);
    }
    const size_t taken = sender.send(datagrams);
    next_ += taken * messages_per_datagram;
    return taken;
  }

 private:
  std::vector<std::byte> bytes_;
  std::vector<std::span<const std::byte>> datagrams_;
  uint64_t next_ = 1;
};

// Both ends of one way in, in this thread.
struct Wire {
  explicit Wire(const WayIn& way) : network(way) {}

  // False: said why not.
  bool open(const WayIn& way, int buffer_bytes) {
    const StreamSetup stream = bench::stream_of(way, network, "239.255.70.31", 30'731, buffer_bytes);
    if (!network.why_not().empty()) return skip(way, network.why_not());
    network.enter_sender();
    const std::string failure = sender.open({stream.udp.group, stream.udp.port, network.sender_address()});
    network.enter_receiver();
    opened = open_receivers({&stream, 1});
    if (!failure.empty() || !opened.failure.empty()) return skip(way, failure + opened.failure);
    const std::string why_not = bench::why_not_got(way, opened.grants);
    if (!why_not.empty()) return skip(way, why_not);
    return true;
  }
  static bool skip(const WayIn& way, const std::string& why) {
    std::fprintf(stderr, "%s: not measured: %s\n", way.name, why.c_str());
    return false;
  }
  DatagramReceiver& receiver() { return *opened.receivers[0]; }

  bench::Network network;
  UdpMulticastSender sender;
  OpenedReceivers opened;
};

// Ns a datagram of a plain pass over as many bytes as a round has, in memory that the CPU has just seen.
std::vector<double> measure_plain_pass() {
  const TscClock& clock = clock_of_run();
  const std::vector<std::byte> memory(size_t{datagrams_per_round} * datagram_bytes, std::byte{1});
  std::vector<double> figures;
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint64_t begin = TscClock::ticks();
    for (uint32_t i = 0; i < datagrams_per_round; ++i) {
      pass_over(std::span(memory).subspan(size_t{i} * datagram_bytes, datagram_bytes));
    }
    figures.push_back(static_cast<double>(clock.ns(TscClock::ticks() - begin)) / datagrams_per_round);
  }
  return figures;
}

// One thread sends a round and then takes it: what receiving costs the receiver, apart from what the sender
// and the kernel's interrupts do meanwhile.
void measure_cost(const WayIn& way, int buffer_bytes, bench::Role role, bench::Outcome& outcome) {
  Wire wire(way);
  if (!wire.open(way, buffer_bytes)) return;
  const TscClock& clock = clock_of_run();
  Traffic traffic;
  std::vector<double> receive;
  std::vector<double> pass;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (uint64_t sent = 0; sent < datagrams_per_round;) {
      sent += traffic.send(wire.sender, datagrams_per_round - sent);
    }
    while (true) {
      const uint64_t begin = TscClock::ticks();
      const auto datagrams = wire.receiver().receive();
      const uint64_t received = TscClock::ticks();
      for (const Datagram& datagram : datagrams) pass_over(datagram.bytes);
      const uint64_t end = TscClock::ticks();
      if (datagrams.empty()) break;
      const auto count = static_cast<double>(datagrams.size());
      receive.push_back(static_cast<double>(clock.ns(received - begin)) / count);
      pass.push_back(static_cast<double>(clock.ns(end - received)) / count);
    }
  }
  wire.receiver().sample();
  outcome.add(way.name, role, std::move(receive));
  outcome.add(std::string("pass over its bytes, ") + way.name, bench::Role::other, std::move(pass));
  const uint64_t received = wire.receiver().counters().datagrams;
  outcome.note(std::string("missing, ") + way.name,
               static_cast<double>(uint64_t{rounds} * datagrams_per_round - received));
}

}  // namespace

int main(int argc, char** argv) {
  int buffer_bytes = 32 << 20;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--json") continue;
    if (option == "--buffer-kib" && i + 1 < argc) {
      buffer_bytes = std::atoi(argv[++i]) << 10;
    } else {
      std::fprintf(stderr, "usage: bench_receive [--buffer-kib N] [--json]; found %s\n", argv[i]);
      return 2;
    }
  }
  bench::Outcome outcome("receive", "AF_XDP hands over a datagram for a fraction of what a socket costs",
                         "ns/datagram");
  outcome.add("plain pass over the bytes", bench::Role::floor, measure_plain_pass());
  constexpr std::array roles = {bench::Role::other, bench::Role::baseline, bench::Role::other,
                                bench::Role::subject};
  static_assert(roles.size() == bench::ways_in.size(), "AF_XDP native against the socket, both over veth");
  for (size_t i = 0; i < roles.size(); ++i) measure_cost(bench::ways_in[i], buffer_bytes, roles[i], outcome);
  outcome.note("bytes", datagram_bytes);
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
