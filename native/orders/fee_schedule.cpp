// The arithmetic of fees. See fee_schedule.hpp.
#include "orders/fee_schedule.hpp"

#include <algorithm>
#include <string_view>

namespace hotlane {
namespace {

constexpr std::string_view adding_flags = "AJWkNnu78ef259";
constexpr std::string_view crossing_flags = "OMCLHKi0";

// Notional is in 1/10,000 dollar and the rate in 1/100 dollar a million: together 10^-12 dollar, of which a
// thousand are one unit.
[[nodiscard]] FeeAmount sec_fee(Money notional, uint32_t cents_per_million) noexcept {
  constexpr Wide per_unit = 1'000;
  return saturated<FeeAmount>((Wide{notional} * cents_per_million + per_unit - 1) / per_unit);
}

[[nodiscard]] FeeAmount trading_activity_fee(Quantity quantity, const FeeSchedule& schedule) noexcept {
  constexpr FeeAmount units_per_millionth = fee_units_per_dollar / 1'000'000;
  constexpr FeeAmount units_per_cent = fee_units_per_dollar / 100;
  const auto fee =
      saturated<FeeAmount>(Wide{quantity} * schedule.taf_millionths_per_share * units_per_millionth);
  if (schedule.taf_cents_max == 0) return fee;
  return std::min(fee, FeeAmount{schedule.taf_cents_max} * units_per_cent);
}

}  // namespace

Fees FeeSchedule::fees_of(Side side, Quantity quantity, PriceTicks price_ticks,
                          char liquidity) const noexcept {
  Fees fees;
  const Wide by_rate = Wide{quantity} * rate_of(liquidity) * fee_units_per_rate;
  (by_rate < 0 ? fees.rebated : fees.charged) = saturated<FeeAmount>(by_rate < 0 ? -by_rate : by_rate);
  if (side == Side::sell) {
    fees += {sec_fee(Money{price_ticks} * quantity, sec_cents_per_million), 0};
    fees += {trading_activity_fee(quantity, *this), 0};
  }
  return fees;
}

FeeSchedule schedule_of(int32_t add_rate, int32_t remove_rate, int32_t cross_rate) noexcept {
  FeeSchedule schedule;
  schedule.rates.fill(remove_rate);
  for (const char flag : adding_flags) schedule.rates[static_cast<uint8_t>(flag)] = add_rate;
  for (const char flag : crossing_flags) schedule.rates[static_cast<uint8_t>(flag)] = cross_rate;
  return schedule;
}

}  // namespace hotlane
