// The venue's own record of one account's orders, by their numbers, made from what the market did and not
// from what the account was told. Written by the exchange on the venue's thread; read for the report. Numbers
// only rise within their channel (ouch50.md, UserRefNum), so an order's index never changes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "memory/units.hpp"
#include "wire/ouch42_inbound.hpp"

namespace hotlane::venue {

enum class LedgerState : uint8_t { live, filled, cancelled, replaced, rejected };

[[nodiscard]] constexpr const char* words_of(LedgerState state) noexcept {
  constexpr const char* words[] = {"live", "filled", "cancelled", "replaced", "rejected"};
  return words[static_cast<size_t>(state)];
}

struct LedgerOrder {
  uint32_t user_ref_num = 0;  // OUCH 4.2: the account's own count of its tokens
  uint8_t channel = 0;
  uint32_t handle = 0;  // the exchange's own number of it while it lives
  InstrumentId instrument = 0;
  Side side = Side::buy;
  LedgerState state = LedgerState::live;
  Quantity quantity = 0;  // as accepted; of a replacement: left on the book when it was made
  PriceTicks price_ticks = 0;
  Quantity executed = 0;  // under this number
  Quantity cancelled = 0;
  Money executed_notional = 0;
  wire::Firm firm{""};
  wire::ouch42::Token token{""};  // OUCH 4.2

  friend bool operator==(const LedgerOrder&, const LedgerOrder&) = default;
};

class VenueLedger {
 public:
  LedgerOrder& add(const LedgerOrder& order) {
    by_channel_[order.channel].push_back(size());
    orders_.push_back(order);
    return orders_.back();
  }
  [[nodiscard]] LedgerOrder& at(uint32_t index) noexcept { return orders_[index]; }
  [[nodiscard]] const std::deque<LedgerOrder>& orders() const noexcept { return orders_; }
  [[nodiscard]] uint32_t size() const noexcept { return static_cast<uint32_t>(orders_.size()); }

  // Null: no order has this number.
  [[nodiscard]] const LedgerOrder* find(uint32_t user_ref_num, uint8_t channel = 0) const noexcept {
    const auto its = by_channel_.find(channel);
    if (its == by_channel_.end()) return nullptr;
    const std::vector<uint32_t>& indices = its->second;
    const auto found = std::lower_bound(
        indices.begin(), indices.end(), user_ref_num,
        [this](uint32_t index, uint32_t wanted) { return orders_[index].user_ref_num < wanted; });
    return found == indices.end() || orders_[*found].user_ref_num != user_ref_num ? nullptr
                                                                                  : &orders_[*found];
  }

  // Net shares of each of so many instruments: bought less sold.
  [[nodiscard]] std::vector<int64_t> net(size_t instruments) const {
    std::vector<int64_t> shares(instruments);
    for (const LedgerOrder& order : orders_)
      shares[order.instrument] += sign_of(order.side) * int64_t{order.executed};
    return shares;
  }

 private:
  std::deque<LedgerOrder> orders_;                       // never moved: a day's may be millions
  std::map<uint8_t, std::vector<uint32_t>> by_channel_;  // indices of orders, by rising numbers
};

}  // namespace hotlane::venue
