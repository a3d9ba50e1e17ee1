// Latencies out of a journal: a hand-made one whose every stamp is known, a seeded day beside the real
// exchange, and what is no journal of a lane.
#include "replay/recorded_latencies.hpp"
#include "harness.hpp"
#include "journal_log.hpp"
#include "lane/settings_record.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"
#include "session/soup_framer.hpp"
#include "wire/ouch50_outbound.hpp"
#include "wire/soupbintcp.hpp"

namespace {

using namespace hotlane;
namespace ouch = wire::ouch50;

constexpr uint64_t ns_of_2_pow_30_ticks = uint64_t{1} << 29;  // a tick is half a nanosecond

// Records as a lane puts them, one by one.
class MadeUpJournal {
 public:
  MadeUpJournal() {
    RecordedSettings settings;
    settings.lane.channels.resize(1);
    settings.lane.sessions.resize(1);
    const std::vector<std::byte> bytes = encode_settings(settings);
    put(lane_record::Settings{0}, bytes);
  }

  template <class Head>
  bool put(const Head& head, Bytes body = {}, TimeNs time = 0) {
    std::vector<std::byte> payload(sizeof head + body.size());
    std::memcpy(payload.data(), &head, sizeof head);
    if (!body.empty()) std::memcpy(payload.data() + sizeof head, body.data(), body.size());
    return found.take({static_cast<uint16_t>(Head::type), time, payload});
  }
  bool clock() { return put(lane_record::Clock{1'000'000, ns_of_2_pow_30_ticks}, {}, 5'000'000); }
  bool order(UserRefNum number, uint64_t arrived, uint64_t decided, IntentKind kind = IntentKind::new_order) {
    Intent intent{};
    intent.kind = kind;
    return put(lane_record::OrderSent{0, 0, number, arrived, decided, decided, decided},
               std::as_bytes(std::span(&intent, 1)));
  }
  bool out(size_t size) { return put(lane_record::SessionOut{0}, std::vector<std::byte>(size)); }
  bool left(uint32_t size, uint64_t ticks) { return put(lane_record::SessionSent{0, size, ticks}); }
  bool accepted(UserRefNum number, uint64_t ticks) {
    ouch::OrderAccepted message{};
    message.type = 'A';
    message.user_ref_num = number;
    message.side = 'B';
    message.quantity = 100;
    message.symbol = wire::Symbol{"ALFA"};
    message.price = 1'000'000;
    message.time_in_force = '0';
    message.display = 'Y';
    message.order_state = 'L';
    std::vector<std::byte> packet(3 + sizeof message);
    packet[1] = static_cast<std::byte>(sizeof message + 1);
    packet[2] = static_cast<std::byte>('S');
    std::memcpy(packet.data() + 3, &message, sizeof message);
    return put(lane_record::SessionBytes{0, ticks}, packet);
  }

