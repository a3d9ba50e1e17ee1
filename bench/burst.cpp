// Claim: a lane takes 2,000,000 messages in one second, and what its socket has no room for is line loss, and
// repaired: at the end the books are those of a stream without loss; exits with 1 when they are not. A whole
// lane (loop, sockets, channel, books, recovery) on core 1, the venue's own way out and its re-request and
// GLIMPSE servers on core 0, by each way in. Usage: bench_burst [--messages-per-second N] [--messages N]
// [--lines 1|2] [--buffer-kib N] [--requests-per-second N] [--real-time] [--json].
#include <arpa/inet.h>
#include <sched.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "burst_lane.hpp"
#include "lane/stage_histograms.hpp"
#include "outcome.hpp"
#include "way_in.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::test;
using bench::WayIn;

constexpr TimeNs turn_ns = 200'000;  // of the venue: what is due is sent together, as its own loop does
constexpr TimeNs patience_ns = 120 * ns_per_second;
constexpr uint16_t port = 30'731;
constexpr uint64_t turns_to_empty = 10'000;  // of 32 datagrams a line

struct Options {
  uint64_t messages = 2'000'000;
  uint64_t messages_per_second = 2'000'000;
  std::vector<uint32_t> lines = {1, 2};
  std::vector<uint64_t> buffer_kib = {32'768, 256};  // one that holds half of it all, one that does not
  uint32_t requests_per_second = RepairSettings{}.requests_per_second_max;
  bool is_real_time = false;
  bool is_json = false;
};

struct Run {
  std::string failure;  // why it was not measured
  double seconds = 0;   // of sending
  TimeNs whole_after_ns = 0;
  bool is_whole = false;
  uint64_t datagrams = 0;  // on each line
  uint64_t queue_limit = 0;
  BurstEnd end;
  std::unique_ptr<boundary::LaneMemory> memory;  // as the lane left it

