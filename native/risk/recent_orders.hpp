// The last orders that a strategy entered in one instrument, to find out that one is entered again and again
// (SEC 15c3-5 (c)(1)(ii), duplicates). Of a longer flood the oldest are forgotten. Used by the order gate on
// its lane's thread; pure in time.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "risk/intent.hpp"

namespace hotlane {

// All that makes an order: price, size, side and attributes, mixed into one number. Two different orders have
// the same one once in 2^64.
[[nodiscard]] inline uint64_t fingerprint_of(const Intent& intent) noexcept {
  uint64_t words[3];
  static_assert(sizeof intent.attributes == sizeof words);
  std::memcpy(words, &intent.attributes, sizeof words);
  // Odd factors, one a word: sums of products, so that none waits for another.
  const uint64_t order = uint64_t{static_cast<uint32_t>(intent.price_ticks)} << 32 | intent.quantity;
  uint64_t mixed = order * 0x9E37'79B9'7F4A'7C15U + words[0] * 0xC2B2'AE3D'27D4'EB4FU +
                   words[1] * 0x1656'67B1'9E37'79F9U + words[2] * 0x27D4'EB2F'1656'67C5U +
                   static_cast<uint64_t>(intent.side) * 0xD6E8'FEB8'6659'FD93U;
  mixed ^= mixed >> 32;
  return mixed * 0x9E37'79B9'7F4A'7C15U;
}

class RecentOrders {
 public:
  static constexpr uint32_t remembered = 16;

  // How many equal ones were entered within `window_ns` before `now`.
  [[nodiscard]] uint32_t count(uint64_t fingerprint, TimeNs now, TimeNs window_ns) const noexcept {
    if (!has(fingerprint)) [[likely]]
      return 0;
    uint32_t equal = 0;
    for (uint32_t i = 0; i < remembered; ++i) {
      if (fingerprints_[i] == fingerprint && now - times_[i] < window_ns) ++equal;
    }
    return equal;
  }
  void add(uint64_t fingerprint, TimeNs now) noexcept {
    fingerprints_[next_] = fingerprint;
    times_[next_] = now;
    next_ = (next_ + 1) % remembered;
  }

 private:
  [[nodiscard]] bool has(uint64_t fingerprint) const noexcept {
    uint64_t found = 0;
    for (const uint64_t each : fingerprints_) found |= static_cast<uint64_t>(each == fingerprint);
    return found != 0;
  }
  // Long before any time, and near enough that a difference fits.
  static constexpr TimeNs never = INT64_MIN / 2;
  [[nodiscard]] static constexpr std::array<TimeNs, remembered> all_never() noexcept {
    std::array<TimeNs, remembered> times{};
    times.fill(never);
    return times;
  }

  std::array<uint64_t, remembered> fingerprints_{};
  uint32_t next_ = 0;
  std::array<TimeNs, remembered> times_ = all_never();
};

}  // namespace hotlane
