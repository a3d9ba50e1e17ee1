// What stands in front of an order, as the list of all orders of its level says: the model that
// lane/queue_places is held against. Reads messages by the specification's offsets; shares no code with the
// books.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <unordered_map>

#include "orders/order.hpp"

namespace hotlane::test {

class SlowQueues {
 public:
  // `keeps_gone`: an order that is gone keeps its place, so that what stood in front of it can still be told.
  explicit SlowQueues(bool keeps_gone = false) : keeps_gone_(keeps_gone) {}

  void apply(std::span<const uint8_t> message) {
    if (message.size() < 19) return;
    const uint64_t time = number(message, 5, 6);
    const uint64_t reference = number(message, 11, 8);
    switch (message[0]) {
      case 'A':
      case 'F':
        return add({number(message, 1, 2), message[19], number(message, 32, 4)},
                   {reference, number(message, 20, 4), time});
      case 'E':
      case 'C':
      case 'X': return reduce(reference, number(message, 19, 4));
      case 'D': return reduce(reference, UINT64_MAX);
      case 'U': {
        auto [locate, side, price] = where_.at(reference).first;
        reduce(reference, UINT64_MAX);
        return add({locate, side, number(message, 31, 4)},
                   {number(message, 19, 8), number(message, 27, 4), time});
      }
      default: return;
    }
  }
  // All that lives, for a snapshot; from then on nobody knows in which order they came.
  // show(locate, side, reference, shares, price)
  template <class Show>
  void snapshot(Show&& show) {
    for (auto& [key, level] : levels_) {
      const auto [locate, side, price] = key;
      std::erase_if(level, [](const auto& one) { return one.second.shares == 0; });
      for (auto& [turn, one] : level) {
        one.time = 0;
        show(locate, static_cast<char>(side), one.reference, one.shares, price);
      }
    }
  }
  [[nodiscard]] bool lives(OrderReference reference) const {
    const auto at = where_.find(reference);
    if (at == where_.end()) return false;
    const Level& level = levels_.at(at->second.first);
    const auto one = level.find(at->second.second);
    return one != level.end() && one->second.shares > 0;
  }
  // `accepted`: exchange time, for orders that the feed does not show.
  [[nodiscard]] uint64_t ahead(uint64_t locate, const Order& order, uint64_t accepted) const {
    const auto level =
        levels_.find({locate, order.side == Side::buy ? 'B' : 'S', static_cast<uint64_t>(order.price_ticks)});
    uint64_t before = 0;
    uint64_t by_time = 0;
    if (level == levels_.end()) return 0;
    for (const auto& [turn, one] : level->second) {
      // After a snapshot its own place tells nothing.
      if (one.reference == order.order_reference && one.time > 0) return before;
      before += one.shares;
      if (one.time <= accepted && one.reference != order.order_reference) by_time += one.shares;
    }
    return by_time;
  }

  [[nodiscard]] static uint64_t number(std::span<const uint8_t> message, size_t offset, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value = value << 8 | message[offset + i];
    return value;
  }

 private:
  struct Standing {
    OrderReference reference;
    uint64_t shares;
    uint64_t time;
  };
  using Key = std::tuple<uint64_t, int, uint64_t>;  // locate, side, price
  using Level = std::map<uint64_t, Standing>;       // as they came

  void add(const Key& key, const Standing& one) {
    levels_[key][++turns_] = one;
    where_[one.reference] = {key, turns_};
  }
  void reduce(OrderReference reference, uint64_t shares) {
    const auto [key, turn] = where_.at(reference);
    Level& level = levels_.at(key);
    Standing& one = level.at(turn);
    one.shares -= std::min(one.shares, shares);
    if (one.shares > 0 || keeps_gone_) return;
    level.erase(turn);
    where_.erase(reference);
  }

  std::map<Key, Level> levels_;
  std::unordered_map<OrderReference, std::pair<Key, uint64_t>> where_;
  uint64_t turns_ = 0;
  bool keeps_gone_;
};

}  // namespace hotlane::test
