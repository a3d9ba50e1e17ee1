// What a venue and the regulators charge for an execution, by a configured schedule: rates by the liquidity
// that it added or removed, and for sales the SEC's and FINRA's fees. Exact integers; pure; any thread.
// Rounding: only the SEC fee has a remainder, which is rounded up to the unit, each execution for itself.
#pragma once

#include <array>
#include <cstdint>

#include "memory/saturating.hpp"
#include "memory/units.hpp"

namespace hotlane {

using FeeAmount = int64_t;  // billionths of a dollar

constexpr FeeAmount fee_units_per_dollar = 1'000'000'000;
constexpr FeeAmount fee_units_per_tick_share = 100'000;  // Money's unit: 1/10,000 dollar
constexpr FeeAmount fee_units_per_rate = 10'000;         // a tenth of a mil: 1/100,000 dollar

// What one or more executions cost and brought. Of what is undone, both are taken back.
struct Fees {
  FeeAmount charged = 0;
  FeeAmount rebated = 0;

  Fees& operator+=(const Fees& more) noexcept {
    charged = saturated_sum(charged, more.charged);
    rebated = saturated_sum(rebated, more.rebated);
    return *this;
  }
  [[nodiscard]] Fees operator-() const noexcept { return {-charged, -rebated}; }
  [[nodiscard]] FeeAmount net() const noexcept { return saturated<FeeAmount>(Wide{charged} - rebated); }

  friend bool operator==(const Fees&, const Fees&) = default;
};

struct FeeSchedule {
  // By liquidity flag, in tenths of a mil a share; negative: a rebate.
  std::array<int32_t, 256> rates{};
  uint32_t per_order = 0;                 // tenths of a mil, once for an order that trades
  uint32_t sec_cents_per_million = 0;     // of a sale's dollars (Exchange Act, section 31)
  uint32_t taf_millionths_per_share = 0;  // of a sale's shares, in 1/1,000,000 dollar (FINRA's TAF)
  uint32_t taf_cents_max = 0;             // for one execution; 0: no bound

  [[nodiscard]] int32_t rate_of(char liquidity) const noexcept {
    return rates[static_cast<uint8_t>(liquidity)];
  }
  // Of one execution. What an order pays once is apart: no break gives it back.
  [[nodiscard]] Fees fees_of(Side side, Quantity quantity, PriceTicks price_ticks,
                             char liquidity) const noexcept;
  [[nodiscard]] Fees fees_of_order() const noexcept { return {FeeAmount{per_order} * fee_units_per_rate, 0}; }
};

// Rates of every flag from three: of what adds, what removes, and what trades in a cross (ouch50.md,
// Liquidity flags; ouch42.md, Codes). A flag that none of them names costs what removing does.
[[nodiscard]] FeeSchedule schedule_of(int32_t add_rate, int32_t remove_rate, int32_t cross_rate) noexcept;

}  // namespace hotlane
