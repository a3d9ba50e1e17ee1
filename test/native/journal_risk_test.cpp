// Days of two sessions of two protocols, two accounts and three strategies, in which people and the main
// thread do all that they can do to a lane: limits, grants, switches of every scope, trips, lines cut, a lane
// halted. From the journal alone the lane does the same to the bit; and of what it was told, no byte can be
// changed.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "gate/random_limits.hpp"
#include "harness.hpp"
#include "journal_log.hpp"
#include "journal_replayed.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;
using boundary::KillScope;

constexpr uint64_t days = test::repeats(40);
constexpr uint16_t instruments = 4;
constexpr uint32_t strategies = 3;
constexpr uint32_t accounts = 2;
constexpr uint32_t patience_turns = 1'000;
constexpr uint32_t second_turns = 4'000;
constexpr size_t ring_bytes = 1U << 22;
// Within which somebody gives a sign of life, but for now and then.
constexpr TimeNs control_patience_ns = 50'000'000;
constexpr uint32_t control_turns = 100;  // 25 ms

struct RiskDay {
  explicit RiskDay(uint64_t day_seed)
      : dice(day_seed), memory(std::make_unique<boundary::LaneMemory>()), limits(test::quoting_limits()) {
    limits.market.control_patience_ns = control_patience_ns;
    for (uint32_t i = 0; i < strategies; ++i) {
      makers.push_back(std::make_unique<test::QuotingStrategy>(
          *memory,
          test::QuotingSettings{static_cast<StrategyId>(i), {0, 1, 2, 3}, day_seed * strategies + i}));
      ports.push_back(makers.back().get());
    }
    pair.emplace(test::LaneWithVenueSettings{.seed = day_seed,
                                             .instruments = instruments,
                                             .limits = limits,
                                             .strategies = strategies,
                                             .sessions = {{}, {.protocol = OrderProtocol::ouch42}},
                                             .accounts = accounts,
                                             .cancel_on_disconnect = dice.one_in(2),
                                             .has_bad_lines = dice.one_in(2),
                                             .journal = &pipe},
                 *memory, ports);
  }

  template <class Condition>
  bool turn_until(uint32_t turns_max, Condition&& is_reached) {
    return pair->turn_until(turns_max, [&] {
      if (++turns % control_turns == 0 && !is_control_silent) command(CommandKind::control, 0, 0);
      log.drain(pipe);
      return is_reached();
    });
  }
  void some_turns(uint64_t most) {
    turn_until(static_cast<uint32_t>(dice.below(most)), [] { return false; });
  }
  bool connect() {
    for (SessionId session = 0; session < pair->sessions(); ++session) {
      if (!is_ready(session)) pair->connect(session);
    }
    return turn_until(patience_turns, [this] { return pair->is_session_ready(); });
  }
  bool is_ready(SessionId session) const {
    return memory->session[session].state == static_cast<uint32_t>(boundary::SessionState::ready);
  }

  void command(CommandKind kind, int32_t index, int32_t value, uint32_t scope = 0) {
    pair->command(kind, index, value);
    boundary::CommandRing& ring = memory->commands;
    ring.slots[(ring.written - 1) % boundary::commands_max].scope = scope;
    if (ring.written - ring.read > boundary::commands_max / 2) pair->turn();
  }
  void command(CommandKind kind, RiskScope scope, int32_t index, int32_t value) {
    command(kind, index, value, static_cast<uint32_t>(scope));
  }

