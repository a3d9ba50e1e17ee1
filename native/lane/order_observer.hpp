// What a lane's order desk tells whoever looks over its shoulder, at the moment it happens: a replay that
// tells an order's story. A live lane has none. Called on the lane's thread; what is pointed to is valid in
// the call.
#pragma once

#include "orders/order_update.hpp"
#include "risk/order_gate.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

class OrderObserver {
 public:
  virtual ~OrderObserver() = default;

  // The gate is about to judge an intent, and has charged nothing for it yet.
  virtual void on_intent(const Intent& intent, const GateInputs& inputs, const OrderGate& gate) = 0;
  // The gate has judged it.
  virtual void on_checked(const Intent& intent, const GateInputs& inputs, const Finding& finding) = 0;
  // What was passed is in the session's out queue, under `number`; of a cancel, the number it cancels.
  virtual void on_sent(SessionId session, StrategyId strategy, const Intent& intent, UserRefNum number) = 0;
  // An order has changed, by an answer of the venue, or without one (null).
  virtual void on_changed(const OrderUpdate& update, const OrderAnswer* answer) = 0;
};

}  // namespace hotlane
