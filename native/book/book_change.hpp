// What one applied message did: which instrument, what changed, the trade it reported, or why it was refused.
// Returned by value from MarketBooks::apply() to the lane, which decides from it whom to call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "memory/units.hpp"

namespace hotlane {

constexpr InstrumentId no_instrument = 0xFFFF;

// Why a message was not (wholly) taken over. Unless said otherwise it changed nothing.
enum class BookError : uint8_t {
  none,
  unknown_reference,     // E C X D U of an order that isn't live
  duplicate_reference,   // A F U under a reference that is live
  reduction_below_zero,  // more shares executed or cancelled than are left
  zero_shares,           // an order of no shares
  price_out_of_range,    // over int32; of a trade print: the book is reduced, the print is withheld
  unknown_side,          // neither B nor S
  orders_full,           // the order table, or the lines that one order may pass in it
  levels_full,           // Growth::fixed: one side's windows of levels, or those of all books together
  instruments_full,      // more instruments than there is room for
};
constexpr size_t book_error_count = 10;

[[nodiscard]] constexpr std::string_view text_of(BookError error) noexcept {
  constexpr std::array<std::string_view, book_error_count> texts = {
      "none",        "unknown reference",  "duplicate reference", "reduction below zero",
      "zero shares", "price out of range", "unknown side",        "orders full",
      "levels full", "instruments full"};
  return texts[static_cast<size_t>(error)];
}

// Who took the liquidity: the opposite of the resting side for E and C, nobody in a cross, not told by P.
enum class Aggressor : uint8_t { buy, sell, nobody, unknown };

struct TradePrint {
  PriceTicks price_ticks = 0;
  Aggressor aggressor = Aggressor::unknown;
  bool is_printable = true;  // false (C with N): don't count it, a bulk print will carry the shares
  uint64_t quantity = 0;     // shares
  uint64_t match_number = 0;
  friend bool operator==(const TradePrint&, const TradePrint&) = default;
};

// Sides of a book, a bit each: 1 the bids, 2 the asks.
using BookSides = uint8_t;
constexpr BookSides no_side = 0;
constexpr BookSides both_sides = 3;
// `side` is 0 for bids, 1 for asks.
[[nodiscard]] constexpr BookSides side_bit(uint32_t side) noexcept {
  return static_cast<BookSides>(1U << side);
}

struct BookChange {
  InstrumentId instrument = no_instrument;
  BookError error = BookError::none;
  BookSides changed_sides = no_side;
  bool is_best_changed = false;    // price, shares or orders of a best level
  bool is_traded = false;          // `trade` is set
  bool is_trade_broken = false;    // `trade.match_number` was withdrawn (B)
  bool is_status_changed = false;  // trading state, halts, short sale test, collar, IPO release, directory
  bool is_notice = false;  // the message itself is news of this instrument, or of the market when none
  TradePrint trade;

  [[nodiscard]] bool is_book_changed() const noexcept { return changed_sides != no_side; }
  friend bool operator==(const BookChange&, const BookChange&) = default;
};

}  // namespace hotlane
