// Price-time priority over the books of all instruments. Venue thread only; pure: what happens depends on the
// sequence of calls alone. Entered = traded + resting + cancelled, for every order (test/native).
// Self trades: an order that would meet one of its own account's loses what is left of it (cancel newest);
// the flow account stands for many participants and may meet itself.
#pragma once

#include <vector>

#include "risk/intent.hpp"
#include "venue/market_events.hpp"
#include "venue/matching_book.hpp"

namespace hotlane {

struct MatchingSettings {
  uint32_t instruments = 8;
  uint32_t orders_max = 65'536;  // live at once; at most OrderPool::orders_max
};

class MatchingEngine {
 public:
  struct Entry {
    InstrumentId instrument = 0;
    VenueAccountId account = flow_account;
    Side side = Side::buy;
    PriceTicks price_ticks = 0;
    Quantity quantity = 0;
    TimeInForce time_in_force = TimeInForce::day;
    bool is_post_only = false;  // removed instead of trading at once
  };
  // Instrument, account and side stay those of the order replaced; nothing else is taken over from it.
  struct Replacement {
    PriceTicks price_ticks = 0;
    Quantity quantity = 0;  // to be left on the book, above 0
    TimeInForce time_in_force = TimeInForce::day;
    bool is_post_only = false;
  };

  explicit MatchingEngine(const MatchingSettings& settings);

  // Gives the reference also of an order that died at once; 0: no room for another, nothing happened.
  // Executions come first; what is left is then `added`, or `removed` with was_resting false.
  OrderReference enter(const Entry& entry, MarketEvents& out) noexcept;
  // Cuts a live order, keeping its place; 0 removes it. False: not live or no larger than that, nothing done.
  bool reduce_to(OrderReference reference, Quantity leaves, MarketEvents& out) noexcept;
  // Always loses priority. 0: not resting, nothing happened; else the new reference.
  // A replacement that does not simply rest is told as `replaced` with was_resting false: the old order is
  // gone from the book, the new one not yet on it; what follows is as after enter().
  OrderReference replace(OrderReference old_reference, const Replacement& replacement,
                         MarketEvents& out) noexcept;

  [[nodiscard]] const RestingOrder* find(OrderReference reference) const noexcept {
    return pool_.find(reference);
  }
  // Null: nothing rests on this side. The level's orders: order_at(head), then by `next`.
  [[nodiscard]] const QueueLevel* best(InstrumentId instrument, Side side) const noexcept {
    const MatchingSide& levels = books_[instrument].of(side);
    return levels.empty() ? nullptr : &levels.best();
  }
  // Best last.
  [[nodiscard]] std::span<const QueueLevel> levels(InstrumentId instrument, Side side) const noexcept {
    return books_[instrument].of(side).levels();
  }
  [[nodiscard]] const RestingOrder& order_at(uint32_t slot) const noexcept { return pool_.at(slot); }
  [[nodiscard]] size_t live_orders() const noexcept { return pool_.live(); }
  [[nodiscard]] uint64_t matches() const noexcept { return next_match_number_ - 1; }

 private:
  [[nodiscard]] RestingOrder* make_order(const Entry& entry) noexcept;
  void match(RestingOrder& order, MarketEvents& out) noexcept;
  void settle(RestingOrder& order, const Entry& entry, MarketEvents& out) noexcept;
  [[nodiscard]] bool meets(const RestingOrder& order) const noexcept {
    return books_[order.instrument].of(opposite(order.side)).meets(order.price_ticks);
  }
  void rest(RestingOrder& order) noexcept { books_[order.instrument].of(order.side).append(pool_, order); }
  void drop(RestingOrder& order, MarketEvents& out) noexcept;

  OrderPool pool_;
  std::vector<MatchingBook> books_;
  uint64_t next_match_number_ = 1;
};

}  // namespace hotlane
