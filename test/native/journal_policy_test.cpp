// What a lane does about its journal: with sync before send nothing reaches the venue before it is on disk; a
// disk that is slow, full or broken stops trading, and nothing else.
#include "harness.hpp"
#include "journal_log.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using boundary::CommandKind;

constexpr uint16_t instruments = 4;
constexpr uint32_t patience_turns = 500;
constexpr size_t ring_bytes = 1U << 20;

struct JournaledPair {
  explicit JournaledPair(uint64_t seed, bool is_sync_before_send)
      : memory(std::make_unique<boundary::LaneMemory>()),
        strategy(*memory, {0, {0, 1, 2, 3}, seed}),
        ports{&strategy},
        pair({.seed = seed,
              .instruments = instruments,
              .journal = &pipe,
              .journal_settings = {.is_sync_before_send = is_sync_before_send}},
             *memory, ports) {}

  // Turns, each followed by the disk's work.
  template <class Condition>
  bool turn_until(uint32_t turns_max, Condition&& is_reached) {
    return pair.turn_until(turns_max, [&] {
      log.drain(pipe);
      return is_reached();
    });
  }
  [[nodiscard]] bool connect() {
    pair.connect();
    return turn_until(patience_turns, [this] { return pair.is_session_ready(); });
  }
  [[nodiscard]] uint64_t sent() noexcept {
    const SessionDeskCounts& counts = pair.lane().desk().session(0).counts();
    return counts.enters + counts.replaces;
  }
  [[nodiscard]] uint64_t open_without_cancel() noexcept {
    uint64_t count = 0;
    pair.lane().desk().session(0).orders().for_each_open(
        [&](const Order& order) { count += !is_cancelling(order.state); });
    return count;
  }
  [[nodiscard]] JournalState told_state() {
    pair.publish_status();
    return static_cast<JournalState>(memory->status.journal_state);
  }
  [[nodiscard]] uint64_t messages() {
    pair.publish_status();
    return memory->status.messages;
  }

  JournalPipe pipe{ring_bytes};
  test::JournalLog log;
  std::unique_ptr<boundary::LaneMemory> memory;
  test::QuotingStrategy strategy;
  std::array<StrategyPort*, 1> ports;
  test::LaneWithVenue pair;
};

// Bytes for the venue that stand in what is durable of the journal.
uint64_t durable_out_bytes(const test::JournalLog& log) {
  uint64_t bytes = 0;
  test::read_log(log.bytes(), [&](const Record& record) {
    if (record.type == static_cast<uint16_t>(LaneRecord::session_out)) {
      bytes += record.payload.size() - sizeof(lane_record::SessionOut);
    }
    return true;
  });
  return bytes;
}

