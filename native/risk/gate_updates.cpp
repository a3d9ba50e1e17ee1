// What the gate learns of its orders, its marks and people: exposures, fills, losses, stops.
#include <bit>

#include "book/order_table.hpp"
#include "risk/gate_windows.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {

// What one order update changes for the strategy, the account and the instrument alike: all at once, so that
// a fill moves shares from open to held without a moment in between.
struct OrderGate::Move {
  Side side = Side::buy;
  int64_t open = 0;  // shares
  int64_t net = 0;   // shares
  Money open_notional = 0;
  int64_t open_orders = 0;
  Money cash = 0;
  Money traded = 0;
  FeeAmount fees = 0;
  PriceTicks charged_ticks = 0;  // something was entered at this price; 0: nothing
  PriceTicks filled_ticks = 0;   // 0: no fill

  // `times` -1: as if it had never been.
  void trade(Side its_side, Quantity shares, PriceTicks price_ticks, int times) noexcept {
    const Money value = value_of(int64_t{shares} * times, price_ticks);
    net += sign_of(its_side) * times * int64_t{shares};
    cash -= sign_of(its_side) * value;
    traded += value;
  }
};

void OrderGate::apply(const OrderUpdate& update, TimeNs now) noexcept {
  if (update.instrument >= instruments_.size() || update.strategy >= strategies_.size()) return;
  Move move;
  if (update.order != nullptr) charge(*update.order, move);
  const bool is_fill = update.kind == OrderUpdateKind::filled;
  if (is_fill || update.kind == OrderUpdateKind::trade_corrected) {
    move.trade(update.side, update.fill_quantity, update.fill_price_ticks, 1);
    move.filled_ticks = update.fill_price_ticks;
  }
  if (update.kind == OrderUpdateKind::trade_corrected) {
    move.trade(update.side, update.undone_quantity, update.undone_price_ticks, -1);
  } else if (update.kind == OrderUpdateKind::trade_broken) {
    move.trade(update.side, update.fill_quantity, update.fill_price_ticks, -1);
    move.filled_ticks = update.fill_price_ticks;
  }
  move.fees = update.fees.charged - update.fees.rebated;
  if (is_fill) note_fill(update, now);
  carry_out(update.strategy, update.instrument, move);
  watch_losses(update.strategy);
}

void OrderGate::note_fill(const OrderUpdate& update, TimeNs now) noexcept {
  OrderPath& path = path_of(update.strategy, update.instrument);
  roll_windows(path, now);
  path.strategy->trades.add(1);
  path.account->trades.add(1);
  limit_windows(*path.strategy);
  limit_windows(*path.account);
  path.was_filled = true;
  const bool is_short = update.order != nullptr && update.side == Side::sell &&
                        update.order->attributes.sell_kind != SellKind::ordinary;
  if (is_short) path.account_holding->short_sold += update.fill_quantity;
}

// The order's own row follows it; `move` gets what that changes.
void OrderGate::charge(const Order& order, Move& move) noexcept {
  if (order.instrument >= instruments_.size() || order.strategy >= strategies_.size()) return;
  if (order.slot >= orders_max_) return;
  const uint32_t slot = row_of(order.instrument, order.slot);
  const OwnOrder row = own_orders_.row(slot);
  const bool is_working = !is_done(order.state);
  if (!is_working && !row.is_working) return;
  const OrderCharge before = row.is_working ? row.charge : OrderCharge{};
  const OrderCharge after = is_working ? charge_of(order) : OrderCharge{};
  AccountHolding& holding = holding_of(strategies_[order.strategy].account, order.instrument);
  if (!row.is_working) {
    own_orders_.open(slot, order, after, holding.own);
  } else if (is_working) {
    own_orders_.change(slot, after, holding.own);
  } else {
    own_orders_.close(slot, holding.own);
  }
  find_own_best(order.instrument);
  move.side = order.side;
  move.open = int64_t{after.shares} - int64_t{before.shares};
  move.open_notional = after.notional - before.notional;
  move.open_orders = int64_t{is_working} - int64_t{row.is_working};
  if (after.shares > before.shares || after.highest_ticks > before.highest_ticks) {
    move.charged_ticks = after.highest_ticks;
  }
  const bool is_short = order.side == Side::sell && order.attributes.sell_kind != SellKind::ordinary;
  if (is_short) holding.short_open += move.open;
}

