// All books of one ITCH feed: one table of orders, and the price ladders of every instrument. Owned by the
// lane's thread (or a tool's), which applies checked messages in sequence order. After construction and
// track() nothing is allocated with Growth::fixed and Coverage::tracked. A refused message is counted by its
// error and changes no book. How it is laid out, and what it costs: docs/books.md.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "book/book_change.hpp"
#include "book/order_book.hpp"
#include "book/order_table.hpp"
#include "book/price_ladders.hpp"
#include "memory/fetch_ahead.hpp"
#include "wire/itch50.hpp"

namespace hotlane {

// Which instruments get a book: those named with track(), or each that the feed names (allocates as they
// come).
enum class Coverage : uint8_t { tracked, all };

struct MarketBooksSettings {
  Coverage coverage = Coverage::tracked;
  Growth growth = Growth::fixed;
  uint32_t orders_max = 1 << 20;  // over all instruments; where doubling begins
  // Of eight neighbouring prices each, over all instruments; where doubling begins. A level of more than
  // 65,535 orders or 2^32 - 1 shares takes the place of one more. 0: one for every four orders, and at least
  // MarketBooks::windows_least.
  uint32_t windows_max = 0;
  uint32_t windows_per_side_max = 1 << 13;  // of each book, with Growth::fixed
  uint32_t instruments_max = 256;
  uint64_t hash_seed = 0x5EED0F0DE6B00C5ULL;  // of the order table and the ladders: give each run its own
};

struct BookCounters {
  std::array<uint64_t, book_error_count> by_error{};

  [[nodiscard]] uint64_t count_of(BookError error) const noexcept {
    return by_error[static_cast<size_t>(error)];
  }
};

// A live order, put together for whoever asks.
struct OrderRecord {
  OrderReference reference = 0;
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;  // left
  InstrumentId instrument = 0;
  Side side = Side::buy;
};

class MarketBooks {
 public:
  // The last two InstrumentIds mean "none" and "untracked".
  static constexpr uint32_t instruments_limit = 0xFFFE;
  static constexpr uint32_t windows_least = 1'024;

  explicit MarketBooks(const MarketBooksSettings& settings);

  // Before start: gives the symbol a book, ids dense from 0; the same id for the same symbol; no_instrument
  // when there are instruments_max already.
  [[nodiscard]] InstrumentId track(const wire::Symbol& symbol) noexcept;

  // A packet's messages, in order; each begins at its type byte and has its type's length (MessageSelector,
  // ItchFileReader). Calls note(message, BookChange) after each. What later ones touch is fetched while the
  // first are applied: with thirty in a packet, the memory's latency is paid about once.
  template <class Note>
  void apply(std::span<const std::byte* const> messages, Note&& note) noexcept;

  // One message that comes soon with others, when its bytes are at hand: fetches its order's line, which is
  // what takes longest. Whatever its bytes are.
  void foresee(std::span<const std::byte> message) noexcept {
    if (message.size() < sizeof(wire::itch50::OrderDelete)) return;  // the shortest that names an order
    fetch_ahead(orders_.home_of(reference_in(message.data())));
  }

  // These come soon, one by one: fetches what they touch. At most so many at a time; more are passed over.
  void prefetch(std::span<const std::byte* const> messages) noexcept {
    Lookahead ahead;
    look_ahead(messages.first(std::min(messages.size(), batch_max)), ahead);
  }

  // One message.
  BookChange apply(const std::byte* message) noexcept;

  // A snapshot follows: forgets all orders and levels, and what errors they had led to. Directory, trading
  // status and last trade are kept: what the snapshot doesn't tell of them is still the best that is known
  // (glimpse50 §2).
  void clear_orders() noexcept;

  [[nodiscard]] size_t size() const noexcept { return books_.size(); }
  [[nodiscard]] const OrderBook& book(InstrumentId instrument) const noexcept { return books_[instrument]; }
  [[nodiscard]] std::span<const OrderBook> books() const noexcept { return books_; }
  [[nodiscard]] InstrumentId find(const wire::Symbol& symbol) const noexcept;
  [[nodiscard]] InstrumentId instrument_at(Locate locate) const noexcept;
  [[nodiscard]] const BookCounters& counters() const noexcept { return counters_; }
  [[nodiscard]] SystemPhase system_phase() const noexcept { return system_phase_; }
  // Market-wide circuit breaker: the highest level told as breached, 1 to 3; 0: none.
  [[nodiscard]] uint8_t breaker_level() const noexcept { return breaker_level_; }

