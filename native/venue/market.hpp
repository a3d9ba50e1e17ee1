// What a market of the venue does with orders, and what it tells about them. Two markets implement it: the
// matching engine (generated flow) and the history market (replayed flow). Venue thread only.
#pragma once

#include <cstdint>

#include "memory/units.hpp"

namespace hotlane::venue {

using AccountId = uint16_t;
constexpr AccountId public_account = 0;  // the generated market's own flow: many participants, not one

// Names a live order in O(1): its slot, and its reference, which tells a reused slot from the order meant.
struct OrderHandle {
  uint32_t slot = UINT32_MAX;
  OrderReference reference = 0;
};

struct MarketOrder {
  OrderReference reference = 0;
  PriceTicks price_ticks = 0;
  Quantity leaves = 0;
  uint32_t previous = UINT32_MAX;  // in its level's queue, towards the head
  uint32_t next = UINT32_MAX;
  uint32_t slot = UINT32_MAX;
  uint32_t owner_tag = 0;  // the account's own name for it, given back with every event
  InstrumentId instrument = 0;
  AccountId account = public_account;
  Side side = Side::buy;
  bool is_immediate = false;  // what doesn't trade at once is cancelled
  bool is_post_only = false;  // cancelled instead of trading at once

  [[nodiscard]] OrderHandle handle() const noexcept { return {slot, reference}; }
};

// ouch50.md, Cancel reasons.
enum class CancelReason : char {
  user = 'U',
  immediate_remainder = 'I',
  self_match = 'Q',
  post_only = 'G',
  closed = 'E',
  system = 'Z',
};

struct Execution {
  const MarketOrder& resting;    // leaves: after this execution
  const MarketOrder* aggressor;  // null: historical flow
  Quantity quantity;
  PriceTicks price_ticks;
  uint64_t match_number;
};

// Called while an order is being worked on: must not call back into the market.
class MarketListener {
 public:
  virtual void on_accepted(const MarketOrder& order) noexcept = 0;
  virtual void on_executed(const Execution& execution) noexcept = 0;
  // What was left after matching now stands in the book. Not called for a replacement that met nothing.
  virtual void on_rested(const MarketOrder& order) noexcept = 0;
  // `leaves`: after the cancel; 0 means that the order is gone.
  virtual void on_cancelled(const MarketOrder& order, Quantity decrement, CancelReason reason,
                            bool was_resting) noexcept = 0;
  // `crosses`: the new order is about to trade, so the book sees a deletion, then perhaps an addition.
  virtual void on_replaced(const MarketOrder& old_order, const MarketOrder& new_order,
                           bool crosses) noexcept = 0;

 protected:
  ~MarketListener() = default;
};

struct OrderRequest {
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;
  uint32_t owner_tag = 0;
  InstrumentId instrument = 0;
  AccountId account = public_account;
  Side side = Side::buy;
  bool is_immediate = false;
  bool is_post_only = false;
};

class Market {
 public:
  // False: no room for another order; nothing happened.
  [[nodiscard]] virtual bool enter(const OrderRequest& request, MarketListener& listener) noexcept = 0;
  // Cuts a live order to `leaves` shares, keeping its place. Nothing happens to a dead one or one as small.
  virtual void cancel(OrderHandle handle, Quantity leaves, CancelReason reason,
                      MarketListener& listener) noexcept = 0;
  // Takes the live order out and enters `request` under a new reference, behind all others at its price.
  // Instrument, side and account are inherited. False: the order isn't live; nothing happened.
  [[nodiscard]] virtual bool replace(OrderHandle handle, const OrderRequest& request,
                                     MarketListener& listener) noexcept = 0;
  [[nodiscard]] virtual const MarketOrder* find(OrderHandle handle) const noexcept = 0;

 protected:
  ~Market() = default;
};

}  // namespace hotlane::venue
