// The gate's checks, cheapest and most general first; the message rate last, so that a refused intent takes
// no token.
#include "risk/order_gate.hpp"

namespace hotlane {

namespace {

// OUCH 5.0's domains (ouch50.md, Types), which every venue profile we have keeps within.
constexpr PriceTicks price_ticks_max = 1'999'999'900;
constexpr Quantity quantity_max = 999'999;
constexpr uint64_t basis_points_whole = 10'000;

[[nodiscard]] InstrumentId instrument_of(const Intent& intent, const GateInputs& inputs) noexcept {
  return intent.kind == IntentKind::new_order ? intent.instrument : inputs.order.instrument;
}

[[nodiscard]] Side side_of(const Intent& intent, const GateInputs& inputs) noexcept {
  return intent.kind == IntentKind::new_order ? intent.side : inputs.order.side;
}

// Shares that the order could fill from now on, if the intent is carried out.
[[nodiscard]] int64_t open_after(const Intent& intent, const GateInputs& inputs) noexcept {
  const int64_t quantity = intent.quantity;
  return intent.kind == IntentKind::new_order ? quantity : quantity - int64_t{inputs.order.used};
}

}  // namespace

OrderGate::OrderGate(uint16_t instruments, uint16_t strategies)
    : instruments_(instruments), strategies_(strategies) {}

void OrderGate::set_instrument_limits(InstrumentId instrument, const Limits& limits) noexcept {
  if (instrument >= instruments_.size()) return;
  instruments_[instrument].limits = limits;
  instruments_[instrument].rate = MessageRate(limits.messages_per_second_max, limits.messages_burst_max);
}

void OrderGate::set_strategy_limits(StrategyId strategy, const Limits& limits) noexcept {
  if (strategy >= strategies_.size()) return;
  strategies_[strategy].limits = limits;
  strategies_[strategy].rate = MessageRate(limits.messages_per_second_max, limits.messages_burst_max);
}

void OrderGate::kill_strategy(StrategyId strategy, bool is_on) noexcept {
  if (strategy < strategies_.size()) strategies_[strategy].is_killed = is_on;
}

void OrderGate::kill_instrument(InstrumentId instrument, bool is_on) noexcept {
  if (instrument < instruments_.size()) instruments_[instrument].is_killed = is_on;
}

Verdict OrderGate::check(const Intent& intent, const GateInputs& inputs) noexcept {
  const Refusal refusal = judge(intent, inputs);
  ++counts_[static_cast<size_t>(refusal)];
  return {refusal, GatedIntent(intent, inputs.strategy)};
}

Refusal OrderGate::judge(const Intent& intent, const GateInputs& inputs) noexcept {
  if (const Refusal refusal = check_kind_fields(intent); refusal != Refusal::none) return refusal;
  if (inputs.strategy >= strategies_.size()) return Refusal::unknown_strategy;
  Scope& strategy = strategies_[inputs.strategy];
  if (intent.kind == IntentKind::cancel) {
    const Refusal refusal = judge_cancel(intent, inputs);
    if (refusal == Refusal::none) {
      instruments_[inputs.order.instrument].rate.take(inputs.now);
      strategy.rate.take(inputs.now);
    }
    return refusal;
  }
  if (is_all_killed_) return Refusal::kill_switch_global;
  if (strategy.is_killed) return Refusal::kill_switch_strategy;
  if (inputs.outage != Refusal::none) return inputs.outage;
  if (!inputs.is_session_ready) return Refusal::session_down;
  if (inputs.is_account_in_doubt) return Refusal::account_in_doubt;
  if (!inputs.can_be_carried) return Refusal::attribute_not_carried;
  if (const Refusal refusal = check_order(intent, inputs); refusal != Refusal::none) return refusal;
  const InstrumentId id = instrument_of(intent, inputs);
  if (id >= instruments_.size()) return Refusal::unknown_instrument;
  Scope& instrument = instruments_[id];
  if (instrument.is_killed) return Refusal::kill_switch_instrument;
  if (!instrument.limits.is_set || !strategy.limits.is_set) return Refusal::limit_missing;
  if (inputs.is_halted) return Refusal::halted;
  if (inputs.is_book_stale) return Refusal::stale_book;
  if (const Refusal refusal = check_limits(intent, inputs.of_instrument, instrument.limits, inputs);
      refusal != Refusal::none) {
    return refusal;
  }
  if (const Refusal refusal = check_limits(intent, inputs.of_strategy, strategy.limits, inputs);
      refusal != Refusal::none) {
    return refusal;
  }
  if (!instrument.rate.has_token(inputs.now) || !strategy.rate.has_token(inputs.now))
    return Refusal::message_rate;
  instrument.rate.take(inputs.now);
  strategy.rate.take(inputs.now);
  return Refusal::none;
}

// A cancel lowers risk: neither switch, limit, halt nor rate holds it back.
Refusal OrderGate::judge_cancel(const Intent& intent, const GateInputs& inputs) const noexcept {
  if (!inputs.order.is_known || inputs.order.instrument >= instruments_.size()) return Refusal::unknown_order;
  if (inputs.order.is_done) return Refusal::order_done;
  if (!inputs.is_session_ready) return Refusal::session_down;
  // The host ignores in silence a cut that does not cut (ouch50.md, Cancel X).
  if (intent.quantity != 0 && intent.quantity >= inputs.order.total) return Refusal::invalid_quantity;
  return Refusal::none;
}

Refusal OrderGate::check_kind_fields(const Intent& intent) noexcept {
  if (intent.kind > IntentKind::cancel) return Refusal::invalid_intent;
  if (intent.kind != IntentKind::new_order) return Refusal::none;
  return intent.side > Side::sell ? Refusal::invalid_intent : Refusal::none;
}

Refusal OrderGate::check_order(const Intent& intent, const GateInputs& inputs) noexcept {
  if (intent.kind == IntentKind::new_order) {
    if (inputs.is_order_id_used) return Refusal::duplicate_order_id;
    if (!inputs.has_order_room) return Refusal::order_store_full;
  } else {
    if (!inputs.order.is_known) return Refusal::unknown_order;
    if (inputs.order.is_done) return Refusal::order_done;
    if (!inputs.order.is_replaceable) return Refusal::order_not_live;
  }
  if (intent.price_ticks < 1 || intent.price_ticks > price_ticks_max) return Refusal::invalid_price;
  // A replace down to what is already gone would leave nothing: that is a cancel, and must be asked for as
  // one.
  if (intent.quantity < 1 || intent.quantity > quantity_max || open_after(intent, inputs) < 1) {
    return Refusal::invalid_quantity;
  }
  return refusal_of(intent.attributes, side_of(intent, inputs), intent.quantity);
}

Refusal OrderGate::check_limits(const Intent& intent, const Exposure& exposure, const Limits& limits,
                                const GateInputs& inputs) noexcept {
  const int64_t open = open_after(intent, inputs);
  if (open > int64_t{limits.order_quantity_max}) return Refusal::order_quantity;
  // At most 1,999,999,900 x 999,999: far inside int64.
  if (Money{intent.price_ticks} * open > limits.order_notional_max) return Refusal::notional;
  if (const Refusal refusal = check_collar(intent.price_ticks, limits, inputs); refusal != Refusal::none) {
    return refusal;
  }
  // Until a replace is answered either size may fill: the larger one counts.
  const int64_t counted = intent.kind == IntentKind::new_order ? 0 : int64_t{inputs.order.exposed};
  const int64_t more = open > counted ? open - counted : 0;
  if (exposure.worst_case(side_of(intent, inputs), more) > limits.position_max) return Refusal::position;
  return Refusal::none;
}

Refusal OrderGate::check_collar(PriceTicks price, const Limits& limits, const GateInputs& inputs) noexcept {
  if (limits.collar_ticks == 0 && limits.collar_basis_points == 0) return Refusal::none;
  int64_t twice_reference = 0;  // the mid may lie between two ticks
  if (inputs.bid_ticks > 0 && inputs.ask_ticks > 0) {
    twice_reference = int64_t{inputs.bid_ticks} + inputs.ask_ticks;
  } else if (inputs.last_ticks > 0) {
    twice_reference = 2 * int64_t{inputs.last_ticks};
  } else {
    return Refusal::no_reference_price;
  }
  const int64_t difference = 2 * int64_t{price} - twice_reference;
  const int64_t twice_distance = difference < 0 ? -difference : difference;
  if (limits.collar_ticks != 0 && twice_distance > 2 * int64_t{limits.collar_ticks})
    return Refusal::price_collar;
  // Unsigned: 2 x INT32_MAX x UINT32_MAX just fits.
  if (limits.collar_basis_points != 0 &&
      static_cast<uint64_t>(twice_distance) * basis_points_whole >
          static_cast<uint64_t>(twice_reference) * limits.collar_basis_points) {
    return Refusal::price_collar;
  }
  return Refusal::none;
}

}  // namespace hotlane
