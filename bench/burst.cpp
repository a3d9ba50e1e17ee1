// What it costs to receive a datagram by each way in, beside a plain pass over its bytes, and what becomes of
// a burst of 2,000,000 messages in one second: through a socket on the loopback, and through a socket and
// AF_XDP over a veth pair. Usage: bench_burst [--messages-per-second N]. The veth pair needs root and
// iproute2.
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "io/receiver_choice.hpp"
#include "io/tsc_clock.hpp"
#include "io/udp_multicast_sender.hpp"
#include "veth_pair.hpp"
#include "wire/moldudp64.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::io;

constexpr uint32_t messages_per_datagram = 30;
constexpr uint32_t message_bytes = 36;  // ITCH Add Order
constexpr uint32_t datagram_bytes =
    sizeof(wire::moldudp64::Header) + messages_per_datagram * (sizeof(wire::be16) + message_bytes);
// Fewer than a veth device queues (256), so that none is lost while cost is measured.
constexpr uint32_t datagrams_per_round = 192;
constexpr uint32_t rounds = 1'000;
constexpr TimeNs silence_ns = 300'000'000;  // after the sender's end: nothing more comes
constexpr TimeNs burst_ns_max = 15'000'000'000;

TscClock& clock_of_run() {
  static TscClock clock;
  return clock;
}

void pin(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<unsigned>(core), &set);
  pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

// The calling thread before all others, or no longer.
void go_first(bool wants) {
  sched_param priority{};
  priority.sched_priority = wants ? 1 : 0;
  if (pthread_setschedparam(pthread_self(), wants ? SCHED_FIFO : SCHED_OTHER, &priority) != 0 && wants) {
    std::printf("    real-time priority: not got\n");
  }
}

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
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

struct Way {
  const char* name;
  bool is_veth;
  ReceiveWay way;
  XdpMode mode;
};

// Opens both ends of one way in. False: said why not.
struct Wire {
  bool open(const Way& way, int buffer_bytes) {
    StreamSetup stream;
    stream.udp.group = "239.255.70.31";
    stream.udp.port = 30'731;
    stream.udp.interface_address = way.is_veth ? test::VethPair::receiver_address : "127.0.0.1";
    stream.udp.receive_buffer_bytes = buffer_bytes;
    stream.way = way.way;
    stream.xdp_mode = way.mode;
    if (way.is_veth) {
      veth = std::make_unique<test::VethPair>();
      if (!veth->why_not().empty()) return skip(way, veth->why_not());
      veth->enter_sender();
    }
    const std::string failure = sender.open(
        {stream.udp.group, stream.udp.port, way.is_veth ? test::VethPair::sender_address : "127.0.0.1"});
    if (way.is_veth) veth->enter_receiver();
    opened = open_receivers({&stream, 1});
    if (!failure.empty() || !opened.failure.empty()) return skip(way, failure + opened.failure);
    for (const HostGrant& grant : opened.grants) {
      if (grant.what == "AF_XDP" && !grant.is_granted) return skip(way, grant.reason);
    }
    std::printf("  %s\n", way.name);
    for (const HostGrant& grant : opened.grants) {
      std::printf("    %s: %s\n", grant.what.c_str(), grant.is_granted ? "got" : grant.reason.c_str());
    }
    return true;
  }
  static bool skip(const Way& way, const std::string& why) {
    std::printf("  %s: not measured: %s\n", way.name, why.c_str());
    return false;
  }
  DatagramReceiver& receiver() { return *opened.receivers[0]; }

