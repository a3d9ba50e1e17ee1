// A historical ITCH 5.0 day with our orders queued among the historical ones: says what of ours would have
// traded, and never changes history (docs/venue-history.md states the model). Pure; the venue's thread only.
// The caller hands each message over when it is due and publishes it itself, byte for byte.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "memory/units.hpp"
#include "venue/history_book.hpp"
#include "venue/level_queue.hpp"
#include "venue/reference_index.hpp"
#include "venue/waiting_orders.hpp"
#include "wire/itch50.hpp"

namespace hotlane {

struct CrossOrder;

// An order of ours that goes into the historical market.
struct HistoryOrder {
  uint32_t handle = 0;  // the caller's number for it; free again once nothing of the order rests
  Locate locate = 0;
  Side side = Side::buy;
  PriceTicks price_ticks = 0;
  Quantity shares = 0;
  bool is_immediate_or_cancel = false;
  bool is_post_only = false;  // never takes
  bool is_hidden = false;     // behind all that is displayed at its price
  Quantity min_quantity = 0;  // fewest shares to take at once, and of one fill later; then it rests hidden
  char cross = 0;             // O, C, H: waits for that cross (ITCH 5.0 §1.5.2), on no book; 0: for none
};

struct HistoryFill {
  uint32_t handle = 0;
  Quantity shares = 0;
  PriceTicks price_ticks = 0;
  OrderReference against = 0;   // historical order taken, hit in our stead, or come in
  bool adds_liquidity = false;  // ours rested
  char cross = 0;               // O, C, H: traded in that cross, against nobody in particular
};

enum class HistoryEntry : uint8_t {
  rests,          // what didn't fill at once
  filled,         // whole, at once
  cancelled,      // immediate-or-cancel: what didn't fill at once
  would_take,     // post-only: cancelled whole
  waits,          // for its cross
  handle_in_use,  // this and below: refused, nothing done
  unknown_instrument,
  no_shares,
  price_out_of_range,
  cross_is_over,
};

struct HistoryEntryResult {
  HistoryEntry result = HistoryEntry::rests;
  Quantity left = 0;                   // resting, waiting, or cancelled
  std::span<const HistoryFill> fills;  // valid until the market's next call
};

struct HistoryCounters {
  uint64_t messages = 0;
  uint64_t malformed = 0;            // wrong length, side or price: skipped whole
  uint64_t unknown_references = 0;   // named an order that isn't there: nothing done
  uint64_t repeated_references = 0;  // added one that is there: nothing done
  uint64_t excess_shares = 0;        // executed or cancelled beyond what the order had: taken as all of it
};

class HistoryMarket {
 public:
  static constexpr uint32_t orders_expected = 1 << 16;

  HistoryMarket() : pool_(orders_expected), historical_(orders_expected), own_(own_orders_expected) {}

  // From now on an order of ours that meets another of ours across loses what it has left, as at a venue that
  // cancels the newest; else it steps over it. For a market that had our orders in it.
  void cancel_newest() noexcept { cancels_newest_ = true; }

  // From now on our shown orders stand in their queues by what price levels tell, not by single orders.
  void queue_by_level(const LevelQueueSettings& settings) { level_queue_.emplace(settings); }

  // The next message of history. Returns what of ours it filled, in priority; valid until the next call.
  [[nodiscard]] std::span<const HistoryFill> apply(std::span<const std::byte> message);

  // Of our orders that waited for the cross which the last message told of, those that it left shares of:
  // they are no longer here. Valid until the next call of apply().
  [[nodiscard]] std::span<const uint32_t> left_by_cross() const noexcept { return left_by_cross_; }
  // The day's opening (O) or closing (C) cross has been; halt crosses (H) may always come again.
  [[nodiscard]] bool is_cross_over(Locate locate, char cross) const noexcept;

  // For a feed that shows our orders of that day too, which are then no part of history (native/parity):
  // An order of ours took `shares` of a historical one that day. What ours have taken of it here is thereby
  // gone.
  void take_off(OrderReference reference, Quantity shares) noexcept;
  // Flow hit an order of ours that day, at that price on that side: it reaches whom of ours it meets here.
  [[nodiscard]] std::span<const HistoryFill> hit(Locate locate, Side side, Quantity shares,
                                                 PriceTicks price_ticks);
  // These messages, of checked lengths, come soon: fetches where their orders stand.
  void prefetch(std::span<const std::byte* const> messages) const noexcept;

