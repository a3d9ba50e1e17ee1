// The relay's decisions: what a seed means, and that they are as bad as was asked for.
#include "relay/impairment.hpp"

#include <cmath>
#include <tuple>
#include <vector>

#include "harness.hpp"

namespace {

using namespace hotlane;
using namespace hotlane::test;

using FateTuple = std::tuple<DropCause, bool, uint32_t, TimeNs>;

std::vector<FateTuple> fates(const ImpairmentSettings& settings, uint64_t run_seed, uint64_t line,
                             int count) {
  Impairment impairment(settings, run_seed, line);
  std::vector<FateTuple> out;
  for (int i = 0; i < count; ++i) {
    const Fate fate = impairment.next();
    out.emplace_back(fate.drop, fate.is_duplicated, fate.overtaken_by, fate.delay_ns);
  }
  return out;
}

ImpairmentSettings everything() {
  ImpairmentSettings settings;
  settings.loss = 0.1;
  settings.burst_every = 200;
  settings.burst_length_max = 30;
  settings.dead_every = 1'000;
  settings.dead_length_max = 300;
  settings.duplicate = 0.05;
  settings.reorder = 0.2;
  settings.reorder_depth_max = 7;
  settings.delay = 0.3;
  settings.delay_ns_max = 1'000'000;
  return settings;
}

TEST("a datagram's fate follows from seed, line and place alone") {
  const auto once = fates(everything(), seed(), 0, 20'000);
  CHECK(once == fates(everything(), seed(), 0, 20'000));
  CHECK(once != fates(everything(), seed(), 1, 20'000));
  CHECK(once != fates(everything(), seed() + 1, 0, 20'000));
}

TEST("a change of one impairment leaves the others' decisions as they were") {
  ImpairmentSettings less = everything();
  less.loss = 0;
  const auto lossy = fates(everything(), seed(), 0, 20'000);
  const auto lossless = fates(less, seed(), 0, 20'000);
  for (size_t i = 0; i < lossy.size(); ++i) {
    const auto [drop, is_duplicated, overtaken_by, delay_ns] = lossy[i];
    const DropCause expected = drop == DropCause::loss ? DropCause::none : drop;
    CHECK(lossless[i] == FateTuple(expected, is_duplicated, overtaken_by, delay_ns));
  }
}

TEST("each impairment happens as often as it was asked for, and within its bounds") {
  for (const double share : {0.0, 0.01, 0.3, 1.0}) {
    ImpairmentSettings settings;
    settings.loss = settings.duplicate = settings.reorder = settings.delay = share;
    settings.reorder_depth_max = 5;
    settings.delay_ns_max = 1'000;
    constexpr int count = 100'000;
    double lost = 0, duplicated = 0, reordered = 0, delayed = 0;
    for (const auto& [drop, is_duplicated, overtaken_by, delay_ns] : fates(settings, seed(), 0, count)) {
      lost += drop == DropCause::loss ? 1 : 0;
      duplicated += is_duplicated ? 1 : 0;
      reordered += overtaken_by > 0 ? 1 : 0;
      delayed += delay_ns > 0 ? 1 : 0;
      CHECK(overtaken_by <= 5 && delay_ns >= 0 && delay_ns <= 1'000);
    }
    // Six standard deviations of a count of independent draws.
    const double bound = 6 * std::sqrt(count * share * (1 - share));
    for (const double seen : {lost, duplicated, reordered, delayed}) {
      CHECK(std::abs(seen - count * share) <= bound);
    }
  }
}

}  // namespace
