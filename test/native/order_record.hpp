// What a lane's events say of its orders, one entry a number of a session, plainly kept: to be held against a
// venue's ledger. Reads the event ring as TypeScript does.
#pragma once

#include <atomic>
#include <map>

#include "lane/boundary.hpp"
#include "memory/units.hpp"
#include "orders/order_state.hpp"
#include "session/venue_alert.hpp"

namespace hotlane::test {

struct RecordedOrder {
  InstrumentId instrument = 0;
  StrategyId strategy = 0;
  Side side = Side::buy;
  PriceTicks price_ticks = 0;
  Quantity executed = 0;
  Money executed_notional = 0;
  OrderState state = OrderState::pending_new;
  bool is_replaced = false;  // another number goes on with it
};

class OrderRecord {
 public:
  // Takes what waits in the ring.
  void drain(boundary::EventRing& ring) {
    const uint32_t written = std::atomic_ref<uint32_t>(ring.written).load(std::memory_order_acquire);
    for (uint32_t i = ring.read; i != written; ++i) take(ring.slots[i % boundary::events_max]);
    std::atomic_ref<uint32_t>(ring.read).store(written, std::memory_order_release);
  }

  [[nodiscard]] const std::map<uint32_t, RecordedOrder>& orders(SessionId session = 0) const noexcept {
    return orders_[session];
  }
  // Alerts by code.
  [[nodiscard]] uint64_t alerts_of(VenueAlert alert) const noexcept {
    return alerts_[static_cast<size_t>(alert)];
  }
  [[nodiscard]] uint64_t count_of(boundary::EventKind kind) const noexcept {
    return counts_[static_cast<size_t>(kind)];
  }
  // Of every event in order: two runs with the same events have the same.
  [[nodiscard]] uint64_t hash() const noexcept { return hash_; }

 private:
  void take(const boundary::Event& event) {
    const auto kind = static_cast<boundary::EventKind>(event.kind);
    ++counts_[event.kind];
    for (const auto byte : std::as_bytes(std::span(&event, 1))) {
      hash_ = (hash_ ^ static_cast<uint64_t>(byte)) * 0x100000001b3;  // FNV-1a
    }
    if (kind == boundary::EventKind::alert) ++alerts_[event.reason];
    if (kind != boundary::EventKind::order && kind != boundary::EventKind::fill) return;
    std::map<uint32_t, RecordedOrder>& orders = orders_[event.session];
    if (event.previous_user_ref_num != 0) orders[event.previous_user_ref_num].is_replaced = true;
    RecordedOrder& order = orders[event.user_ref_num];
    order.instrument = event.instrument;
    order.strategy = event.strategy;
    order.side = static_cast<Side>(event.side);
    order.state = static_cast<OrderState>(event.state);
    if (kind == boundary::EventKind::order) {
      order.price_ticks = event.price_ticks;
    } else {
      order.executed += event.last_quantity;
      order.executed_notional += Money{event.last_price_ticks} * event.last_quantity;
    }
  }

  std::array<std::map<uint32_t, RecordedOrder>, boundary::sessions_max> orders_;
  std::array<uint64_t, venue_alert_count> alerts_{};
  std::array<uint64_t, 16> counts_{};
  uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace hotlane::test