  RecordedLatencies found;
};

TEST("recorded latencies are those between the stamps, as far as the kernel had taken the order's bytes") {
  MadeUpJournal made;
  CHECK(made.clock());
  // Reached the host at 4,999,000 ns; taken 400 ns before the decision at 5,000,500 ns.
  CHECK(made.put(lane_record::Datagram{0, 0, 1'000'200, 4'999'000}));
  CHECK(made.order(7, 1'000'200, 1'001'000));
  CHECK(made.order(8, 1'000'200, 1'001'400));
  CHECK(made.out(100));
  CHECK(made.left(60, 1'002'000));  // not all of it
  CHECK(made.left(40, 1'003'000));
  CHECK(made.accepted(7, 1'043'000));
  CHECK(made.accepted(8, 1'083'000));
  CHECK(made.accepted(8, 1'093'000));  // only the first answer counts
  const std::vector<double> to_decision{1'500, 1'700};
  const std::vector<double> in_lane{400, 600};
  const std::vector<double> to_wire{1'000, 800};
  const std::vector<double> to_answer{20'000, 40'000};
  CHECK(made.found.data_to_decision() == to_decision);
  CHECK(made.found.taken_to_decision() == in_lane);
  CHECK(made.found.decision_to_wire() == to_wire);
  CHECK(made.found.wire_to_answer() == to_answer);
  CHECK_EQUAL(made.found.orders(), uint64_t{2});
}

TEST("recorded latencies leave out timers' orders, cancels and what a lost connection took with it") {
  MadeUpJournal made;
  CHECK(made.clock());
  CHECK(made.put(lane_record::Datagram{0, 0, 1'000'200, 0}));
  CHECK(made.order(1, 0, 1'001'000));
  CHECK(made.order(1, 1'000'200, 1'001'000, IntentKind::cancel));
  CHECK(made.out(50));
  CHECK(made.left(50, 1'002'000));
  CHECK(made.put(lane_record::SessionLost{0}));
  CHECK(made.put(lane_record::SessionOpen{0}));
  CHECK(made.accepted(1, 1'900'000));
  CHECK(made.found.data_to_decision().empty());  // the host gave no stamp
  CHECK_EQUAL(made.found.taken_to_decision().size(), size_t{1});
  CHECK(made.found.wire_to_answer().empty());
  CHECK_EQUAL(made.found.orders(), uint64_t{1});
}

TEST(
    "recorded latencies refuse a journal without its beginning, without a clock, and records that are none") {
  RecordedLatencies empty;
  CHECK(!empty.take({static_cast<uint16_t>(LaneRecord::time), 0, {}}));
  CHECK(empty.failure().find("settings do not stand before") != std::string::npos);
  MadeUpJournal no_clock;
  CHECK(!no_clock.order(1, 0, 5));
  CHECK(no_clock.found.failure().find("no clock") != std::string::npos);
  MadeUpJournal other_session;
  CHECK(!other_session.put(lane_record::SessionSent{9, 1, 1}));
  MadeUpJournal twice;
  CHECK(!twice.put(lane_record::Settings{0}));
  CHECK(twice.found.failure().find("another run") != std::string::npos);
}

TEST("recorded latencies of a seeded day are of each order that was answered") {
  const uint64_t seed = test::seed();
  const auto memory = std::make_unique<boundary::LaneMemory>();
  test::QuotingStrategy strategy(*memory, {.index = 0,
                                           .instruments = {0, 1, 2, 3},
                                           .seed = seed,
                                           .fails_at_call = UINT64_MAX,
                                           .writes_nonsense = true,
                                           .has_reserves = false});
  StrategyPort* const ports[] = {&strategy};
  JournalPipe pipe{1U << 22};
  test::JournalLog log;
  test::LaneWithVenueSettings settings;
  settings.seed = seed;
  settings.instruments = 4;
  settings.journal = &pipe;
  test::LaneWithVenue pair(settings, *memory, ports);
  const auto turn = [&](uint32_t turns) {
    pair.turn_until(turns, [&] {
      log.drain(pipe);
      return false;
    });
  };
  pair.connect();
  turn(2'000);
  pair.cut_line();
  turn(50);
  pair.connect();
  turn(1'000);
  RecordedLatencies found;
  bool has_clock = false;
  const auto take = [&](const Record& record) {
    const auto type = static_cast<LaneRecord>(record.type);
    const bool is_begun = type != LaneRecord::segment && type != LaneRecord::settings;
    // A lane's edge puts it.
    const lane_record::Clock clock{1, uint64_t{1} << 30};
    const Bytes payload = std::as_bytes(std::span(&clock, 1));
    if (is_begun && !std::exchange(has_clock, true) &&
        !found.take({static_cast<uint16_t>(LaneRecord::clock), record.time_ns, payload}))
      return false;
    return found.take(record);
  };
  CHECK(test::read_log(log.bytes(), take) != ReadStatus::corrupt);
  CHECK_EQUAL(found.failure(), std::string());
  CHECK(found.orders() > 100);
  CHECK(found.wire_to_answer().size() > found.orders() / 2);
  CHECK(found.wire_to_answer().size() <= found.orders());
  CHECK_EQUAL(found.decision_to_wire().size(), found.wire_to_answer().size());
}

}  // namespace