void OrderGate::carry_out(StrategyId strategy, InstrumentId id, const Move& move) noexcept {
  InstrumentState& instrument = instruments_[id];
  if (instrument.mark_ticks == 0 && move.filled_ticks > 0) instrument.mark_ticks = move.filled_ticks;
  const PriceTicks mark = instrument.mark_ticks;
  const auto revalue = [&move, mark](ExposureCell& cell, auto&... states) noexcept {
    const ExposureCell before = cell;
    cell.move(move.side, move.open, move.net);
    PriceTicks& valued_at = cell.valued_at_ticks[static_cast<size_t>(move.side)];
    if (move.charged_ticks != 0) valued_at = std::max({valued_at, move.charged_ticks, mark});
    // Held without having been entered: a fill of what was no longer working, or undone trades.
    for (PriceTicks& each : cell.valued_at_ticks) {
      if (each == 0 && move.net != 0) each = std::max(move.filled_ticks, mark);
    }
    cell.find_worth();
    cell.marked = value_of(cell.net, mark);
    const auto take = [&](auto& state) noexcept {
      Budget& budget = state.budget;
      budget.used_of(BudgetLine::gross) += cell.gross() - before.gross();
      budget.used_of(BudgetLine::buy_worth) += cell.worth[0] - before.worth[0];
      budget.used_of(BudgetLine::sell_worth) += cell.worth[1] - before.worth[1];
      budget.used_of(BudgetLine::open_notional) += move.open_notional;
      budget.used_of(BudgetLine::open_orders) += move.open_orders;
      state.ledger.traded = bounded_sum(state.ledger.traded, move.traded);
      state.ledger.cash = bounded_sum(state.ledger.cash, move.cash);
      state.ledger.marked += cell.marked - before.marked;
      state.ledger.fees += move.fees;
      balance(state);
    };
    (take(states), ...);
  };
  OrderPath& path = path_of(strategy, id);
  revalue(path.cell, *path.strategy);
  revalue(path.account_holding->cell, *path.account, firm_);
  instrument.cell.move(move.side, move.open, move.net);
  instrument.budget.used_of(BudgetLine::open_notional) += move.open_notional;
  instrument.budget.used_of(BudgetLine::open_orders) += move.open_orders;
  if (move.net != 0) note_held(id);
  find_rooms();
}

// What every line has left, after what changes them. A lane has few accounts.
void OrderGate::find_rooms() noexcept {
  const Room of_firm = Room::of(firm_.budget);
  for (AccountState& account : accounts_) account.room = Room::of(account.budget).least(of_firm);
  for (StrategyState& strategy : strategies_) strategy.room = Room::of(strategy.budget);
}

void OrderGate::find_own_best(InstrumentId instrument) noexcept {
  OwnBest& best = instruments_[instrument].own_best;
  best = {};
  for (size_t i = 0; i < accounts_.size(); ++i) {
    const OwnBest& its = holding_of(static_cast<AccountId>(i), instrument).own.best;
    best.widen(Side::buy, its.buy_ticks);
    best.widen(Side::sell, its.sell_ticks);
  }
}

void OrderGate::note_held(InstrumentId instrument) noexcept {
  bool is_held = false;
  for (size_t i = 0; i < strategies_.size(); ++i) {
    is_held = is_held || path_of(static_cast<StrategyId>(i), instrument).cell.net != 0;
  }
  const uint64_t bit = uint64_t{1} << (instrument % 64);
  uint64_t& word = held_[instrument / 64];
  word = is_held ? word | bit : word & ~bit;
}

