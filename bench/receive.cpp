// Claim: AF_XDP hands a datagram to the lane for a fraction of what a socket costs. What it costs to receive
// a datagram that waits, by each way in, beside a plain pass over its bytes, in one run, as ratios. Usage:
// bench_receive [--buffer-kib N]. The veth pair needs root and iproute2.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "io/tsc_clock.hpp"
#include "io/udp_multicast_sender.hpp"
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

double percentile(const std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0 : sorted[static_cast<size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void print_percentiles(const char* name, std::vector<double>& figures, const char* unit) {
  std::sort(figures.begin(), figures.end());
  std::printf("    %-22s p50 %9.1f  p90 %9.1f  p99 %9.1f  p99.9 %9.1f  max %11.1f %s\n", name,
              percentile(figures, 0.5), percentile(figures, 0.9), percentile(figures, 0.99),
              percentile(figures, 0.999), figures.empty() ? 0 : figures.back(), unit);
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
    std::printf("  %s\n", way.name);
    for (const HostGrant& grant : opened.grants) {
      std::printf("    %s: %s\n", grant.what.c_str(), grant.is_granted ? "got" : grant.reason.c_str());
    }
    return true;
  }
  static bool skip(const WayIn& way, const std::string& why) {
    std::printf("  %s: not measured: %s\n", way.name, why.c_str());
    return false;
  }
  DatagramReceiver& receiver() { return *opened.receivers[0]; }

  bench::Network network;
  UdpMulticastSender sender;
  OpenedReceivers opened;
};

// Ns a datagram of a plain pass over as many bytes as a round has, in memory that the CPU has just seen.
double measure_plain_pass() {
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
  std::printf("  plain pass over %u bytes in memory\n", datagram_bytes);
  print_percentiles("pass", figures, "ns/datagram");
  return percentile(figures, 0.5);
}

// One thread sends a round and then takes it: what receiving costs the receiver, apart from what the sender
// and the kernel's interrupts do meanwhile.
void measure_cost(const WayIn& way, int buffer_bytes, double plain_ns) {
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
  const ReceiverCounters counters = wire.receiver().counters();
  print_percentiles("receive", receive, "ns/datagram");
  print_percentiles("pass afterwards", pass, "ns/datagram");
  std::printf(
      "    receive / plain pass p50 %.1f, (receive + pass) / plain pass %.1f; received %llu of %llu\n",
      percentile(receive, 0.5) / plain_ns, (percentile(receive, 0.5) + percentile(pass, 0.5)) / plain_ns,
      static_cast<unsigned long long>(counters.datagrams),
      static_cast<unsigned long long>(uint64_t{rounds} * datagrams_per_round));
}

}  // namespace

int main(int argc, char** argv) {
  int buffer_bytes = 32 << 20;
  if (argc == 3 && std::strcmp(argv[1], "--buffer-kib") == 0) {
    buffer_bytes = std::atoi(argv[2]) << 10;
  } else if (argc > 1) {
    std::fprintf(stderr, "usage: bench_receive [--buffer-kib N]; found %s\n", argv[1]);
    return 2;
  }
  std::printf("cost of receiving, in rounds of %u datagrams that wait\n", datagrams_per_round);
  const double plain_ns = measure_plain_pass();
  for (const WayIn& way : bench::ways_in) measure_cost(way, buffer_bytes, plain_ns);
  return 0;
}
