// A seeded day of a lane beside the real exchange, then its backtest from its journal alone: order for order
// and fill for fill the same; and a strategy that is another one is found out, for what it is.
#include <algorithm>
#include <iostream>
#include <optional>

#include "harness.hpp"
#include "journal_log.hpp"
#include "journal_replayed.hpp"
#include "lane/lane_memory.hpp"
#include "lane_with_venue.hpp"
#include "parity/parity_run.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;

constexpr uint64_t days = test::repeats(40);
constexpr uint16_t instruments = 4;
constexpr size_t ring_bytes = 1U << 22;

test::QuotingSettings quoting(uint64_t seed, StrategyId index = 0) {
  return {.index = index,
          .instruments = {0, 1, 2, 3},
          .seed = seed + (uint64_t{index} << 32),
          .fails_at_call = UINT64_MAX,
          .writes_nonsense = true,
          .has_reserves = false,
          .minds_queue = true};
}

// Another's order that the feed does not show, a cent better than the book's best.
void hide_order(test::LaneWithVenue& pair, const boundary::LaneMemory& memory, SeededRandom& random,
                uint32_t number) {
  const auto instrument = static_cast<InstrumentId>(random.below(instruments));
  const boundary::InstrumentView& view = memory.views[instrument];
  if (view.bid_levels == 0 || view.ask_levels == 0) return;
  const bool is_buy = random.below(2) == 0;
  const int64_t price = is_buy ? view.bid_price_ticks[0] + 100 : view.ask_price_ticks[0] - 100;
  wire::ouch50::EnterOrder order{};
  order.type = 'O';
  order.user_ref_num = number;
  order.side = is_buy ? 'B' : 'S';
  order.quantity = 100;
  order.symbol = pair.exchange().symbol(instrument);
  order.price = static_cast<uint64_t>(price);
  order.time_in_force = '0';
  order.display = 'N';
  order.capacity = 'P';
  order.iso_eligibility = 'N';
  order.cross_type = 'N';
  pair.exchange().request(static_cast<uint16_t>(pair.sessions()), std::as_bytes(std::span(&order, 1)),
                          pair.now());
}

// As many as the day has; the first has settings of its own.
struct Strategies {
  Strategies(boundary::LaneMemory& memory, const test::QuotingSettings& first, uint64_t seed,
             uint32_t count) {
    for (StrategyId i = 0; i < count; ++i) {
      its.push_back(std::make_unique<test::QuotingStrategy>(memory, i == 0 ? first : quoting(seed, i)));
      ports.push_back(its.back().get());
    }
  }
  std::vector<std::unique_ptr<test::QuotingStrategy>> its;
  std::vector<StrategyPort*> ports;
};

// Some seconds of trading; its journal.
std::vector<std::byte> play_day(uint64_t seed, test::LaneWithVenueSettings settings = {}) {
  SeededRandom random(seed);
  const auto memory = std::make_unique<boundary::LaneMemory>();
  const Strategies strategies(*memory, quoting(seed), seed, settings.strategies);
  JournalPipe pipe{ring_bytes};
  test::JournalLog log;
  settings.seed = seed;
  settings.instruments = instruments;
  settings.journal = &pipe;
  test::LaneWithVenue pair(settings, *memory, strategies.ports);
  uint32_t hidden = 0;
  const auto turn = [&](uint32_t turns) {
    pair.turn_until(turns, [&] {
      log.drain(pipe);
      if (settings.strangers > 0 && random.below(20) == 0) hide_order(pair, *memory, random, ++hidden);
      return false;
    });
  };
  pair.connect();
  turn(1'000 + random.below(2'000));
  pair.cut_line();
  turn(50);
  pair.connect();
  turn(1'000 + random.below(2'000));
  pair.command(CommandKind::stop);
  pair.turn_until(30'000, [&] {
    log.drain(pipe);
    return pair.lane().is_stopped();
  });
  pair.lane().end_journal(pair.now());
  log.drain(pipe);
  return log.bytes();
}