  // Takes what history shows at once, then rests at the tail of its level.
  [[nodiscard]] HistoryEntryResult enter(const HistoryOrder& order);
  // Takes `shares` off a resting order, which keeps its place if some are left. Returns those taken off.
  Quantity cancel(uint32_t handle, Quantity shares) noexcept;
  // Cancels the order and enters the other, which loses priority even if all but the handle is the same.
  // Refused entries leave the first as it was; one that no longer rests is no obstacle: the caller decides.
  [[nodiscard]] HistoryEntryResult replace(uint32_t handle, const HistoryOrder& replacement);

  // Resting or waiting for a cross; 0: nothing does.
  [[nodiscard]] Quantity resting_shares(uint32_t handle) const noexcept;
  // Historical shares in front of ours at its price, by level an estimate: all of them, where ours is hidden.
  [[nodiscard]] uint64_t shares_ahead(uint32_t handle) const noexcept;
  [[nodiscard]] std::optional<Locate> find_locate(std::string_view symbol) const;
  [[nodiscard]] const HistoryCounters& counters() const noexcept { return counters_; }

 private:
  static constexpr uint32_t own_orders_expected = 1 << 12;

  struct Instrument {
    std::array<HistorySide, 2> sides{HistorySide(Side::buy), HistorySide(Side::sell)};
    bool is_announced = false;
    uint8_t crosses_over = 0;  // 1: the opening one, 2: the closing one
  };

  [[nodiscard]] HistorySide& side_of(const QueuedOrder& order) noexcept {
    return instruments_[order.locate].sides[static_cast<size_t>(order.side)];
  }
  void announce(Locate locate, const wire::Symbol& symbol);
  void add(const QueuedOrder& order);
  void on_add(const wire::itch50::AddOrder& message);
  void on_executed(OrderReference reference, Quantity shares, bool has_flow, std::optional<PriceTicks> price);
  void on_cancelled(OrderReference reference, Quantity shares) noexcept;
  void on_deleted(OrderReference reference) noexcept;
  void on_replaced(const wire::itch50::OrderReplace& message);
  void on_cross(const wire::itch50::CrossTrade& message);
  void put_resting(const HistorySide& side, std::vector<CrossOrder>& out) const;
  [[nodiscard]] HistoryEntryResult wait_for_cross(const HistoryOrder& order);
  // Resting or waiting.
  [[nodiscard]] bool has_own(uint32_t handle) const noexcept;
  [[nodiscard]] uint32_t find_historical(OrderReference reference) noexcept;
  void reduce_historical(uint32_t place, Quantity shares) noexcept;
  void forget(uint32_t place) noexcept;
  // By level alone: the level of a historical order is about to lose so many of its shares.
  void follow_level(uint32_t place, Quantity shares, bool is_trade);
  // Historical shares from the head of a queue up to that place, itself included.
  [[nodiscard]] uint64_t historical_until(uint32_t place) const noexcept;

  // Lets up to `flow` shares reach our orders on a side, best first, down to `limit` and there to `stop`.
  Quantity fill_resting(HistorySide& side, Quantity flow, PriceTicks limit, uint32_t stop,
                        OrderReference against);
  // What it could take at once, up to its own shares.
  [[nodiscard]] Quantity takeable(const HistoryOrder& order) noexcept;
  Quantity take_displayed(const HistoryOrder& order);
  // Behind what is displayed at a level: hidden ones of ours that so many shares would trade with.
  [[nodiscard]] bool meets_hidden(const HistoryLevel& level, Quantity shares) const noexcept;
  Quantity fill_own(uint32_t place, Quantity flow, OrderReference against);
  [[nodiscard]] HistoryEntry check(const HistoryOrder& order) const noexcept;
  [[nodiscard]] HistoryEntryResult enter_checked(const HistoryOrder& order);

  QueuedOrderPool pool_;
  ReferenceIndex historical_;
  ReferenceIndex own_;
  std::vector<Instrument> instruments_;           // by locate
  std::unordered_map<uint64_t, Locate> locates_;  // by the symbol's eight bytes
  WaitingOrders waiting_;
  std::vector<uint32_t> left_by_cross_;
  std::optional<LevelQueue> level_queue_;  // none: by order
  std::vector<uint32_t> own_at_level_;     // for a moment: handles
  std::vector<HistoryFill> fills_;
  HistoryCounters counters_;
  bool cancels_newest_ = false;
  bool has_met_own_ = false;  // the order that came in last, across
};

}  // namespace hotlane
