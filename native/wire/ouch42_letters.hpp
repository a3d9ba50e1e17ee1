// OUCH 4.2's reject letters (ouch42.md, Codes and Later revision) against OUCH 5.0's reject codes, which are
// our own language for them: what both have has the same code, whatever the session speaks. A letter without
// a twin, or one that no text knows, is carried as it is. Constant tables; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "wire/ouch50_reasons.hpp"

namespace hotlane::wire::ouch42 {

// The small letters changed their meaning between two texts.
enum class RejectLetters : uint8_t {
  text2018,  // risk management rejects a to n, as in the text of December 2018
  later,     // risk rejects a to e, m, n, r, v to y, and V
};

// Codes of letters that OUCH 5.0 has no code for: this, and the letter in the low byte.
constexpr uint16_t letter_code_base = 0x4200;

struct LetterCode {
  char letter;
  ouch50::RejectReason code;
};

namespace letters {
using enum ouch50::RejectReason;

// In both texts.
constexpr std::array always = {
    LetterCode{'T', test},
    LetterCode{'H', halted},
    LetterCode{'Z', shares_exceed_threshold},
    LetterCode{'S', invalid_symbol},
    LetterCode{'D', invalid_display},
    LetterCode{'C', destination_closed},
    LetterCode{'L', firm_not_authorized},
    LetterCode{'R', invalid_cross_order},
    LetterCode{'X', invalid_price},
    LetterCode{'N', invalid_min_quantity},
    LetterCode{'O', other},
    LetterCode{'W', invalid_midpoint_post_only_price},
    LetterCode{'o', no_closing_reference_price},
    LetterCode{'q', crossed_market},
    LetterCode{'u', late_loc_too_aggressive},
};
constexpr std::array of_2018 = {
    LetterCode{'c', risk_restricted_stock},       LetterCode{'d', risk_iso_not_allowed},
    LetterCode{'g', risk_pre_market_not_allowed}, LetterCode{'h', risk_post_market_not_allowed},
    LetterCode{'i', risk_short_sell_restricted},  LetterCode{'m', risk_max_quantity},
    LetterCode{'n', risk_single_order_notional},
};
constexpr std::array of_later = {
    LetterCode{'a', risk_restricted_stock},
    LetterCode{'b', risk_short_sell_restricted},
    LetterCode{'c', risk_iso_not_allowed},
    LetterCode{'d', risk_adv_limit},
    LetterCode{'e', risk_fat_finger},
    LetterCode{'m', risk_max_quantity},
    LetterCode{'n', risk_single_order_notional},
    LetterCode{'r', risk_market_impact},
    LetterCode{'v', risk_aggregate_exposure},
    LetterCode{'w', risk_symbol_message_rate},
    LetterCode{'x', risk_port_message_rate},
    LetterCode{'y', risk_duplicate_message_rate},
    LetterCode{'V', retail_not_allowed},
};
}  // namespace letters

[[nodiscard]] constexpr uint16_t reject_code_of(char letter, RejectLetters text) noexcept {
  uint16_t code = static_cast<uint16_t>(letter_code_base | static_cast<uint8_t>(letter));
  const auto look = [letter, &code](const auto& table) noexcept {
    for (const LetterCode& entry : table) {
      if (entry.letter == letter) code = static_cast<uint16_t>(entry.code);
    }
  };
  look(letters::always);
  if (text == RejectLetters::text2018) {
    look(letters::of_2018);
  } else {
    look(letters::of_later);
  }
  return code;
}

// The letter a host says for a code; 'O' (other) where there is none.
[[nodiscard]] constexpr char letter_of(ouch50::RejectReason code, RejectLetters text) noexcept {
  char letter = 'O';
  const auto look = [code, &letter](const auto& table) noexcept {
    for (const LetterCode& entry : table) {
      if (entry.code == code) letter = entry.letter;
    }
  };
  look(letters::always);
  if (text == RejectLetters::text2018) {
    look(letters::of_2018);
  } else {
    look(letters::of_later);
  }
  return letter;
}

static_assert(reject_code_of('S', RejectLetters::text2018) == 0x0017);
static_assert(reject_code_of('a', RejectLetters::text2018) == 0x4261);
static_assert(reject_code_of('a', RejectLetters::later) == 0x0022);
static_assert(letter_of(ouch50::RejectReason::invalid_symbol, RejectLetters::later) == 'S');

}  // namespace hotlane::wire::ouch42