struct Backtested {
  Backtested(const std::vector<std::byte>& log, const test::QuotingSettings& strategy_settings,
             ParityReason declared = ParityReason::unexplained, std::optional<TimeNs> latency = std::nullopt)
      : memory(std::make_unique<boundary::LaneMemory>()) {
    test::read_log(log, [&](const Record& record) { return recorded.take(record); });
    CHECK(recorded.finish());
    CHECK_EQUAL(recorded.failure(), std::string());
    if (!recorded.settings()) return;
    prepare_lane_memory(recorded.settings()->lane, *memory);
    const auto count = static_cast<uint32_t>(recorded.settings()->lane.strategies.size());
    strategies = std::make_unique<Strategies>(*memory, strategy_settings, strategy_settings.seed, count);
    run = std::make_unique<ParityRun>(recorded, *memory, strategies->ports, nullptr);
    run->declare(0, declared);
    if (latency) run->set_latency(*latency);
    test::read_log(log, [&](const Record& record) { return run->take(record); });
    CHECK(run->finish());
    CHECK_EQUAL(run->failure(), std::string());
  }
  [[nodiscard]] uint64_t of(ParityReason reason) const {
    return static_cast<uint64_t>(std::ranges::count(run->differences(), reason, &ParityDifference::reason));
  }
  void print_first() const {
    for (size_t i = 0; i < std::min<size_t>(run->differences().size(), 3); ++i) {
      const ParityDifference& one = run->differences()[i];
      std::cout << "  " << words_of(one.what) << " of order " << one.order << ": live: " << one.live
                << "; backtest: " << one.backtest << " (" << words_of(one.reason) << ")\n";
    }
  }

  RecordedVenue recorded;
  std::unique_ptr<boundary::LaneMemory> memory;
  std::unique_ptr<Strategies> strategies;
  std::unique_ptr<ParityRun> run;
};

// The first difference is the market's, for that reason; what follows from it has it too, or is an
// estimate's.
void check_root(const Backtested& day, ParityReason reason) {
  if (day.run->differences().empty()) return;
  const ParityDifference& first = day.run->differences()[0];
  CHECK(first.what != ParitySubject::decision && first.reason == reason);
  CHECK(first.order != 0 && first.live != first.backtest);
  CHECK_EQUAL(day.of(reason) + day.of(ParityReason::latency), day.run->differences().size());
}

TEST("a live day and its backtest agree order for order and fill for fill") {
  ParityCounts sums;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    const uint64_t seed = test::seed() + i;
    test::LaneWithVenueSettings settings;
    if (i % 4 == 3) settings.sessions[0].protocol = OrderProtocol::ouch42;
    const Backtested day(play_day(seed, settings), quoting(seed));
    if (day.run == nullptr) return;
    CHECK_EQUAL(day.run->differences().size(), size_t{0});
    CHECK_EQUAL(day.run->counts().orders, day.run->counts().backtest_orders);
    CHECK_EQUAL(day.run->counts().fills, day.run->counts().backtest_fills);
    sums.decisions += day.run->counts().decisions;
    sums.orders += day.run->counts().orders;
    sums.fills += day.run->counts().fills;
    if (test::failures() > 0) {
      day.print_first();
      std::cout << "  replay with --seed " << seed << "\n";
    }
  }
  std::cout << "  " << days << " days: " << sums.decisions << " decisions, " << sums.orders << " orders, "
            << sums.fills << " fills the same\n";
  CHECK(sums.orders > days * 100 && sums.fills > days * 10);
}

// Requests of several strategies, which cross each other, and much of the market at one stamp; and ends of
// runs that the feed did not tell whole.
TEST("a live day at a venue that stalls, with a late feed, and its backtest agree") {
  uint64_t ahead = 0;
  uint64_t answers = 0;
  uint64_t most_at_once = 0;
  uint64_t met_own = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    const uint64_t seed = test::seed() + i;
    test::LaneWithVenueSettings settings;
    settings.strategies = 3;
    settings.stall_turns_max = 40;
    const Backtested day(play_day(seed, settings), quoting(seed));
    if (day.run == nullptr) return;
    CHECK_EQUAL(day.run->differences().size(), size_t{0});
    CHECK_EQUAL(day.run->counts().fills, day.run->counts().backtest_fills);
    ahead += day.run->counts().answers_ahead;
    uint64_t at_once = 0;
    TimeNs stamp = 0;
    for (const RecordedAnswer& answer : day.recorded.answers(0)) {
      ++answers;
      at_once = answer.time_of_day == stamp ? at_once + 1 : 1;
      stamp = answer.time_of_day;
      most_at_once = std::max(most_at_once, at_once);
      met_own += answer.kind == OrderAnswerKind::cancelled && answer.reason == 'Q';
    }
    if (test::failures() > 0) {
      day.print_first();
      std::cout << "  replay with --seed " << seed << "\n";
    }
  }
  std::cout << "  " << answers << " answers, up to " << most_at_once << " at one stamp, " << met_own
            << " orders that met one of ours; " << ahead << " ahead of the feed\n";
  CHECK(most_at_once > 20 && met_own > days && ahead > 0 && ahead * 50 < answers);
}

