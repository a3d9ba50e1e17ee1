// The whole lane against a whole venue, seed by seed: sessions, market data, orders, fills, replaces,
// cancels, the kill switch, lost connections, a strategy that throws, the stop. At the end the lane's orders
// and positions must be what the venue's own ledger says.
#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;
using test::LaneWithVenue;
using test::QuotingStrategy;

constexpr uint64_t days = test::repeats(120);
constexpr uint64_t days_stopped_in_trouble = days / 6;
constexpr uint16_t instruments = 4;
// Long enough for every answer to come back through a line that carries a few bytes a turn.
constexpr uint32_t patience_turns = 500;

// A lane with two strategies on the same instruments, the second of which throws at some call.
struct Day {
  explicit Day(uint64_t day_seed, uint64_t fails_at_call = UINT64_MAX)
      : memory(std::make_unique<boundary::LaneMemory>()),
        steady(*memory, {0, all_instruments(), day_seed * 2}),
        throwing(*memory, {1, all_instruments(), day_seed * 2 + 1, fails_at_call}),
        ports{&steady, &throwing},
        pair({.seed = day_seed, .instruments = instruments, .strategies = 2}, *memory, ports) {}

  static std::vector<InstrumentId> all_instruments() {
    std::vector<InstrumentId> all;
    for (uint16_t i = 0; i < instruments; ++i) all.push_back(i);
    return all;
  }
  [[nodiscard]] uint64_t sent() noexcept {
    const SessionDeskCounts& counts = pair.lane().desk().session(0).counts();
    return counts.enters + counts.replaces;
  }
  [[nodiscard]] bool connect() {
    pair.connect();
    return pair.turn_until(patience_turns, [this] { return pair.is_session_ready(); });
  }
  [[nodiscard]] bool stop() {
    pair.command(CommandKind::stop);
    return pair.turn_until(patience_turns, [this] { return pair.lane().is_stopped(); });
  }

  std::unique_ptr<boundary::LaneMemory> memory;
  QuotingStrategy steady;
  QuotingStrategy throwing;
  std::array<StrategyPort*, 2> ports;
  LaneWithVenue pair;
};

bool is_same_end(const test::RecordedOrder& ours, venue::LedgerState theirs) {
  switch (theirs) {
    case venue::LedgerState::live: return !ours.is_replaced && !is_done(ours.state);
    case venue::LedgerState::filled: return !ours.is_replaced && ours.state == OrderState::filled;
    case venue::LedgerState::cancelled: return !ours.is_replaced && ours.state == OrderState::cancelled;
    case venue::LedgerState::replaced: return ours.is_replaced;
    case venue::LedgerState::rejected: return ours.state == OrderState::rejected;
  }
  return false;
}

void check_orders(const Day& day) {
  const auto& ours = day.pair.record().orders();
  const venue::VenueLedger& ledger = day.pair.ledger();
  for (const venue::LedgerOrder& theirs : ledger.orders()) {
    const auto found = ours.find(theirs.user_ref_num);
    REQUIRE(found != ours.end());
    const test::RecordedOrder& order = found->second;
    CHECK_EQUAL(order.instrument, theirs.instrument);
    CHECK_EQUAL(static_cast<int>(order.side), static_cast<int>(theirs.side));
    CHECK_EQUAL(order.price_ticks, theirs.price_ticks);
    CHECK_EQUAL(order.executed, theirs.executed);
    CHECK_EQUAL(order.executed_notional, theirs.executed_notional);
    CHECK(is_same_end(order, theirs.state));
  }
  for (const auto& [number, order] : ours) {
    if (ledger.find(number) != nullptr) continue;
    CHECK(order.state == OrderState::never_received || order.state == OrderState::rejected);
    CHECK_EQUAL(order.executed, Quantity{0});
  }
}

void check_positions(const Day& day) {
  for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
    double net = 0;
    double cash = 0;  // whole ticks x shares, far below 2^53
    for (StrategyId strategy = 0; strategy < day.ports.size(); ++strategy) {
      const boundary::PositionView& view = day.memory->frames[strategy].positions[instrument];
      net += view.net;
      cash += view.realised - view.open_notional;
      CHECK_EQUAL(view.open_buy, 0);
      CHECK_EQUAL(view.open_sell, 0);
    }
    Money flowed = 0;
    for (const venue::LedgerOrder& order : day.pair.ledger().orders()) {
      if (order.instrument == instrument) flowed -= sign_of(order.side) * order.executed_notional;
    }
    CHECK_EQUAL(net, static_cast<double>(day.pair.ledger().net(instrument)));
    CHECK_EQUAL(cash, static_cast<double>(flowed));
  }
}