  [[nodiscard]] size_t live_orders() const noexcept { return orders_.size(); }
  [[nodiscard]] size_t order_capacity() const noexcept { return orders_.capacity(); }
  // Of windows_max: in use, over all books.
  [[nodiscard]] size_t live_windows() const noexcept { return ladders_->cells(); }
  [[nodiscard]] std::optional<OrderRecord> find_order(OrderReference reference) const noexcept;
  // In an order that depends on the seed. visit(OrderRecord)
  template <class Visit>
  void for_each_order(Visit&& visit) const noexcept {
    orders_.for_each([&](OrderReference reference, Quantity quantity, LevelHandle level) noexcept {
      visit(record_of(reference, quantity, level));
    });
  }

  // Over all books and all live orders, whatever the seed.
  [[nodiscard]] uint64_t state_hash() const noexcept;

  // All that a message may touch, for whoever prepares memory before the first one.
  [[nodiscard]] std::array<std::span<std::byte>, 4> memory() noexcept;

 private:
  static constexpr InstrumentId untracked = 0xFFFE;
  static constexpr size_t batch_max = 64;  // messages that are looked at before the first of them is applied

  // Of the types that name an order: it stands at the same place in all of them.
  [[nodiscard]] static OrderReference reference_in(const std::byte* message) noexcept {
    return wire::itch50::view<wire::itch50::OrderDelete>(message).order_reference;
  }

  // What is known of a batch's messages before they are applied.
  struct Lookahead {
    OrderLine* home[batch_max];
    PricePlace place[batch_max];  // of adds of a locate that was tracked then; else 0, which is no price's
  };

  void look_ahead(std::span<const std::byte* const> messages, Lookahead& ahead) noexcept;
  BookChange apply_at(const std::byte* message, OrderLine* home, PricePlace place) noexcept;

  // Orders (market_orders.hpp); what is rare of them (market_books.cpp).
  BookChange add(const wire::itch50::AddOrder& message, OrderLine* home, PricePlace place) noexcept;
  BookChange remove(const wire::itch50::OrderDelete& message, OrderLine* home) noexcept;
  BookChange cancel(const wire::itch50::OrderCancel& message, OrderLine* home) noexcept;
  [[nodiscard]] BookError enter(OrderReference reference, OrderLine* home, Quantity quantity,
                                LadderIndex ladder, PricePlace place, BookChange& change) noexcept;
  void take_out(const OrderTable::Place& order, OrderLine* home, BookChange& change) noexcept;
  [[nodiscard]] BookError reduce(const OrderTable::Place& order, OrderLine* home, Quantity shares,
                                 BookChange& change) noexcept;
  BookChange add_rarely(const wire::itch50::AddOrder& message, OrderLine* home) noexcept;
  BookChange replace(const wire::itch50::OrderReplace& message, OrderLine* home) noexcept;
  BookChange execute(const wire::itch50::OrderExecuted& message, OrderLine* home) noexcept;
  BookChange execute_with_price(const wire::itch50::OrderExecutedWithPrice& message,
                                OrderLine* home) noexcept;

  // All other messages (market_status.cpp).
  BookChange print_trade(const wire::itch50::Trade& message) noexcept;
  BookChange print_cross(const wire::itch50::CrossTrade& message) noexcept;
  BookChange announce(const wire::itch50::StockDirectory& message) noexcept;
  BookChange apply_status(const std::byte* message) noexcept;

  void record_trade(BookChange& change, const TradePrint& trade) noexcept;
  BookChange refuse(InstrumentId instrument, BookError error) noexcept;
  BookChange refuse_unknown(Locate locate) noexcept;
  [[nodiscard]] OrderRecord record_of(OrderReference reference, Quantity quantity,
                                      LevelHandle level) const noexcept;
  [[nodiscard]] bool is_untracked(Locate locate) const noexcept { return by_locate_[locate] == untracked; }
  [[nodiscard]] InstrumentId resolve(Locate locate, const wire::Symbol& symbol) noexcept;
  [[nodiscard]] InstrumentId open(const wire::Symbol& symbol) noexcept;

  MarketBooksSettings settings_;
  OrderTable orders_;
  std::unique_ptr<PriceLadders> ladders_;
  std::vector<OrderBook> books_;
  std::vector<InstrumentId> by_locate_;  // 65,536: an id, `untracked`, or no_instrument for never seen
  std::unordered_map<uint64_t, InstrumentId>
      by_symbol_;  // off the hot path: R, K and the first A of a locate
  SystemPhase system_phase_ = SystemPhase::unknown;
  uint8_t breaker_level_ = 0;
  BookCounters counters_;
};

}  // namespace hotlane

#include "book/market_orders.hpp"