  [[nodiscard]] const boundary::LineView& line(uint32_t index) const {
    return memory->channel[0].line[index];
  }
};

void go_first(bool wants) {
  sched_param priority{};
  priority.sched_priority = wants ? 1 : 0;
  if (sched_setscheduler(0, wants ? SCHED_FIFO : SCHED_OTHER, &priority) != 0 && wants) {
    std::fprintf(stderr, "bench_burst: the venue got no real-time priority\n");
  }
}

BurstLaneSetup lane_setup(const WayIn& way, const bench::Network& network, const BurstVenue& venue,
                          const BurstVenue::Lines& lines, uint32_t line_count, int buffer_bytes,
                          const Options& options) {
  BurstLaneSetup setup;
  for (uint32_t line = 0; line < line_count; ++line) {
    setup.lines.push_back(bench::stream_of(way, network, lines[line].group, port, buffer_bytes));
  }
  in_addr address{};
  inet_pton(AF_INET, network.sender_address().c_str(), &address);
  setup.recovery.rerequest = {{ntohl(address.s_addr), venue.rerequest_port()}};
  setup.recovery.snapshot = {{ntohl(address.s_addr), venue.glimpse_port()}};
  setup.repair.requests_per_second_max = options.requests_per_second;
  setup.host.core = 1;
  setup.host.real_time = options.is_real_time;
  setup.is_busy_polling = true;
  setup.on_thread = [&network] { network.enter_receiver(); };
  return setup;
}

// Sends at an even rate until all is sent, then answers until the lane has everything.
void drive(BurstVenue& venue, BurstLane& lane, const Options& options, Run& out) {
  while (!lane.is_live()) venue.serve();  // a heartbeat has been heard
  const TimeNs begun = io::system_time_ns();
  TimeNs next_turn = begun;
  TimeNs now = begun;
  for (; !venue.is_all_published(); now = io::system_time_ns()) {
    if (now >= next_turn) {
      next_turn += turn_ns;
      const auto due = static_cast<uint64_t>(next_turn - begun) * options.messages_per_second / ns_per_second;
      venue.publish(due + 1 - std::min(due, venue.next_sequence()));
    }
    venue.serve();
  }
  out.seconds = static_cast<double>(now - begun) * 1e-9;
  while (!lane.is_whole(venue.next_sequence()) && io::system_time_ns() - now < patience_ns) venue.serve();
  out.whole_after_ns = io::system_time_ns() - now;
  out.is_whole = lane.is_whole(venue.next_sequence());
}

Run measure(const WayIn& way, const BurstMarket& market, uint32_t lines, int buffer_bytes,
            const Options& options) {
  Run out;
  const bench::Network network(way);
  if (out.failure = network.why_not(); !out.failure.empty()) return out;
  network.enter_sender();
  BurstVenue venue(market);
  BurstVenue::Lines places;
  for (uint32_t line = 0; line < lines; ++line)
    places[line] = {"239.255.70." + std::to_string(31 + line), port};
  if (out.failure = venue.open(places, network.sender_address()); !out.failure.empty()) return out;
  BurstLane lane(market, lane_setup(way, network, venue, places, lines, buffer_bytes, options));
  if (out.failure = lane.start(); !out.failure.empty()) return out;
  if (out.failure = bench::why_not_got(way, lane.grants()); !out.failure.empty()) return out;
  go_first(options.is_real_time);
  drive(venue, lane, options, out);
  go_first(false);
  lane.settle(turns_to_empty);
  out.end = lane.stop();
  out.datagrams = venue.sent();
  out.queue_limit = static_cast<uint64_t>(lane.receive_buffer_bytes());
  out.memory = lane.take_memory();
  return out;
}

const char* words_of_books(const Run& out) {
  if (!out.is_whole) return "not whole";
  if (!out.end.has_orders) return "differ";
  // A snapshot does not tell the last trades before it (glimpse50 §2).
  return out.end.has_trades ? "equal" : "equal, last trades not";
}

void print_head() {
  std::printf("%-21s %5s %9s %10s %9s %8s %8s %8s %8s %9s %11s %10s %10s %10s  %s\n", "way in", "lines",
              "buffer", "messages/s", "datagrams", "dropped", "on way", "lost", "repaired", "snapshots",
              "whole after", "queue", "wait p50", "p99.9", "books");
}

struct LineTotals {
  uint64_t received = 0;  // datagrams
  uint64_t dropped = 0;   // by the kernel
  uint64_t lost = 0;      // messages
  uint64_t queue = 0;     // bytes, the deepest
};

LineTotals totals_of(const Run& out, uint32_t lines) {
  LineTotals sum;
  for (uint32_t i = 0; i < lines; ++i) {
    sum.received += out.line(i).packets;
    sum.dropped += out.line(i).kernel_drops;
    sum.lost += out.end.lines[i].lost;
    sum.queue = std::max(sum.queue, out.line(i).queue_bytes_max);
  }
  return sum;
}

// Dropped by the kernel, lost on the way to it, and messages lost: over all lines.
void print_row(const WayIn& way, uint32_t lines, const Options& options, const Run& out) {
  const auto [received, dropped, lost, queue] = totals_of(out, lines);
  const LatencyHistogram wire = StageHistograms(*out.memory).of(boundary::Stage::wire);
  std::printf("%-21s %5u %5" PRIu64 " KiB %10.0f %9" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64
              " %8" PRIu64 " %9" PRIu64 " %8.1f ms %6" PRIu64 " KiB %7.1f us %7.1f us  %s\n",
              way.name, lines, out.queue_limit >> 10, static_cast<double>(options.messages) / out.seconds,
              lines * out.datagrams, dropped, lines * out.datagrams - received - dropped, lost,
              out.end.feed.repaired, out.end.feed.snapshots, static_cast<double>(out.whole_after_ns) * 1e-6,
              queue >> 10, static_cast<double>(wire.percentile(0.5)) * 1e-3,
              static_cast<double>(wire.percentile(0.999)) * 1e-3, words_of_books(out));
}

// What became of it, beside its series: how long datagrams waited between the kernel and the lane.
void note_run(const std::string& run, uint32_t lines, const Options& options, const Run& out,
              bench::Outcome& outcome) {
  const auto note = [&](const char* what, auto value) {
    outcome.note(std::string(what) + ", " + run, static_cast<double>(value));
  };
  const LineTotals lines_sum = totals_of(out, lines);
  const FeedCounters& feed = out.end.feed;
  note("messagesPerSecond", static_cast<double>(options.messages) / out.seconds);
  note("kernelDrops", lines_sum.dropped);
  note("lostByLines", lines_sum.lost);
  note("repaired", feed.repaired);
  note("snapshots", feed.snapshots);
  note("lost", feed.lost);
  note("wholeAfterMs", static_cast<double>(out.whole_after_ns) * 1e-6);
  note("queueBytesMax", lines_sum.queue);
  outcome.remark(run + ": books " + words_of_books(out));
}

void add_run(const WayIn& way, uint32_t lines, const Options& options, const Run& out,
             bench::Outcome& outcome) {
  const std::string run = std::string(way.name) + ", " + std::to_string(lines) +
                          (lines == 1 ? " line, " : " lines, ") + std::to_string(out.queue_limit >> 10) +
                          " KiB";
  outcome.add(run, bench::Role::other, StageHistograms(*out.memory).of(boundary::Stage::wire));
  note_run(run, lines, options, out, outcome);
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    const uint64_t value = i + 1 < argc ? std::strtoull(argv[i + 1], nullptr, 10) : 0;
    if (name == "--real-time") {
      options.is_real_time = true;
    } else if (name == "--json") {
      options.is_json = true;
    } else if (name == "--messages" && value >= 10'000) {
      options.messages = value;
    } else if (name == "--messages-per-second" && value > 0) {
      options.messages_per_second = value;
    } else if (name == "--lines" && (value == 1 || value == 2)) {
      options.lines = {static_cast<uint32_t>(value)};
    } else if (name == "--buffer-kib" && value > 0) {
      options.buffer_kib = {value};
    } else if (name == "--requests-per-second" && value > 0) {
      options.requests_per_second = static_cast<uint32_t>(value);
    } else {
      std::fprintf(
          stderr,
          "usage: bench_burst [--messages N] [--messages-per-second N] [--lines 1|2] [--buffer-kib N] "
          "[--requests-per-second N] [--real-time] [--json]; found %s\n",
          name.c_str());
      std::exit(2);
    }
    i += name == "--real-time" || name == "--json" ? 0 : 1;
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  cpu_set_t first_core;
  CPU_ZERO(&first_core);
  CPU_SET(0, &first_core);
  sched_setaffinity(0, sizeof first_core, &first_core);
  const BurstMarket market(1, options.messages);
  bench::Outcome outcome("burst", "what 2,000,000 messages a second lose in a lane's socket is repaired",
                         "ns/datagram in the socket");
  if (!options.is_json) print_head();
  bool is_good = true;
  for (const uint64_t kib : options.buffer_kib) {
    for (const uint32_t lines : options.lines) {
      for (const WayIn& way : bench::ways_in) {
        const Run out = measure(way, market, lines, static_cast<int>(kib << 10), options);
        if (!out.failure.empty()) {
          std::fprintf(stderr, "%s: not measured: %s\n", way.name, out.failure.c_str());
          continue;
        }
        is_good = is_good && out.is_whole && out.end.has_orders;
        add_run(way, lines, options, out, outcome);
        if (!options.is_json) print_row(way, lines, options, out);
        std::fflush(stdout);
      }
    }
  }
  if (options.is_json) outcome.print(true);
  return is_good ? 0 : 1;
}