void OrderGate::mark(InstrumentId id, PriceTicks ticks) noexcept {
  if (id >= instruments_.size() || ticks <= 0 || instruments_[id].mark_ticks == ticks) return;
  instruments_[id].mark_ticks = ticks;
  const auto remark = [ticks](ExposureCell& cell) noexcept {
    const Money before = cell.marked;
    cell.marked = value_of(cell.net, ticks);
    return cell.marked - before;
  };
  for (size_t i = 0; i < accounts_.size(); ++i) {
    const Money change = remark(holding_of(static_cast<AccountId>(i), id).cell);
    accounts_[i].ledger.marked += change;
    firm_.ledger.marked += change;
    balance(accounts_[i]);
  }
  balance(firm_);
  for (size_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    const Money change = remark(path_of(strategy, id).cell);
    strategies_[i].ledger.marked += change;
    balance(strategies_[i]);
    watch_losses(strategy);
  }
  find_rooms();
}

// A loss beyond its limit switches off by itself, and only a person switches on again.
void OrderGate::watch_losses(StrategyId id) noexcept {
  StrategyState& strategy = strategies_[id];
  AccountState& account = accounts_[strategy.account];
  const auto watch = [this](auto& state) noexcept {
    if (state.ledger.loss <= state.loss_max) [[likely]]
      return;
    if ((state.stops & stop::loss) == 0) has_trips_ = true;
    state.stops |= stop::loss;
  };
  watch(firm_);
  watch(account);
  watch(strategy);
}

uint8_t* OrderGate::stops_at(RiskScope scope, uint16_t index) noexcept {
  switch (scope) {
    case RiskScope::firm: return &firm_.stops;
    case RiskScope::account: return index < accounts_.size() ? &accounts_[index].stops : nullptr;
    case RiskScope::strategy: return index < strategies_.size() ? &strategies_[index].stops : nullptr;
    case RiskScope::instrument: return index < instruments_.size() ? &instruments_[index].stops : nullptr;
    default: return nullptr;
  }
}

uint8_t OrderGate::stops_of(RiskScope scope, uint16_t index) const noexcept {
  const uint8_t* stops = const_cast<OrderGate*>(this)->stops_at(scope, index);
  return stops == nullptr ? uint8_t{0} : *stops;
}

void OrderGate::set_stop(RiskScope scope, uint16_t index, uint8_t bit, bool is_on) noexcept {
  uint8_t* stops = stops_at(scope, index);
  if (stops == nullptr) return;
  if (is_on && (bit & stop::automatic) != 0 && (*stops & bit) == 0) has_trips_ = true;
  *stops = static_cast<uint8_t>(is_on ? *stops | bit : *stops & ~bit);
}

void OrderGate::rearm(RiskScope scope, uint16_t index) noexcept {
  uint8_t* stops = stops_at(scope, index);
  if (stops == nullptr) return;
  constexpr uint8_t cleared = stop::automatic | stop::strategy_fault;
  *stops = static_cast<uint8_t>(*stops & ~cleared);
  if (scope == RiskScope::firm) firm_.told_stops = 0;
  if (scope == RiskScope::account) accounts_[index].told_stops = 0;
  if (scope != RiskScope::strategy) return;
  StrategyState& strategy = strategies_[index];
  strategy.told_stops = 0;
  strategy.refusals_in_a_row = 0;
  strategy.repeats.clear();
}

void OrderGate::trip(RiskScope scope, uint16_t index, Refusal why) noexcept {
  const bool is_strategy = scope == RiskScope::strategy;
  if (why == Refusal::loss_day && (is_strategy || scope == RiskScope::account || scope == RiskScope::firm))
    set_stop(scope, index, stop::loss, true);
  if (why == Refusal::repeat_execution && is_strategy) set_stop(scope, index, stop::repeat_execution, true);
  if (why == Refusal::refusal_streak && is_strategy) set_stop(scope, index, stop::refusal_streak, true);
}

