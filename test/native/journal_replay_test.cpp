// A lane's day from its journal alone: whatever the day held (bad lines, re-requests, snapshots, lost
// connections, the kill switch, a strategy that throws), the lane run again does the same to the bit; and
// where the journal says something else, the replay says so.
#include "replay/journal_replay.hpp"
#include "harness.hpp"
#include "journal_log.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;

constexpr uint64_t days = test::repeats(60);
constexpr uint16_t instruments = 4;
constexpr uint32_t patience_turns = 500;
constexpr size_t ring_bytes = 1U << 22;

struct JournaledDay {
  explicit JournaledDay(uint64_t seed)
      : random(seed),
        memory(std::make_unique<boundary::LaneMemory>()),
        steady(*memory, {0, {0, 1, 2, 3}, seed * 2}),
        throwing(*memory, {1, {0, 1, 2, 3}, seed * 2 + 1, 1'000 + random.below(4'000)}),
        ports{&steady, &throwing},
        pair({.seed = seed,
              .instruments = instruments,
              .strategies = 2,
              .has_bad_lines = true,
              .journal = &pipe},
             *memory, ports) {}

  template <class Condition>
  bool turn_until(uint32_t turns_max, Condition&& is_reached) {
    return pair.turn_until(turns_max, [&] {
      log.drain(pipe);
      return is_reached();
    });
  }
  void some_turns(uint32_t most) {
    turn_until(random.below(most), [] { return false; });
  }
  bool connect() {
    pair.connect();
    return turn_until(patience_turns, [this] { return pair.is_session_ready(); });
  }

  // Some seconds of trading, in all its troubles, to the lane's stop.
  void play() {
    some_turns(50);
    CHECK(connect());
    for (int part = 0; part < 6; ++part) {
      some_turns(1'500);
      const uint32_t trouble = random.below(4);
      if (trouble == 0) {
        pair.command(CommandKind::kill_switch, 0, 1);
        some_turns(100);
        pair.command(CommandKind::kill_switch, 0, 0);
      } else if (trouble == 1) {
        pair.cut_line();
        some_turns(100);
        CHECK(connect());
      } else if (trouble == 2) {
        pair.command(CommandKind::disconnect_session);
        some_turns(20);
        CHECK(connect());
      }
    }
    pair.command(CommandKind::stop);
    CHECK(turn_until(30'000, [this] { return pair.lane().is_stopped(); }));
    pair.lane().end_journal(pair.now());
    log.drain(pipe);
  }

  SeededRandom random;
  std::unique_ptr<boundary::LaneMemory> memory;
  JournalPipe pipe{ring_bytes};
  test::JournalLog log;
  test::QuotingStrategy steady;
  test::QuotingStrategy throwing;
  std::array<StrategyPort*, 2> ports;
  test::LaneWithVenue pair;
};

// Runs the log again, to its end or to where it can't go on.
bool replay(std::span<const std::byte> log, JournalReplay& out) {
  bool is_good = true;
  const ReadStatus status =
      test::read_log(log, [&](const Record& record) { return is_good = out.take(record); });
  return is_good && status == ReadStatus::end;
}

TEST("a lane's day is the same again from its journal: bytes sent, orders, state each second") {
  uint64_t inputs = 0;
  uint64_t outputs = 0;
  uint64_t hashes = 0;
  uint64_t requests = 0;
  uint64_t snapshots = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    JournaledDay day(test::seed() + i);
    day.play();
    JournalReplay again;
    CHECK(replay(day.log.bytes(), again));
    CHECK_EQUAL(again.failure(), std::string());
    if (again.outputs().first_difference()) {
      const OutputDifference& difference = *again.outputs().first_difference();
      test::fail(__FILE__, __LINE__,
                 difference.what + ": " + difference.recorded + " / " + difference.replayed);
    }
    CHECK(again.is_ended());
    REQUIRE(again.lane() != nullptr);
    CHECK(again.lane()->is_stopped());
    // Not by the records' word alone: the books and positions of both are the same at the end.
    const lane_record::StateHash ours =
        hash_state(day.pair.lane().market(), *day.memory, day.pair.lane().desk());
    const lane_record::StateHash theirs =
        hash_state(again.lane()->market(), again.memory(), again.lane()->desk());
    CHECK(std::memcmp(&ours, &theirs, sizeof ours) == 0);
    CHECK(day.pair.lane().market().channel(0).books().state_hash() ==
          again.lane()->market().channel(0).books().state_hash());
    CHECK_EQUAL(again.outputs().bytes(), day.pair.lane().desk().session().out().written());
    inputs += again.inputs();
    outputs += again.outputs().outputs();
    hashes += again.outputs().hashes();
    requests += day.pair.lane().market().channel(0).stream().counters().requests;
    snapshots += day.pair.lane().market().channel(0).stream().counters().snapshots;
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
  }
  std::cout << "  " << days << " days: " << inputs << " inputs, " << outputs << " outputs, " << hashes
            << " state hashes the same; " << requests << " re-requests, " << snapshots << " snapshots\n";
  // Else the days did not show what they are for.
  CHECK(hashes >= days);
  CHECK(requests > days && snapshots > days / 2);
}

}  // namespace
