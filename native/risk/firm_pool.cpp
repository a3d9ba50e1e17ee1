#include "risk/firm_pool.hpp"

namespace hotlane {
namespace {

// What one lane holds at most: what it has given back may be seen late, and then it holds less.
[[nodiscard]] int64_t held_at_most(FirmShareWords& lane, uint32_t measure) noexcept {
  return lane.grants.granted[measure] - load_share(lane.holdings.returned[measure]);
}

void balance(std::span<FirmShareWords* const> lanes, uint32_t measure, int64_t limit) noexcept {
  const auto count = static_cast<int64_t>(lanes.size());
  int64_t used = 0;
  int64_t pool = limit;
  for (FirmShareWords* lane : lanes) {
    used += std::max<int64_t>(load_share(lane->holdings.used[measure]), 0);
    pool -= held_at_most(*lane, measure);
  }
  const int64_t room = std::max<int64_t>(limit - used, 0);
  // A lane is left alone while it has between three and five quarters of its part of the room.
  const int64_t slack = room / (4 * count);
  for (int64_t i = 0; i < count; ++i) {
    FirmShareWords& lane = *lanes[static_cast<size_t>(i)];
    const int64_t part = room / count + (i < room % count ? 1 : 0);
    const int64_t wanted = std::max<int64_t>(load_share(lane.holdings.used[measure]), 0) + part;
    store_share(lane.grants.ceiling[measure], wanted + slack);
    const int64_t missing = wanted - held_at_most(lane, measure);
    const int64_t given = std::min(missing, pool);
    if (missing <= slack || given <= 0) continue;
    store_share(lane.grants.granted[measure], lane.grants.granted[measure] + given);
    pool -= given;
  }
}

}  // namespace

void balance_firm(std::span<FirmShareWords* const> lanes, const FirmAmounts& limits) noexcept {
  if (lanes.empty()) return;
  for (uint32_t measure = 0; measure < firm_measures; ++measure) {
    balance(lanes, measure, std::min(limits[measure], firm_unlimited));
  }
}

int64_t outstanding_of(std::span<FirmShareWords* const> lanes, FirmMeasure measure) noexcept {
  int64_t held = 0;
  for (FirmShareWords* lane : lanes) held += held_at_most(*lane, static_cast<uint32_t>(measure));
  return held;
}

}  // namespace hotlane
