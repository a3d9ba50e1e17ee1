// The pass over one intent; what changes the gate's own state stands in gate_updates.cpp, limits in
// gate_limits.cpp.
#include "risk/order_gate.hpp"

#include <cassert>

#include "risk/entitlement_controls.hpp"
#include "risk/gate_question.hpp"
#include "risk/gate_screen.hpp"
#include "risk/gate_windows.hpp"
#include "risk/order_controls.hpp"
#include "risk/position_controls.hpp"
#include "risk/price_controls.hpp"
#include "risk/rate_controls.hpp"
#include "risk/self_match_control.hpp"
#include "risk/short_sale_controls.hpp"
#include "risk/state_controls.hpp"

namespace hotlane {
namespace {

constexpr OwnOrder no_order{};

}  // namespace

OrderGate::OrderGate(const GateSettings& settings)
    : instruments_count_(settings.instruments),
      strategies_count_(static_cast<uint16_t>(settings.account_of.size())),
      accounts_count_(settings.accounts),
      orders_max_(settings.orders_max),
      instruments_(settings.instruments),
      strategies_(settings.account_of.size()),
      accounts_(settings.accounts),
      ports_(settings.sessions),
      paths_(settings.account_of.size() * settings.instruments),
      holdings_(size_t{settings.accounts} * settings.instruments),
      session_of_(settings.session_of),
      own_orders_(settings.sessions * settings.orders_max),
      limits_(std::make_unique<LimitSet>()) {
  session_of_.resize(settings.instruments);
  for (uint16_t s = 0; s < strategies_count_; ++s) {
    strategies_[s].account = settings.account_of[s];
    for (uint16_t i = 0; i < instruments_count_; ++i) {
      OrderPath& path = path_of(s, i);
      path.instrument = &instruments_[i];
      path.strategy = &strategies_[s];
      path.account = &accounts_[strategies_[s].account];
      path.account_holding = &holding_of(strategies_[s].account, i);
      path.port = &ports_[session_of_[i]];
    }
  }
  apply_limits(LimitSet{}, 0);
}

Verdict OrderGate::check(const Intent& intent, const GateInputs& inputs) noexcept {
  Verdict verdict(intent, inputs.strategy);
  if (!passes_quickly(intent, inputs)) [[unlikely]]
    judge(intent, inputs, verdict.finding_);
  ++counts_[static_cast<size_t>(verdict.finding_.refusal)];
  return verdict;
}

// A new order or replace that is clear: charged, and passed. False: nothing was done.
bool OrderGate::passes_quickly(const Intent& intent, const GateInputs& inputs) noexcept {
  const bool is_new = intent.kind == IntentKind::new_order;
  const InstrumentId id = is_new ? intent.instrument : inputs.order.instrument;
  const bool is_known = (id < instruments_count_) & (inputs.strategy < strategies_count_) &
                        (intent.kind <= IntentKind::replace) & (intent.side <= Side::sell) &
                        (inputs.order.slot < orders_max_);
  if (!is_known) [[unlikely]]
    return false;
  OrderPath& path = path_of(inputs.strategy, id);
  roll_windows(path, inputs.now);
  const OwnOrder& row = is_new ? no_order : own_orders_.row(row_of(id, inputs.order.slot));
  const GateQuestion question(intent, inputs, market_, control_heard_, firm_, path, row);
  GateScreen screen(question);
  screen.look_at_state();
  screen.look_at_market(control_patience_ns_, regular_phases_);
  screen.look_at_form();
  screen.look_at_price();
  screen.look_at_rates();
  screen.look_at_positions();
  screen.look_at_budgets();
  if (path.instrument->is_short_regulated && question.side != Side::buy) screen.look_at_short_sale();
  uint64_t fingerprint = 0;
  if (is_new) {
    fingerprint = fingerprint_of(intent);
    screen.look_at_recent(fingerprint);
  }
  if (!screen.is_clear()) [[unlikely]]
    return false;
  assert(([&] {
    Finding finding;
    return passes_controls(question, finding);
  }()));
  charge_order(path, question.more_notional, is_new, fingerprint, inputs.now);
  return true;
}

bool OrderGate::passes_controls(const GateQuestion& q, Finding& finding) noexcept {
  return passes_state(q, finding) && passes_entitlement(q, finding) && passes_form(q, finding) &&
         passes_size(q, finding) && passes_collars(q, finding) && passes_bands(q, finding) &&
         passes_rates(q, finding) && passes_short_sale(q, finding) && passes_exposure(q, finding) &&
         passes_self_match(q, finding);
}

// The whole of the controls in their order, and every cancel.
void OrderGate::judge(const Intent& intent, const GateInputs& inputs, Finding& finding) noexcept {
  if (!knows(intent, inputs, finding)) return count_streak(intent, inputs.strategy, finding);
  const bool is_new = intent.kind == IntentKind::new_order;
  const InstrumentId id = is_new ? intent.instrument : inputs.order.instrument;
  OrderPath& path = path_of(inputs.strategy, id);
  if (intent.kind == IntentKind::cancel) {
    roll_windows(path, inputs.now);
    if (passes_cancel(intent, inputs, finding)) charge_cancel(path, inputs.now);
    return;
  }
  // The quick look has brought its windows up to now.
  const OwnOrder& row = is_new ? no_order : own_orders_.row(row_of(id, inputs.order.slot));
  const GateQuestion question(intent, inputs, market_, control_heard_, firm_, path, row);
  if (!passes_controls(question, finding)) {
    if (finding.refusal == Refusal::repeat_execution) {
      set_stop(RiskScope::strategy, inputs.strategy, stop::repeat_execution, true);
    }
    return count_streak(intent, inputs.strategy, finding);
  }
  charge_order(path, question.more_notional, is_new, is_new ? fingerprint_of(intent) : 0, inputs.now);
}

// What the intent speaks of exists: nothing else can be asked of it before.
bool OrderGate::knows(const Intent& intent, const GateInputs& inputs, Finding& finding) const noexcept {
  if (inputs.strategy >= strategies_count_)
    return refuse(finding, Refusal::not_entitled, RiskScope::strategy, inputs.strategy);
  if (intent.kind == IntentKind::new_order) {
    if (intent.instrument >= instruments_count_) [[unlikely]]
      return refuse(finding, Refusal::unknown_instrument, RiskScope::none, intent.instrument);
    return true;
  }
  if (intent.kind > IntentKind::cancel)
    return refuse(finding, Refusal::invalid_intent, RiskScope::none, static_cast<int64_t>(intent.kind));
  if (!inputs.order.is_known || inputs.order.instrument >= instruments_count_ ||
      inputs.order.slot >= orders_max_)
    return refuse(finding, Refusal::unknown_order, RiskScope::none, intent.strategy_order_id);
  if (inputs.order.is_done)
    return refuse(finding, Refusal::order_done, RiskScope::none, intent.strategy_order_id);
  if (intent.kind == IntentKind::replace && !inputs.order.is_replaceable)
    return refuse(finding, Refusal::order_not_live, RiskScope::none, intent.strategy_order_id);
  return true;
}

// A cancel lowers risk: neither switch, limit, halt nor rate holds it back, but it counts into the rates.
bool OrderGate::passes_cancel(const Intent& intent, const GateInputs& inputs, Finding& finding) noexcept {
  // There is nobody to tell: what was pending is settled when the session is back.
  if (!inputs.is_session_ready) return refuse(finding, Refusal::session_down, RiskScope::port);
  // The host ignores in silence a cut that does not cut (ouch50.md, Cancel X).
  if (intent.quantity != 0 && intent.quantity >= inputs.order.total) {
    return refuse(finding, Refusal::invalid_quantity, RiskScope::none, intent.quantity, inputs.order.total);
  }
  return true;
}

// Refusals of new orders and replaces in a row; those that are refused because it is off add nothing.
void OrderGate::count_streak(const Intent& intent, StrategyId id, const Finding& finding) noexcept {
  if (id >= strategies_count_ || intent.kind == IntentKind::cancel) return;
  if (finding.refusal == Refusal::refusal_streak) return;
  StrategyState& strategy = strategies_[id];
  if (++strategy.refusals_in_a_row >= strategy.refusals_in_a_row_max) {
    set_stop(RiskScope::strategy, id, stop::refusal_streak, true);
  }
}

Finding OrderGate::explain(const Intent& intent, const GateInputs& inputs) noexcept {
  Finding finding;
  if (!knows(intent, inputs, finding)) return finding;
  const bool is_new = intent.kind == IntentKind::new_order;
  if (intent.kind == IntentKind::cancel) {
    static_cast<void>(passes_cancel(intent, inputs, finding));
    return finding;
  }
  const InstrumentId id = is_new ? intent.instrument : inputs.order.instrument;
  OrderPath& path = path_of(inputs.strategy, id);
  roll_windows(path, inputs.now);
  const OwnOrder& row = is_new ? no_order : own_orders_.row(row_of(id, inputs.order.slot));
  static_cast<void>(
      passes_controls(GateQuestion(intent, inputs, market_, control_heard_, firm_, path, row), finding));
  return finding;
}

void OrderGate::recharge(const Intent& intent, const GateInputs& inputs) noexcept {
  Finding finding;
  if (!knows(intent, inputs, finding)) return;
  const bool is_new = intent.kind == IntentKind::new_order;
  const InstrumentId id = is_new ? intent.instrument : inputs.order.instrument;
  OrderPath& path = path_of(inputs.strategy, id);
  roll_windows(path, inputs.now);
  if (intent.kind == IntentKind::cancel) return charge_cancel(path, inputs.now);
  const OwnOrder& row = is_new ? no_order : own_orders_.row(row_of(id, inputs.order.slot));
  const GateQuestion question(intent, inputs, market_, control_heard_, firm_, path, row);
  charge_order(path, question.more_notional, is_new, is_new ? fingerprint_of(intent) : 0, inputs.now);
}

}  // namespace hotlane