  std::unique_ptr<test::VethPair> veth;
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
void measure_cost(const Way& way, int buffer_bytes, double plain_ns) {
  Wire wire;
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

struct SenderRun {
  std::atomic<bool> is_done{false};
  uint64_t sent = 0;  // datagrams
  double seconds = 0;
  double cpu = 0;
};

// Sends as many datagrams as are due, at an even rate, for one second.
void send_for_a_second(UdpMulticastSender& sender, uint64_t datagrams, bool is_real_time, SenderRun& run) {
  pin(0);
  go_first(is_real_time);
  Traffic traffic;
  const double cpu_before = cpu_seconds();
  const TimeNs begin = system_time_ns();
  TimeNs elapsed = 0;
  while (run.sent < datagrams && elapsed < burst_ns_max) {
    elapsed = system_time_ns() - begin;
    const uint64_t due = std::min(datagrams, static_cast<uint64_t>(elapsed) * datagrams / ns_per_second + 1);
    if (due > run.sent) run.sent += traffic.send(sender, due - run.sent);
  }
  run.seconds = static_cast<double>(elapsed) * 1e-9;
  run.cpu = (cpu_seconds() - cpu_before) / run.seconds;
  run.is_done.store(true, std::memory_order_release);
}

void print_burst(const SenderRun& run, const ReceiverCounters& counters, uint64_t messages_lost, double busy,
                 std::vector<double>& waits) {
  const auto sent = static_cast<unsigned long long>(run.sent);
  std::printf("    sent %llu messages in %llu datagrams in %.3f s (sender %.0f%% of its core)\n",
              sent * messages_per_datagram, sent, run.seconds, 100 * run.cpu);
  std::printf("    received %llu datagrams, kernel drops %llu, unexplained %lld; line loss %llu messages\n",
              static_cast<unsigned long long>(counters.datagrams),
              static_cast<unsigned long long>(counters.kernel_drops),
              static_cast<long long>(run.sent - counters.datagrams - counters.kernel_drops),
              static_cast<unsigned long long>(messages_lost));
  std::printf(
      "    queue at its worst %.2f of %.2f MiB, full batches %llu; receiver busy %.1f%% of the time\n",
      static_cast<double>(counters.queue_bytes_worst) / (1 << 20),
      static_cast<double>(counters.queue_bytes_limit) / (1 << 20),
      static_cast<unsigned long long>(counters.full_batches), 100 * busy);
  print_percentiles("stamp to read", waits, "us");
}

void run_burst(const Way& way, int buffer_bytes, uint64_t datagrams, bool is_real_time) {
  Wire wire;
  if (!wire.open(way, buffer_bytes)) return;
  TscClock& clock = clock_of_run();
  clock.anchor();
  std::vector<double> waits;
  waits.reserve(datagrams);
  SenderRun run;
  std::thread sender(send_for_a_second, std::ref(wire.sender), datagrams, is_real_time, std::ref(run));
  pin(1);
  go_first(is_real_time);
  uint64_t next = 1;
  uint64_t lost = 0;
  uint64_t busy_ticks = 0;
  const uint64_t begin = TscClock::ticks();
  uint64_t last = begin;
  while (true) {
    const uint64_t before = TscClock::ticks();
    const auto received = wire.receiver().receive();
    const TimeNs now = clock.at(TscClock::ticks());
    for (const Datagram& datagram : received) {
      const auto* header = reinterpret_cast<const wire::moldudp64::Header*>(datagram.bytes.data());
      const uint64_t sequence = header->sequence_number;
      lost += sequence > next ? sequence - next : 0;
      next = sequence + messages_per_datagram;
      pass_over(datagram.bytes);
      if (datagram.received_ns != 0) waits.push_back(static_cast<double>(now - datagram.received_ns) * 1e-3);
    }
    const uint64_t after = TscClock::ticks();
    if (!received.empty()) {
      last = after;
      busy_ticks += after - before;
    } else if (run.is_done.load(std::memory_order_acquire) &&
               clock.ns(after - last) > static_cast<uint64_t>(silence_ns)) {
      break;
    }
  }
  sender.join();
  go_first(false);
  wire.receiver().sample();
  if (next < 1 + run.sent * messages_per_datagram) lost += 1 + run.sent * messages_per_datagram - next;
  print_burst(run, wire.receiver().counters(), lost,
              static_cast<double>(busy_ticks) / static_cast<double>(last - begin), waits);
}

}  // namespace

int main(int argc, char** argv) {
  uint64_t messages_per_second = 2'000'000;
  int buffer_bytes = 32 << 20;
  bool is_real_time = false;
  for (int i = 1; i < argc; ++i) {
    const bool has_value = i + 1 < argc;
    if (has_value && std::strcmp(argv[i], "--messages-per-second") == 0) {
      messages_per_second = std::strtoull(argv[++i], nullptr, 10);
    } else if (has_value && std::strcmp(argv[i], "--buffer-kib") == 0) {
      buffer_bytes = std::atoi(argv[++i]) << 10;
    } else if (std::strcmp(argv[i], "--real-time") == 0) {
      is_real_time = true;
    } else {
      std::fprintf(stderr,
                   "usage: bench_burst [--messages-per-second N] [--buffer-kib N] [--real-time]; found %s\n",
                   argv[i]);
      return 2;
    }
  }
  const uint64_t datagrams = (messages_per_second + messages_per_datagram - 1) / messages_per_datagram;
  constexpr Way ways[] = {{"socket, loopback", false, ReceiveWay::kernel, XdpMode::best},
                          {"socket, veth", true, ReceiveWay::kernel, XdpMode::best},
                          {"AF_XDP generic, veth", true, ReceiveWay::xdp, XdpMode::generic},
                          {"AF_XDP native, veth", true, ReceiveWay::xdp, XdpMode::native}};
  std::printf("cost of receiving, in rounds of %u datagrams that wait\n", datagrams_per_round);
  const double plain_ns = measure_plain_pass();
  for (const Way& way : ways) measure_cost(way, buffer_bytes, plain_ns);
  std::printf("burst of %llu messages in one second, sender on core 0, receiver on core 1\n",
              static_cast<unsigned long long>(messages_per_second));
  for (const Way& way : ways) run_burst(way, buffer_bytes, datagrams, is_real_time);
  return 0;
}
