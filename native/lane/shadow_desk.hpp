// Where the orders of strategies in shadow go: beside the live books, never to a venue. Says what would have
// become of them, by a model that is made to err against them (docs/submitting.md):
// - an order reaches the market `way_ns` after it was decided;
// - what it takes is displayed then; what rests joins the tail of its level, and moves up by what trades
//   there and when the level has fewer shares than stood in front of it;
// - it fills by trades that went past it, and by what comes to rest at its price or through it;
// - hidden trades, crosses and auctions give it nothing, nobody reacts to it, the risk gate does not see it.
// Owned by the lane, called on its thread alone; allocates at construction.
#pragma once

#include <array>
#include <vector>

#include "lane/boundary.hpp"
#include "lane/intent_slot.hpp"
#include "lane/market_changes.hpp"
#include "lane/market_data.hpp"
#include "lane/update_queue.hpp"
#include "orders/order.hpp"
#include "orders/positions.hpp"

namespace hotlane {

class ShadowDesk {
 public:
  // From a decision to the market: what a co-located order takes, generously.
  static constexpr TimeNs way_ns = 50'000;
  // Of one strategy: open at once, and on their way.
  static constexpr uint32_t orders_max = 64;
  static constexpr uint32_t on_the_way_max = 256;

  ShadowDesk(const LaneSettings& settings, boundary::LaneMemory& memory, const MarketData& market);

  // It starts with nothing: no position, no order.
  void begin(StrategyId strategy) noexcept;
  // Its orders are gone, and it is told that they were cancelled.
  void end(StrategyId strategy) noexcept;

  // What a callback has left in its strategy's frame.
  void take_intents(StrategyId strategy, TimeNs now) noexcept;
  // After each packet, before strategies are told of it.
  void on_market(const MarketChanges& changes, TimeNs now) noexcept;
  void on_time(TimeNs now) noexcept;

  // Nothing rests and nothing is on its way: the market need not be looked at.
  [[nodiscard]] bool is_idle() const noexcept { return open_ == 0 && waiting_ == 0; }
  [[nodiscard]] bool has_updates() const noexcept { return !updates_.is_empty(); }
  [[nodiscard]] bool next_update(PendingUpdate& out) noexcept { return updates_.pop(out); }
  [[nodiscard]] uint8_t take_overrun() noexcept { return updates_.take_overrun(); }
  [[nodiscard]] const Positions& positions() const noexcept { return positions_; }

 private:
  struct ShadowOrder {
    Order order;            // state `filled` and beyond: its place is free
    uint64_t ahead = 0;     // shares in front of it at its price
    bool is_there = false;  // resting
  };
  struct Underway {
    TimeNs due = 0;
    StrategyId strategy = 0;
    Intent intent{};
  };
  using Book = std::array<ShadowOrder, orders_max>;

  void arrive(const Underway& underway) noexcept;
  void enter(StrategyId strategy, const Intent& intent) noexcept;
  void replace(ShadowOrder& one, const Intent& intent) noexcept;
  void cut(ShadowOrder& one, Quantity total) noexcept;
  void cancel_all(StrategyId strategy, int32_t instrument, TimeNs now) noexcept;
  void send(StrategyId strategy, const Intent& intent, TimeNs now) noexcept;
  // Takes what is displayed, then rests or goes.
  void match(ShadowOrder& one) noexcept;
  void take_displayed(ShadowOrder& one, PriceTicks at_own_price) noexcept;
  void on_trade(const InstrumentTrade& trade) noexcept;
  void on_book(InstrumentId instrument) noexcept;
  void fill(ShadowOrder& one, Quantity quantity, PriceTicks price_ticks, char liquidity) noexcept;
  void finish(ShadowOrder& one, OrderState state) noexcept;
  void show_queue(const ShadowOrder& one) noexcept;
  void refuse(StrategyId strategy, const Intent& intent, Refusal refusal) noexcept;
  void tell(ShadowOrder& one, OrderUpdate update) noexcept;
  [[nodiscard]] ShadowOrder* find(StrategyId strategy, StrategyOrderId id) noexcept;
  [[nodiscard]] uint64_t shares_at(const Order& order) const noexcept;
  [[nodiscard]] OrderUpdate update_of(const Order& order, OrderUpdateKind kind) const noexcept;
  template <class Visit>
  void for_each_resting(InstrumentId instrument, Visit&& visit) noexcept;

  boundary::LaneMemory& memory_;
  const MarketData& market_;
  Positions positions_;
  std::vector<FeeSchedule> fees_;  // by instrument
  std::vector<Book> books_;        // by strategy
  uint16_t strategies_;
  std::array<Underway, on_the_way_max> underway_{};
  uint32_t first_ = 0;    // of those under way
  uint32_t waiting_ = 0;  // so many
  uint32_t open_ = 0;
  UpdateQueue updates_;
};

}  // namespace hotlane
