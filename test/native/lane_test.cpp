// The whole lane against a whole venue, seed by seed: one to four sessions of either protocol, two accounts,
// market data, orders, fills, replaces, cancels, the kill switch, lost connections, a strategy that throws,
// the stop. At the end the lane's orders and positions must be what the venue's own ledger says, session by
// session.
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

// The days take turns.
std::vector<VenueProfile> sessions_of(uint64_t day_seed) {
  const VenueProfile newer{};
  const VenueProfile older{.protocol = OrderProtocol::ouch42};
  const VenueProfile oldest{.protocol = OrderProtocol::ouch42, .has_customer_type = false};
  switch (day_seed % 4) {
    case 0: return {newer};
    case 1: return {older};
    case 2: return {newer, oldest};
    default: return {older, newer, oldest, newer};
  }
}

// A lane with two strategies on the same instruments, each with an account of its own, the second of which
// throws at some call.
struct Day {
  explicit Day(uint64_t day_seed, uint64_t fails_at_call = UINT64_MAX)
      : memory(std::make_unique<boundary::LaneMemory>()),
        steady(*memory, {0, all_instruments(), day_seed * 2}),
        throwing(*memory, {1, all_instruments(), day_seed * 2 + 1, fails_at_call}),
        ports{&steady, &throwing},
        pair({.seed = day_seed,
              .instruments = instruments,
              .strategies = 2,
              .sessions = sessions_of(day_seed),
              .accounts = 2},
             *memory, ports) {}

  static std::vector<InstrumentId> all_instruments() {
    std::vector<InstrumentId> all;
    for (uint16_t i = 0; i < instruments; ++i) all.push_back(i);
    return all;
  }
  [[nodiscard]] uint64_t sent() noexcept {
    uint64_t sum = 0;
    for (SessionId session = 0; session < pair.sessions(); ++session) sum += sent_by(session);
    return sum;
  }
  [[nodiscard]] uint64_t sent_by(SessionId session) noexcept {
    const SessionDeskCounts& counts = pair.lane().desk().session(session).counts();
    return counts.enters + counts.replaces;
  }
  [[nodiscard]] bool connect() {
    for (SessionId session = 0; session < pair.sessions(); ++session) pair.connect(session);
    return pair.turn_until(patience_turns, [this] { return pair.is_session_ready(); });
  }
  void cut_all() {
    for (SessionId session = 0; session < pair.sessions(); ++session) pair.cut_line(session);
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

// Our number of an order in the venue's ledger: an OUCH 4.2 account counts for itself.
uint32_t number_of(const venue::LedgerOrder& order) {
  if (order.token.text().empty()) return order.user_ref_num;
  const auto name = parse_token(order.token);
  return name ? name->number : 0;
}

void check_orders_of(const Day& day, SessionId session) {
  const auto& ours = day.pair.record().orders(session);
  std::set<uint32_t> known;
  for (const venue::LedgerOrder& theirs : day.pair.ledger(session).orders()) {
    const auto found = ours.find(number_of(theirs));
    REQUIRE(found != ours.end());
    CHECK(known.insert(found->first).second);
    const test::RecordedOrder& order = found->second;
    CHECK_EQUAL(order.instrument, theirs.instrument);
    CHECK_EQUAL(order.instrument % day.pair.sessions(), session);
    CHECK(theirs.firm == LaneWithVenue::firm_of(order.strategy));
    CHECK_EQUAL(static_cast<int>(order.side), static_cast<int>(theirs.side));
    CHECK_EQUAL(order.price_ticks, theirs.price_ticks);
    CHECK_EQUAL(order.executed, theirs.executed);
    CHECK_EQUAL(order.executed_notional, theirs.executed_notional);
    CHECK(is_same_end(order, theirs.state));
  }
  for (const auto& [number, order] : ours) {
    if (known.contains(number)) continue;
    CHECK(order.state == OrderState::never_received || order.state == OrderState::rejected);
    CHECK_EQUAL(order.executed, Quantity{0});
  }
}

void check_orders(const Day& day) {
  for (SessionId session = 0; session < day.pair.sessions(); ++session) check_orders_of(day, session);
}

// Each strategy trades for an account of its own, by whose firm the venue tells its orders.
void check_position(const Day& day, StrategyId strategy, InstrumentId instrument) {
  const boundary::PositionView& view = day.memory->frames[strategy].positions[instrument];
  CHECK_EQUAL(view.open_buy, 0.0);
  CHECK_EQUAL(view.open_sell, 0.0);
  int64_t net = 0;
  Money flowed = 0;
  const auto session = static_cast<SessionId>(instrument % day.pair.sessions());
  for (const venue::LedgerOrder& order : day.pair.ledger(session).orders()) {
    if (order.instrument != instrument || order.firm != LaneWithVenue::firm_of(strategy)) continue;
    net += sign_of(order.side) * int64_t{order.executed};
    flowed -= sign_of(order.side) * order.executed_notional;
  }
  CHECK_EQUAL(view.net, static_cast<double>(net));
  CHECK_EQUAL(view.fees, view.traded);
  CHECK_EQUAL(view.realised - view.open_notional, static_cast<double>(flowed));  // far below 2^53
}

void check_positions(const Day& day) {
  for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
    for (StrategyId strategy = 0; strategy < day.ports.size(); ++strategy) {
      check_position(day, strategy, instrument);
    }
  }
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
  CHECK_EQUAL(status.alerts, uint64_t{0});
  CHECK_EQUAL(status.accounts_in_doubt, 0U);
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
  for (SessionId session = 0; session < day.pair.sessions(); ++session) {
    day.pair.lane().desk().session(session).orders().for_each_open([&](const Order& order) {
      if (strategy && order.strategy != *strategy) return;
      count += order.state != OrderState::pending_cancel;
    });
  }
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

// The other sessions go on.
void check_lost_line(Day& day, SessionId session, uint32_t turns_down) {
  day.pair.cut_line(session);
  const uint64_t sent = day.sent_by(session);
  day.pair.turn_times(turns_down);
  CHECK(!day.pair.is_session_ready());
  CHECK_EQUAL(day.sent_by(session), sent);
  day.pair.connect(session);
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.pair.is_session_ready(); }));
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.sent_by(session) > sent; }));
}

