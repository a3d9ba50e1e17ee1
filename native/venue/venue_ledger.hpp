// The venue's own record of one account's orders, by their UserRefNums, made from what the market did and not
// from what the account was told. Written by the exchange on the venue's thread; read for the report. Numbers
// only rise (ouch50.md, UserRefNum), so an order's index never changes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "memory/units.hpp"

namespace hotlane::venue {

enum class LedgerState : uint8_t { live, filled, cancelled, replaced, rejected };

[[nodiscard]] constexpr const char* words_of(LedgerState state) noexcept {
  constexpr const char* words[] = {"live", "filled", "cancelled", "replaced", "rejected"};
  return words[static_cast<size_t>(state)];
}

struct LedgerOrder {
  uint32_t user_ref_num = 0;
  uint32_t handle = 0;  // the exchange's own number of it
  InstrumentId instrument = 0;
  Side side = Side::buy;
  LedgerState state = LedgerState::live;
  Quantity quantity = 0;  // as accepted; of a replacement: left on the book when it was made
  PriceTicks price_ticks = 0;
  Quantity executed = 0;  // under this number
  Quantity cancelled = 0;
  Money executed_notional = 0;

  friend bool operator==(const LedgerOrder&, const LedgerOrder&) = default;
};

class VenueLedger {
 public:
  LedgerOrder& add(const LedgerOrder& order) {
    orders_.push_back(order);
    return orders_.back();
  }
  [[nodiscard]] LedgerOrder& at(uint32_t index) noexcept { return orders_[index]; }
  [[nodiscard]] const std::vector<LedgerOrder>& orders() const noexcept { return orders_; }
  [[nodiscard]] uint32_t size() const noexcept { return static_cast<uint32_t>(orders_.size()); }

  // Null: no order has this number.
  [[nodiscard]] const LedgerOrder* find(uint32_t user_ref_num) const noexcept {
    const auto found = std::lower_bound(
        orders_.begin(), orders_.end(), user_ref_num,
        [](const LedgerOrder& order, uint32_t wanted) { return order.user_ref_num < wanted; });
    return found == orders_.end() || found->user_ref_num != user_ref_num ? nullptr : &*found;
  }
  [[nodiscard]] uint32_t index_of(const LedgerOrder& order) const noexcept {
    return static_cast<uint32_t>(&order - orders_.data());
  }

  // Net shares of an instrument: bought less sold.
  [[nodiscard]] int64_t net(InstrumentId instrument) const noexcept {
    int64_t shares = 0;
    for (const LedgerOrder& order : orders_) {
      if (order.instrument == instrument) shares += sign_of(order.side) * int64_t{order.executed};
    }
    return shares;
  }

 private:
  std::vector<LedgerOrder> orders_;
};

}  // namespace hotlane::venue
