// What a journal costs a lane: the same market through three lanes (no journal, async, sync before send),
// turn about in blocks, so that all see the same machine. Prints what a packet takes, what it takes to an
// order's bytes, and to where they may leave, in ns, with the ratio to the lane without a journal; and what
// the state's digest takes. Usage: bench_journal [FOLDER ON THE DISK TO MEASURE]
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include "io/journal_writer.hpp"
#include "io/live_lane.hpp"
#include "lane/lane_state.hpp"
#include "quoting_strategy.hpp"
#include "venue/exchange.hpp"

namespace {

using namespace hotlane;

constexpr TimeNs opening = (1'700'006'400 + 34'200) * ns_per_second;
constexpr TimeNs turn_ns = 250'000;
constexpr uint16_t instruments = 8;
constexpr uint32_t rounds = 40;
constexpr uint32_t turns_per_round = 250;       // of 250 us of market time each
constexpr uint32_t turns_per_round_synced = 4;  // each order waits for the disk
constexpr uint32_t turns_warm = 2'000;

enum class Policy : uint8_t { none, async, sync };
constexpr const char* names[] = {"none", "async", "syncBeforeSend"};

venue::ExchangeSettings exchange_settings() {
  venue::ExchangeSettings settings;
  settings.feed_session = wire::moldudp64::Session(std::string_view("BENCH00001"));
  settings.order_session = wire::soupbintcp::session_field("BENCH00001");
  for (uint16_t i = 0; i < instruments; ++i) {
    settings.symbols.push_back(wire::Symbol(std::string_view(std::string("SYM") + std::to_string(i))));
  }
  settings.accounts.push_back({wire::soupbintcp::Username(std::string_view("lane")),
                               wire::soupbintcp::Password(std::string_view("pass"))});
  settings.messages_per_second = 50'000;
  settings.midnight = opening - 34'200 * ns_per_second;
  return settings;
}

LaneSettings lane_settings(Policy policy) {
  LaneSettings lane;
  lane.name = "bench";
  make_unlimited(lane.limits);
  for (ScopeLimits& limits : lane.limits.instruments) {
    limits.order_quantity_max = 1'000;
    limits.order_notional_max = Money{500} * 10'000 * 1'000;
    limits.reference_collar_basis_points = 1'000;
    limits.position_max = 1'000'000;
    limits.messages_per_second_max = limits.messages_burst_max = 1'000'000;
  }
  LaneStrategySettings strategy;
  for (uint16_t i = 0; i < instruments; ++i) {
    lane.instruments.push_back({.symbol = exchange_settings().symbols[i]});
    strategy.instruments.push_back(i);
  }
  lane.strategies.push_back(strategy);
  lane.channels.push_back({.stream = {}, .instruments = instruments});
  lane.book_orders_max = 1U << 16;
  lane.journal.is_sync_before_send = policy == Policy::sync;
  lane.journal.lag_max_ns = 3'600 * ns_per_second;  // by the market's clock, which is not the disk's
  return lane;
}

// A lane with its venue; only the lane's own work is timed.
class Runner {
 public:
  Runner(Policy policy, const std::string& folder)
      : policy_(policy),
        pipe_(std::make_unique<JournalPipe>(64U << 20)),
        memory_(std::make_unique<boundary::LaneMemory>()),
        strategy_(*memory_, {0, {0, 1, 2, 3, 4, 5, 6, 7}, 1, UINT64_MAX, false}),
        port_{&strategy_},
        exchange_(exchange_settings(), opening),
        lane_(lane_settings(policy), *memory_, clock_, port_,
              policy == Policy::none ? nullptr : pipe_.get()) {
    if (policy != Policy::none) {
      const std::string failure = writer_.open(
          {.directory = folder + "/" + names[static_cast<size_t>(policy)]}, "bench", *pipe_, opening);
      if (!failure.empty()) std::fprintf(stderr, "%s\n", failure.c_str());
    }
    lane_.start(now_);
    exchange_.open_day(now_);
    line_ = exchange_.connect(now_).value_or(0);
    boundary::Command connect{};
    connect.kind = static_cast<uint32_t>(boundary::CommandKind::connect_session);
    std::memcpy(connect.username, "lane  ", 6);
    std::memcpy(connect.password, "pass      ", 10);
    lane_.on_command(connect, now_);
    ConnectRequest ignored;
    static_cast<void>(lane_.take_connect_request(0, ignored));
    lane_.on_session_open(0, now_);
  }

  void turn(bool is_timed) {
    now_ += turn_ns;
    exchange_.advance(now_);
    exchange_.serve(line_, now_);
    exchange_.end_turn(now_);
    venue::MoldPublisher& packets = exchange_.packets();
    for (size_t i = 0; i < packets.datagrams(); ++i) take(packets.datagram(i), is_timed);
    packets.clear();
    bring_answers();
    lane_.on_turn(now_);
    send();
    memory_->events.read = memory_->events.written;  // as TypeScript takes them
  }
  void finish() { writer_.close(); }

