// The gate inside a whole lane that trades at a whole venue: its exposures are those of the orders and
// positions, limits and stops come by commands, and what switches itself off takes its orders with it.
#include <cstring>

#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;
using test::LaneWithVenue;
using test::QuotingStrategy;

constexpr uint64_t days = test::repeats(60);
constexpr uint16_t instruments = 4;
constexpr uint32_t strategies = 3;
constexpr uint32_t accounts = 2;
constexpr uint32_t patience_turns = 2'000;

struct Day {
  explicit Day(uint64_t day_seed, std::vector<VenueProfile> sessions = {{}})
      : memory(std::make_unique<boundary::LaneMemory>()) {
    for (uint32_t i = 0; i < strategies; ++i) {
      makers.push_back(std::make_unique<QuotingStrategy>(
          *memory, test::QuotingSettings{static_cast<StrategyId>(i), {0, 1, 2, 3}, day_seed * 8 + i}));
      ports.push_back(makers.back().get());
    }
    limits = test::quoting_limits();
    pair.emplace(test::LaneWithVenueSettings{.seed = day_seed,
                                             .instruments = instruments,
                                             .limits = limits,
                                             .strategies = strategies,
                                             .sessions = std::move(sessions),
                                             .accounts = accounts},
                 *memory, ports);
  }
  [[nodiscard]] bool connect() {
    for (SessionId session = 0; session < pair->sessions(); ++session) pair->connect(session);
    return pair->turn_until(patience_turns, [this] { return pair->is_session_ready(); });
  }
  // What TypeScript does to change limits.
  void stage(uint32_t version) {
    limits.version = version;
    memory->staged_limits = limits;
    pair->command(CommandKind::set_limits, 0, static_cast<int32_t>(version));
  }
  void command(CommandKind kind, RiskScope scope, int32_t index, int32_t value = 0) {
    pair->command(kind, index, value);
    boundary::CommandRing& ring = memory->commands;
    ring.slots[(ring.written - 1) % boundary::commands_max].scope = static_cast<uint32_t>(scope);
  }
  [[nodiscard]] const OrderGate& gate() noexcept { return pair->lane().desk().gate(); }
  [[nodiscard]] uint64_t refused(Refusal why) noexcept { return gate().count_of(why); }
  [[nodiscard]] uint32_t open_of(StrategyId strategy) noexcept {
    uint32_t open = 0;
    for (SessionId session = 0; session < pair->sessions(); ++session) {
      pair->lane().desk().session(session).orders().for_each_open(
          [&](const Order& order) { open += order.strategy == strategy ? 1U : 0U; });
    }
    return open;
  }

  LimitSet limits{};
  std::unique_ptr<boundary::LaneMemory> memory;
  std::vector<std::unique_ptr<QuotingStrategy>> makers;
  std::vector<StrategyPort*> ports;
  std::optional<LaneWithVenue> pair;
};

struct OpenShares {
  int64_t buys = 0;
  int64_t sells = 0;
  int64_t orders = 0;
  Money notional = 0;
};

// What an open order can still fill at most, and be worth: written down anew from its own fields.
void add(OpenShares& to, const Order& order) {
  int64_t shares = order.leaves;
  Money notional = int64_t{order.leaves} * order.price_ticks;
  if (order.pending_user_ref_num != 0) {
    // What was cut off an order is no part of a replaced quantity (ouch50.md, Replace).
    const int64_t used = int64_t{order.filled} - order.broken + order.prevented;
    const int64_t pending = std::max<int64_t>(int64_t{order.pending_quantity} - used, 0);
    shares = std::max(shares, pending);
    notional = std::max(notional, pending * order.pending_price_ticks);
  }
  (order.side == Side::buy ? to.buys : to.sells) += shares;
  to.notional += notional;
  ++to.orders;
}

void check_equal_to_orders(Day& day) {
  for (StrategyId strategy = 0; strategy < strategies; ++strategy) {
    OpenShares all;
    for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
      OpenShares open;
      for (SessionId session = 0; session < day.pair->sessions(); ++session) {
        day.pair->lane().desk().session(session).orders().for_each_open([&](const Order& order) {
          if (order.strategy == strategy && order.instrument == instrument) add(open, order);
        });
      }
      const ExposureCell& cell = day.gate().cell(strategy, instrument);
      CHECK_EQUAL(cell.net, static_cast<int64_t>(day.memory->frames[strategy].positions[instrument].net));
      CHECK_EQUAL(cell.open(Side::buy), open.buys);
      CHECK_EQUAL(cell.open(Side::sell), open.sells);
      all.orders += open.orders;
      all.notional += open.notional;
    }
    const Budget& budget = day.gate().strategy(strategy).budget;
    CHECK_EQUAL(budget.used_of(BudgetLine::open_orders), all.orders);
    CHECK_EQUAL(budget.used_of(BudgetLine::open_notional), all.notional);
  }
}

TEST(
    "a lane's gate holds what the orders and positions hold, at any moment of any day, lost lines included") {
  uint64_t compared = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    SeededRandom random(test::seed() + i);
    Day day(test::seed() + i, i % 2 == 0 ? std::vector<VenueProfile>{{}} : std::vector<VenueProfile>{{}, {}});
    REQUIRE(day.connect());
    for (uint32_t turn = 0; turn < 600 && test::failures() == 0; ++turn) {
      if (random.below(200) == 0) {
        const auto session = static_cast<SessionId>(random.below(day.pair->sessions()));
        day.pair->cut_line(session);
        day.pair->connect(session);
      }
      day.pair->turn();
      check_equal_to_orders(day);
      compared += day.gate().firm().budget.used_of(BudgetLine::open_orders) > 0 ? 1U : 0U;
    }
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
  }
  std::cout << "  " << days << " days, " << compared << " comparisons with open orders\n";
  CHECK(compared > days * 200);
}