bool OrderGate::take_trip(Trip& out) noexcept {
  if (!has_trips_) [[likely]]
    return false;
  const auto take = [&out](auto& state, RiskScope scope, size_t index) noexcept {
    const auto untold = static_cast<uint8_t>(state.stops & stop::automatic & ~state.told_stops);
    if (untold == 0) return false;
    const auto bit = static_cast<uint8_t>(1U << std::countr_zero(untold));
    state.told_stops |= bit;
    out = {Refusal::loss_day, scope, static_cast<uint16_t>(index), state.ledger.loss, state.loss_max};
    return true;
  };
  if (take(firm_, RiskScope::firm, 0)) return true;
  for (size_t i = 0; i < accounts_.size(); ++i) {
    if (take(accounts_[i], RiskScope::account, i)) return true;
  }
  for (size_t i = 0; i < strategies_.size(); ++i) {
    StrategyState& its = strategies_[i];
    const uint8_t told = its.told_stops;
    if (!take(its, RiskScope::strategy, i)) continue;
    const uint8_t bit = its.told_stops ^ told;
    if (bit == stop::repeat_execution) {
      out.why = Refusal::repeat_execution;
      out.value = out.limit = its.repeats_max;
    } else if (bit == stop::refusal_streak) {
      out.why = Refusal::refusal_streak;
      out.value = its.refusals_in_a_row;
      out.limit = its.refusals_in_a_row_max;
    }
    return true;
  }
  has_trips_ = false;
  return false;
}

void OrderGate::forget_loss_stops() noexcept {
  const auto forget = [](auto& state) noexcept {
    state.stops = static_cast<uint8_t>(state.stops & ~stop::loss);
    state.told_stops = static_cast<uint8_t>(state.told_stops & ~stop::loss);
  };
  forget(firm_);
  for (AccountState& account : accounts_) forget(account);
  for (StrategyState& strategy : strategies_) forget(strategy);
}

void OrderGate::set_reconciled(AccountId account, bool is_reconciled) noexcept {
  if (account < accounts_.size()) accounts_[account].is_reconciled = is_reconciled;
}

void OrderGate::set_opening_position(StrategyId strategy, InstrumentId instrument, int64_t shares,
                                     PriceTicks price_ticks) noexcept {
  if (strategy >= strategies_.size() || instrument >= instruments_.size()) return;
  Move move;
  move.net = shares;
  move.cash = -value_of(shares, price_ticks);
  move.filled_ticks = price_ticks;
  carry_out(strategy, instrument, move);
}

uint64_t OrderGate::state_hash() const noexcept {
  uint64_t hash = told_digest_;
  const auto take = [&hash](int64_t value) noexcept {
    hash = mix_bits(hash ^ static_cast<uint64_t>(value)) + static_cast<uint64_t>(value);
  };
  const auto take_state = [&take](const auto& state) noexcept {
    take(state.stops);
    take(state.ledger.profit());
    for (size_t line = 0; line < budget_line_count; ++line) take(state.budget.used[line]);
  };
  // What a strategy and an account have over time alike.
  const auto take_windows = [&take](const auto& state) noexcept {
    for (const int64_t value :
         {state.rate.due(), state.entered.start(), state.messages.start(), state.trades.sum()}) {
      take(value);
    }
  };
  take(control_heard_);
  for (uint32_t m = 0; m < firm_measures; ++m) {
    for (const FirmAmounts* amounts : {&share_.held(), &share_.ceiling(), &share_.returned()}) {
      take((*amounts)[m]);
    }
  }
  take_state(firm_);
  for (const AccountState& account : accounts_) {
    take_state(account);
    take_windows(account);
    take(account.is_reconciled ? 1 : 0);
  }
  for (const StrategyState& strategy : strategies_) {
    take_state(strategy);
    take_windows(strategy);
    take(strategy.repeats.sum());
    take(strategy.refusals_in_a_row);
  }
  for (const MessageRate& port : ports_) take(port.due());
  for (const InstrumentState& instrument : instruments_) {
    for (const int64_t value :
         {instrument.cell.net, instrument.cell.worst[0], instrument.cell.worst[1], int64_t{instrument.stops},
          int64_t{instrument.mark_ticks}, instrument.rate.due(), instrument.entered.start()}) {
      take(value);
    }
  }
  for (const uint64_t count : counts_) take(static_cast<int64_t>(count));
  return hash;
}

}  // namespace hotlane
