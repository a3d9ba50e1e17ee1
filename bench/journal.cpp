// Claim: a journal under the async policy adds little to a packet's way to an order's bytes. The same market
// through three lanes (no journal, async, sync before send), turn about in blocks, so that all see the same
// machine. Subject: async; floor: no journal. With sync before send what counts is when the bytes may leave,
// which is the disk's time. Usage: bench_journal [FOLDER ON THE DISK TO MEASURE] [--json]
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/journal_writer.hpp"
#include "lane/lane_state.hpp"
#include "lane_with_exchange.hpp"
#include "market_maker.hpp"
#include "outcome.hpp"

namespace {

using namespace hotlane;
using bench::LaneWithExchange;
using bench::Role;

constexpr uint32_t rounds = 40;
constexpr uint32_t turns_per_round = 4'000;
constexpr uint32_t turns_per_round_synced = 40;  // each order waits for the disk
constexpr uint32_t turns_warm = 20'000;
constexpr uint32_t digests = 1'000;
constexpr size_t ring_bytes = size_t{64} << 20;

enum class Policy : uint8_t { none, async, sync };
constexpr const char* names[] = {"no journal", "async", "sync before send"};

// A lane with its journal's writer, and what its packets took in ns.
class Runner {
 public:
  Runner(Policy policy, const std::string& folder)
      : policy_(policy),
        pipe_(std::make_unique<JournalPipe>(ring_bytes)),
        strategy_(*memory_, 0, LaneWithExchange::instruments),
        run_({.memory = *memory_,
              .strategy = strategy_,
              .journal = policy == Policy::none ? nullptr : pipe_.get(),
              .is_sync_before_send = policy == Policy::sync,
              .wait_for_disk = [this] { wait_for_disk(); }}) {
    if (policy == Policy::none) return;
    const std::string failure =
        writer_.open({.directory = folder + "/" + std::to_string(static_cast<int>(policy))}, "bench", *pipe_,
                     LaneWithExchange::opening);
    if (!failure.empty()) {
      std::fprintf(stderr, "bench_journal: %s\n", failure.c_str());
      std::exit(1);
    }
  }
  ~Runner() { writer_.close(); }

  [[nodiscard]] bool is_synced() const noexcept { return policy_ == Policy::sync; }
  [[nodiscard]] LaneWithExchange& run() noexcept { return run_; }
  void turn(bool is_timed) {
    run_.turn(
        [&](Bytes datagram) {
          const LaneWithExchange::Delivery delivery = run_.deliver(datagram);
          if (!is_timed || !delivery.has_orders) return;
          bytes_ns_.push_back(static_cast<double>(delivery.bytes_ns));
          leave_ns_.push_back(static_cast<double>(delivery.leave_ns));
        },
        [](uint64_t) {});
  }
  [[nodiscard]] const std::vector<double>& bytes_ns() const noexcept { return bytes_ns_; }
  [[nodiscard]] const std::vector<double>& leave_ns() const noexcept { return leave_ns_; }

 private:
  void wait_for_disk() {
    writer_.wake();
    while (run_.lane().held_place() != 0) {
    }
  }

  Policy policy_;
  std::unique_ptr<JournalPipe> pipe_;
  std::unique_ptr<boundary::LaneMemory> memory_ = std::make_unique<boundary::LaneMemory>();
  bench::MarketMaker strategy_;
  io::JournalWriter writer_;
  LaneWithExchange run_;
  std::vector<double> bytes_ns_;  // of those that led to orders: until their bytes were made
  std::vector<double> leave_ns_;  // until they might leave
};

std::vector<double> digest_ns(LaneWithExchange& run) {
  std::vector<double> figures;
  for (uint32_t i = 0; i < digests; ++i) {
    const uint64_t begun = run.clock().ticks();
    const lane_record::StateHash hash = hash_state(run.lane().market(), run.memory(), run.lane().desk());
    const uint64_t taken = run.clock().ns(run.clock().ticks() - begun);
    if (hash.books != 0) figures.push_back(static_cast<double>(taken));
  }
  return figures;
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder = std::filesystem::temp_directory_path().string();
  if (argc > 1 && std::string_view(argv[1]) != "--json") folder = argv[1];
  folder += "/hotlane-bench";
  std::vector<std::unique_ptr<Runner>> runners;
  for (const Policy policy : {Policy::none, Policy::async, Policy::sync}) {
    runners.push_back(std::make_unique<Runner>(policy, folder));
    const uint32_t warm = policy == Policy::sync ? turns_warm / 50 : turns_warm;
    for (uint32_t i = 0; i < warm; ++i) runners.back()->turn(false);
  }
  for (uint32_t round = 0; round < rounds; ++round) {
    for (const auto& runner : runners) {
      const uint32_t turns = runner->is_synced() ? turns_per_round_synced : turns_per_round;
      // Its tables come back into the cache, which the others have filled with theirs.
      for (uint32_t i = 0; i < turns; ++i) runner->turn(i >= turns / 4);
    }
  }
  bench::Outcome outcome("journal",
                         "a journal under the async policy adds little to a packet's way to orders",
                         "ns/packet that leads to orders");
  outcome.add("async", Role::subject, runners[1]->bytes_ns());
  outcome.add("no journal", Role::floor, runners[0]->bytes_ns());
  outcome.add("sync before send, bytes made", Role::other, runners[2]->bytes_ns());
  outcome.add("sync before send, may leave", Role::other, runners[2]->leave_ns());
  outcome.add("the state's digest, once a second", Role::other, digest_ns(runners[0]->run()));
  outcome.print(bench::wants_json(argc, argv));
  runners.clear();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return 0;
}
