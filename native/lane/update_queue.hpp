// Order updates that wait for their strategies to be told, oldest first: made inside the lane's inputs, told
// between them, so that no callback runs inside another. Owned by the order desk, lane's thread only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "lane/boundary.hpp"
#include "orders/order.hpp"
#include "orders/order_update.hpp"
#include "risk/intent.hpp"
#include "risk/refusal.hpp"

namespace hotlane {

// An update that waits for its strategy to be told.
struct PendingUpdate {
  StrategyId strategy;
  boundary::OrderUpdateSlot slot;
};

// Ids beyond int32 never come: the SDK counts from 1 and stops there.
[[nodiscard]] inline int32_t slot_number(uint64_t value) noexcept {
  return static_cast<int32_t>(std::min<uint64_t>(value, INT32_MAX));
}

static_assert(boundary::order_state_count == order_state_count && boundary::surprise_count == surprise_count);

[[nodiscard]] inline boundary::OrderUpdateSlot slot_of(const OrderUpdate& update) noexcept {
  boundary::OrderUpdateSlot slot{};
  slot.order_id = slot_number(update.strategy_order_id);
  slot.instrument = update.instrument;
  slot.side = static_cast<int32_t>(update.side);
  if (update.order != nullptr) {
    const Order& order = *update.order;
    slot.state = static_cast<int32_t>(order.state);
    slot.price_ticks = order.price_ticks;
    slot.quantity = order.quantity;
    slot.leaves = order.leaves;
    slot.filled = order.filled;
    slot.is_done = is_done(order.state) ? 1 : 0;
  }
  slot.reason = update.reason;
  slot.surprise = static_cast<int32_t>(update.surprise);
  // A broken trade is no fill: who adds up fills takes it off.
  const bool is_broken = update.kind == OrderUpdateKind::trade_broken;
  slot.last_price_ticks = is_broken ? 0 : update.fill_price_ticks;
  slot.last_quantity = is_broken ? 0 : update.fill_quantity;
  slot.undone_price_ticks = is_broken ? update.fill_price_ticks : update.undone_price_ticks;
  slot.undone_quantity = is_broken ? update.fill_quantity : update.undone_quantity;
  return slot;
}

// Of an intent that was refused. `standing`: the order that a refused replace or cancel leaves as it was;
// null: it knows none, as a new order that was refused never was one.
[[nodiscard]] inline boundary::OrderUpdateSlot refused_slot(const Intent& intent, Refusal refusal,
                                                            const Order* standing) noexcept {
  OrderUpdate update;
  update.order = standing;
  update.strategy_order_id = intent.strategy_order_id;
  update.instrument = standing == nullptr ? intent.instrument : standing->instrument;
  update.side = standing == nullptr ? intent.side : standing->side;
  update.reason = static_cast<uint16_t>(refusal);
  boundary::OrderUpdateSlot slot = slot_of(update);
  if (standing != nullptr) return slot;
  slot.state = static_cast<int32_t>(OrderState::refused);
  slot.price_ticks = intent.price_ticks;
  slot.quantity = intent.quantity;
  slot.is_done = 1;
  return slot;
}

class UpdateQueue {
 public:
  // Each callback emits at most 16 intents, so this holds 64 callbacks that are refused whole.
  static constexpr uint32_t updates_max = 1024;

  void push(StrategyId strategy, const boundary::OrderUpdateSlot& slot) noexcept {
    if (size_ == updates_max) {
      overrun_ = static_cast<uint8_t>(overrun_ | 1U << strategy);
      return;
    }
    updates_[(head_ + size_) % updates_max] = {strategy, slot};
    ++size_;
  }
  [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }
  // The oldest; false: none.
  [[nodiscard]] bool pop(PendingUpdate& out) noexcept {
    if (size_ == 0) return false;
    out = updates_[head_];
    head_ = (head_ + 1) % updates_max;
    --size_;
    return true;
  }
  // Room for what one callback's intents can still make beside the answers taken meanwhile.
  [[nodiscard]] bool has_room() const noexcept { return size_ + 2 * boundary::intents_max < updates_max; }
  // Strategies that made more updates than there is room for: refused in a loop. A bit each; cleared by the
  // look.
  [[nodiscard]] uint8_t take_overrun() noexcept { return std::exchange(overrun_, uint8_t{0}); }

 private:
  uint8_t overrun_ = 0;
  uint32_t head_ = 0;
  uint32_t size_ = 0;
  std::array<PendingUpdate, updates_max> updates_{};
};

}  // namespace hotlane
