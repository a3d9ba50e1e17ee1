// Where our orders stand in their queues, as far as data by price level tells: how many shares a level shows,
// and what traded there, not whose they were. In place of the by-order queue (history_market.hpp), which
// knows; docs/venue-history.md, By level.
//
// - An order joins behind all that its level shows.
// - What trades at the level goes from the front: what stands ahead of us first, then ours.
// - Where a level shrinks without a trade, it is drawn whether that stood ahead of us or behind: ahead with
//   probability f(ahead) / (f(ahead) + f(behind)), f(x) = x^power. Power 1: each share is as likely to go;
//   more of it: the longer part loses more than its share; 0: both parts are as likely. What the part that
//   was drawn doesn't have comes off the other.
//
// The idea is known from backtesters of by-level data (Rigtorp 2013; hftbacktest's queue models).
// Reproducible: whole numbers, one division, and a seed. Pure; the venue's thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>

#include "memory/units.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane {

enum class LevelCancels : uint8_t {
  drawn,
  ahead,   // always ahead of us while there is any: no by-order queue is shorter
  behind,  // always behind us while there is any: none is longer
};

struct LevelQueueSettings {
  static constexpr uint32_t power_max = 3;

  LevelCancels cancels = LevelCancels::drawn;
  uint32_t power = 1;  // up to power_max
  uint64_t seed = 1;
};

class LevelQueue {
 public:
  explicit LevelQueue(const LevelQueueSettings& settings) : settings_(settings), random_(settings.seed) {}

  void join(uint32_t handle, uint64_t level_shares) { ahead_[handle] = std::min(level_shares, shares_max); }
  void leave(uint32_t handle) { ahead_.erase(handle); }
  // Shares in front of an order, 0 if it never joined.
  [[nodiscard]] uint64_t ahead(uint32_t handle) const noexcept {
    const auto found = ahead_.find(handle);
    return found == ahead_.end() ? 0 : found->second;
  }

  // So many shares traded at the level of these orders.
  void trade(std::span<const uint32_t> handles, uint64_t shares) noexcept {
    for (const uint32_t handle : handles) {
      uint64_t& ahead = ahead_.find(handle)->second;
      ahead -= std::min(ahead, shares);
    }
  }
  // The level of these orders, in their own order, showed `level_shares` and lost `shares` of them without a
  // trade.
  void shrink(std::span<const uint32_t> handles, uint64_t level_shares, uint64_t shares) noexcept {
    const double luck = static_cast<double>(random_.next() >> 11) * 0x1p-53;  // below 1
    uint64_t before = 0;                                                      // in front of the order before
    for (const uint32_t handle : handles) {
      uint64_t& ahead = ahead_.find(handle)->second;
      const uint64_t behind = level_shares > ahead ? level_shares - ahead : 0;
      const bool is_ahead = luck < part_ahead(ahead, behind);
      const uint64_t taken = is_ahead ? std::min(ahead, shares) : shares > behind ? shares - behind : 0;
      // One luck for all: what stood ahead of one of ours stood ahead of the next. What stood between two of
      // ours can't have been more than there was.
      ahead = before = std::max(before, ahead - std::min(ahead, taken));
    }
  }

 private:
  static constexpr uint64_t shares_max = uint64_t{1} << 40;  // its third power fits 128 bits
  __extension__ using Weight = unsigned __int128;

  [[nodiscard]] Weight weight_of(uint64_t shares) const noexcept {
    Weight weight = shares > 0 ? 1 : 0;
    for (uint32_t i = 0; i < settings_.power; ++i) weight *= std::min(shares, shares_max);
    return weight;
  }
  // How likely it is that what went stood ahead.
  [[nodiscard]] double part_ahead(uint64_t ahead, uint64_t behind) const noexcept {
    if (settings_.cancels != LevelCancels::drawn) return settings_.cancels == LevelCancels::ahead ? 1 : 0;
    const Weight its = weight_of(ahead);
    const Weight all = its + weight_of(behind);
    return all == 0 ? 0 : static_cast<double>(its) / static_cast<double>(all);
  }

  LevelQueueSettings settings_;
  SeededRandom random_;
  std::unordered_map<uint32_t, uint64_t> ahead_;  // by handle; looked up alone
};

}  // namespace hotlane
