// All orders of one session of a lane: a fixed pool, found by our number or by the strategy's id in one
// probe, moved from state to state by what we send and what the host answers (docs/order-life.md). One owner,
// one thread; nothing is allocated after construction. Every change of exposure, every fill and every fee is
// in the returned update, and only there: who applies each update once keeps exact positions.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/fetch_ahead.hpp"
#include "orders/fee_schedule.hpp"
#include "orders/fill_ledger.hpp"
#include "orders/number_index.hpp"
#include "orders/order.hpp"
#include "orders/order_update.hpp"
#include "risk/gate_inputs.hpp"
#include "risk/verdict.hpp"

namespace hotlane {

struct OrderStoreCounts {
  uint64_t opened = 0;
  uint64_t accepted = 0;
  uint64_t rejected = 0;
  uint64_t fills = 0;
  uint64_t repeated_fills = 0;
  uint64_t repeated_answers = 0;
  uint64_t overfills =
      0;                // executions beyond what was left, or of done orders: the position follows the host
  uint64_t broken = 0;  // trades
  uint64_t corrected = 0;
  uint64_t done = 0;
  uint64_t replaced = 0;
  uint64_t cancelled = 0;  // orders, not shares
  uint64_t never_received = 0;
  uint64_t unknown_orders = 0;
  uint64_t unexpected = 0;

  // A lane has a store for each of its sessions.
  void add(const OrderStoreCounts& more) noexcept {
    opened += more.opened;
    accepted += more.accepted;
    rejected += more.rejected;
    fills += more.fills;
    repeated_fills += more.repeated_fills;
    repeated_answers += more.repeated_answers;
    overfills += more.overfills;
    broken += more.broken;
    corrected += more.corrected;
    done += more.done;
    replaced += more.replaced;
    cancelled += more.cancelled;
    never_received += more.never_received;
    unknown_orders += more.unknown_orders;
    unexpected += more.unexpected;
  }
};

// The numbers to cancel for one order: while a replace is on its way nobody knows which of the two the host
// will have when the cancel arrives, and it ignores a cancel for the other in silence.
struct CancelNumbers {
  UserRefNum numbers[2] = {0, 0};
  uint32_t count = 0;
};

class OrderStore {
 public:
  OrderStore(uint32_t orders_max, uint32_t fills_max, const FeeSchedule& fees = {});

  // What the gate needs to know of the order an intent means.
  [[nodiscard]] GatedOrder gated_order(StrategyId strategy, StrategyOrderId id) const noexcept;
  [[nodiscard]] const Order* find(StrategyId strategy, StrategyOrderId id) const noexcept;
  [[nodiscard]] const Order* find(UserRefNum number) const noexcept;
  [[nodiscard]] bool has_room() const noexcept { return !free_slots_.is_empty(); }
  // Where the next order will be; only after has_room().
  [[nodiscard]] uint32_t next_slot() const noexcept { return free_slots_.front(); }
  // What open() will touch of the next order, which is to have this number: fetched.
  void fetch_next(UserRefNum number) const noexcept {
    fetch_all(orders_[next_slot()]);
    if (last_open_ != no_slot) fetch_ahead(&orders_[last_open_].next_open);
    by_number_.fetch(number);
  }
  // Where the strategy's order is found, or will be: fetched.
  void fetch(StrategyId strategy, StrategyOrderId id) const noexcept {
    by_strategy_order_.fetch(key_of(strategy, id));
  }

  // A new order has been sent under `number`. Only after has_room(). The update opens its exposure.
  OrderUpdate open(const GatedIntent& gated, UserRefNum number, AccountId account = 0) noexcept {
    return open(gated.intent(), gated.strategy(), number, account);
  }
  // A replace has been sent under `number`. Only for an order the gate found replaceable.
  OrderUpdate replace_sent(const GatedIntent& gated, UserRefNum number) noexcept {
    return replace_sent(gated.intent(), gated.strategy(), number);
  }
  // The same for what an earlier life of the lane has sent, from its journal: nothing is sent by it.
  OrderUpdate open(const Intent& intent, StrategyId strategy, UserRefNum number, AccountId account) noexcept;
  OrderUpdate replace_sent(const Intent& intent, StrategyId strategy, UserRefNum number) noexcept;
  // The numbers to send a cancel for, then note it. A cut (`quantity` not 0) leaves the state as it is: the
  // host may ignore it in silence, and its C says what it did.
  [[nodiscard]] static CancelNumbers cancel_numbers(const Order& order) noexcept;
  void cancel_sent(StrategyId strategy, StrategyOrderId id, Quantity quantity) noexcept;
  // An order of an earlier life, seen in the replayed stream: an `accepted` answer whose ClOrdID is ours.
  OrderUpdate adopt(const OrderAnswer& accepted, StrategyId strategy, StrategyOrderId id,
                    InstrumentId instrument, AccountId account = 0) noexcept;

