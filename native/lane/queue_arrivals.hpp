// Orders that have come to watched price levels since these are watched: of each, in which place it came and
// what is left of it. Bounded; owned by QueuePlaces, on the lane's thread. Each call is O(1): what a level
// leaves behind when nobody watches it any more is reused one by one.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "book/order_table.hpp"
#include "memory/units.hpp"

namespace hotlane {

// The arrivals of one watched level, oldest first.
struct ArrivalList {
  uint32_t level = 0;   // its number
  uint32_t watch = 0;   // how often that number has been given up
  uint32_t oldest = 0;  // 0: none
  uint32_t newest = 0;
};

struct QueueArrival {
  OrderReference reference = 0;
  uint64_t turn = 0;   // of all arrivals of the lane, from 1
  TimeNs time_ns = 0;  // exchange time of its message, since midnight
  Quantity quantity = 0;
  uint32_t level = 0;  // the list's numbers: whose it is while they are the same
  uint32_t watch = 0;
  uint32_t before = 0;
  uint32_t after = 0;
};

class QueueArrivals {
 public:
  static constexpr uint32_t arrivals_max = 1 << 14;

  QueueArrivals(uint32_t levels, uint64_t hash_seed)
      : index_(arrivals_max, Growth::fixed, hash_seed), pool_(arrivals_max + 1), watches_(levels) {
    // Touched now, so that no page is asked for on a packet's path.
    std::memset(index_.memory().data(), 0, index_.memory().size());
  }

  // Null: it has not come since the level is watched.
  [[nodiscard]] QueueArrival* find(OrderReference reference, const ArrivalList& list) noexcept {
    const OrderTable::Place place = index_.find(reference);
    if (place.line == nullptr) return nullptr;
    QueueArrival& found = pool_[place.quantity()];
    return found.level == list.level && found.watch == list.watch ? &found : nullptr;
  }
  // `arrival`: its first four fields. False: no room.
  [[nodiscard]] bool add(ArrivalList& list, QueueArrival arrival) noexcept {
    if (const OrderTable::Place old = index_.find(arrival.reference); old.line != nullptr) {
      const uint32_t at = old.quantity();
      if (pool_[at].watch == watches_[pool_[at].level]) return false;  // an order is in one level
      forget(left_behind_, at);
    }
    arrival.level = list.level;
    arrival.watch = list.watch;
    uint32_t at = free_;
    if (at != 0) {
      free_ = pool_[at].after;
    } else if (used_ < arrivals_max) {
      at = ++used_;
    } else if (left_behind_.oldest != 0) {
      at = left_behind_.oldest;
      forget(left_behind_, at);
      free_ = pool_[at].after;
    } else {
      return false;
    }
    OrderLine* const home = index_.home_of(arrival.reference);
    const OrderTable::Place room = index_.room_for(home);
    pool_[at] = arrival;
    if (room.line == nullptr) {
      pool_[at].after = free_;
      free_ = at;
      return false;
    }
    index_.put(room, home, arrival.reference, at, 0);
    pool_[at].before = list.newest;
    pool_[at].after = 0;
    (list.newest == 0 ? list.oldest : pool_[list.newest].after) = at;
    list.newest = at;
    return true;
  }
  void reduce(ArrivalList& list, QueueArrival& arrival, uint64_t shares) noexcept {
    if (shares < arrival.quantity) {
      arrival.quantity -= static_cast<Quantity>(shares);
    } else {
      forget(list, static_cast<uint32_t>(&arrival - pool_.data()));
    }
  }
  // Of a level that has none.
  [[nodiscard]] ArrivalList begin(uint32_t level) const noexcept { return {level, watches_[level], 0, 0}; }
  // They count no more.
  void leave(ArrivalList& list) noexcept {
    if (list.oldest != 0) {
      pool_[list.oldest].before = left_behind_.newest;
      (left_behind_.newest == 0 ? left_behind_.oldest : pool_[left_behind_.newest].after) = list.oldest;
      left_behind_.newest = list.newest;
    }
    list = {list.level, ++watches_[list.level], 0, 0};
  }
  // Newest first, until visit(arrival) says false.
  template <class Visit>
  void walk_back(const ArrivalList& list, Visit&& visit) const noexcept {
    for (uint32_t at = list.newest; at != 0 && visit(pool_[at]); at = pool_[at].before) continue;
  }

 private:
  // Takes one off its list, to be used again.
  void forget(ArrivalList& list, uint32_t at) noexcept {
    QueueArrival& gone = pool_[at];
    (gone.before == 0 ? list.oldest : pool_[gone.before].after) = gone.after;
    (gone.after == 0 ? list.newest : pool_[gone.after].before) = gone.before;
    OrderLine* const home = index_.home_of(gone.reference);
    index_.erase(index_.find(gone.reference, home), home);
    gone.after = free_;
    free_ = at;
  }

  OrderTable index_;  // by reference: in place of shares the number in the pool
  std::vector<QueueArrival> pool_;
  std::vector<uint32_t> watches_;  // by level
  ArrivalList left_behind_;
  uint32_t free_ = 0;  // forgotten ones, linked by `after`
  uint32_t used_ = 0;  // of the pool, from 1
};

}  // namespace hotlane
