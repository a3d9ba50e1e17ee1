// What the exchange says about a security beside its orders: trading state, short sale restriction, halts.
// Kept by the books, written by the lane's thread; state never empties or freezes a book (itch50 §7).
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane {

// ITCH 5.0 §1.1, in the order of the day. Unknown before the first S and for codes not in the list.
enum class SystemPhase : uint8_t {
  unknown,
  start_of_messages,
  system_hours,
  market_hours,
  after_market_hours,
  end_of_system_hours,
  end_of_messages,
};

// ITCH 5.0 §1.2.2. Absence from the opening spin means halted; `other` is a code this revision doesn't know.
enum class TradingState : uint8_t { halted, paused, quotation_only, trading, other };

// ITCH 5.0 §1.2.3, Reg SHO short sale price test.
enum class ShortSaleTest : uint8_t { unknown, none, in_effect, remains_in_effect };

// Operational halts (ITCH 5.0 §1.2.8) hold for one market each; bits, so that they can be open at once.
constexpr uint8_t halted_on_nasdaq = 1;
constexpr uint8_t halted_on_bx = 2;
constexpr uint8_t halted_on_psx = 4;

struct TradingStatus {
  TradingState trading_state = TradingState::halted;
  ShortSaleTest short_sale_test = ShortSaleTest::unknown;
  uint8_t operational_halts = 0;
  bool has_ipo_release = false;     // K: anticipated; false when cancelled or never announced
  uint32_t ipo_release_time_s = 0;  // seconds since midnight
  PriceTicks ipo_price_ticks = 0;
  PriceTicks collar_lower_ticks = 0;  // J: LULD auction collar; 0: none yet
  PriceTicks collar_upper_ticks = 0;

  // Tradable on the market of this bit: H says T and no h halt is open there.
  [[nodiscard]] bool is_tradable(uint8_t market = halted_on_nasdaq) const noexcept {
    return trading_state == TradingState::trading && (operational_halts & market) == 0;
  }
};

[[nodiscard]] constexpr SystemPhase system_phase_of(char event_code) noexcept {
  switch (event_code) {
    case 'O': return SystemPhase::start_of_messages;
    case 'S': return SystemPhase::system_hours;
    case 'Q': return SystemPhase::market_hours;
    case 'M': return SystemPhase::after_market_hours;
    case 'E': return SystemPhase::end_of_system_hours;
    case 'C': return SystemPhase::end_of_messages;
    default: return SystemPhase::unknown;
  }
}

[[nodiscard]] constexpr TradingState trading_state_of(char code) noexcept {
  switch (code) {
    case 'H': return TradingState::halted;
    case 'P': return TradingState::paused;
    case 'Q': return TradingState::quotation_only;
    case 'T': return TradingState::trading;
    default: return TradingState::other;
  }
}

[[nodiscard]] constexpr ShortSaleTest short_sale_test_of(char code) noexcept {
  switch (code) {
    case '0': return ShortSaleTest::none;
    case '1': return ShortSaleTest::in_effect;
    case '2': return ShortSaleTest::remains_in_effect;
    default: return ShortSaleTest::unknown;
  }
}

// 0 for a market this revision doesn't know.
[[nodiscard]] constexpr uint8_t operational_halt_bit_of(char market_code) noexcept {
  switch (market_code) {
    case 'Q': return halted_on_nasdaq;
    case 'B': return halted_on_bx;
    case 'X': return halted_on_psx;
    default: return 0;
  }
}

}  // namespace hotlane
