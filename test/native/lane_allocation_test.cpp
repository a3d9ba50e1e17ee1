// The lane's loop asks the allocator for nothing: counted over a million messages of a market that it trades
// in, its own side only.
#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;

constexpr uint64_t messages_counted = 1'000'000;
constexpr uint32_t patience_turns = 500;

TEST("a lane asks the allocator for nothing over a million messages") {
  if (!test::is_allocation_counted()) return test::skip("this build brings an allocator of its own");
  const uint64_t before = test::allocator_calls();
  {
    const test::AllocationWatch watch;
    const uint64_t* volatile kept = new uint64_t(before);  // volatile: the compiler may not leave it out
    delete kept;
  }
  REQUIRE(test::allocator_calls() == before + 2);  // the count counts
  const auto memory = std::make_unique<boundary::LaneMemory>();
  test::QuotingStrategy strategy(*memory, {0, {0, 1, 2, 3, 4, 5, 6, 7}, test::seed()});
  std::array<StrategyPort*, 1> ports{&strategy};
  test::LaneWithVenue pair({.seed = test::seed(), .messages_per_second = 200'000}, *memory, ports);
  pair.connect();
  REQUIRE(pair.turn_until(patience_turns, [&] { return pair.is_session_ready(); }));
  pair.turn_times(200);  // warm: every kind of message has been seen

  const uint64_t calls = test::allocator_calls();
  const uint64_t end = pair.exchange().packets().next_sequence() + messages_counted;
  while (pair.exchange().packets().next_sequence() < end) {
    pair.turn_times(5'000);
    pair.cut_line();
    pair.connect();
  }
  pair.command(boundary::CommandKind::stop);
  CHECK(pair.turn_until(patience_turns, [&] { return pair.lane().is_stopped(); }));
  pair.publish_status();
  CHECK_EQUAL(test::allocator_calls(), calls);
  const boundary::LaneStatus& status = memory->status;
  std::cout << "  " << status.messages << " messages, " << status.strategy_calls << " callbacks, "
            << status.sent << " orders sent, " << status.fills
            << " fills: " << test::allocator_calls() - calls << " calls of the allocator\n";
  CHECK(status.messages > messages_counted);
  CHECK(status.fills > 1'000);
}

}  // namespace
