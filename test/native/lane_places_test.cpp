// The places of a lane's strategies over seeded days at a whole venue: strategies are submitted, in shadow or
// live, replaced, let go live and withdrawn at any moment, and the lane keeps what it promises of them. Each
// day's journal is run again to the bit.
#include <array>
#include <memory>
#include <vector>

#include "harness.hpp"
#include "journal_log.hpp"
#include "journal_replayed.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;
using boundary::StrategyState;

constexpr uint64_t days = test::repeats(40);
constexpr uint16_t instruments = 4;
constexpr uint32_t places = 3;  // the first is taken from the start
constexpr uint32_t patience_turns = 1'000;
constexpr size_t ring_bytes = 1U << 22;

// Looks, at its first call, whether the one before has still something open.
class WatchingStrategy final : public StrategyPort {
 public:
  WatchingStrategy(boundary::LaneMemory& memory, const test::QuotingSettings& settings)
      : its_(memory, settings), memory_(memory), place_(settings.index) {}

  [[nodiscard]] StrategyInterests interests() const noexcept override { return its_.interests(); }
  CallResult on_start() noexcept override {
    for (uint16_t i = 0; i < instruments; ++i) {
      const boundary::PositionView& position = memory_.frames[place_].positions[i];
      open_at_start_ += position.open_buy + position.open_sell;
    }
    return its_.on_start();
  }
  CallResult on_book(InstrumentId instrument) noexcept override { return its_.on_book(instrument); }
  CallResult on_trade() noexcept override { return its_.on_trade(); }
  CallResult on_order() noexcept override {
    const boundary::OrderUpdateSlot& update = memory_.frames[place_].update;
    if (update.last_quantity > 0) {
      net_[static_cast<size_t>(update.instrument)] +=
          (update.side == 0 ? 1 : -1) * int64_t{update.last_quantity};
    }
    return its_.on_order();
  }
  CallResult on_timer() noexcept override { return its_.on_timer(); }
  CallResult on_status() noexcept override { return its_.on_status(); }
  CallResult on_stop() noexcept override { return its_.on_stop(); }

  [[nodiscard]] uint64_t calls() const noexcept { return its_.calls(); }
  [[nodiscard]] double open_at_start() const noexcept { return open_at_start_; }
  // As its fills say.
  [[nodiscard]] int64_t net(size_t instrument) const noexcept { return net_[instrument]; }

 private:
  test::QuotingStrategy its_;
  boundary::LaneMemory& memory_;
  StrategyId place_;
  double open_at_start_ = 0;
  std::array<int64_t, instruments> net_{};
};

// What people submit: made beforehand, for a lane's calls allocate nothing, and kept, to be looked at when it
// is there no more.
class Submissions final : public StrategySource {
 public:
  Submissions(boundary::LaneMemory& memory, uint64_t seed) : random_(seed) {
    for (uint16_t place = 0; place < places; ++place) {
      for (uint32_t i = 0; i < submissions_max; ++i) {
        const auto its_seed = static_cast<uint64_t>(random_.below(1U << 30));
        made_[place].push_back(std::make_unique<WatchingStrategy>(
            memory, test::QuotingSettings{.index = place, .instruments = {0, 1, 2, 3}, .seed = its_seed}));
      }
    }
  }

  [[nodiscard]] Installation take(uint16_t place) noexcept override {
    const uint32_t next = taken_[place]++;
    if (next == submissions_max || random_.below(8) == 0) return {};  // it could not be made
    newest_ = made_[place][next].get();
    return {newest_, random_.below(4) == 0};
  }
  [[nodiscard]] uint64_t taken() const noexcept { return taken_[0] + taken_[1] + taken_[2]; }
  // The last one that was put anywhere.
  [[nodiscard]] const WatchingStrategy& newest() const noexcept { return *newest_; }

 private:
  static constexpr uint32_t submissions_max = 16;

  SeededRandom random_;
  std::array<std::vector<std::unique_ptr<WatchingStrategy>>, places> made_;
  std::array<uint32_t, places> taken_{};
  WatchingStrategy* newest_ = nullptr;
};

struct Day {
  explicit Day(uint64_t seed)
      : random(seed),
        memory(std::make_unique<boundary::LaneMemory>()),
        source(*memory, seed + 1),
        first(std::make_unique<WatchingStrategy>(
            *memory, test::QuotingSettings{.index = 0, .instruments = {0, 1, 2, 3}, .seed = seed + 2})),
        ports{first.get(), nullptr, nullptr},
        pair({.seed = seed, .instruments = instruments, .strategies = places, .journal = &pipe}, *memory,
             ports) {
    pair.lane().supply(&source);
  }

