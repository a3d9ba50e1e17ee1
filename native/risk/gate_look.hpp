// The gate's question about an intent, for those who look on (replay/gate_figures.hpp): the same that its
// controls get, before anything is charged.
#pragma once

#include <utility>

#include "risk/gate_question.hpp"
#include "risk/gate_windows.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {

template <class Look>
void OrderGate::look_at(const Intent& intent, const GateInputs& inputs, Look&& look) const noexcept {
  static constexpr OwnOrder no_order{};
  Finding unknown;
  if (intent.kind == IntentKind::cancel || !knows(intent, inputs, unknown)) return;
  const bool is_new = intent.kind == IntentKind::new_order;
  const InstrumentId id = is_new ? intent.instrument : inputs.order.instrument;
  OrderPath path = paths_[size_t{inputs.strategy} * instruments_count_ + id];
  StrategyState strategy = *path.strategy;
  AccountState account = *path.account;
  InstrumentState instrument = *path.instrument;
  path.strategy = &strategy;
  path.account = &account;
  path.instrument = &instrument;
  roll_windows(path, inputs.now);
  const OwnOrder& row = is_new ? no_order : own_orders_.row(row_of(id, inputs.order.slot));
  std::forward<Look>(look)(GateQuestion(intent, inputs, market_, control_heard_, firm_, path, row));
}

}  // namespace hotlane
