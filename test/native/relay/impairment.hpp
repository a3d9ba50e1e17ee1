// What a bad network does to the datagrams of one line: each one's fate, drawn from a seed. Pure: the n-th
// datagram of a line has the same fate in every run with that seed, whenever it comes and whatever the other
// line does.
#pragma once

#include <cstdint>
#include <random>

#include "memory/units.hpp"

namespace hotlane::test {

// Shares are 0 to 1 of the datagrams. "Every" is a mean number of datagrams; 0: never.
struct ImpairmentSettings {
  double loss = 0;           // each for itself
  uint32_t burst_every = 0;  // bursts of loss
  uint32_t burst_length_max = 1;
  uint32_t dead_every = 0;  // the line dies, and comes back
  uint32_t dead_length_max = 1;
  double duplicate = 0;
  double reorder = 0;
  uint32_t reorder_depth_max = 1;  // datagrams that may overtake
  double delay = 0;
  TimeNs delay_ns_max = 0;
};

enum class DropCause : uint8_t { none, loss, burst, death };

struct Fate {
  DropCause drop = DropCause::none;
  bool is_duplicated = false;
  uint32_t overtaken_by = 0;  // datagrams of its line
  TimeNs delay_ns = 0;
};

class Impairment {
 public:
  Impairment(const ImpairmentSettings& settings, uint64_t seed, uint64_t line)
      : settings_(settings), random_(seed * 0x9E3779B97F4A7C15 + line) {}

  // Of the next datagram. Draws the same number of random numbers for each, whatever comes of them.
  [[nodiscard]] Fate next() noexcept {
    const double drawn[] = {share(), share(), share(), share(), share(), share(), share(), share(), share()};
    const auto starts = [](double draw, uint32_t every) { return every > 0 && draw * every < 1; };
    const auto length = [](double draw, uint32_t most) { return 1 + static_cast<uint32_t>(draw * most); };
    if (dead_left_ == 0 && starts(drawn[0], settings_.dead_every)) {
      dead_left_ = length(drawn[1], settings_.dead_length_max);
      ++deaths_;
    }
    if (burst_left_ == 0 && starts(drawn[2], settings_.burst_every)) {
      burst_left_ = length(drawn[1], settings_.burst_length_max);
    }
    Fate fate;
    if (dead_left_ > 0) {
      --dead_left_;
      fate.drop = DropCause::death;
    } else if (burst_left_ > 0) {
      --burst_left_;
      fate.drop = DropCause::burst;
    } else if (drawn[3] < settings_.loss) {
      fate.drop = DropCause::loss;
    }
    fate.is_duplicated = drawn[4] < settings_.duplicate;
    if (drawn[5] < settings_.reorder) fate.overtaken_by = length(drawn[6], settings_.reorder_depth_max);
    if (drawn[7] < settings_.delay)
      fate.delay_ns = 1 + static_cast<TimeNs>(drawn[8] * static_cast<double>(settings_.delay_ns_max));
    return fate;
  }

  [[nodiscard]] uint64_t deaths() const noexcept { return deaths_; }

 private:
  [[nodiscard]] double share() noexcept { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }

  ImpairmentSettings settings_;
  std::mt19937_64 random_;
  uint32_t burst_left_ = 0;
  uint32_t dead_left_ = 0;
  uint64_t deaths_ = 0;
};

}  // namespace hotlane::test