TEST("limits that are staged hold from the turn that takes them, and no others do") {
  Day day(test::seed());
  REQUIRE(day.connect());
  day.pair->turn_times(50);
  for (ScopeLimits& its : day.limits.strategies) its.open_orders_max = 0;
  day.limits.version = 7;
  day.memory->staged_limits = day.limits;
  day.pair->command(CommandKind::set_limits, 0, 8);
  day.pair->turn();
  CHECK_EQUAL(day.memory->risk.limits_refused, 1U);
  CHECK(day.gate().version() != 7);
  day.stage(7);
  day.pair->turn();
  CHECK_EQUAL(day.memory->risk.limits_version, 7U);
  CHECK_EQUAL(day.pair->record().count_of(boundary::EventKind::limits), uint64_t{1});
  const uint64_t refused = day.refused(Refusal::open_orders_max);
  day.pair->turn_times(200);
  CHECK(day.refused(Refusal::open_orders_max) > refused);
  CHECK_EQUAL(day.memory->risk.limits_refused, 1U);
}

TEST("a loss beyond its limit cancels what the strategy has open, and only it, until it is re-armed") {
  for (uint64_t i = 0; i < days / 4 + 1 && test::failures() == 0; ++i) {
    Day day(test::seed() + i);
    REQUIRE(day.connect());
    day.limits.strategies[1].loss_max = 0;
    day.limits.strategies[1].loss_stops = 1;
    day.stage(7);
    REQUIRE(day.pair->turn_until(patience_turns * 4,
                                 [&] { return (day.gate().strategy(1).stops & stop::loss) != 0; }));
    REQUIRE(day.pair->turn_until(50, [&] { return day.open_of(1) == 0; }));
    CHECK_EQUAL(day.pair->record().count_of(boundary::EventKind::trip), uint64_t{1});
    const uint64_t refused = day.refused(Refusal::loss_day);
    for (uint32_t turn = 0; turn < 300; ++turn) {
      day.pair->turn();
      CHECK_EQUAL(day.open_of(1), 0U);
    }
    CHECK(day.refused(Refusal::loss_day) > refused);
    CHECK(day.open_of(0) + day.open_of(2) > 0);
    day.limits.strategies[1].loss_max = no_money_limit;
    day.stage(8);
    day.command(CommandKind::rearm, RiskScope::strategy, 1);
    CHECK(day.pair->turn_until(patience_turns, [&] { return day.open_of(1) > 0; }));
  }
}

TEST("a trip that is told from elsewhere stops an account here, and takes its orders with it") {
  Day day(test::seed());
  REQUIRE(day.connect());
  day.limits.accounts[0].loss_stops = 1;
  day.stage(7);
  REQUIRE(day.pair->turn_until(patience_turns, [&] { return day.open_of(0) > 0 && day.open_of(1) > 0; }));
  day.command(CommandKind::trip, RiskScope::account, 0, static_cast<int32_t>(Refusal::loss_day));
  // Strategies 0 and 2 trade for it.
  REQUIRE(day.pair->turn_until(50, [&] { return day.open_of(0) + day.open_of(2) == 0; }));
  day.pair->turn_times(200);
  CHECK_EQUAL(day.open_of(0) + day.open_of(2), 0U);
  CHECK(day.pair->turn_until(patience_turns, [&] { return day.open_of(1) > 0; }));
  day.command(CommandKind::rearm, RiskScope::account, 0);
  CHECK(day.pair->turn_until(patience_turns, [&] { return day.open_of(0) > 0; }));
}

TEST("a strategy that may only reduce never makes its positions larger") {
  Day day(test::seed());
  REQUIRE(day.connect());
  day.pair->turn_times(400);
  day.command(CommandKind::reduce_only, RiskScope::strategy, 0, 1);
  day.pair->turn();
  // What was open before may still fill.
  day.pair->turn_kill_switch(boundary::KillScope::strategy, 0, true);
  REQUIRE(day.pair->turn_until(200, [&] { return day.open_of(0) == 0; }));
  day.pair->turn_kill_switch(boundary::KillScope::strategy, 0, false);
  std::array<int64_t, instruments> sizes{};
  const auto size_of = [&](InstrumentId instrument) { return std::abs(day.gate().cell(0, instrument).net); };
  for (InstrumentId each = 0; each < instruments; ++each) sizes[each] = size_of(each);
  for (uint32_t turn = 0; turn < 1'000; ++turn) {
    day.pair->turn();
    for (InstrumentId each = 0; each < instruments; ++each) {
      CHECK(size_of(each) <= sizes[each]);
      sizes[each] = size_of(each);
    }
  }
  CHECK(day.refused(Refusal::reduce_only) > 0);
}

TEST("without a sign of life of the main thread nothing new leaves, and with the next one it does") {
  Day day(test::seed());
  REQUIRE(day.connect());
  day.limits.market.control_patience_ns = 20 * LaneWithVenue::turn_ns;
  day.stage(7);
  day.pair->turn_times(100);
  const uint64_t lost = day.refused(Refusal::control_lost);
  CHECK(lost > 0);
  const auto sent = [&day] {
    const SessionDeskCounts& counts = day.pair->lane().desk().session(0).counts();
    return counts.enters + counts.replaces;
  };
  const uint64_t before = sent();
  day.pair->turn_times(100);
  CHECK_EQUAL(sent(), before);
  for (uint32_t turn = 0; turn < 200; ++turn) {
    if (turn % 10 == 0) day.pair->command(CommandKind::control);
    day.pair->turn();
  }
  CHECK(sent() > before);
}

}  // namespace
