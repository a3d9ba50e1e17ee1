// A lane that is killed at any turn, and another that goes on from its journal: what the first one knew of
// its orders, positions, rates and sessions the second one knows, and after the venue's replay all that the
// venue knows. Several sessions and accounts, both protocols; killed again, also while it recovers.
#include <algorithm>

#include "crashing_day.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::test;
using boundary::CommandKind;

constexpr uint64_t days = repeats(120);
// A third of them lose an order: under a sanitizer too there must be enough to lose some.
constexpr uint64_t cut_days = std::max<uint64_t>(days, 24);

TEST("a killed lane goes on from its journal: orders, positions, rates and places, then the venue's ledger") {
  Totals totals;
  for (uint64_t i = 0; i < days && failures() == 0; ++i) {
    CrashingDay day(seed() + i);
    CHECK(day.connect());
    for (uint32_t kill = 0; kill < 4; ++kill) {
      day.trade(400);
      day.crash(kill == 2);
      // The next one now and then comes before the sessions are ready again.
      if (kill == 1) {
        for (SessionId session = 0; session < day.pair().sessions(); ++session) day.pair().connect(session);
        day.some_turns(4);
      } else {
        CHECK(day.connect());
        CHECK(
            day.turn_until(crash_patience_turns, [&] { return day.desk().gate().account(0).is_reconciled; }));
      }
      totals.add(day.desk());
    }
    day.trade(400);
    CHECK(day.stop());
    day.check_ledger();
    day.check_no_alert();
    day.check_replay();
    totals.fills += day.fills();
    if (failures() > 0) std::cout << "  recovery with --seed " << seed() + i << "\n";
  }
  std::cout << "  " << totals.kills << " kills: " << totals.open_orders << " orders open, "
            << totals.late_fills << " fills learnt late, " << totals.never_received
            << " orders never received; " << totals.fills << " fills in all\n";
  CHECK(totals.open_orders > totals.kills && totals.late_fills > 0 && totals.never_received > 0);
  CHECK_EQUAL(totals.adopted, uint64_t{0});  // all that was sent is in the journal
}

TEST("a journal that lacks its last milliseconds: what is unknown is adopted, and its account stops") {
  Totals totals;
  uint64_t doubts = 0;
  for (uint64_t i = 0; i < cut_days && failures() == 0; ++i) {
    CrashingDay day(seed() + i);
    CHECK(day.connect());
    day.trade(300);
    uint64_t records = 0;
    read_log(day.journal(), [&](const Record&) { return ++records != 0; });
    day.crash(false, records - day.below(150));
    CHECK(day.connect());
    day.turn_until(400, [] { return false; });
    totals.add(day.desk());
    const bool is_doubtful = day.desk().is_in_doubt(0) || day.desk().is_in_doubt(1);
    doubts += is_doubtful ? 1 : 0;
    CHECK_EQUAL(is_doubtful, day.is_any_alert_doubtful());
    day.pair().command(CommandKind::acknowledge_account, -1);
    CHECK(day.stop());
    day.check_ledger();
    day.check_replay();
    if (failures() > 0) std::cout << "  recovery with --seed " << seed() + i << "\n";
  }
  std::cout << "  " << totals.kills << " kills: " << totals.adopted << " orders adopted, accounts in doubt "
            << doubts << " times\n";
  CHECK(totals.adopted > 0 && doubts > 0 && doubts < cut_days);
}