TEST("with sync before send, the venue gets nothing that is not on disk") {
  JournaledPair day(test::seed(), true);
  day.pair.connect();
  SeededRandom random(test::seed());
  uint64_t checks = 0;
  uint64_t held = 0;
  for (int turn = 0; turn < 3'000; ++turn) {
    day.pair.turn();
    held += day.pair.lane().held_place() != 0;
    if (day.pair.sent_bytes() > 0 && turn % 10 == 0) {
      CHECK(day.pair.sent_bytes() <= durable_out_bytes(day.log));
      ++checks;
    }
    if (random.below(6) == 0) day.log.drain(day.pipe);  // a disk takes a few turns
  }
  CHECK(checks > 100 && held > 1'000);
  CHECK(day.sent() > 50);
  CHECK(day.pair.ledger().orders().size() > 50);
}

TEST("with sync before send, nothing at all leaves while the disk does nothing") {
  JournaledPair day(test::seed(), true);
  day.pair.connect();
  day.pair.turn_times(100);
  CHECK(day.pair.is_line_up());
  CHECK_EQUAL(day.pair.sent_bytes(), uint64_t{0});  // not even the login
  CHECK(day.turn_until(patience_turns, [&] { return day.pair.is_session_ready(); }));
}

TEST("with async too, nothing of a session leaves before the answer that made it ready is on disk") {
  JournaledPair day(test::seed(), false);
  for (int connection = 0; connection < 3; ++connection) {
    day.pair.connect();
    // A disk that does nothing: the login goes out and the session becomes ready all the same.
    REQUIRE(day.pair.turn_until(patience_turns, [&] { return day.pair.is_session_ready(); }));
    const uint64_t before = day.sent();
    const uint64_t gone = day.pair.sent_bytes();
    REQUIRE(day.pair.turn_until(patience_turns, [&] { return day.sent() > before; }));
    day.pair.turn_times(5);
    CHECK_EQUAL(day.pair.sent_bytes(), gone);
    const uint64_t place = day.pair.lane().held_place();
    CHECK(place > 0);
    // From then on it need not be.
    day.log.drain(day.pipe);
    REQUIRE(day.pair.turn_until(5, [&] { return day.pair.sent_bytes() > gone; }));
    const uint64_t more = day.sent();
    REQUIRE(day.pair.turn_until(patience_turns, [&] { return day.sent() > more + 2; }));
    CHECK_EQUAL(day.pair.lane().held_place(), uint64_t{0});
    day.pair.cut_line();
    day.log.drain(day.pipe);
  }
}

TEST(
    "a lane whose journal is behind cancels, trades no more, hears the feed, and trades again when it has "
    "caught up") {
  for (const bool is_sync : {false, true}) {
    JournaledPair day(test::seed(), is_sync);
    REQUIRE(day.connect());
    REQUIRE(day.turn_until(patience_turns, [&] { return day.open_without_cancel() > 0; }));
    // The disk stands still: the ring fills.
    REQUIRE(day.pair.turn_until(5'000, [&] { return day.told_state() == JournalState::behind; }));
    CHECK_EQUAL(day.open_without_cancel(), uint64_t{0});
    const uint64_t sent = day.sent();
    const uint64_t heard = day.messages();
    day.pair.turn_times(20);
    CHECK_EQUAL(day.sent(), sent);
    CHECK(day.messages() > heard);
    CHECK(day.pair.lane().desk().counts().refused > 0);
    // The disk is back.
    CHECK(day.turn_until(patience_turns, [&] { return day.told_state() == JournalState::good; }));
    CHECK(day.turn_until(patience_turns, [&] { return day.sent() > sent; }));
  }
}

TEST("a lane whose journal has lagged too long is behind, however little waits") {
  JournaledPair day(test::seed(), false);
  REQUIRE(day.connect());
  day.pair.quiet_market();
  CHECK(day.told_state() == JournalState::good);
  const TimeNs begun = day.pair.now();
  REQUIRE(day.pair.turn_until(10'000, [&] { return day.told_state() == JournalState::behind; }));
  const TimeNs lag = day.pair.now() - begun;
  CHECK(lag > LaneJournalSettings{}.lag_max_ns && lag < LaneJournalSettings{}.lag_max_ns + 10'000'000);
  CHECK(day.memory->status.journal_lag_ns >= static_cast<uint64_t>(LaneJournalSettings{}.lag_max_ns));
  CHECK(day.turn_until(patience_turns, [&] { return day.told_state() == JournalState::good; }));
}

TEST("a lane whose journal is full cancels and goes on recording, and trades again when there is room") {
  JournaledPair day(test::seed(), false);
  REQUIRE(day.connect());
  REQUIRE(day.turn_until(patience_turns, [&] { return day.open_without_cancel() > 0; }));
  day.pipe.shortage.store(28);
  CHECK(day.turn_until(4, [&] { return day.told_state() == JournalState::full; }));
  CHECK_EQUAL(day.open_without_cancel(), uint64_t{0});
  const uint64_t sent = day.sent();
  CHECK(day.turn_until(patience_turns, [&] { return day.pair.open_orders() == 0; }));
  CHECK_EQUAL(day.sent(), sent);
  CHECK(day.pair.lane().journal().is_on());
  day.pipe.shortage.store(0);
  CHECK(day.turn_until(patience_turns, [&] { return day.sent() > sent; }));
}

// `break_it`: from then on nothing gets onto the disk.
template <class Break>
void check_broken_journal(bool is_sync, JournalState told, Break&& break_it) {
  JournaledPair day(test::seed(), is_sync);
  REQUIRE(day.connect());
  REQUIRE(day.turn_until(patience_turns, [&] { return day.open_without_cancel() > 0 && day.sent() > 20; }));
  break_it(day);
  REQUIRE(day.pair.turn_until(10'000, [&] { return day.told_state() == told; }));
  const uint64_t durable = durable_out_bytes(day.log);
  const uint64_t heard = day.messages();
  // Whatever the strategies want, only cancels are sent from now on.
  const uint64_t sent = day.sent();
  day.pair.turn_times(3);
  if (is_sync) {
    // What was held went with the connection; nothing more than the disk had has reached the venue.
    CHECK(!day.pair.is_line_up());
    CHECK(day.pair.sent_bytes() <= durable);
    day.pair.connect();
  }
  CHECK(day.pair.turn_until(patience_turns,
                            [&] { return day.pair.is_session_ready() && day.pair.open_orders() == 0; }));
  CHECK_EQUAL(day.sent(), sent);
  CHECK(day.messages() > heard);
  CHECK(!day.pair.lane().journal().is_on());
  for (const venue::LedgerOrder& order : day.pair.ledger().orders())
    CHECK(order.state != venue::LedgerState::live);
}

TEST("a lane whose journal fails cancels all it has, and trades no more, by either policy") {
  for (const bool is_sync : {false, true}) {
    check_broken_journal(is_sync, JournalState::failed,
                         [](JournaledPair& day) { day.pipe.failure.store(5); });
  }
}

// Its status is published every few turns only: some of these fall between two.
TEST("who hears that a journal has failed finds its errno in the status, and no errno in the event") {
  constexpr int io_error = 5;
  for (uint32_t turns_before = 0; turns_before < 3; ++turns_before) {
    JournaledPair day(test::seed(), false);
    REQUIRE(day.connect());
    day.pair.turn_times(turns_before);
    day.pipe.failure.store(io_error);
    const boundary::EventRing& ring = day.memory->events;
    const boundary::Event* told = nullptr;
    for (uint32_t turn = 0; turn < 10 && told == nullptr; ++turn) {
      uint32_t next = ring.written;
      day.pair.turn();
      for (; next != ring.written; ++next) {
        const boundary::Event& event = ring.slots[next % boundary::events_max];
        if (event.kind == static_cast<uint16_t>(boundary::EventKind::journal)) told = &event;
      }
    }
    REQUIRE(told != nullptr);
    CHECK_EQUAL(told->state, static_cast<uint8_t>(JournalState::failed));
    CHECK_EQUAL(told->reason, uint16_t{0});
    CHECK_EQUAL(day.memory->status.journal_failure, static_cast<uint32_t>(io_error));
  }
}

TEST("a lane whose journal has no room for one more record ends it there, cancels, and trades no more") {
  for (const bool is_sync : {false, true}) {
    check_broken_journal(is_sync, JournalState::overrun, [](JournaledPair&) {});  // nobody drains it any more
  }
}

TEST("a journal holds no password") {
  JournaledPair day(test::seed(), false);
  REQUIRE(day.connect());
  day.pair.cut_line();
  REQUIRE(day.connect());
  const std::string text(reinterpret_cast<const char*>(day.log.bytes().data()), day.log.bytes().size());
  CHECK(text.find("lane0") != std::string::npos);  // the user's name, in the logins
  CHECK(text.find("pass") == std::string::npos);
}

}  // namespace
