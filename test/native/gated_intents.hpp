// A gate that lets everything well-formed pass, for tests of what stands behind the gate: there is no other
// way to a GatedIntent.
#pragma once

#include "risk/order_gate.hpp"

namespace hotlane::test {

class PermissiveGate {
 public:
  PermissiveGate() : gate_(8, 4) {
    Limits limits;
    limits.is_set = true;
    limits.order_quantity_max = 1'000'000;
    limits.order_notional_max = INT64_MAX;
    limits.position_max = INT64_MAX / 4;
    limits.messages_per_second_max = 1'000'000'000;
    limits.messages_burst_max = 1'000'000'000;
    for (uint16_t i = 0; i < 8; ++i) gate_.set_instrument_limits(i, limits);
    for (uint16_t i = 0; i < 4; ++i) gate_.set_strategy_limits(i, limits);
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