// The gate reckons for itself, from the updates that it is told: at any time the same as the positions.
void check_gate(Day& day) {
  const OrderGate& gate = day.pair.lane().desk().gate();
  for (StrategyId strategy = 0; strategy < day.ports.size(); ++strategy) {
    for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
      const boundary::PositionView& view = day.memory->frames[strategy].positions[instrument];
      const ExposureCell& cell = gate.cell(strategy, instrument);
      CHECK_EQUAL(static_cast<double>(cell.net), view.net);
      CHECK_EQUAL(static_cast<double>(cell.open(Side::buy)), view.open_buy);
      CHECK_EQUAL(static_cast<double>(cell.open(Side::sell)), view.open_sell);
    }
  }
  CHECK_EQUAL(gate.firm().budget.used_of(BudgetLine::open_orders), int64_t{day.pair.open_orders()});
}

void check_counters(Day& day) {
  using boundary::EventKind;
  day.pair.publish_status();
  const boundary::LaneStatus& status = day.memory->status;
  CHECK_EQUAL(status.open, uint64_t{0});
  CHECK_EQUAL(status.sent, status.enters + status.replaces);
  CHECK_EQUAL(status.fills, day.pair.record().count_of(EventKind::fill));
  CHECK_EQUAL(status.refused, day.pair.record().count_of(EventKind::refusal));
  CHECK_EQUAL(status.answers_malformed, uint64_t{0});
  CHECK_EQUAL(status.answers_unmatched, uint64_t{0});
  CHECK_EQUAL(status.book_errors, uint64_t{0});
  CHECK_EQUAL(status.lost, uint64_t{0});
  CHECK_EQUAL(status.malformed, uint64_t{0});
  CHECK_EQUAL(status.messages, day.pair.exchange().packets().next_sequence() - 1);
  CHECK_EQUAL(status.strategy_calls, day.steady.calls() + day.throwing.calls());
  CHECK_EQUAL(day.memory->events.dropped, 0U);
  CHECK_EQUAL(day.memory->histograms[static_cast<size_t>(boundary::Stage::tick_to_trade)].count,
              status.caused_by_packet);
  CHECK_EQUAL(day.steady.breaches(), uint64_t{0});
  CHECK_EQUAL(day.throwing.breaches(), uint64_t{0});
}

// Open orders, of one strategy or of all, that no cancel is on its way for.
uint32_t uncancelled(Day& day, std::optional<StrategyId> strategy = std::nullopt) {
  uint32_t count = 0;
  day.pair.lane().desk().session(0).orders().for_each_open([&](const Order& order) {
    if (strategy && order.strategy != *strategy) return;
    count += order.state != OrderState::pending_cancel;
  });
  return count;
}

void check_kill_switch(Day& day) {
  CHECK(day.pair.turn_until(patience_turns, [&] { return uncancelled(day) > 0; }));
  day.pair.command(CommandKind::kill_switch, 0, 1);
  day.pair.turn();
  CHECK_EQUAL(uncancelled(day), 0U);  // in the same turn
  const uint64_t sent = day.sent();
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.pair.open_orders() == 0; }));
  day.pair.turn_times(20);
  CHECK_EQUAL(day.sent(), sent);
  day.pair.command(CommandKind::kill_switch, 0, 0);
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.sent() > sent; }));
}

void check_lost_line(Day& day, uint32_t turns_down) {
  day.pair.cut_line();
  const uint64_t sent = day.sent();
  day.pair.turn_times(turns_down);
  CHECK(!day.pair.is_session_ready());
  CHECK_EQUAL(day.sent(), sent);
  CHECK(day.connect());
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.sent() > sent; }));
}

