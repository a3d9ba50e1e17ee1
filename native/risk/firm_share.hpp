// One lane's share of the limits that hold for the firm over all lanes. The lane spends from what it holds
// and asks nobody, so the hot path takes no lock; the main thread (firm_pool.hpp) tops it up, and asks back
// what is too much, which the lane gives as soon as it does not use it. The sum of what the lanes hold never
// exceeds the limit, so what they use doesn't either, at no moment.
//
// Every shared word has one writer: `granted` and `ceiling` the main thread, `returned` and `used` the lane.
// Both of `granted` and `returned` only grow, and what is held is their difference. Orders: the lane lowers
// what it holds before it stores `returned` (release); the main thread loads it (acquire) before it grants
// that amount elsewhere. A grant is stored (release) and loaded (acquire) likewise. A word that is seen late
// makes the one side think that there is less to spend, never more.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "risk/limit_set.hpp"

namespace hotlane {

using boundary::firm_measures;
using boundary::FirmGrants;
using boundary::FirmShareWords;

using FirmAmounts = std::array<int64_t, firm_measures>;  // by FirmMeasure

// What stands for "no limit" of the firm, so that shares of it can still be added up.
constexpr int64_t firm_unlimited = int64_t{1} << 60;

// For a lane that shares with no other: the limits alone hold.
[[nodiscard]] inline FirmGrants unlimited_grants() noexcept {
  FirmGrants grants{};
  for (uint32_t m = 0; m < firm_measures; ++m) grants.granted[m] = grants.ceiling[m] = firm_unlimited;
  return grants;
}

// The lane's own side. Owned by its gate.
class FirmShare {
 public:
  // What the main thread has written; the newest word of each kind counts.
  void take(const FirmGrants& grants) noexcept {
    for (uint32_t m = 0; m < firm_measures; ++m) {
      held_[m] += grants.granted[m] - granted_[m];
      granted_[m] = grants.granted[m];
      ceiling_[m] = grants.ceiling[m];
    }
  }
  // Gives back what is asked for, as far as it is not in use. True: there was something.
  bool give_back(const FirmAmounts& used) noexcept {
    bool has_given = false;
    for (uint32_t m = 0; m < firm_measures; ++m) {
      const int64_t spare = held_[m] - std::max<int64_t>(used[m], 0);
      const int64_t given = std::min(held_[m] - std::max<int64_t>(ceiling_[m], 0), spare);
      if (given <= 0) continue;
      held_[m] -= given;
      returned_[m] += given;
      has_given = true;
    }
    return has_given;
  }

  [[nodiscard]] int64_t held(FirmMeasure measure) const noexcept {
    return held_[static_cast<size_t>(measure)];
  }
  [[nodiscard]] const FirmAmounts& held() const noexcept { return held_; }
  [[nodiscard]] const FirmAmounts& ceiling() const noexcept { return ceiling_; }
  [[nodiscard]] const FirmAmounts& returned() const noexcept { return returned_; }

 private:
  FirmAmounts held_{};
  FirmAmounts granted_{};
  FirmAmounts ceiling_{};
  FirmAmounts returned_{};
};

[[nodiscard]] inline int64_t load_share(int64_t& word) noexcept {
  return std::atomic_ref<int64_t>(word).load(std::memory_order_acquire);
}
inline void store_share(int64_t& word, int64_t value) noexcept {
  std::atomic_ref<int64_t>(word).store(value, std::memory_order_release);
}

// The lane's looks at the words that it shares. `last`: what it took; true: there is something newer in it
// now.
[[nodiscard]] inline bool look_for_grants(FirmShareWords& words, FirmGrants& last) noexcept {
  bool is_new = false;
  const auto look = [&is_new](int64_t& word, int64_t& known) noexcept {
    const int64_t value = load_share(word);
    is_new = is_new || value != known;
    known = value;
  };
  for (uint32_t m = 0; m < firm_measures; ++m) {
    look(words.grants.granted[m], last.granted[m]);
    look(words.grants.ceiling[m], last.ceiling[m]);
  }
  return is_new;
}
inline void publish_holdings(FirmShareWords& words, const FirmShare& share,
                             const FirmAmounts& used) noexcept {
  for (uint32_t m = 0; m < firm_measures; ++m) {
    store_share(words.holdings.used[m], used[m]);
    store_share(words.holdings.returned[m], share.returned()[m]);
  }
}

}  // namespace hotlane
