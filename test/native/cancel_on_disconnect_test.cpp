// A venue that cancels an account's orders with its connection, against a lane that trades there: what the
// lane believes when it is back must be what the venue did.
#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;
using test::LaneWithVenue;
using test::QuotingStrategy;

constexpr uint64_t days = test::repeats(60);
constexpr uint16_t instruments = 4;
constexpr uint32_t patience_turns = 500;

uint32_t standing(LaneWithVenue& pair) {
  uint32_t count = 0;
  for (const venue::LedgerOrder& order : pair.ledger().orders()) {
    count += order.state == venue::LedgerState::live;
  }
  return count;
}

void check_positions(LaneWithVenue& pair, const boundary::LaneMemory& memory) {
  for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
    const boundary::PositionView& view = memory.frames[0].positions[instrument];
    CHECK_EQUAL(static_cast<int64_t>(view.net), pair.ledger().net(instruments)[instrument]);
  }
}

uint64_t play(uint64_t seed, bool cancels_on_disconnect) {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  std::vector<InstrumentId> all;
  for (uint16_t i = 0; i < instruments; ++i) all.push_back(i);
  QuotingStrategy maker(*memory, {0, all, seed});
  std::array<StrategyPort*, 1> ports{&maker};
  LaneWithVenue pair(
      {.seed = seed, .instruments = instruments, .cancel_on_disconnect = cancels_on_disconnect}, *memory,
      ports);
  SeededRandom random(seed);
  uint64_t taken = 0;
  for (uint32_t loss = 0; loss < 3; ++loss) {
    pair.connect();
    CHECK(pair.turn_until(patience_turns, [&] { return pair.is_session_ready(); }));
    pair.turn_times(random.below(200));
    CHECK(pair.turn_until(patience_turns, [&] { return standing(pair) > 0; }));
    const uint32_t before = standing(pair);
    pair.cut_line();
    CHECK_EQUAL(standing(pair), cancels_on_disconnect ? 0U : before);
    taken += before;
    pair.turn_times(random.below(50));
  }
  // What is left is cancelled by the lane itself, so that both records are closed.
  pair.turn_kill_switch(boundary::KillScope::firm, 0, true);
  pair.connect();
  CHECK(pair.turn_until(patience_turns, [&] { return pair.is_session_ready(); }));
  CHECK(pair.turn_until(patience_turns, [&] { return pair.open_orders() == 0; }));
  CHECK_EQUAL(standing(pair), 0U);
  check_positions(pair, *memory);
  CHECK_EQUAL(memory->status.answers_unmatched, uint64_t{0});
  // What the venue took with the line is expected, and told as one count.
  pair.publish_status();
  CHECK_EQUAL(memory->session[0].alerts, uint64_t{0});
  CHECK_EQUAL(memory->session[0].cancelled_away > 0, cancels_on_disconnect);
  return taken;
}

TEST("a lost line takes an account's orders with it where the venue cancels on disconnect, and only there") {
  uint64_t taken = 0;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    taken += play(test::seed() + i, i % 2 == 0);
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
  }
  std::cout << "  " << taken << " orders stood when their line was lost\n";
  CHECK(taken > days);
}

}  // namespace
