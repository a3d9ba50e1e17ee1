// That a journal's order side is enough: positions, numbers and the session's place, rebuilt from what was
// sent and what the session brought, without market data, are the lane's own.
#include <map>

#include "harness.hpp"
#include "journal/order_side.hpp"
#include "journal_log.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"
#include "session/ouch50_answer.hpp"
#include "session/soupbin_client.hpp"

namespace {

using namespace hotlane;

constexpr uint16_t instruments = 4;
constexpr uint32_t patience_turns = 500;

// What a slow reader makes of the order side: whose each number is, and the fills.
struct RebuiltOrders {
  struct Owner {
    StrategyId strategy;
    InstrumentId instrument;
    Side side;
  };

  void on_settings(Bytes, bool) {}
  void on_sent(uint8_t, StrategyId strategy, UserRefNum number, const Intent& intent, TimeNs) {
    if (intent.kind == IntentKind::cancel) return;
    if (intent.kind == IntentKind::new_order) {
      orders[{strategy, intent.strategy_order_id}] = {strategy, intent.instrument, intent.side};
    }
    owners[number] = orders.at({strategy, intent.strategy_order_id});
    next_number = std::max(next_number, number + 1);
  }
  void on_session_open(uint8_t, TimeNs now) {
    soup.start_login({}, soup_session, next_sequence, now);
    soup.out().clear();
  }
  void on_session_bytes(uint8_t, Bytes bytes, TimeNs now) {
    const std::span<std::byte> space = soup.receive_space(bytes.size());
    std::memcpy(space.data(), bytes.data(), bytes.size());
    soup.received(bytes.size(), now);
    SoupClientEvent event;
    while (soup.next(event)) {
      if (event.kind == SoupClientEventKind::login_accepted) soup_session = soup.session();
      if (event.kind == SoupClientEventKind::sequenced) take(event);
    }
  }
  void on_session_lost(uint8_t, TimeNs) { soup.on_disconnect(); }
  void on_time(TimeNs) {}
  void on_command(Bytes, TimeNs) {}

  void take(const SoupClientEvent& event) {
    next_sequence = event.sequence + 1;
    OrderAnswer answer;
    if (decode_ouch50_answer(event.payload, answer) != OuchFault::none ||
        answer.kind != OrderAnswerKind::executed)
      return;
    const Owner& owner = owners.at(answer.user_ref_num);
    net[{owner.strategy, owner.instrument}] += sign_of(owner.side) * int64_t{answer.quantity};
    ++fills;
  }

  SoupBinClient soup{1U << 18, 1U << 13};
  wire::soupbintcp::Session soup_session = wire::soupbintcp::session_field({});
  uint64_t next_sequence = 1;
  UserRefNum next_number = 1;
  uint64_t fills = 0;
  std::map<std::pair<StrategyId, StrategyOrderId>, Owner> orders;
  std::map<UserRefNum, Owner> owners;
  std::map<std::pair<StrategyId, InstrumentId>, int64_t> net;
};

void check_rebuilt(uint64_t seed) {
  JournalPipe pipe(1U << 22);
  test::JournalLog log;
  const auto memory = std::make_unique<boundary::LaneMemory>();
  test::QuotingStrategy first(*memory, {0, {0, 1, 2, 3}, seed * 2});
  test::QuotingStrategy second(*memory, {1, {0, 1, 2, 3}, seed * 2 + 1});
  std::array<StrategyPort*, 2> ports{&first, &second};
  test::LaneWithVenue pair({.seed = seed, .instruments = instruments, .strategies = 2, .journal = &pipe},
                           *memory, ports);
  SeededRandom random(seed);
  for (int part = 0; part < 4; ++part) {
    pair.connect();
    for (uint32_t i = 0, turns = 200 + random.below(800); i < turns; ++i) {
      pair.turn();
      log.drain(pipe);
    }
    pair.cut_line();
  }
  pair.connect();
  REQUIRE(pair.turn_until(patience_turns, [&] { return pair.is_session_ready(); }));
  log.drain(pipe);
  RebuiltOrders rebuilt;
  const ReadStatus status = test::read_log(log.bytes(), [&](const Record& record) {
    const bool is_good = visit_order_side(record, rebuilt);
    CHECK(is_good);
    return is_good;
  });
  CHECK(status == ReadStatus::end);
  const OrderDesk& desk = pair.lane().desk();
  const SessionDesk& session = desk.session(0);
  CHECK(rebuilt.fills > 0);
  CHECK_EQUAL(rebuilt.fills, session.orders().counts().fills);
  CHECK_EQUAL(rebuilt.next_sequence, session.entry().next_sequence());
  CHECK_EQUAL(rebuilt.next_number, session.entry().next_user_ref_num());
  CHECK(rebuilt.soup_session == session.entry().session());
  for (StrategyId strategy = 0; strategy < ports.size(); ++strategy) {
    for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
      CHECK_EQUAL((rebuilt.net[{strategy, instrument}]),
                  desk.positions().of(strategy, instrument).exposure.net);
    }
  }
}

TEST("positions, numbers and the session's place follow from a journal's order side alone") {
  for (uint64_t i = 0; i < test::repeats(20) && test::failures() == 0; ++i) check_rebuilt(test::seed() + i);
}

TEST("a record of the order side that is cut is refused, and nothing behind it read") {
  RebuiltOrders rebuilt;
  const std::vector<std::byte> bytes(200);
  for (const LaneRecord type : {LaneRecord::settings, LaneRecord::order_sent, LaneRecord::session_open,
                                LaneRecord::session_bytes, LaneRecord::session_lost}) {
    CHECK(!visit_order_side(Record{static_cast<uint16_t>(type), 0, {}}, rebuilt));
  }
  const auto sent = static_cast<uint16_t>(LaneRecord::order_sent);
  for (size_t size = 0; size < sizeof(lane_record::OrderSent) + sizeof(Intent); ++size) {
    CHECK(!visit_order_side(Record{sent, 0, std::span(bytes).first(size)}, rebuilt));
  }
}

}  // namespace
