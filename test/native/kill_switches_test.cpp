// Kill switches of a whole lane that trades at a whole venue, seed by seed: what each stops and what it
// leaves alone, at any moment of a session's life, and what is told of how long it took.
#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::KillScope;
using boundary::KillStep;
using test::LaneWithVenue;
using test::QuotingStrategy;

constexpr uint64_t days = test::repeats(120);
constexpr uint16_t instruments = 4;
constexpr uint32_t strategies = 4;
constexpr uint32_t accounts = 2;
constexpr uint32_t patience_turns = 1'000;

std::vector<InstrumentId> all_instruments() {
  std::vector<InstrumentId> all;
  for (uint16_t i = 0; i < instruments; ++i) all.push_back(i);
  return all;
}

// Four strategies on the same instruments, the first and third for one account, the others for another.
struct Day {
  explicit Day(uint64_t day_seed) : memory(std::make_unique<boundary::LaneMemory>()) {
    for (uint32_t i = 0; i < strategies; ++i) {
      makers.push_back(std::make_unique<QuotingStrategy>(
          *memory, test::QuotingSettings{static_cast<StrategyId>(i), all_instruments(), day_seed * 8 + i}));
      ports.push_back(makers.back().get());
    }
    pair.emplace(
        test::LaneWithVenueSettings{
            .seed = day_seed, .instruments = instruments, .strategies = strategies, .accounts = accounts},
        *memory, ports);
  }
  [[nodiscard]] bool connect() {
    pair->connect();
    return pair->turn_until(patience_turns, [this] { return pair->is_session_ready(); });
  }
  [[nodiscard]] uint64_t sent() noexcept {
    const SessionDeskCounts& counts = pair->lane().desk().session(0).counts();
    return counts.enters + counts.replaces;
  }

  std::unique_ptr<boundary::LaneMemory> memory;
  std::vector<std::unique_ptr<QuotingStrategy>> makers;
  std::vector<StrategyPort*> ports;
  std::optional<LaneWithVenue> pair;
};

// A switch, and which orders it is about: written down anew, so that the lane's own way can be held to it.
struct Switch {
  KillScope scope = KillScope::firm;
  int32_t index = 0;

  [[nodiscard]] bool concerns(const Order& order) const noexcept {
    switch (scope) {
      case KillScope::account: return static_cast<int32_t>(order.strategy % accounts) == index;
      case KillScope::strategy: return order.strategy == index;
      case KillScope::instrument: return order.instrument == index;
      default: return true;
    }
  }
  [[nodiscard]] bool is_everything() const noexcept {
    return scope == KillScope::firm || scope == KillScope::lane || scope == KillScope::session;
  }
};

Switch some_switch(SeededRandom& random) {
  const auto below = [&random](uint32_t bound) { return static_cast<int32_t>(random.below(bound)); };
  switch (random.below(6)) {
    case 0: return {KillScope::firm, 0};
    case 1: return {KillScope::lane, 0};
    case 2: return {KillScope::account, below(accounts)};
    case 3: return {KillScope::strategy, below(strategies)};
    case 4: return {KillScope::instrument, below(instruments)};
    default: return {KillScope::session, 0};
  }
}

struct Look {
  uint32_t open = 0;         // that the switch is about
  uint32_t uncancelled = 0;  // of them, without a cancel on its way
  UserRefNum newest = 0;     // of their numbers
};

Look look(Day& day, const Switch& which) {
  Look seen;
  day.pair->lane().desk().session(0).orders().for_each_open([&](const Order& order) {
    if (!which.concerns(order)) return;
    ++seen.open;
    seen.uncancelled += !is_cancelling(order.state);
    seen.newest = std::max({seen.newest, order.user_ref_num, order.pending_user_ref_num});
  });
  return seen;
}

UserRefNum next_number(Day& day) {
  return day.pair->lane().desk().session(0).entry().next_user_ref_num();
}

// From the turn that saw it: each of its orders cancelled, none added, until none is open.
void check_holds(Day& day, const Switch& which, UserRefNum number_at_kill) {
  CHECK_EQUAL(look(day, which).uncancelled, 0U);
  for (uint32_t i = 0; i < patience_turns && look(day, which).open > 0; ++i) {
    day.pair->turn();
    const Look seen = look(day, which);
    CHECK_EQUAL(seen.uncancelled, 0U);
    CHECK(seen.newest < number_at_kill);
  }
  for (uint32_t i = 0; i < 50; ++i) {
    day.pair->turn();
    CHECK_EQUAL(look(day, which).open, 0U);
  }
}

void replay_hint(uint64_t day_seed) {
  if (test::failures() > 0) std::cout << "  replay with --seed " << day_seed << "\n";
}

TEST("a kill switch stops what it names in the turn that sees it, and leaves the rest alone") {
  uint64_t cancelled = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    SeededRandom random(test::seed() + i);
    Day day(test::seed() + i);
    REQUIRE(day.connect());
    day.pair->turn_times(50 + random.below(100));
    const Switch which = some_switch(random);
    CHECK(day.pair->turn_until(patience_turns, [&] { return look(day, which).uncancelled > 1; }));
    day.pair->turn_kill_switch(which.scope, which.index, true);
    day.pair->turn();
    const uint64_t sent = day.sent();
    cancelled += look(day, which).open;
    check_holds(day, which, next_number(day));
    if (which.is_everything()) {
      CHECK_EQUAL(day.sent(), sent);
    } else {
      CHECK(day.sent() > sent);
    }
    day.pair->turn_kill_switch(which.scope, which.index, false);
    CHECK(day.pair->turn_until(patience_turns, [&] { return look(day, which).open > 0; }));
    replay_hint(test::seed() + i);
  }
  std::cout << "  " << days << " days, " << cancelled << " orders cancelled\n";
  CHECK(cancelled > days);
}