  void stage_limits() {
    ++limits.version;
    for (uint64_t i = 0; i <= dice.below(3); ++i) test::change_a_limit(dice, limits, instruments);
    // The day's hours and lots are not what this is about, and stopped days show little.
    limits.market.regular_open_ns = limits.market.extended_open_ns = INT64_MIN;
    limits.market.regular_close_ns = limits.market.extended_close_ns = INT64_MAX;
    limits.market.control_patience_ns = control_patience_ns;
    limits.market.is_phase_needed = 0;
    memory->staged_limits = limits;
    command(CommandKind::set_limits, 0, static_cast<int32_t>(limits.version));
    pair->turn();
  }
  void grant() {
    boundary::FirmGrants& words = memory->firm_share.grants;
    for (uint32_t m = 0; m < firm_measures; ++m) {
      const int64_t scale = m == static_cast<uint32_t>(FirmMeasure::open_orders) ? 1 : 1'000'000'000;
      const int64_t amount = dice.one_in(3) ? firm_unlimited : dice.between(1, 40) * scale;
      store_share(words.granted[m], amount);
      store_share(words.ceiling[m], dice.one_in(2) ? amount : amount / 2);
    }
  }
  void kill() {
    constexpr uint32_t counts[boundary::kill_scope_count] = {1, 1, accounts, strategies, instruments, 2};
    const auto scope = static_cast<KillScope>(dice.below(boundary::kill_scope_count));
    const auto index = static_cast<int32_t>(dice.below(counts[static_cast<size_t>(scope)]));
    pair->turn_kill_switch(scope, index, true, static_cast<uint32_t>(dice.below(3)));
    ++kills[static_cast<size_t>(scope)];
    some_turns(200);
    pair->turn_kill_switch(scope, index, false);
  }
  // Of a scope that has stops, and which.
  std::pair<RiskScope, int32_t> some_scope() {
    switch (dice.below(3)) {
      case 0: return {RiskScope::firm, 0};
      case 1: return {RiskScope::account, static_cast<int32_t>(dice.below(accounts))};
      default: return {RiskScope::strategy, static_cast<int32_t>(dice.below(strategies))};
    }
  }
  void rearm_all() {
    command(CommandKind::rearm, RiskScope::firm, 0, 0);
    for (int32_t i = 0; i < static_cast<int32_t>(accounts); ++i)
      command(CommandKind::rearm, RiskScope::account, i, 0);
    for (int32_t i = 0; i < static_cast<int32_t>(strategies); ++i)
      command(CommandKind::rearm, RiskScope::strategy, i, 0);
  }
  void trip() {
    const auto [scope, index] = some_scope();
    constexpr Refusal of_strategies[] = {Refusal::loss_day, Refusal::repeat_execution,
                                         Refusal::refusal_streak};
    const Refusal why = scope == RiskScope::strategy ? of_strategies[dice.below(3)] : Refusal::loss_day;
    command(CommandKind::trip, scope, index, static_cast<int32_t>(why));
    some_turns(200);
    rearm_all();
  }
  void reduce_only() {
    const auto [scope, index] = some_scope();
    command(CommandKind::reduce_only, scope, index, 1);
    some_turns(300);
    command(CommandKind::reduce_only, scope, index, 0);
  }
  // What a lane's edge does when the watchdog has shut its sockets (io/lane_loop.cpp).
  void halt() {
    for (SessionId session = 0; session < pair->sessions(); ++session) pair->cut_line(session);
    pair->turn_kill_switch(KillScope::lane, 0, true);
    some_turns(100);
    CHECK(connect());
    pair->turn_kill_switch(KillScope::lane, 0, false);
  }
  void ask_session() {
    const auto session = static_cast<int32_t>(dice.below(pair->sessions()));
    const auto account = static_cast<int32_t>(dice.below(accounts));
    if (dice.one_in(2)) return command(CommandKind::mass_cancel, session, account);
    command(CommandKind::disable_entry, session, account);
    some_turns(100);
    command(CommandKind::enable_entry, session, account);
  }

  void act() {
    switch (dice.below(11)) {
      case 0:
      case 1: return stage_limits();
      case 2: return grant();
      case 3: return kill();
      case 4: return trip();
      case 5: return reduce_only();
      case 6: return halt();
      case 7: return ask_session();
      case 8:
        pair->cut_line(static_cast<SessionId>(dice.below(pair->sessions())));
        some_turns(100);
        CHECK(connect());
        return;
      case 9:
        command(CommandKind::disconnect_session, static_cast<int32_t>(dice.below(pair->sessions())), 0);
        some_turns(50);
        CHECK(connect());
        return;
      default:
        command(dice.one_in(2) ? CommandKind::cancel_all : CommandKind::acknowledge_account, -1, 0);
        is_control_silent = dice.one_in(2);
        some_turns(400);
        is_control_silent = false;
    }
  }

