// The lane's side of a burst: a whole lane, its loop and its sockets on a thread of their own, as the engine
// runs them but for TypeScript. Owned by the test's or benchmark's thread, which starts and stops it and
// meanwhile looks at what the lane publishes.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "burst_venue.hpp"
#include "io/lane_loop.hpp"
#include "memory/seqlock.hpp"

namespace hotlane::test {

struct BurstLaneSetup {
  std::vector<io::StreamSetup> lines;
  io::RecoveryPlaces recovery;
  RepairSettings repair{};
  io::HostWishes host{.lock_memory = false, .huge_pages = false, .real_time = false};
  bool is_busy_polling = false;
  StrategyPort* strategy = nullptr;  // told of all instruments; null: none
  std::function<void()> on_thread;   // called first on the lane's thread; empty: nothing is
};

// What the lane left behind.
struct BurstEnd {
  bool has_orders = false;  // the books' orders and levels are the lossless stream's
  bool has_trades = false;  // and so is each book's last trade
  FeedCounters feed;
  std::array<LineCounters, lines_max> lines;
};

class BurstLane {
 public:
  BurstLane(const BurstMarket& market, const BurstLaneSetup& setup) : market_(market), setup_(setup) {
    io::LaneLoopSettings& loop = settings_;
    loop.inputs.resize(1);
    loop.inputs[0].lines = setup.lines;
    loop.inputs[0].recovery = setup.recovery;
    loop.host = setup.host;
    loop.is_busy_polling = setup.is_busy_polling;
    loop.floor_ms = 0;
    LaneStrategySettings strategy;
    for (uint16_t i = 0; i < BurstMarket::instruments; ++i) {
      loop.lane.instruments.push_back({BurstMarket::symbol(i), {}});
      strategy.instruments.push_back(i);
    }
    if (setup.strategy != nullptr) loop.lane.strategies.push_back(strategy);
    LaneChannel channel{.stream = {}, .instruments = BurstMarket::instruments};
    channel.stream.session = BurstMarket::session();
    channel.stream.lines = static_cast<uint32_t>(setup.lines.size());
    channel.stream.repair = setup.repair;
    channel.stream.repair.servers = static_cast<uint32_t>(setup.recovery.rerequest.size());
    channel.stream.snapshot.servers = static_cast<uint32_t>(setup.recovery.snapshot.size());
    channel.stream.snapshot.credentials = {BurstVenue::username(), BurstVenue::password()};
    loop.lane.channels.push_back(channel);
    loop.lane.book_orders_max = 1U << 16;
    // What TypeScript writes before it hands the memory over.
    memory_->instruments = BurstMarket::instruments;
    memory_->strategies = static_cast<uint32_t>(loop.lane.strategies.size());
    memory_->channels = 1;
    memory_->channel[0].lines = channel.stream.lines;
  }
  ~BurstLane() { stop(); }
  BurstLane(const BurstLane&) = delete;
  BurstLane& operator=(const BurstLane&) = delete;

  // Returns when its sockets are open. Empty: good; else why it could not start.
  [[nodiscard]] std::string start() {
    thread_ = std::thread([this] { run(); });
    phase_.wait(Phase::starting);
    return phase_ == Phase::ready ? std::string() : failure_;
  }
  // The lane's last turn, and what it left.
  const BurstEnd& stop() {
    if (thread_.joinable()) {
      boundary::CommandRing& ring = memory_->commands;
      ring.slots[ring.written % boundary::commands_max].kind =
          static_cast<uint32_t>(boundary::CommandKind::stop);
      std::atomic_ref<uint32_t>(ring.written).store(ring.written + 1, std::memory_order_release);
      thread_.join();
    }
    return end_;
  }

  // As published, about once a millisecond.
  [[nodiscard]] uint64_t next_sequence() const noexcept { return observe_word(view().next_sequence); }
  [[nodiscard]] bool is_live() const noexcept {
    return observe_word(view().state) == static_cast<uint32_t>(ChannelState::live);
  }
  // Everything that was published has been applied.
  [[nodiscard]] bool is_whole(uint64_t next) const noexcept { return next_sequence() == next && is_live(); }
  // Lets it turn until nothing that was sent before is left in a socket of up to `turns` batches.
  void settle(uint64_t turns) const {
    boundary::LaneStatus& status = memory_->status;
    const uint64_t old = observe_word(status.turns);  // up to a millisecond old
    while (observe_word(status.turns) == old) std::this_thread::yield();
    const uint64_t until = observe_word(status.turns) + turns;
    while (observe_word(status.turns) < until) std::this_thread::yield();
  }
  // After stop(): the lane's tables.
  [[nodiscard]] boundary::ChannelView& view() const noexcept { return memory_->channel[0]; }
  [[nodiscard]] std::unique_ptr<boundary::LaneMemory> take_memory() noexcept { return std::move(memory_); }
  [[nodiscard]] const std::vector<io::HostGrant>& grants() const noexcept { return grants_; }
  [[nodiscard]] int receive_buffer_bytes() const noexcept { return receive_buffer_bytes_; }

 private:
  enum class Phase : uint8_t { starting, ready, failed };

  void run() {
    if (setup_.on_thread) setup_.on_thread();
    std::vector<StrategyPort*> strategies;
    if (setup_.strategy != nullptr) strategies.push_back(setup_.strategy);
    failure_ = io::run_lane(
        settings_, *memory_, strategies,
        [this](const std::vector<io::HostGrant>& grants, int receive_buffer_bytes) {
          grants_ = grants;
          receive_buffer_bytes_ = receive_buffer_bytes;
          tell(Phase::ready);
        },
        [this](const io::LiveLane& lane) { look_into(lane); });
    if (!failure_.empty()) tell(Phase::failed);
  }
  void tell(Phase phase) {
    phase_ = phase;
    phase_.notify_all();
  }
  void look_into(const io::LiveLane& lane) {
    const ChannelMarket& channel = lane.market().channel(0);
    end_ = {market_.has_orders_of(channel.books()),
            market_.has_trades_of(channel.books()),
            channel.stream().counters(),
            {channel.stream().line(0), channel.stream().line(1)}};
  }

  const BurstMarket& market_;
  BurstLaneSetup setup_;
  io::LaneLoopSettings settings_;
  std::unique_ptr<boundary::LaneMemory> memory_ = std::make_unique<boundary::LaneMemory>();
  std::vector<io::HostGrant> grants_;
  int receive_buffer_bytes_ = 0;
  std::string failure_;
  std::atomic<Phase> phase_{Phase::starting};
  BurstEnd end_;
  std::thread thread_;
};

}  // namespace hotlane::test