TEST("a kill switch holds through a lost line, a login and a replay, whenever it is turned") {
  uint64_t stood = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    SeededRandom random(test::seed() + i);
    Day day(test::seed() + i);
    REQUIRE(day.connect());
    day.pair->turn_times(50 + random.below(100));
    const Switch which = some_switch(random);
    CHECK(day.pair->turn_until(patience_turns, [&] { return look(day, which).uncancelled > 1; }));
    const bool is_before_loss = random.below(4) == 0;
    if (is_before_loss) day.pair->turn_kill_switch(which.scope, which.index, true);
    if (is_before_loss) day.pair->turn_times(random.below(2));
    day.pair->cut_line();
    day.pair->turn_times(random.below(20));
    day.pair->connect();
    day.pair->turn_times(random.below(12));  // somewhere in the login or the replay, or after both
    if (!is_before_loss) day.pair->turn_kill_switch(which.scope, which.index, true);
    const bool was_ready = day.pair->is_session_ready();
    day.pair->turn();
    const UserRefNum number = next_number(day);
    stood += look(day, which).uncancelled;
    if (!was_ready) {
      CHECK(day.pair->turn_until(patience_turns, [&] {
        CHECK(look(day, which).newest < number);
        return day.pair->is_session_ready();
      }));
      day.pair->turn();  // what its last answers told
    }
    check_holds(day, which, number);
    replay_hint(test::seed() + i);
  }
  std::cout << "  " << stood << " orders stood until the session was ready again\n";
  CHECK(stood > 0);
}

TEST("a kill tells what it cancelled, how long that took, and in how many turns") {
  uint64_t cancelled = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    SeededRandom random(test::seed() + i);
    Day day(test::seed() + i);
    REQUIRE(day.connect());
    day.pair->turn_times(50 + random.below(100));
    const Switch which = some_switch(random);
    CHECK(day.pair->turn_until(patience_turns, [&] { return look(day, which).uncancelled > 1; }));
    const auto id = static_cast<uint32_t>(1 + random.below(1'000));
    const boundary::KillView& view = day.memory->kills[id % boundary::kills_max];
    const bool is_away = random.below(4) == 0;
    if (is_away) day.pair->cut_line();
    const uint64_t cancels = day.pair->lane().desk().session(0).counts().cancels;
    day.pair->turn_kill_switch(which.scope, which.index, true, id);
    CHECK_EQUAL(view.step, static_cast<uint32_t>(KillStep::none));
    day.pair->turn();
    CHECK_EQUAL(view.kill_id, id);
    CHECK_EQUAL(view.scope, static_cast<uint32_t>(which.scope));
    CHECK_EQUAL(view.index, which.index);
    if (is_away) {
      CHECK_EQUAL(view.step, static_cast<uint32_t>(KillStep::seen));
      CHECK_EQUAL(view.cancels, 0U);
      REQUIRE(day.connect());
    } else {
      // Some may have been cancelled by their strategy before, or filled in the same turn.
      CHECK(view.orders <= look(day, which).open);
      cancelled += view.orders;
      CHECK(view.cancels >= view.orders);
      CHECK(view.cancels <= day.pair->lane().desk().session(0).counts().cancels - cancels);
    }
    CHECK(day.pair->turn_until(patience_turns,
                               [&] { return view.step == static_cast<uint32_t>(KillStep::sent); }));
    CHECK(view.seen_ns > 0 && view.seen_ns <= view.cancelled_ns && view.cancelled_ns <= view.sent_ns);
    CHECK(!is_away || view.turns > 0);
    day.pair->publish_status();
    CHECK_EQUAL(day.memory->status.kill_switch, which.scope == KillScope::session ? 0U : 1U);
    replay_hint(test::seed() + i);
  }
  CHECK(cancelled > days);
}

TEST("a kill switch that names nothing of the lane changes nothing") {
  Day day(test::seed());
  REQUIRE(day.connect());
  const Switch wrong[] = {{KillScope::account, -1},
                          {KillScope::account, boundary::accounts_max},
                          {KillScope::strategy, strategies},
                          {KillScope::instrument, instruments},
                          {KillScope::session, boundary::sessions_max},
                          {static_cast<KillScope>(99), 0}};
  for (const Switch& which : wrong) day.pair->turn_kill_switch(which.scope, which.index, true, 7);
  day.pair->turn();
  CHECK_EQUAL(day.memory->kills[7].step, static_cast<uint32_t>(KillStep::none));
  const uint64_t sent = day.sent();
  CHECK(day.pair->turn_until(patience_turns, [&] { return day.sent() > sent; }));
}

TEST("turning off a strategy's kill switch does not bring back one that was stopped") {
  Day day(test::seed());
  REQUIRE(day.connect());
  day.pair->turn_kill_switch(KillScope::strategy, 0, true);
  day.pair->command(boundary::CommandKind::stop_strategy, 0);
  day.pair->turn_kill_switch(KillScope::strategy, 0, false);
  day.pair->turn_kill_switch(KillScope::firm, 0, true);
  day.pair->turn_kill_switch(KillScope::firm, 0, false);
  const Switch first{KillScope::strategy, 0};
  CHECK(day.pair->turn_until(patience_turns, [&] { return look(day, first).open == 0; }));
  day.pair->turn_times(100);
  CHECK_EQUAL(look(day, first).open, 0U);
}

}  // namespace
