// What became of every share of a venue, kept from the matching engine's own words alone: whatever is entered
// is traded, rests, was cancelled or was prevented from trading.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "venue/market_event.hpp"

namespace hotlane::test {

// The first thing that differs between two runs held side by side; what follows from it is not interesting.
class Difference {
 public:
  void expect(bool is_right, const char* statement) {
    if (!is_right && first_.empty()) first_ = statement;
  }
  [[nodiscard]] const std::string& first() const { return first_; }  // empty: none

 private:
  std::string first_;
};

class ShareAccount {
 public:
  explicit ShareAccount(Difference& difference) : difference_(difference) {}

  void enter(OrderReference reference, uint64_t shares) {
    difference_.expect(reference != 0 && left_.count(reference) == 0, "a reference is unique");
    left_[reference] = shares;
    entered_ += shares;
  }

  void tell(const MarketEvent& event) {
    switch (event.kind) {
      case MarketEventKind::added:
        difference_.expect(left_[event.order] == event.quantity, "what is left comes to rest whole");
        return;
      case MarketEventKind::executed:
        take(event.order, event.quantity, event.leaves, traded_);
        take(event.aggressor, event.quantity, event.aggressor_leaves, traded_);
        return;
      case MarketEventKind::reduced: take(event.order, event.quantity, event.leaves, cancelled_); return;
      case MarketEventKind::removed:
        take(event.order, event.quantity, 0, event.was_resting ? cancelled_ : prevented_);
        return;
      case MarketEventKind::refreshed:
        difference_.expect(left_[event.previous] == event.leaves && left_.count(event.order) == 0,
                           "a reserve order goes on with what it had left");
        left_[event.order] = left_[event.previous];
        left_[event.previous] = 0;
        return;
      case MarketEventKind::replaced:
        take(event.previous, left_[event.previous], 0, cancelled_);
        enter(event.order, event.quantity);
        return;
    }
  }

  // `leaves_of`: what the book says is left of an order, 0 for one that is not there.
  template <class LeavesOf>
  void balance(const LeavesOf& leaves_of) {
    uint64_t resting = 0;
    for (const auto& [reference, left] : left_) {
      difference_.expect(leaves_of(reference) == left, "the book holds what was told of each order");
      resting += leaves_of(reference);
    }
    difference_.expect(entered_ == traded_ + resting + cancelled_ + prevented_,
                       "entered = traded + resting + cancelled + prevented");
    difference_.expect(traded_ % 2 == 0, "each share bought is a share sold");
  }

 private:
  void take(OrderReference reference, uint64_t shares, uint64_t leaves, uint64_t& sum) {
    difference_.expect(shares > 0 && left_[reference] == shares + leaves, "an order loses what it had");
    left_[reference] = leaves;
    sum += shares;
  }

  Difference& difference_;
  std::unordered_map<OrderReference, uint64_t> left_;
  uint64_t entered_ = 0;    // a replacement enters its shares anew …
  uint64_t traded_ = 0;     // both sides
  uint64_t cancelled_ = 0;  // … and what was left of the replaced order counts here
  uint64_t prevented_ = 0;  // never rested: immediate, post-only, against its own account
};

}  // namespace hotlane::test
