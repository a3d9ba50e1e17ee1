// One position: shares, what they cost, and the profit and loss, exact in ticks x shares. Average cost: a
// closing trade takes its part of the open cost, rounded towards zero; what rounding keeps back stays in the
// open cost, so realised + unrealised always equals the cash that flowed plus the shares at the mark, to the
// tick.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "risk/exposure.hpp"

namespace hotlane {

struct Position {
  Exposure exposure;
  Money open_notional = 0;  // what the net shares cost; negative: what a short position brought
  Money realised = 0;
  uint64_t bought = 0;  // shares
  uint64_t sold = 0;    // shares
  uint64_t fills = 0;

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

  [[nodiscard]] Money unrealised(PriceTicks mark_ticks) const noexcept {
    return exposure.net * Money{mark_ticks} - open_notional;
  }
  // What a user reads; the arithmetic never uses it.
  [[nodiscard]] double average_price_ticks() const noexcept {
    return exposure.net == 0 ? 0.0 : static_cast<double>(open_notional) / static_cast<double>(exposure.net);
  }

 private:
  void trade(Side side, Quantity quantity, PriceTicks price_ticks) noexcept {
    const int64_t shares = sign_of(side) * int64_t{quantity};
    int64_t& net = exposure.net;
    const bool is_closing = (net > 0 && shares < 0) || (net < 0 && shares > 0);
    if (is_closing) {
      const int64_t size = net < 0 ? -net : net;
      const int64_t closing = size < int64_t{quantity} ? size : int64_t{quantity};
      // 128 bits: cost x shares may pass 2^63.
      __extension__ using Wide = __int128;
      const auto cost = static_cast<Money>(Wide{open_notional} * closing / size);
      const int64_t closed = net > 0 ? closing : -closing;
      realised += closed * Money{price_ticks} - cost;
      open_notional -= cost;
      net -= closed;
      const int64_t opening = shares + closed;
      net += opening;
      open_notional += opening * Money{price_ticks};
      return;
    }
    net += shares;
    open_notional += shares * Money{price_ticks};
  }
};

}  // namespace hotlane