  [[nodiscard]] StrategyState state(uint32_t place) const {
    return static_cast<StrategyState>(memory->frames[place].state);
  }
  [[nodiscard]] uint64_t open_of(uint32_t place) {
    uint64_t open = 0;
    for (uint16_t i = 0; i < instruments; ++i) {
      const Exposure& its = pair.lane().desk().positions().of(static_cast<StrategyId>(place), i).exposure;
      open += static_cast<uint64_t>(its.open_buy + its.open_sell);
    }
    return open;
  }
  [[nodiscard]] uint64_t sent_by(uint32_t place) const {
    uint64_t sent = 0;
    for (const auto& [token, order] : pair.record().orders()) sent += order.strategy == place;
    return sent;
  }
  void turns(uint32_t count) {
    pair.turn_until(count, [this] {
      log.drain(pipe);
      return false;
    });
  }
  // It shows the position that its own fills make.
  void check_shadow(uint32_t place, const WatchingStrategy& its) {
    for (uint16_t i = 0; i < instruments; ++i) {
      const auto shown = static_cast<int64_t>(memory->frames[place].positions[i].net);
      CHECK_EQUAL(shown, its.net(i));
      CHECK_EQUAL(pair.lane().shadow().positions().of(static_cast<StrategyId>(place), i).exposure.net, shown);
    }
  }

  SeededRandom random;
  std::unique_ptr<boundary::LaneMemory> memory;
  Submissions source;
  std::unique_ptr<WatchingStrategy> first;
  std::vector<StrategyPort*> ports;
  JournalPipe pipe{ring_bytes};
  test::JournalLog log;
  test::LaneWithVenue pair;
};

void act(Day& day) {
  const auto place = static_cast<int32_t>(day.random.below(places));
  switch (day.random.below(4)) {
    case 0: return day.pair.command(CommandKind::install_strategy, place, 0);
    case 1: return day.pair.command(CommandKind::install_strategy, place, 1);
    case 2: return day.pair.command(CommandKind::trade_live, place);
    default: return day.pair.command(CommandKind::stop_strategy, place);
  }
}

TEST("any submissions, at any time: the journal of the day runs again to the bit, and nothing is left open") {
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    Day day(test::seed() + i);
    day.pair.connect();
    CHECK(day.pair.turn_until(patience_turns, [&] { return day.pair.is_session_ready(); }));
    for (int part = 0; part < 12; ++part) {
      day.turns(day.random.below(600));
      act(day);
    }
    day.turns(200);
    day.pair.command(CommandKind::stop);
    CHECK(day.pair.turn_until(30'000, [&] {
      day.log.drain(day.pipe);
      return day.pair.lane().is_stopped();
    }));
    CHECK_EQUAL(day.pair.open_orders(), 0U);
    day.pair.lane().end_journal(day.pair.now());
    day.log.drain(day.pipe);
    JournalReplay again;
    test::check_same(day.pair, *day.memory, day.log.bytes(), again);
  }
}

TEST("what is in shadow sends nothing, and has the position that its fills make") {
  uint64_t fills = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    Day day(test::seed() + i);
    day.pair.connect();
    CHECK(day.pair.turn_until(patience_turns, [&] { return day.pair.is_session_ready(); }));
    day.pair.command(CommandKind::install_strategy, 1, 0);
    day.turns(2);
    if (day.state(1) != StrategyState::shadow) continue;  // it could not be made
    day.turns(2'000);
    const WatchingStrategy& its = day.source.newest();
    CHECK(its.calls() > 0);
    CHECK_EQUAL(day.sent_by(1), 0U);
    CHECK(day.memory->frames[1].shadow_orders > 0);
    fills += day.memory->frames[1].shadow_fills;
    day.pair.turn_until(4, [&] { return !day.pair.lane().shadow().has_updates(); });
    day.check_shadow(1, its);

    day.pair.command(CommandKind::trade_live, 1);
    day.turns(200);
    CHECK_EQUAL(static_cast<int>(day.state(1)), static_cast<int>(StrategyState::running));
    CHECK(day.sent_by(1) > 0);
  }
  CHECK(fills > 0);
}

TEST("one that takes another's place live begins when nothing of the other is open, or goes on with it") {
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    Day day(test::seed() + i);
    day.pair.connect();
    CHECK(day.pair.turn_until(patience_turns, [&] { return day.pair.is_session_ready(); }));
    day.turns(200 + day.random.below(400));
    const uint64_t calls = day.first->calls();
    day.pair.command(CommandKind::install_strategy, 0, 1);
    day.turns(200);
    // It had its last call.
    CHECK(day.first->calls() <= calls + 64);
    const uint64_t last_calls = day.first->calls();
    if (day.state(0) == StrategyState::idle) {
      CHECK_EQUAL(day.open_of(0), 0U);
    } else {
      CHECK_EQUAL(static_cast<int>(day.state(0)), static_cast<int>(StrategyState::running));
      CHECK(day.source.newest().calls() > 0);
    }
    day.turns(200);
    CHECK_EQUAL(day.first->calls(), last_calls);
    day.pair.command(CommandKind::stop_strategy, 0);
    CHECK(day.pair.turn_until(patience_turns, [&] { return day.open_of(0) == 0; }));
  }
}

TEST("a command for a place that is not there changes nothing") {
  Day day(1);
  day.turns(10);
  for (const int32_t index : {-1, 3, 7, 1 << 30}) {
    day.pair.command(CommandKind::install_strategy, index, 1);
    day.pair.command(CommandKind::trade_live, index);
    day.pair.command(CommandKind::stop_strategy, index);
  }
  day.turns(10);
  CHECK_EQUAL(day.source.taken(), 0U);
  CHECK_EQUAL(static_cast<int>(day.state(0)), static_cast<int>(StrategyState::running));
  CHECK_EQUAL(static_cast<int>(day.state(1)), static_cast<int>(StrategyState::idle));
}

}  // namespace
