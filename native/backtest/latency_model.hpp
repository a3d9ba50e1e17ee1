// How long one way takes in a backtest: market data from the exchange to the lane, an order from the lane to
// the venue, an answer back. Three models: always the same; drawn from a histogram; taken from a record one
// after the other. Each assumes that a delay does not depend on what the market is doing at the moment, which
// is where real ones err: queues build up in bursts. Only the record of a live run has that in it. Pure; the
// backtest's thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "memory/units.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane {

enum class LatencyKind : uint8_t {
  constant,   // `constant_ns`, always
  histogram,  // each drawn from `buckets`, independent of the one before, from `seed`
  recorded,   // `recorded_ns` one by one; after the last, the last again
};

struct LatencyBucket {
  TimeNs value_ns = 0;  // what is drawn: all of a bucket's delays are taken for this one
  uint64_t count = 0;
};

struct LatencySettings {
  LatencyKind kind = LatencyKind::constant;
  TimeNs constant_ns = 0;
  std::vector<LatencyBucket> buckets{};  // counts of 0 are allowed; all of them 0: no delay
  uint64_t seed = 1;
  std::vector<TimeNs> recorded_ns{};
};

class LatencyModel {
 public:
  // No delay is shorter than `least_ns`.
  LatencyModel(const LatencySettings& settings, TimeNs least_ns)
      : settings_(settings), least_ns_(least_ns), random_(settings.seed) {
    for (const LatencyBucket& bucket : settings_.buckets) ends_.push_back(total_ += bucket.count);
  }

  [[nodiscard]] TimeNs next() noexcept { return std::max(least_ns_, draw()); }

  // How often a record was asked for more than it has.
  [[nodiscard]] uint64_t beyond_record() const noexcept { return beyond_record_; }

 private:
  [[nodiscard]] TimeNs draw() noexcept {
    switch (settings_.kind) {
      case LatencyKind::constant: return settings_.constant_ns;
      case LatencyKind::histogram: return draw_bucket();
      case LatencyKind::recorded: return take_recorded();
    }
    return 0;
  }
  [[nodiscard]] TimeNs draw_bucket() noexcept {
    if (total_ == 0) return 0;
    // The remainder's bias is below total / 2^64.
    const uint64_t rank = random_.next() % total_;
    const auto found = std::upper_bound(ends_.begin(), ends_.end(), rank);
    return settings_.buckets[static_cast<size_t>(found - ends_.begin())].value_ns;
  }
  [[nodiscard]] TimeNs take_recorded() noexcept {
    if (settings_.recorded_ns.empty()) return 0;
    if (taken_ == settings_.recorded_ns.size()) {
      ++beyond_record_;
      return settings_.recorded_ns.back();
    }
    return settings_.recorded_ns[taken_++];
  }

  LatencySettings settings_;
  TimeNs least_ns_;
  SeededRandom random_;
  std::vector<uint64_t> ends_;  // of the buckets' ranks
  uint64_t total_ = 0;
  size_t taken_ = 0;
  uint64_t beyond_record_ = 0;
};

}  // namespace hotlane
