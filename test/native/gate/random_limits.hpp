// Limits that change at random, for gates that are held against each other: near what orders use, so that
// each limit is met. Tests only.
#pragma once

#include <cstdint>
#include <random>

#include "risk/limit_set.hpp"

namespace hotlane::test {

struct Dice {
  explicit Dice(uint64_t seed) : random(seed) {}
  uint64_t below(uint64_t bound) { return random() % bound; }
  bool one_in(uint64_t n) { return below(n) == 0; }
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low + 1)));
  }
  std::mt19937_64 random;
};

// One limit of one scope, or none, and now and then a rule or a new day. Nothing stays shut for long. For two
// accounts and three strategies; the version is the caller's.
void change_a_limit(Dice& dice, LimitSet& limits, uint16_t instruments);

}  // namespace hotlane::test