  [[nodiscard]] Policy policy() const noexcept { return policy_; }
  [[nodiscard]] uint64_t hash_ns() const noexcept {
    const uint64_t begun = clock_.ticks();
    const lane_record::StateHash hash = hash_state(lane_.market(), *memory_, lane_.desk());
    const uint64_t taken = clock_.ns(clock_.ticks() - begun);
    return hash.books == 0 ? 0 : taken;
  }

  std::vector<uint64_t> packet_ns;  // each packet
  std::vector<uint64_t> bytes_ns;   // those that led to orders: until their bytes were made
  std::vector<uint64_t> leave_ns;   // until they might leave

 private:
  void take(Bytes datagram, bool is_timed) {
    const uint64_t made = lane_.desk().session(0).entry().out().written();
    const uint64_t begun = clock_.ticks();
    lane_.on_datagram(0, 0, datagram, {begun, now_}, now_);
    const uint64_t done = clock_.ticks();
    const bool has_orders = lane_.desk().session(0).entry().out().written() != made;
    if (has_orders && policy_ == Policy::sync) wait_for_disk();
    if (is_timed) {
      packet_ns.push_back(clock_.ns(done - begun));
      if (has_orders) bytes_ns.push_back(clock_.ns(done - begun));
      if (has_orders) leave_ns.push_back(clock_.ns(clock_.ticks() - begun));
    }
    send();
  }
  void wait_for_disk() {
    writer_.wake();
    while (lane_.held_place() != 0) {
    }
  }
  void send() {
    if (policy_ == Policy::sync && lane_.held_place() != 0) wait_for_disk();
    const Bytes waiting = lane_.session_waiting(0);
    if (waiting.empty()) return;
    SoupBinServer& server = exchange_.connection(line_);
    const std::span<std::byte> space = server.receive_space();
    const size_t size = std::min(space.size(), waiting.size());
    std::memcpy(space.data(), waiting.data(), size);
    server.received(size, now_);
    lane_.on_session_sent(0, size, now_);
  }
  void bring_answers() {
    ByteQueue& out = exchange_.connection(line_).out();
    const std::span<std::byte> space = lane_.session_space(0);
    const size_t size = std::min(space.size(), out.waiting().size());
    if (size == 0) return;
    std::memcpy(space.data(), out.waiting().data(), size);
    out.consumed(size);
    lane_.on_session_bytes(0, space.first(size), clock_.ticks(), now_);
  }

  Policy policy_;
  std::unique_ptr<JournalPipe> pipe_;
  io::JournalWriter writer_;
  std::unique_ptr<boundary::LaneMemory> memory_;
  test::QuotingStrategy strategy_;
  StrategyPort* port_[1];
  io::TscClock clock_;
  venue::Exchange exchange_;
  Lane<io::TscClock> lane_;
  uint32_t line_ = 0;
  TimeNs now_ = opening;
};

uint64_t percentile(std::vector<uint64_t>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())))];
}

void print_row(const char* what, const char* policy, std::vector<uint64_t>& values,
               std::vector<uint64_t>& base) {
  const uint64_t p50 = percentile(values, 0.5);
  const uint64_t p99 = percentile(values, 0.99);
  const auto ratio = [](uint64_t value, uint64_t of) {
    return of == 0 ? 0.0 : static_cast<double>(value) / static_cast<double>(of);
  };
  std::printf("%-24s %-15s %9zu %11lu %11lu %8.2f %8.2f\n", what, policy, values.size(), p50, p99,
              ratio(p50, percentile(base, 0.5)), ratio(p99, percentile(base, 0.99)));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder =
      (argc > 1 ? argv[1] : std::filesystem::temp_directory_path().string()) + "/hotlane-bench";
  std::vector<std::unique_ptr<Runner>> runners;
  for (const Policy policy : {Policy::none, Policy::async, Policy::sync}) {
    runners.push_back(std::make_unique<Runner>(policy, folder));
    const uint32_t warm = policy == Policy::sync ? turns_warm / 50 : turns_warm;
    for (uint32_t i = 0; i < warm; ++i) runners.back()->turn(false);
  }
  for (uint32_t round = 0; round < rounds; ++round) {
    for (const auto& runner : runners) {
      const uint32_t turns = runner->policy() == Policy::sync ? turns_per_round_synced : turns_per_round;
      // Its tables come back into the cache, which the others have filled with theirs.
      for (uint32_t i = 0; i < turns; ++i) runner->turn(i >= turns / 4);
    }
  }
  std::printf("%-24s %-15s %9s %11s %11s %8s %8s\n", "ns", "journal", "count", "p50", "p99", "x p50",
              "x p99");
  Runner& base = *runners.front();
  for (const auto& runner : runners) {
    const char* name = names[static_cast<size_t>(runner->policy())];
    print_row("packet", name, runner->packet_ns, base.packet_ns);
    print_row("packet to order's bytes", name, runner->bytes_ns, base.bytes_ns);
    print_row("packet to may leave", name, runner->leave_ns, base.leave_ns);
  }
  std::vector<uint64_t> hashes;
  for (int i = 0; i < 1'000; ++i) hashes.push_back(base.hash_ns());
  print_row("state digest, each second", "", hashes, hashes);
  for (const auto& runner : runners) runner->finish();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return 0;
}