void check_thrown(Day& day) {
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.throwing.has_failed(); }));
  CHECK_EQUAL(day.memory->frames[1].state, static_cast<int32_t>(boundary::StrategyState::failed));
  CHECK_EQUAL(uncancelled(day, StrategyId{1}), 0U);  // in the same turn
  const auto open_of_thrower = [&] {
    uint32_t open = 0;
    day.pair.lane().desk().session(0).orders().for_each_open(
        [&](const Order& order) { open += order.strategy == 1; });
    return open;
  };
  CHECK(day.pair.turn_until(patience_turns, [&] { return open_of_thrower() == 0; }));
  const uint64_t sent = day.sent();
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.sent() > sent; }));
  CHECK_EQUAL(open_of_thrower(), 0U);  // what goes on is the other's
}

struct Played {
  uint64_t events_hash = 0;
  uint64_t fills = 0;
  uint64_t replaced = 0;
  uint64_t never_received = 0;
  uint64_t refused = 0;
};

Played play(uint64_t day_seed) {
  SeededRandom random(day_seed);
  const auto some_turns = [&random] { return 100 + random.below(200); };
  Day day(day_seed, 500 + random.below(1'500));
  day.pair.turn_times(random.below(50));  // market data before there is a session
  CHECK_EQUAL(day.sent(), uint64_t{0});
  CHECK(day.connect());
  day.pair.turn_times(some_turns());
  check_gate(day);
  check_kill_switch(day);
  day.pair.turn_times(some_turns());
  check_gate(day);
  check_lost_line(day, random.below(50));
  check_gate(day);
  day.pair.turn_times(random.below(20));
  check_lost_line(day, random.below(5));
  check_thrown(day);
  day.pair.turn_times(some_turns());
  CHECK(day.stop());
  CHECK_EQUAL(day.steady.stops(), uint64_t{1});
  CHECK_EQUAL(day.throwing.stops(), uint64_t{0});
  CHECK(day.pair.turn_until(patience_turns, [&] { return !day.pair.is_line_up(); }));  // logged out
  check_orders(day);
  check_positions(day);
  check_gate(day);
  check_counters(day);
  const boundary::LaneStatus& status = day.memory->status;
  return {day.pair.record().hash(), status.fills, status.replaced, status.never_received, status.refused};
}

TEST("a lane's orders and positions equal the venue's ledger after any day") {
  Played sum;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    const Played played = play(test::seed() + i);
    CHECK(played.fills > 0);
    sum.fills += played.fills;
    sum.replaced += played.replaced;
    sum.never_received += played.never_received;
    sum.refused += played.refused;
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
  }
  std::cout << "  " << days << " days: " << sum.fills << " fills, " << sum.replaced << " replaced, "
            << sum.never_received << " never received, " << sum.refused << " refused\n";
  // Else the days did not show what they are for.
  CHECK(sum.replaced > days * 10);
  CHECK(sum.never_received > days / 10);
  CHECK(sum.refused > days);
}

TEST("a lane's day is the same from the same seed, event by event") {
  for (uint64_t i = 0; i < 1 + days / 60; ++i) {
    const uint64_t first = play(test::seed() + i).events_hash;
    CHECK_EQUAL(first, play(test::seed() + i).events_hash);
    CHECK(first != play(test::seed() + i + 1).events_hash);
  }
}

TEST("a lane that stops while the venue is away gives its orders up when its patience ends") {
  Day day(test::seed());
  REQUIRE(day.connect());
  REQUIRE(day.pair.turn_until(patience_turns, [&] { return day.pair.open_orders() > 0; }));
  day.pair.cut_line();
  const uint32_t open = day.pair.open_orders();
  day.pair.command(CommandKind::stop);
  day.pair.turn();
  const TimeNs begun = day.pair.now();
  CHECK(!day.pair.lane().is_stopped());
  day.pair.quiet_market();
  CHECK(day.pair.turn_until(10'000, [&] { return day.pair.lane().is_stopped(); }));
  CHECK_EQUAL(day.pair.now() - begun, Lane<test::LookCounter>::stop_patience_away_ns);
  CHECK_EQUAL(day.memory->status.open, uint64_t{open});
}

TEST("a lane that stops with its line just lost cancels everything once the line is back") {
  for (uint64_t i = 0; i < days_stopped_in_trouble; ++i) {
    Day day(test::seed() + i);
    REQUIRE(day.connect());
    day.pair.turn_times(100);
    day.pair.cut_line();
    day.pair.connect();
    CHECK(day.stop());
    CHECK(day.pair.turn_until(patience_turns, [&] { return !day.pair.is_line_up(); }));
    check_orders(day);
    check_positions(day);
    check_counters(day);
  }
}

}  // namespace
