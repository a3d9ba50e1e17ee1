// All books of one ITCH feed, and the one map of orders behind them. Owned by the lane's thread (or a
// tool's), which applies checked messages in sequence order. After construction and track() nothing is
// allocated with Growth::fixed and Coverage::tracked. A refused message is counted by its error and changes
// no book.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "book/book_change.hpp"
#include "book/order_book.hpp"
#include "book/order_table.hpp"
#include "wire/itch50.hpp"

namespace hotlane {

// Which instruments get a book: those named with track(), or each that the feed names (allocates as they
// come).
enum class Coverage : uint8_t { tracked, all };

struct MarketBooksSettings {
  Coverage coverage = Coverage::tracked;
  Growth growth = Growth::fixed;
  uint32_t orders_max = 1 << 20;           // over all instruments; where doubling begins
  uint32_t levels_per_side_max = 1 << 13;  // of each book; where doubling begins
  uint32_t instruments_max = 256;
  uint64_t hash_seed = 0x5EED0F0DE6B00C5ULL;  // of the order table: give each run its own
};

struct BookCounters {
  std::array<uint64_t, book_error_count> by_error{};

  [[nodiscard]] uint64_t count_of(BookError error) const noexcept {
    return by_error[static_cast<size_t>(error)];
  }
};

class MarketBooks {
 public:
  // The last two InstrumentIds mean "none" and "untracked".
  static constexpr uint32_t instruments_limit = 0xFFFE;

  explicit MarketBooks(const MarketBooksSettings& settings);

  // Before start: gives the symbol a book, ids dense from 0; the same id for the same symbol; no_instrument
  // when there are instruments_max already.
  [[nodiscard]] InstrumentId track(const wire::Symbol& symbol) noexcept;

  // `message` begins at its type byte and has its type's length (MessageSelector, ItchFileReader).
  BookChange apply(const std::byte* message) noexcept;

  // Fetches the order's slot into cache; worth it a few messages before apply().
  void prefetch(const std::byte* message) const noexcept;

  // A snapshot follows: forgets all orders and levels, and what errors they had led to. Directory, trading
  // status and last trade are kept: what the snapshot doesn't tell of them is still the best that is known
  // (glimpse50 §2).
  void clear_orders() noexcept;

  [[nodiscard]] size_t size() const noexcept { return books_.size(); }
  [[nodiscard]] const OrderBook& book(InstrumentId instrument) const noexcept { return books_[instrument]; }
  [[nodiscard]] std::span<const OrderBook> books() const noexcept { return books_; }
  [[nodiscard]] InstrumentId find(const wire::Symbol& symbol) const noexcept;
  [[nodiscard]] InstrumentId instrument_at(Locate locate) const noexcept;
  [[nodiscard]] const OrderTable& orders() const noexcept { return orders_; }
  [[nodiscard]] std::span<std::byte> order_memory() noexcept { return orders_.memory(); }
  [[nodiscard]] const BookCounters& counters() const noexcept { return counters_; }
  [[nodiscard]] SystemPhase system_phase() const noexcept { return system_phase_; }
  // Market-wide circuit breaker: the highest level told as breached, 1 to 3; 0: none.
  [[nodiscard]] uint8_t breaker_level() const noexcept { return breaker_level_; }

  // Over all books and all live orders, whatever the order table's seed.
  [[nodiscard]] uint64_t state_hash() const noexcept;

 private:
  static constexpr InstrumentId untracked = 0xFFFE;

  BookChange add(const wire::itch50::AddOrder& message) noexcept;
  BookChange execute(const wire::itch50::OrderExecuted& message) noexcept;
  BookChange execute_with_price(const wire::itch50::OrderExecutedWithPrice& message) noexcept;
  BookChange reduce(Locate locate, OrderReference reference, Quantity shares, OrderRecord& before) noexcept;
  BookChange remove(const wire::itch50::OrderDelete& message) noexcept;
  BookChange replace(const wire::itch50::OrderReplace& message) noexcept;
  BookChange print_trade(const wire::itch50::Trade& message) noexcept;
  BookChange print_cross(const wire::itch50::CrossTrade& message) noexcept;
  BookChange announce(const wire::itch50::StockDirectory& message) noexcept;
  BookChange apply_status(char type, const std::byte* message) noexcept;

  [[nodiscard]] BookError place(const OrderRecord& order, BookChange& change) noexcept;
  void take_out(OrderRecord* order, BookChange& change) noexcept;
  void record_trade(BookChange& change, const TradePrint& trade) noexcept;
  BookChange refuse(InstrumentId instrument, BookError error) noexcept;
  BookChange refuse_unknown(Locate locate) noexcept;
  [[nodiscard]] bool is_untracked(Locate locate) const noexcept { return by_locate_[locate] == untracked; }
  [[nodiscard]] InstrumentId resolve(Locate locate, const wire::Symbol& symbol) noexcept;
  [[nodiscard]] InstrumentId open(const wire::Symbol& symbol) noexcept;

  MarketBooksSettings settings_;
  OrderTable orders_;
  std::vector<OrderBook> books_;
  std::vector<InstrumentId> by_locate_;  // 65,536: an id, `untracked`, or no_instrument for never seen
  std::unordered_map<uint64_t, InstrumentId>
      by_symbol_;  // off the hot path: R, K and the first A of a locate
  SystemPhase system_phase_ = SystemPhase::unknown;
  uint8_t breaker_level_ = 0;
  BookCounters counters_;
};

}  // namespace hotlane
