// Thousands of seeded days of the channel in a bad network. See feed_simulation.hpp. A failure names its
// seed: `native_tests --only "feed simulation: one seed is one run, event for event" --seed N` runs that one.
#include "feed_simulation.hpp"

#include "harness.hpp"

namespace hotlane::test {
namespace {

constexpr uint64_t runs_per_test = repeats(2'500);

// Distinct seeds for each quarter, so that the quarters can run at once.
void run_quarter(uint64_t quarter) {
  uint64_t live_checks = 0;
  uint64_t recovered = 0;
  uint64_t current_at_end = 0;
  uint64_t failures = 0;
  FeedCounters sum;
  for (uint64_t i = 0; i < runs_per_test && failures < 3; ++i) {
    const SimulationResult result = FeedSimulation(seed() + quarter * runs_per_test + i).run();
    if (!result.failure.empty()) {
      ++failures;
      fail(__FILE__, __LINE__, result.failure);
    }
    live_checks += result.live_checks;
    recovered += result.has_recovered ? 1 : 0;
    current_at_end +=
        result.status.state == ChannelState::live || result.status.state == ChannelState::ended ? 1 : 0;
    sum.gaps += result.counters.gaps;
    sum.repaired += result.counters.repaired;
    sum.snapshots += result.counters.snapshots;
    sum.lost += result.counters.lost;
    sum.held_dropped += result.counters.held_dropped;
    sum.snapshots_failed += result.counters.snapshots_failed;
  }
  if (failures > 0) return;
  // The runs meet what they are made for.
  CHECK(live_checks > 10 * runs_per_test);
  CHECK(recovered > runs_per_test / 2);
  CHECK(current_at_end > runs_per_test / 2 && current_at_end < runs_per_test);
  CHECK(sum.gaps > runs_per_test && sum.repaired > runs_per_test);
  CHECK(sum.snapshots > runs_per_test / 20 && sum.snapshots_failed > runs_per_test / 20);
  CHECK(sum.lost > 0 && sum.held_dropped > 0);
}

}  // namespace

TEST("feed simulation: live books are the lossless stream's, and recovery ends (first quarter)") {
  run_quarter(0);
}
TEST("feed simulation: live books are the lossless stream's, and recovery ends (second quarter)") {
  run_quarter(1);
}
TEST("feed simulation: live books are the lossless stream's, and recovery ends (third quarter)") {
  run_quarter(2);
}
TEST("feed simulation: live books are the lossless stream's, and recovery ends (fourth quarter)") {
  run_quarter(3);
}

TEST("feed simulation: one seed is one run, event for event") {
  const SimulationResult first = FeedSimulation(seed()).run();
  const SimulationResult second = FeedSimulation(seed()).run();
  CHECK_EQUAL(first.failure, std::string());
  CHECK_EQUAL(first.trace, second.trace);
  CHECK(first.trace != FeedSimulation(seed() + 1).run().trace);
}

}  // namespace hotlane::test