void check_thrown(Day& day) {
  CHECK(day.pair.turn_until(patience_turns, [&] { return day.throwing.has_failed(); }));
  CHECK_EQUAL(day.memory->frames[1].state, static_cast<int32_t>(boundary::StrategyState::failed));
  CHECK_EQUAL(uncancelled(day, StrategyId{1}), 0U);  // in the same turn
  const auto open_of_thrower = [&] {
    uint32_t open = 0;
    for (SessionId session = 0; session < day.pair.sessions(); ++session) {
      day.pair.lane().desk().session(session).orders().for_each_open(
          [&](const Order& order) { open += order.strategy == 1; });
    }
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
  check_kill_switch(day);
  day.pair.turn_times(some_turns());
  const auto any_session = [&] { return static_cast<SessionId>(random.below(day.pair.sessions())); };
  check_lost_line(day, any_session(), static_cast<uint32_t>(random.below(50)));
  day.pair.turn_times(random.below(20));
  check_lost_line(day, any_session(), static_cast<uint32_t>(random.below(5)));
  check_thrown(day);
  day.pair.turn_times(some_turns());
  CHECK(day.stop());
  CHECK_EQUAL(day.steady.stops(), uint64_t{1});
  CHECK_EQUAL(day.throwing.stops(), uint64_t{0});
  CHECK(day.pair.turn_until(patience_turns, [&] { return !day.pair.is_line_up(); }));  // logged out
  check_orders(day);
  check_positions(day);
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
  day.cut_all();
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
    day.cut_all();
    for (SessionId session = 0; session < day.pair.sessions(); ++session) day.pair.connect(session);
    CHECK(day.stop());
    CHECK(day.pair.turn_until(patience_turns, [&] { return !day.pair.is_line_up(); }));
    check_orders(day);
    check_positions(day);
    check_counters(day);
  }
}

}  // namespace
