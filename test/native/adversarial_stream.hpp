// A seeded ITCH stream made to hurt: crossing prices, replace chains, executions to zero, unknown and reused
// references, reductions below zero, extreme and refused prices, orders before their directory message.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "itch_messages.hpp"

namespace hotlane::test {

class AdversarialStream {
 public:
  static constexpr uint64_t locates = 3;

  explicit AdversarialStream(uint64_t stream_seed) : random_(stream_seed) {}

  static std::string symbol_of(uint64_t locate) { return "SYM" + std::to_string(locate) + "    "; }

  [[nodiscard]] Bytes next() {
    const uint64_t locate = 1 + pick(locates);
    const uint64_t kind = pick(100);
    if (kind < 2) return itch_directory(locate, symbol_of(locate));
    if (kind < 45) return add(locate);
    if (kind < 55) return itch_execute(locate, reference(), shares(), ++match_);
    if (kind < 60) {
      return itch_execute_with_price(locate, reference(), shares(), pick(2) == 0 ? 'Y' : 'N', price(),
                                     ++match_);
    }
    if (kind < 68) return itch_cancel(locate, reference(), shares());
    if (kind < 82) return itch_delete(locate, reference());
    return replace(locate);
  }

 private:
  [[nodiscard]] uint64_t pick(uint64_t below) { return random_() % below; }

  Bytes add(uint64_t locate) {
    const uint64_t fresh = pick(50) == 0 ? reference() : fresh_reference();
    const char side = pick(200) == 0 ? 'Z' : pick(2) == 0 ? 'B' : 'S';
    Bytes message = itch_add(locate, symbol_of(locate), fresh, side, shares(), price());
    if (pick(4) > 0) return message;
    message[0] = 'F';
    put(message, std::string("MPID"), 4);
    return message;
  }
  Bytes replace(uint64_t locate) {
    const uint64_t original = reference();
    const uint64_t successor = pick(40) == 0 ? reference() : fresh_reference();
    return itch_replace(locate, original, successor, shares(), price());
  }
  // Mostly a recent one, which may still live; sometimes one that never was.
  uint64_t reference() {
    if (given_.empty() || pick(30) == 0) return random_();
    const size_t recent = given_.size() < 60 ? given_.size() : 60;
    return given_[given_.size() - 1 - pick(recent)];
  }
  uint64_t fresh_reference() {
    given_.push_back(pick(4) == 0 ? random_() : given_.size() * 64);  // some random, some that share low bits
    return given_.back();
  }
  uint64_t shares() { return pick(150) == 0 ? 0 : pick(150) == 0 ? 0xFFFFFFFF : (1 + pick(4)) * 50; }
  // Few prices around one centre for both sides, so that levels are shared and sides cross; some at the ends.
  uint64_t price() {
    static constexpr std::array<uint64_t, 6> extremes = {0,          1,          0x77359400,
                                                         0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    return pick(60) == 0 ? extremes[pick(extremes.size())] : 10'000 + pick(40) * (pick(10) == 0 ? 1'000 : 1);
  }

  std::mt19937_64 random_;
  std::vector<uint64_t> given_;
  uint64_t match_ = 0;
};

}  // namespace hotlane::test
