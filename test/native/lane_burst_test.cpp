// More at once than a lane's socket holds: what the kernel drops is line loss, and is repaired. Whole lanes
// and the venue's own servers, on the loopback. The lane stands still while it is sent too much, so that the
// kernel must drop, however fast the machine is.
#include "burst_lane.hpp"
#include "datagram_sender.hpp"
#include "harness.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::test;

constexpr uint64_t messages = 60'000;
constexpr uint64_t messages_per_burst = 6'000;  // about 150 datagrams
constexpr int buffer_bytes = 64 << 10;          // room for about 50
constexpr uint64_t turns_to_empty = 8;
constexpr TimeNs patience_ns = 60 * ns_per_second;

// Stands still in every `calls_between`th call until the next burst has been sent.
class StallingStrategy final : public StrategyPort {
 public:
  StrategyInterests interests() const noexcept override { return {.book = true}; }
  CallResult on_start() noexcept override { return CallResult::done; }
  CallResult on_book(InstrumentId) noexcept override {
    if (++calls_ % calls_between != 0) return CallResult::done;
    const uint32_t wanted = ++wanted_;
    while (sent_.load() < wanted) std::this_thread::yield();
    return CallResult::done;
  }
  CallResult on_trade() noexcept override { return CallResult::done; }
  CallResult on_order() noexcept override { return CallResult::done; }
  CallResult on_timer() noexcept override { return CallResult::done; }
  CallResult on_status() noexcept override { return CallResult::done; }
  CallResult on_stop() noexcept override { return CallResult::done; }

  // The venue's thread: whether the lane stands still, and that it may go on.
  [[nodiscard]] bool is_waiting() const noexcept { return wanted_.load() > sent_.load(); }
  void note_sent() noexcept { ++sent_; }

 private:
  static constexpr uint32_t calls_between = 250;

  uint32_t calls_ = 0;
  std::atomic<uint32_t> wanted_{0};
  std::atomic<uint32_t> sent_{0};
};

// Plays the whole market into one lane, burst by burst; whether it was whole at the end.
bool play(BurstVenue& venue, BurstLane& lane, StallingStrategy& strategy) {
  const TimeNs begun = io::system_time_ns();
  uint64_t stalls = 0;
  while (!venue.is_all_published() || !lane.is_whole(venue.next_sequence())) {
    if (io::system_time_ns() - begun > patience_ns) return false;
    const bool is_waiting = strategy.is_waiting();
    if (is_waiting || lane.is_whole(venue.next_sequence())) venue.publish(messages_per_burst);
    if (is_waiting) {
      strategy.note_sent();
      ++stalls;
    }
    venue.serve();
  }
  CHECK(stalls >= 2);
  lane.settle(turns_to_empty);
  return true;
}

struct Burst {
  Burst(uint32_t lines, const RepairSettings& repair, bool has_rerequest, bool has_snapshot)
      : market(seed(), messages), venue(market) {
    const uint16_t port = DatagramSender("127.0.0.1").port();
    BurstVenue::Lines places;
    BurstLaneSetup setup;
    for (uint32_t line = 0; line < lines; ++line) {
      places[line] = {"239.255.70." + std::to_string(41 + line), port};
      io::StreamSetup stream;
      stream.udp.group = places[line].group;
      stream.udp.port = port;
      stream.udp.interface_address = "127.0.0.1";
      stream.udp.receive_buffer_bytes = buffer_bytes;
      setup.lines.push_back(stream);
    }
    failure = venue.open(places, "127.0.0.1");
    if (has_rerequest) setup.recovery.rerequest = {{INADDR_LOOPBACK, venue.rerequest_port()}};
    if (has_snapshot) setup.recovery.snapshot = {{INADDR_LOOPBACK, venue.glimpse_port()}};
    setup.repair = repair;
    setup.strategy = &strategy;
    lane = std::make_unique<BurstLane>(market, setup);
    if (failure.empty()) failure = lane->start();
  }

  BurstMarket market;
  BurstVenue venue;
  StallingStrategy strategy;
  std::string failure;
  std::unique_ptr<BurstLane> lane;
};

}  // namespace

TEST("a burst that overflows the socket is line loss, and re-requests repair all of it") {
  RepairSettings repair;
  repair.requests_per_second_max = 100'000;
  repair.attempts_max = 1'000;  // a machine that is busy elsewhere is no server that fails
  for (const uint32_t lines : {1U, 2U}) {
    Burst burst(lines, repair, true, false);
    CHECK_EQUAL(burst.failure, std::string());
    REQUIRE(burst.failure.empty() && play(burst.venue, *burst.lane, burst.strategy));
    const BurstEnd& end = burst.lane->stop();
    CHECK(end.has_orders && end.has_trades);
    for (uint32_t i = 0; i < lines; ++i) {
      const boundary::LineView& line = burst.lane->view().line[i];
      CHECK(line.kernel_drops > 0 && end.lines[i].lost > line.kernel_drops);
      CHECK(line.packets + line.kernel_drops <= burst.venue.sent());
      CHECK(line.queue_bytes_max > 0);
    }
    // On one line all that it lost was asked for, and nothing else.
    if (lines == 1) CHECK_EQUAL(end.feed.repaired, end.lines[0].lost);
    CHECK(end.feed.gaps > 0 && end.feed.repaired > 0 && end.feed.lost == 0 && end.feed.snapshots == 0);
  }
}

TEST("a burst that overflows the socket is line loss, and snapshots repair it") {
  Burst burst(1, {}, false, true);
  CHECK_EQUAL(burst.failure, std::string());
  REQUIRE(burst.failure.empty() && play(burst.venue, *burst.lane, burst.strategy));
  const BurstEnd& end = burst.lane->stop();
  CHECK(end.has_orders);
  CHECK(end.lines[0].lost > 0 && burst.lane->view().line[0].kernel_drops > 0);
  CHECK(end.feed.snapshots > 0 && end.feed.repaired == 0 && end.feed.lost == 0);
}
