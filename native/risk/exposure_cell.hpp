// What one account or strategy has at stake in one instrument. Kept by the gate from order updates, on its
// lane's thread.
//
// Worst case by side: long, if every open buy order filled and no sell order; short, the other way round.
// It is worth its shares at the highest price at which any of the side was entered since there last was
// nothing of it, the market's at that moment if that was higher. So it grows only by what we send: neither a
// fill nor the market moves it up, and what kept a limit when it was sent keeps it (docs/risk.md, Exposure).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "orders/fee_schedule.hpp"
#include "risk/bounded_money.hpp"

namespace hotlane {

struct ExposureCell {
  int64_t net = 0;                 // shares; negative: short
  std::array<int64_t, 2> worst{};  // shares held if all orders of the Side filled and none of the other
  std::array<Money, 2> worth{};    // of the worst case by Side; negative: even then it would be the other way
  Money marked = 0;                // the net shares at the instrument's mark
  std::array<PriceTicks, 2> valued_at_ticks{};  // by Side; 0: nothing of it
  bool was_huge = false;                        // as of the last change

  [[nodiscard]] int64_t open(Side side) const noexcept {
    return side == Side::buy ? worst[0] - net : worst[1] + net;
  }
  // More shares than the gate reckons with, one more order included, at any price.
  [[nodiscard]] bool is_huge() const noexcept {
    constexpr int64_t huge = int64_t{1} << 30;
    return std::max(worst[0], worst[1]) >= huge || std::min(worst[0], worst[1]) <= -huge;
  }
  // Neither held nor working.
  [[nodiscard]] bool has_nothing_of(Side side) const noexcept {
    return open(side) == 0 && (side == Side::buy ? net <= 0 : net >= 0);
  }
  // Shares held if all open orders of `side` filled, `more` shares added, and none of the other side.
  [[nodiscard]] int64_t worst_case(Side side, int64_t more) const noexcept {
    return worst[static_cast<size_t>(side)] + more;
  }
  // Shares of `side` that could still be entered and would only shrink the position.
  [[nodiscard]] int64_t reducible(Side side) const noexcept {
    return (side == Side::buy ? -net : net) - open(side);
  }
  [[nodiscard]] Money gross() const noexcept { return std::max(worth[0], worth[1]); }

  // After a move. Where one side's worst case is still a position of the other, it is worth what that is.
  void find_worth() noexcept {
    for (const Side side : {Side::buy, Side::sell}) {
      if (has_nothing_of(side)) valued_at_ticks[static_cast<size_t>(side)] = 0;
    }
    for (size_t side = 0; side < 2; ++side) {
      worth[side] = value_of(worst[side], valued_at_ticks[worst[side] < 0 ? 1 - side : side]);
    }
    was_huge = is_huge();
  }
  void move(Side side, int64_t open_shares, int64_t net_shares) noexcept {
    net += net_shares;
    worst[0] += net_shares + (side == Side::buy ? open_shares : 0);
    worst[1] += (side == Side::sell ? open_shares : 0) - net_shares;
  }
};

// The money of a strategy, an account or a lane over all instruments, beside its budget.
struct Ledger {
  Money traded = 0;        // notional of today's fills
  Money loss = 0;          // of today, realised and unrealised; 0: a profit
  Money cash = 0;          // that flowed since the start; negative: paid
  Money marked = 0;        // net shares at their marks
  Money cash_at_dawn = 0;  // cash + marked when the day began
  FeeAmount fees = 0;      // of today, rebates taken off

  // Realised and unrealised, of today, after fees; a part of a tick counts as a whole one lost.
  [[nodiscard]] Money profit() const noexcept {
    const FeeAmount remainder = fees % fee_units_per_tick_share;
    return cash + marked - cash_at_dawn - fees / fee_units_per_tick_share - (remainder > 0 ? 1 : 0);
  }
};

}  // namespace hotlane
