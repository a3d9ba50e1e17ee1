// A lane's day from its journal alone: whatever the day held (bad lines, re-requests, snapshots, lost
// connections, the kill switch, a strategy that throws), the lane run again does the same to the bit; and
// where the journal says something else, the replay says so.
#include "replay/journal_replay.hpp"
#include "harness.hpp"
#include "journal_log.hpp"
#include "journal_replayed.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;
using test::changed_log;
using test::finding_of;

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
    test::check_same(day.pair, *day.memory, day.log.bytes(), again);
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

TEST("a journal that says anything else than what the lane did is found out") {
  const auto flip_last = [](std::span<std::byte> payload) {
    payload.back() ^= std::byte{1};
    return true;
  };
  const auto leave_out = [](std::span<std::byte>) { return false; };
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  JournaledDay day(test::seed());
  day.play();
  const std::vector<std::byte>& log = day.log.bytes();
  const auto changed = [&](LaneRecord type, uint64_t nth, auto&& change) {
    return finding_of(changed_log(log, type, nth, change));
  };
  CHECK_EQUAL(finding_of(changed_log(log, LaneRecord::end, 7, leave_out)),
              std::string());  // nothing is changed
  for (const uint64_t nth : {1U, 30U, 100U}) {
    CHECK(has(changed(LaneRecord::session_out, nth, flip_last), "bytes to the venue from byte"));
    CHECK(has(changed(LaneRecord::session_out, nth, leave_out), "bytes to the venue"));
    CHECK(has(changed(LaneRecord::order_sent, nth, flip_last), "order sent"));
    CHECK(!changed(LaneRecord::callback, nth, leave_out).empty());
    CHECK(!changed(LaneRecord::session_bytes, nth, leave_out).empty());
    CHECK(!changed(LaneRecord::datagram, nth, leave_out).empty());
  }
  const char* const parts[] = {"channels", "books", "sessions", "orders", "positions", "gate"};
  for (size_t part = 0; part < std::size(parts); ++part) {
    const std::string found = changed(LaneRecord::state_hash, 1, [&](std::span<std::byte> payload) {
      payload[part * sizeof(uint64_t)] ^= std::byte{1};
      return true;
    });
    CHECK_EQUAL(found, std::string("state: ") + parts[part]);
  }
  // An order's stamps are the day's own: a replay does not make them again.
  CHECK_EQUAL(changed(LaneRecord::order_sent, 30,
                      [](std::span<std::byte> payload) {
                        payload[lane_record::OrderSent::compared] ^= std::byte{1};
                        return true;
                      }),
              std::string());
}

TEST("a journal cut anywhere is the same as far as it goes, its last input left out") {
  JournaledDay day(test::seed());
  day.play();
  SeededRandom random(test::seed());
  const std::vector<std::byte>& log = day.log.bytes();
  for (uint64_t i = 0; i < test::repeats(40); ++i) {
    const size_t size =
        sizeof(LogHeader) + random.below(static_cast<uint32_t>(log.size() - sizeof(LogHeader)));
    JournalReplay again;
    const ReadStatus status = test::read_log(std::span(log).first(size), [&](const Record& record) {
      const bool is_good = again.take(record);
      CHECK(is_good);
      return is_good;
    });
    CHECK(status == ReadStatus::end || status == ReadStatus::torn_tail);
    CHECK(!again.is_ended());
    CHECK(!again.outputs().first_difference());
  }
}

}  // namespace