  // The host has answered.
  [[nodiscard]] OrderUpdate apply(const OrderAnswer& answer) noexcept;

  // The session has recovered: everything the host got before has been answered, so what is still pending was
  // lost. Gives each change to take(const OrderUpdate&).
  template <class Take>
  void reconcile(Take&& take) noexcept {
    for (uint32_t slot = first_open_; slot != no_slot;) {
      Order& order = orders_[slot];
      slot = order.next_open;
      while (!is_done(order.state) && is_pending(order))
        take(static_cast<const OrderUpdate&>(settle_lost(order)));
    }
  }

  void stamp(UserRefNum number, OrderStage stage, uint64_t tsc) noexcept;
  void mark_caused_by_packet(UserRefNum number) noexcept;

  // Calls visit(const Order&) for each order that is not done, the oldest first. It may note what it sends.
  template <class Visit>
  void for_each_open(Visit&& visit) const noexcept {
    for (uint32_t slot = first_open_; slot != no_slot; slot = orders_[slot].next_open) visit(orders_[slot]);
  }
  [[nodiscard]] uint32_t open_orders() const noexcept { return open_orders_; }
  [[nodiscard]] const OrderStoreCounts& counts() const noexcept { return counts_; }

 private:
  static constexpr uint32_t no_slot = UINT32_MAX;

  // Slots that may be used again, the longest done first, so that late answers still find their order.
  class SlotQueue {
   public:
    explicit SlotQueue(uint32_t capacity) : slots_(capacity) {}
    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }
    // The next one, unless it is empty.
    [[nodiscard]] uint32_t front() const noexcept { return front_; }
    void push(uint32_t slot) noexcept {
      if (size_ == 0) front_ = slot;
      slots_[(head_ + size_++) % slots_.size()] = slot;
    }
    [[nodiscard]] uint32_t pop() noexcept {
      const uint32_t slot = front_;
      head_ = (head_ + 1) % slots_.size();
      --size_;
      front_ = slots_[head_];
      return slot;
    }

   private:
    std::vector<uint32_t> slots_;
    uint32_t front_ = 0;  // beside the queue itself, so that nothing waits for its line
    size_t head_ = 0;
    size_t size_ = 0;
  };

  // Something of ours waits for an answer. What the host has scheduled waits for the cross, not for us.
  [[nodiscard]] static bool is_pending(const Order& order) noexcept {
    return order.state == OrderState::pending_new || order.state == OrderState::pending_cancel ||
           order.pending_user_ref_num != 0;
  }
  [[nodiscard]] static uint64_t key_of(StrategyId strategy, StrategyOrderId id) noexcept {
    return uint64_t{strategy} << 32 | id;
  }
  [[nodiscard]] Order* slot_of(UserRefNum number) noexcept;
  [[nodiscard]] Order* slot_of(StrategyId strategy, StrategyOrderId id) noexcept;
  Order& take_slot(StrategyId strategy, StrategyOrderId id, UserRefNum number) noexcept;
  void hold_number(Order& order, UserRefNum number) noexcept;
  void add_open(uint32_t slot) noexcept;
  void remove_open(const Order& order) noexcept;
  [[nodiscard]] bool move(Order& order, OrderEvent event) noexcept;
  void drop_pending_replace(Order& order) noexcept;
  static void refresh_exposed(Order& order, OrderUpdate& update) noexcept;
  [[nodiscard]] static OrderUpdate update_of(OrderUpdateKind kind, Order& order) noexcept;
  [[nodiscard]] OrderUpdate unexpected(Order& order, Surprise surprise = Surprise::out_of_turn) noexcept;
  [[nodiscard]] OrderUpdate unknown(Surprise surprise) noexcept;
  [[nodiscard]] OrderUpdate repeated(Order& order) noexcept;

  [[nodiscard]] OrderUpdate on_accepted(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] Order* adopt_replace(const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_replaced(const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_cancelled(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_executed(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] Surprise take_execution(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_rejected(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] Fill* find_trade(const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_broken(const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_corrected(const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate update_of_trade(OrderUpdateKind kind, const Fill& fill) noexcept;
  [[nodiscard]] OrderUpdate on_restated(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate on_modified(Order& order, const OrderAnswer& answer) noexcept;
  [[nodiscard]] OrderUpdate settle_lost(Order& order) noexcept;

  std::vector<Order> orders_;
  SlotQueue free_slots_;
  NumberIndex by_number_;
  NumberIndex by_strategy_order_;
  FillLedger fills_;
  FeeSchedule fees_;
  uint32_t first_open_ = no_slot;
  uint32_t last_open_ = no_slot;
  uint32_t open_orders_ = 0;
  OrderStoreCounts counts_;
};

}  // namespace hotlane
