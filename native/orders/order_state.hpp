// The life of an order (docs/order-life.md): its states, what can happen to it, and the one table that says
// which state follows. Read by orders/order_store, and by tests against an independent model.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace hotlane {

enum class OrderState : uint8_t {
  pending_new,  // sent, not answered
  live,
  pending_replace,  // live, a replace sent
  pending_cancel,   // live or not answered yet, a cancel of all of it sent; a replace may be on its way too
  filled,
  cancelled,
  rejected,        // by the host
  refused,         // by our own gate: never sent
  never_received,  // lost with a connection before the host saw it
  impossible,      // not a state: what the table says where the event cannot be
};

constexpr size_t order_state_count = 9;

[[nodiscard]] constexpr bool is_done(OrderState state) noexcept {
  return state >= OrderState::filled;
}

[[nodiscard]] constexpr const char* words_of(OrderState state) noexcept {
  constexpr const char* words[] = {"pending new",    "live",      "pending replace", "pending cancel",
                                   "filled",         "cancelled", "rejected",        "refused",
                                   "never received", "impossible"};
  return words[static_cast<size_t>(state)];
}

enum class OrderEvent : uint8_t {
  accepted_live,
  accepted_dead,
  rejected,  // the entry
  partly_filled,
  filled,  // nothing is left
  partly_cancelled,
  cancelled,  // nothing is left
  replace_sent,
  cancel_sent,  // of all of it
  replaced_live,
  replaced_dead,
  replace_rejected,  // or never received
  cancel_rejected,   // or never received: the order lives on
  never_received,    // the entry
};

constexpr size_t order_event_count = 14;

// The transition table: a row a state, a column an event. Done states take nothing: what comes for a done
// order changes no state (a late execution still changes the position).
[[nodiscard]] constexpr OrderState next_state(OrderState state, OrderEvent event) noexcept {
  constexpr OrderState live = OrderState::live, p_rep = OrderState::pending_replace,
                       p_can = OrderState::pending_cancel, fill = OrderState::filled,
                       canc = OrderState::cancelled, rej = OrderState::rejected,
                       nrec = OrderState::never_received, none = OrderState::impossible;
  constexpr OrderState table[4][order_event_count] = {
      // acc.live dead   rej   part.f fill  part.c canc  rep.s  can.s  rep.l dead   rep.r  can.r  never
      {live, canc, rej, none, none, none, none, none, p_can, none, none, none, none, nrec},    // pending_new
      {none, none, none, live, fill, live, canc, p_rep, p_can, none, none, none, none, none},  // live
      {none, none, none, p_rep, fill, p_rep, canc, none, p_can, live, canc, live, none,
       none},  // pending_replace
      {p_can, canc, rej, p_can, fill, p_can, canc, none, p_can, p_can, canc, p_can, live,
       nrec},  // pending_cancel
  };
  if (is_done(state)) return OrderState::impossible;
  return table[static_cast<size_t>(state)][static_cast<size_t>(event)];
}

}  // namespace hotlane