TEST("a strategy that is another one is found out, and why") {
  const uint64_t seed = test::seed();
  const std::vector<std::byte> log = play_day(seed);
  test::QuotingSettings larger = quoting(seed);
  larger.lot = 60;
  const Backtested with_parameter(log, larger, ParityReason::parameter);
  CHECK(!with_parameter.run->differences().empty());
  CHECK_EQUAL(with_parameter.run->unexplained(), uint64_t{0});
  const ParityDifference& first = with_parameter.run->differences()[0];
  CHECK(first.what == ParitySubject::decision && first.reason == ParityReason::parameter);
  CHECK(first.live != first.backtest);
  // Orders of both kinds are filled, and none is told of that did the same.
  CHECK(with_parameter.run->counts().backtest_fills > 0);
  for (const ParityDifference& one : with_parameter.run->differences()) CHECK(one.live != one.backtest);
  // What nobody declared is not explained.
  const Backtested by_chance(log, quoting(seed + 1));
  CHECK(by_chance.run->unexplained() > 0);
  CHECK_EQUAL(by_chance.run->counts().orders, with_parameter.run->counts().orders);
}

TEST("a backtest at other latencies than that day's says that they are why") {
  const uint64_t seed = test::seed();
  const std::vector<std::byte> log = play_day(seed);
  for (const TimeNs latency : {TimeNs{0}, TimeNs{20'000'000}}) {
    const Backtested day(log, quoting(seed), ParityReason::unexplained, latency);
    CHECK(!day.run->differences().empty());
    CHECK_EQUAL(day.of(ParityReason::latency), day.run->differences().size());
    CHECK(day.run->counts().backtest_orders > 100 && day.run->counts().backtest_fills > 10);
    if (test::failures() > 0) day.print_first();
  }
}

// Hidden orders of another: our orders meet them, and the market model knows nothing of them.
TEST("fills that differ by what the feed does not show are the queue's") {
  uint64_t differing = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    const uint64_t seed = test::seed() + i;
    test::LaneWithVenueSettings settings;
    settings.strangers = 1;
    const Backtested day(play_day(seed, settings), quoting(seed));
    differing += !day.run->differences().empty();
    check_root(day, ParityReason::queue);
    if (test::failures() > 0) {
      day.print_first();
      std::cout << "  replay with --seed " << seed << "\n";
    }
  }
  std::cout << "  " << differing << " of " << days << " days with differences\n";
  CHECK(differing * 2 >= days);
}

// Datagrams that neither line brought and nobody sent again: the books come back by a snapshot, which does
// not tell the queues.
TEST("fills that differ behind a gap of the feed are the missed packets'") {
  uint64_t differing = 0;
  uint64_t gaps = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    const uint64_t seed = test::seed() + i;
    test::LaneWithVenueSettings settings;
    settings.has_bad_lines = true;
    const Backtested day(play_day(seed, settings), quoting(seed));
    gaps += day.recorded.gaps() > 0;
    differing += !day.run->differences().empty();
    check_root(day, ParityReason::missed_packet);
    if (test::failures() > 0) {
      day.print_first();
      std::cout << "  replay with --seed " << seed << "\n";
    }
  }
  std::cout << "  " << gaps << " of " << days << " days with a gap, " << differing << " with differences\n";
  CHECK(differing > 0);
}

TEST("a run that can't be backtested is refused, with words") {
  const auto failure_of = [](const std::vector<std::byte>& log) {
    RecordedVenue recorded;
    test::read_log(log, [&](const Record& record) { return recorded.take(record); });
    return recorded.finish() ? std::string() : recorded.failure();
  };
  test::JournalLog empty;
  CHECK(failure_of(empty.bytes()).find("no settings") != std::string::npos);
  test::JournalLog headless;
  headless.append({static_cast<uint16_t>(LaneRecord::time), 1, {}});
  CHECK(failure_of(headless.bytes()).find("settings do not stand before it") != std::string::npos);
  const std::vector<std::byte> log = play_day(test::seed());
  CHECK_EQUAL(failure_of(log), std::string());
  test::JournalLog going_on =
      test::changed_log(log, LaneRecord::end, 0, [](std::span<std::byte>) { return true; });
  going_on.append({static_cast<uint16_t>(LaneRecord::earlier), 1, {}});
  CHECK(failure_of(going_on.bytes()).find("goes on from an earlier run") != std::string::npos);
}

}  // namespace
