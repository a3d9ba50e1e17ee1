// A gate that lets everything well-formed pass, for tests of what stands behind the gate: there is no other
// way to a GatedIntent.
#pragma once

#include "risk/order_gate.hpp"

namespace hotlane::test {

class PermissiveGate {
 public:
  PermissiveGate() : gate_({.instruments = 8, .orders_max = 1U << 16, .account_of = {0, 0, 0, 0}}) {
    LimitSet limits{};
    make_unlimited(limits);
    gate_.apply_limits(limits, 0);
    gate_.apply_grants(unlimited_grants());
    gate_.set_reconciled(0, true);
  }

  [[nodiscard]] Verdict check(const Intent& intent, GateInputs inputs) {
    inputs.now = ++now_;
    inputs.is_session_ready = true;
    return gate_.check(intent, inputs);
  }
  // For intents the test knows to be good.
  [[nodiscard]] GatedIntent pass(const Intent& intent, StrategyId strategy = 0) {
    GateInputs inputs;
    inputs.strategy = strategy;
    inputs.has_order_room = true;
    inputs.order.is_known = inputs.order.is_replaceable = true;
    inputs.order.total = UINT32_MAX;
    return check(intent, inputs).take();
  }

 private:
  OrderGate gate_;
  TimeNs now_ = 0;
};

}  // namespace hotlane::test
