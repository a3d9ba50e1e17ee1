// One position: shares, what they cost, profit and loss, and fees; exact in ticks x shares. Average cost: a
// closing trade takes its part of the open cost, rounded towards zero; what rounding keeps back stays in the
// open cost, so realised + unrealised always equals the cash that flowed plus the shares at the mark, to the
// tick. Profit and loss are before fees, which stand beside them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "memory/saturating.hpp"
#include "memory/units.hpp"
#include "orders/fee_schedule.hpp"
#include "orders/mark_price.hpp"
#include "risk/exposure.hpp"

namespace hotlane {

struct Position {
  Exposure exposure;
  Money open_notional = 0;      // what the net shares cost; negative: what a short position brought
  Money open_buy_notional = 0;  // of the open orders' exposed shares, at their limits
  Money open_sell_notional = 0;
  Money realised = 0;
  Fees fees;
  uint64_t bought = 0;  // shares
  uint64_t sold = 0;    // shares
  uint64_t fills = 0;
  bool is_saturated = false;  // a sum has left its range: the money here is no longer true

  void apply_fill(Side side, Quantity quantity, PriceTicks price_ticks) noexcept {
    (side == Side::buy ? bought : sold) += quantity;
    ++fills;
    trade(side, quantity, price_ticks);
  }

  // As if the trade had never been: the same shares go back at the same price.
  void break_fill(Side side, Quantity quantity, PriceTicks price_ticks) noexcept {
    (side == Side::buy ? bought : sold) -= quantity;
    --fills;
    trade(opposite(side), quantity, price_ticks);
  }

  void add_open_notional(Side side, Money change) noexcept {
    add(side == Side::buy ? open_buy_notional : open_sell_notional, change);
  }

  // Half a tick x share is rounded down. 0 where the mark is not known.
  [[nodiscard]] Money unrealised(MarkPrice mark) const noexcept {
    if (!mark.is_known()) return 0;
    const Wide twice = Wide{exposure.net} * mark.twice_ticks - Wide{open_notional} * 2;
    return saturated<Money>((twice - (twice < 0 ? 1 : 0)) / 2);
  }
  // What a user reads; the arithmetic never uses it.
  [[nodiscard]] double average_price_ticks() const noexcept {
    return exposure.net == 0 ? 0.0 : static_cast<double>(open_notional) / static_cast<double>(exposure.net);
  }

 private:
  void trade(Side side, Quantity quantity, PriceTicks price_ticks) noexcept {
    const int64_t shares = sign_of(side) * int64_t{quantity};
    const int64_t net = exposure.net;
    int64_t opening = shares;
    if ((net > 0 && shares < 0) || (net < 0 && shares > 0)) {
      const int64_t size = net < 0 ? -net : net;
      const int64_t closing = std::min(size, int64_t{quantity});
      const int64_t closed = net > 0 ? closing : -closing;
      const auto cost = static_cast<Money>(Wide{open_notional} * closing / size);
      add(realised, Wide{closed} * price_ticks - cost);
      add(open_notional, -Wide{cost});
      opening = shares + closed;
    }
    add(open_notional, Wide{opening} * price_ticks);
    exposure.net += shares;
  }
  void add(Money& sum, Wide more) noexcept {
    const Wide exact = Wide{sum} + more;
    sum = saturated<Money>(exact);
    is_saturated |= exact != sum;
  }
};

}  // namespace hotlane
