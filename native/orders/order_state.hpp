// The life of an order (docs/order-life.md): its states, what can happen to it, and the one table that says
// which state follows. Read by orders/order_store; the document is held against it by a test.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hotlane {

enum class OrderState : uint8_t {
  pending_new,  // sent, not answered
  live,
  pending_replace,   // live, a replace sent
  pending_cancel,    // live or not answered yet, a cancel of all of it sent; a replace may be on its way too
  cancel_scheduled,  // the host will cancel it after the cross (ouch50.md, Pending and refused cancels)
  filled,            // this and below: done
  cancelled,
  rejected,        // by the host
  refused,         // by our own gate: never sent
  never_received,  // lost with a connection before the host saw it
  broken,          // was filled, and every one of its trades has been broken
  impossible,      // not a state: what the table says where the event cannot be
};

constexpr size_t order_state_count = 11;

[[nodiscard]] constexpr bool is_done(OrderState state) noexcept {
  return state >= OrderState::filled;
}

// The host has been asked to cancel all of it, or has said that it will.
[[nodiscard]] constexpr bool is_cancelling(OrderState state) noexcept {
  return state == OrderState::pending_cancel || state == OrderState::cancel_scheduled;
}

[[nodiscard]] constexpr const char* words_of(OrderState state) noexcept {
  constexpr const char* words[] = {"pending new",      "live",           "pending replace", "pending cancel",
                                   "cancel scheduled", "filled",         "cancelled",       "rejected",
                                   "refused",          "never received", "broken",          "impossible"};
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
  cancel_pending,    // the host will cancel it later
  cancel_rejected,   // or never received: the order lives on
  restated,          // price, priority, size or display, by the host; or a cut of ours refused
  never_received,    // the entry
  late_fill,         // an execution of an order that was done
  all_broken,        // nothing of what it filled stands any more
};

constexpr size_t order_event_count = 18;

// The transition table: a row a state, a column an event. A done order changes no more, but for what becomes
// of its trades. An execution says as much as an acceptance that was missed would have.
[[nodiscard]] constexpr OrderState next_state(OrderState state, OrderEvent event) noexcept {
  constexpr OrderState live = OrderState::live, repl = OrderState::pending_replace,
                       pcan = OrderState::pending_cancel, sche = OrderState::cancel_scheduled,
                       fill = OrderState::filled, canc = OrderState::cancelled, reje = OrderState::rejected,
                       refu = OrderState::refused, neve = OrderState::never_received,
                       brok = OrderState::broken, none = OrderState::impossible;
  // clang-format off
  constexpr OrderState table[order_state_count][order_event_count] = {
    // accepted  reject filled      cancelled   sent        replaced    repl. cancel pend. resta- never late  all
    // live dead        part  all   part  all   repl. canc. live  dead  rej.  /rejected    ted    rec.  fill  broken
    {live, canc, reje,  live, fill, none, none, none, pcan, none, none, none, none, none, none,  neve, none, none},  // pending_new
    {none, none, none,  live, fill, live, canc, repl, pcan, none, none, none, sche, none, live,  none, none, live},  // live
    {none, none, none,  repl, fill, repl, canc, none, pcan, live, canc, live, sche, none, repl,  none, none, repl},  // pending_replace
    {pcan, canc, reje,  pcan, fill, pcan, canc, none, pcan, pcan, canc, pcan, sche, live, pcan,  neve, none, pcan},  // pending_cancel
    {none, none, none,  sche, fill, sche, canc, none, sche, sche, canc, sche, sche, none, sche,  none, none, sche},  // cancel_scheduled
    {none, none, none,  none, none, none, none, none, none, none, none, none, none, none, none,  none, fill, brok},  // filled
    {none, none, none,  none, none, none, none, none, none, none, none, none, none, none, none,  none, canc, canc},  // cancelled
    {none, none, none,  none, none, none, none, none, none, none, none, none, none, none, none,  none, reje, reje},  // rejected
    {none, none, none,  none, none, none, none, none, none, none, none, none, none, none, none,  none, refu, refu},  // refused
    {none, none, none,  none, none, none, none, none, none, none, none, none, none, none, none,  none, neve, neve},  // never_received
    {none, none, none,  none, none, none, none, none, none, none, none, none, none, none, none,  none, fill, none},  // broken
  };
  // clang-format on
  if (state >= OrderState::impossible) return OrderState::impossible;
  return table[static_cast<size_t>(state)][static_cast<size_t>(event)];
}

}  // namespace hotlane
