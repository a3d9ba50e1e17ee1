// The units of the core (docs/architecture.md, Units). Every name that carries one of these says its unit
// where it isn't plain. No floating point in money arithmetic.
#pragma once

#include <cstdint>

namespace hotlane {

using PriceTicks = int32_t;       // ticks of 1/10,000 dollar (ITCH Price(4)); 200,000 dollars fit
using Quantity = uint32_t;        // shares
using TimeNs = int64_t;           // nanoseconds since the Unix epoch
using Money = int64_t;            // ticks x shares
using OrderReference = uint64_t;  // the exchange's day-unique order number (ITCH, OUCH)
using Locate = uint16_t;          // ITCH stock locate, the day's index of a security
using InstrumentId = uint16_t;    // dense index of an instrument inside one lane or one venue
using AccountId = uint8_t;        // dense index of a trading account inside one lane
using SessionId = uint8_t;        // dense index of an order session inside one lane

enum class Side : uint8_t { buy = 0, sell = 1 };

[[nodiscard]] constexpr Side opposite(Side side) noexcept {
  return side == Side::buy ? Side::sell : Side::buy;
}

// +1 for buy, -1 for sell: what one bought or sold share does to a position.
[[nodiscard]] constexpr int sign_of(Side side) noexcept {
  return side == Side::buy ? 1 : -1;
}

constexpr TimeNs ns_per_second = 1'000'000'000;
constexpr TimeNs ns_per_day = 86'400 * ns_per_second;

}  // namespace hotlane