TEST("nothing is sent before the sessions have recovered, and orders of the earlier life are cancelled") {
  uint64_t traded = 0;
  for (uint64_t i = 0; i < repeats(40) && failures() == 0; ++i) {
    CrashingDay day(seed() + i);
    CHECK(day.connect());
    day.trade(300);
    CHECK(day.connect());
    // Where the lines are bad for long, there may be none.
    if (!day.turn_until(2'000, [&] { return day.desk().open_orders() > 0; })) continue;
    const uint64_t sent_before = day.desk().session(0).counts().enters;
    day.crash(false);
    CHECK(day.earlier_open() > 0);
    day.some_turns(200);
    CHECK_EQUAL(day.desk().session(0).counts().enters, sent_before);
    CHECK(day.connect());
    CHECK(day.turn_until(crash_patience_turns, [&] { return day.earlier_open() == 0; }));
    // Today's strategies trade on as soon as the books are whole, which bad lines may keep from them.
    traded +=
        day.turn_until(2'000, [&] { return day.desk().session(0).counts().enters > sent_before; }) ? 1U : 0U;
    CHECK(day.stop());
    day.check_ledger();
    if (failures() > 0) std::cout << "  recovery with --seed " << seed() + i << "\n";
  }
  CHECK(traded > repeats(40) / 2);
}

TEST("what is no record of an earlier run is refused, and nothing of it is taken over") {
  Life life(1, false);
  LaneWithVenue pair(settings_of(1, life), *life.memory, life.ports);
  const auto refuses = [&](LaneRecord type, std::span<const std::byte> payload) {
    return !pair.lane().on_earlier(Record{static_cast<uint16_t>(type), 0, payload}, pair.now());
  };
  const std::vector<std::byte> zeros(200);
  CHECK(refuses(LaneRecord::settings, std::span(zeros).first(20)));
  CHECK(refuses(LaneRecord::limits, std::span(zeros).first(3)));
  CHECK(refuses(LaneRecord::command, std::span(zeros).first(3)));
  CHECK(refuses(LaneRecord::earlier, std::span(zeros).first(3)));
  for (const LaneRecord type :
       {LaneRecord::session_open, LaneRecord::session_bytes, LaneRecord::session_lost}) {
    std::vector<std::byte> payload = zeros;
    payload[0] = std::byte{7};
    CHECK(refuses(type, payload));
  }
  // An order of a strategy, a session, an instrument that the lane has not, and bytes that are no order.
  const auto sent = [&](size_t place, uint8_t value) {
    std::vector<std::byte> payload(sizeof(lane_record::OrderSent) + sizeof(Intent));
    payload[place] = std::byte{value};
    return refuses(LaneRecord::order_sent, payload);
  };
  constexpr size_t intent = sizeof(lane_record::OrderSent);
  CHECK(sent(0, 9));
  CHECK(sent(1, 9));
  CHECK(sent(intent + offsetof(Intent, instrument), 99));
  CHECK(sent(intent + offsetof(Intent, kind), 3));
  CHECK(sent(intent + offsetof(Intent, side), 2));
  CHECK(sent(intent + offsetof(Intent, has_new_attributes), 2));
}

// What the run before knew may be deleted when the next one has it (retention): no instant lies between in
// which neither is enough.
TEST("a run can be gone on from as soon as it has taken over all that the run before knew, and no sooner") {
  CrashingDay day(test::seed());
  CHECK(day.connect());
  day.trade(300);
  day.crash(false);
  const auto is_record = [](const Record& record, LaneRecord type) {
    return record.type == static_cast<uint16_t>(type);
  };
  uint64_t records = 0;
  uint64_t end_at = 0;
  bool is_connected_before = false;
  read_log(day.journal(), [&](const Record& record) {
    ++records;
    if (is_record(record, LaneRecord::earlier_end)) end_at = records;
    if (end_at == 0 && is_record(record, LaneRecord::session_out)) is_connected_before = true;
    return true;
  });
  REQUIRE(end_at > 1);
  CHECK(!is_connected_before);
  CHECK(!earlier_of(day.journal(), end_at - 1).is_started());
  const EarlierRun complete = earlier_of(day.journal(), end_at);
  CHECK(complete.is_started());
  CHECK_EQUAL(complete.orders(), day.desk().recovery().known_orders);
}

// The pool grants what the firm's limits leave beside the use that lanes have published.
TEST("what a lane that goes on from an earlier run uses of the firm's limits is published before it starts") {
  CrashingDay day(test::seed());
  CHECK(day.connect());
  day.trade(300);
  CHECK(day.turn_until(crash_patience_turns, [&] { return day.desk().open_orders() > 0; }));
  const EarlierRun earlier = earlier_of(day.journal());
  Life life(1, false);
  const ReplayClock clock;
  Lane<ReplayClock> lane(earlier.settings()->lane, *life.memory, clock, life.ports);
  read_log(earlier.log(), [&](const Record& record) {
    CHECK(lane.on_earlier(record, day.pair().now()));
    return true;
  });
  const auto& published = life.memory->firm_share.holdings.used;
  const auto open_orders = static_cast<size_t>(FirmMeasure::open_orders);
  CHECK_EQUAL(published[open_orders], int64_t{0});
  lane.on_earlier_end(day.pair().now());
  CHECK_EQUAL(published[open_orders], int64_t{day.desk().open_orders()});
  const FirmAmounts used = lane.desk().gate().firm_used();
  for (size_t measure = 0; measure < used.size(); ++measure) CHECK_EQUAL(published[measure], used[measure]);
}

TEST("an earlier run's records behind a lane's start end its replay, with words") {
  CrashingDay day(test::seed());
  CHECK(day.connect());
  for (const LaneRecord type : {LaneRecord::earlier, LaneRecord::earlier_end}) {
    JournalReplay again;
    bool is_good = true;
    test::read_log(day.journal(), [&](const Record& record) {
      is_good = again.take(record);
      if (record.type == static_cast<uint16_t>(LaneRecord::start)) {
        is_good = is_good && again.take({static_cast<uint16_t>(type), record.time_ns, {}});
      }
      return is_good;
    });
    CHECK(!is_good);
    CHECK(again.failure().find("the lane had been started before it") != std::string::npos);
  }
}

}  // namespace
