// One intent on its way through the gate: what it asks for, what it would add, and whose limits it is held
// against. Made on the stack by the order gate for each new order and replace; the screen and the controls
// (*_controls.hpp) read it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "risk/gate_inputs.hpp"
#include "risk/gate_state.hpp"
#include "risk/verdict.hpp"

namespace hotlane {

struct GateQuestion {
  // Far above any order's that has passed for its size, and small enough to reckon with.
  static constexpr Money notional_bound = Money{1} << 60;

  const Intent& intent;
  const GateInputs& inputs;
  const MarketRules& market;
  TimeNs control_heard;
  const FirmState& firm;
  const OrderPath& path;

  bool is_new;
  Side side;
  SellKind sell_kind;
  bool is_dearer;       // at a price above all that the order was charged with
  int64_t open;         // shares that the order could fill from now on
  Money notional;       // of them, at its price
  int64_t more;         // shares added to the open ones
  Money more_notional;  // added to the working orders' value

  // `charged`: what the order that a replace means is charged with; of a new order: nothing. Until a replace
  // is answered either may fill: the worse of old and new counts.
  GateQuestion(const Intent& its_intent, const GateInputs& its_inputs, const MarketRules& its_market,
               TimeNs its_control_heard, const FirmState& its_firm, const OrderPath& its_path,
               const OwnOrderRow& charged) noexcept
      : intent(its_intent),
        inputs(its_inputs),
        market(its_market),
        control_heard(its_control_heard),
        firm(its_firm),
        path(its_path),
        is_new(its_intent.kind == IntentKind::new_order),
        side(is_new ? its_intent.side : its_inputs.order.side),
        sell_kind(is_new ? its_intent.attributes.sell_kind : charged.sell_kind),
        is_dearer(its_intent.price_ticks > charged.charge.highest_ticks),
        open(int64_t{its_intent.quantity} - (is_new ? int64_t{0} : int64_t{its_inputs.order.used})),
        // Any 32 bits times any 32 bits fit; what is outside the domains is refused for its form.
        notional(std::clamp<Money>(open * its_intent.price_ticks, 0, notional_bound)),
        more(std::max<int64_t>(open - int64_t{charged.charge.shares}, 0)),
        more_notional(std::max<Money>(notional - charged.charge.notional, 0)) {}
};

// Every control ends with this where it does not let the intent pass. Gives false, for the control to return.
[[gnu::cold, gnu::noinline]] inline bool refuse(Finding& finding, Refusal refusal, RiskScope scope,
                                                int64_t value = 0, int64_t limit = 0) noexcept {
  finding = {refusal, scope, value, limit};
  return false;
}

}  // namespace hotlane