  // Some seconds of trading, to the lane's stop.
  void play() {
    some_turns(50);
    CHECK(connect());
    for (int part = 0; part < 24; ++part) {
      some_turns(500);
      act();
    }
    if (dice.one_in(2)) command(CommandKind::stop_strategy, static_cast<int32_t>(dice.below(strategies)), 0);
    // So that a hash follows all that was told.
    turn_until(second_turns + 1, [] { return false; });
    command(CommandKind::stop, 0, 0);
    CHECK(turn_until(30'000, [this] { return pair->lane().is_stopped(); }));
    pair->lane().end_journal(pair->now());
    log.drain(pipe);
  }

  test::Dice dice;
  std::unique_ptr<boundary::LaneMemory> memory;
  LimitSet limits;
  JournalPipe pipe{ring_bytes};
  test::JournalLog log;
  std::vector<std::unique_ptr<test::QuotingStrategy>> makers;
  std::vector<StrategyPort*> ports;
  std::optional<test::LaneWithVenue> pair;
  std::array<uint64_t, boundary::kill_scope_count> kills{};
  uint64_t turns = 0;
  bool is_control_silent = false;
};

uint64_t records_of(const test::JournalLog& log, LaneRecord type) {
  uint64_t count = 0;
  test::read_log(log.bytes(), [&](const Record& record) {
    count += record.type == static_cast<uint16_t>(type) ? 1U : 0U;
    return true;
  });
  return count;
}

TEST("a day of limits, grants, switches, trips and lost lines is the same again from its journal") {
  std::map<CommandKind, uint64_t> commands;
  std::array<uint64_t, boundary::kill_scope_count> kills{};
  std::array<uint64_t, refusal_count> refusals{};
  std::array<uint64_t, 2> sent{};
  uint64_t limits = 0;
  uint64_t grants = 0;
  uint64_t hashes = 0;
  uint64_t outputs = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    RiskDay day(test::seed() + i);
    day.play();
    JournalReplay again;
    test::check_same(*day.pair, *day.memory, day.log.bytes(), again);
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
    hashes += again.outputs().hashes();
    outputs += again.outputs().outputs();
    limits += records_of(day.log, LaneRecord::limits);
    grants += records_of(day.log, LaneRecord::grants);
    test::read_log(day.log.bytes(), [&](const Record& record) {
      if (record.type != static_cast<uint16_t>(LaneRecord::command)) return true;
      boundary::Command command;
      CHECK_EQUAL(record.payload.size(), sizeof command);
      std::memcpy(&command, record.payload.data(), sizeof command);
      ++commands[static_cast<CommandKind>(command.kind)];
      return true;
    });
    for (size_t scope = 0; scope < kills.size(); ++scope) kills[scope] += day.kills[scope];
    const OrderGate& gate = day.pair->lane().desk().gate();
    for (uint32_t code = 0; code < refusal_count; ++code) {
      refusals[code] += gate.count_of(static_cast<Refusal>(code));
    }
    for (SessionId session = 0; session < 2; ++session) {
      sent[session] += day.pair->lane().desk().session(session).counts().enters;
    }
  }
  std::cout << "  " << days << " days: " << outputs << " outputs, " << hashes << " state hashes the same; "
            << limits << " records of limits, " << grants << " grants\n";
  // Else the days did not show what they are for.
  CHECK(hashes >= days && limits >= days && grants >= days);
  CHECK(sent[0] > days * 10 && sent[1] > days * 10);
  if (days < 40) return;
  for (uint32_t kind = 1; kind < boundary::command_kind_count; ++kind) {
    // Limits come by a record of their own; who takes a strategy's place: lane_places_test.cpp.
    const auto its = static_cast<CommandKind>(kind);
    const bool is_others = its == CommandKind::set_limits || its == CommandKind::install_strategy ||
                           its == CommandKind::trade_live;
    if (!is_others) CHECK(commands[static_cast<CommandKind>(kind)] > 0);
  }
  for (const uint64_t each : kills) CHECK(each > 0);
  for (const Refusal each : {Refusal::killed, Refusal::loss_day, Refusal::repeat_execution,
                             Refusal::refusal_streak, Refusal::reduce_only, Refusal::control_lost,
                             Refusal::session_down, Refusal::open_orders_max, Refusal::exposure_firm_max}) {
    if (refusals[static_cast<size_t>(each)] == 0) {
      test::fail(__FILE__, __LINE__, std::string("never refused: ") + words_of(each));
    }
  }
}

TEST("no byte of limits or grants in a journal can be changed without being found out") {
  RiskDay day(test::seed());
  day.stage_limits();
  day.grant();
  day.play();
  const std::vector<std::byte>& log = day.log.bytes();
  test::Dice dice(test::seed());
  const auto check_found = [&](LaneRecord type, uint64_t nth, size_t from, size_t size_max) {
    size_t at = 0;
    const test::JournalLog changed = test::changed_log(log, type, nth, [&](std::span<std::byte> payload) {
      at = from + dice.below(std::min(size_max, payload.size() - from));
      payload[at] ^= static_cast<std::byte>(1U << dice.below(8));
      return true;
    });
    if (!test::finding_of(changed).empty()) return;
    test::fail(__FILE__, __LINE__,
               "not found: type " + std::to_string(static_cast<int>(type)) + ", record " +
                   std::to_string(nth) + ", byte " + std::to_string(at));
  };
  const uint64_t parts = records_of(day.log, LaneRecord::limits);
  const uint64_t grants = records_of(day.log, LaneRecord::grants);
  CHECK(parts >= 3 && grants > 0);
  for (uint64_t i = 0; i < test::repeats(30); ++i) {
    check_found(LaneRecord::limits, dice.below(parts), sizeof(lane_record::Limits), SIZE_MAX);
    check_found(LaneRecord::grants, dice.below(grants), 0, SIZE_MAX);
  }
  // The limits of the start stand in the settings, in as many parts.
  size_t from = 0;
  test::read_log(log, [&](const Record& record) {
    if (record.type != static_cast<uint16_t>(LaneRecord::settings)) return true;
    const LimitSet first = test::quoting_limits();
    const auto begin = std::as_bytes(std::span(&first, 1)).first(sizeof(ScopeLimits));
    from = static_cast<size_t>(
        std::search(record.payload.begin(), record.payload.end(), begin.begin(), begin.end()) -
        record.payload.begin());
    CHECK(from < record.payload.size());
    return false;
  });
  for (uint64_t i = 0; i < test::repeats(10); ++i) check_found(LaneRecord::settings, 0, from, SIZE_MAX);
}

}  // namespace
