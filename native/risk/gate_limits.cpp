// How a limit set becomes what the gate's controls read: the tightest of each order's limits worked out for
// every strategy and instrument, windows and rates set to their new bounds without being emptied.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>
#include <type_traits>

#include "risk/gate_windows.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {
namespace {

// A limit and the scope that it comes from.
template <class Value>
struct Tightest {
  Value value;
  RiskScope scope = RiskScope::none;

  void take(Value other, RiskScope its) noexcept {
    if (other >= value) return;
    value = other;
    scope = its;
  }
};

// So that a limit less what is used fits an int64 (bounded_money.hpp).
[[nodiscard]] int64_t bounded(int64_t limit) noexcept {
  return std::min(limit, limit_bound);
}
[[nodiscard]] int64_t bounded(uint32_t limit) noexcept {
  return limit == no_count_limit ? limit_bound : int64_t{limit};
}

// Every line that `from` has; messages and entered notional are set by their windows.
void set_lines(const ScopeLimits& from, Budget& to) noexcept {
  to.max_of(BudgetLine::open_orders) = bounded(from.open_orders_max);
  to.max_of(BudgetLine::open_notional) = bounded(from.open_notional_max);
  to.max_of(BudgetLine::traded) = bounded(from.traded_notional_max);
  to.max_of(BudgetLine::gross) = bounded(from.gross_exposure_max);
  to.max_of(BudgetLine::credit) = bounded(from.credit_max);
  to.max_of(BudgetLine::buy_worth) = bounded(from.net_exposure_max);
  to.max_of(BudgetLine::sell_worth) = bounded(from.net_exposure_max);
}

// What a strategy and an account have alike.
template <class State>
void set_state(const ScopeLimits& from, State& to, TimeNs now) noexcept {
  to.rate.set(from.messages_per_second_max, from.messages_burst_max);
  to.position_max = bounded(from.position_max);
  to.loss_max = from.loss_max;
  to.does_loss_stop = from.loss_stops != 0;
  to.order_trade_ratio_max = from.order_trade_ratio_max;
  to.order_trade_from = from.order_trade_from;
  to.entered_max = from.notional_window_max;
  set_lines(from, to.budget);
  roll(to, now);
  to.entered.set_window(from.notional_window_ns, now, to.budget.used_of(BudgetLine::entered));
  to.messages.set_window(from.order_trade_window_ns, now, to.budget.used_of(BudgetLine::messages));
  to.trades.set_window(from.order_trade_window_ns, now);
}

void set_instrument(const ScopeLimits& from, const InstrumentRules& rules, InstrumentState& to,
                    TimeNs now) noexcept {
  to.is_short_regulated = rules.is_short_regulated != 0;
  to.reference_ticks = rules.reference_ticks;
  to.reference_age_max_ns = rules.reference_age_max_ns;
  to.luld_lower_ticks = rules.luld_lower_ticks;
  to.luld_upper_ticks = rules.luld_upper_ticks == 0 ? INT32_MAX : rules.luld_upper_ticks;
  to.price_step.set(rules.price_step_ticks);
  to.price_step_small.set(rules.price_step_small_ticks);
  to.lot.set(rules.lot_shares);
  to.rate.set(from.messages_per_second_max, from.messages_burst_max);
  to.position_max = bounded(from.position_max);
  to.entered_max = from.notional_window_max;
  roll(to, now);
  // An instrument has these two lines and its window; exposure is its accounts'.
  to.budget.max_of(BudgetLine::open_orders) = bounded(from.open_orders_max);
  to.budget.max_of(BudgetLine::open_notional) = bounded(from.open_notional_max);
  to.entered.set_window(from.notional_window_ns, now, to.budget.used_of(BudgetLine::entered));
  limit_windows(to);
}

// Whole shares of the average daily volume that one order may have; where that is not known, none may.
[[nodiscard]] uint32_t adv_quantity_max(const InstrumentRules& rules) noexcept {
  if (rules.adv_basis_points_max == no_count_limit) return no_count_limit;
  __extension__ using Wide = unsigned __int128;
  const Wide shares = Wide{rules.adv_shares} * rules.adv_basis_points_max / 10'000;
  return static_cast<uint32_t>(std::min<Wide>(shares, no_count_limit - 1));
}

[[nodiscard]] bool has_bit(const uint64_t (&words)[boundary::symbol_words],
                           InstrumentId instrument) noexcept {
  return (words[instrument / 64] >> (instrument % 64) & 1) != 0;
}

// `digest` of all that was told before, and then `told`: other bits give another one. In four chains, so that
// a swap of limits hardly waits for it.
template <class Told>
[[nodiscard]] uint64_t digest_with(uint64_t digest, const Told& told) noexcept {
  constexpr size_t chains = 4;
  static_assert(sizeof told % sizeof(uint64_t) == 0 && std::has_unique_object_representations_v<Told>);
  const auto mixed_with = [](uint64_t chain, uint64_t word) noexcept {
    return std::rotl((chain ^ word) * 0x9E37'79B9'7F4A'7C15U, 29);
  };
  const auto bytes = std::as_bytes(std::span(&told, 1));
  std::array<uint64_t, chains> mixed{1, 2, 3, 4};
  for (size_t at = 0; at < bytes.size(); at += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, &bytes[at], sizeof word);
    uint64_t& chain = mixed[at / sizeof word % chains];
    chain = mixed_with(chain, word);
  }
  for (const uint64_t chain : mixed) digest = mixed_with(digest, chain);
  return digest;
}

}  // namespace

void OrderGate::apply_limits(const LimitSet& limits, TimeNs now) noexcept {
  const bool is_other_day = limits.trading_day != limits_->trading_day;
  *limits_ = limits;
  told_digest_ = digest_with(told_digest_, limits);
  market_ = limits.market;
  regular_phases_ = 1U << static_cast<unsigned>(SystemPhase::market_hours) |
                    (market_.is_phase_needed == 0 ? 1U << static_cast<unsigned>(SystemPhase::unknown) : 0U);
  control_patience_ns_ = market_.control_patience_ns == 0 ? limit_bound : market_.control_patience_ns;
  for (MessageRate& port : ports_) {
    port.set(market_.port_messages_per_second_max, market_.port_messages_burst_max);
  }
  for (size_t i = 0; i < instruments_.size(); ++i) {
    set_instrument(limits.instruments[i], limits.instrument_rules[i], instruments_[i], now);
  }
  for (size_t i = 0; i < accounts_.size(); ++i) {
    set_state(limits.accounts[i], accounts_[i], now);
    limit_windows(accounts_[i]);
    accounts_[i].is_locate_exempt = limits.account_rules[i].is_locate_exempt != 0;
    for (size_t j = 0; j < instruments_.size(); ++j) {
      holding_of(static_cast<AccountId>(i), static_cast<InstrumentId>(j)).located_shares =
          limits.account_rules[i].locate_shares[j];
    }
  }
  for (size_t i = 0; i < strategies_.size(); ++i) {
    StrategyState& strategy = strategies_[i];
    const ScopeLimits& its = limits.strategies[i];
    set_state(its, strategy, now);
    strategy.duplicates_max = its.duplicates_max;
    strategy.duplicate_window_ns = its.duplicate_window_ns;
    // Before it has limits everything is refused, which is no fault of its own.
    strategy.refusals_in_a_row_max = its.is_set != 0 ? its.refusals_in_a_row_max : no_count_limit;
    strategy.repeats_max = its.repeat_executions_max;
    strategy.repeats.set_window(its.repeat_window_ns, now);
    limit_windows(strategy);
    for (size_t j = 0; j < instruments_.size(); ++j) {
      set_order_limits(static_cast<StrategyId>(i), static_cast<InstrumentId>(j));
    }
  }
  if (is_other_day) begin_day();
  set_firm_limits();
  // A service that sets limits is alive.
  on_control(now);
  for (size_t i = 0; i < strategies_.size(); ++i) watch_losses(static_cast<StrategyId>(i));
}

void OrderGate::set_order_limits(StrategyId strategy, InstrumentId instrument) noexcept {
  const LimitSet& all = *limits_;
  const AccountId account = strategies_[strategy].account;
  const std::pair<const ScopeLimits*, RiskScope> scopes[] = {
      {&all.instruments[instrument], RiskScope::instrument},
      {&all.strategies[strategy], RiskScope::strategy},
      {&all.accounts[account], RiskScope::account},
      {&all.firm, RiskScope::firm}};
  // An order of the bound's value may be worth more (bounded_money.hpp).
  Tightest<Money> notional{order_notional_bound - 1};
  Tightest<uint32_t> quantity{no_count_limit}, ticks{no_count_limit}, points{no_count_limit},
      reference_ticks{no_count_limit}, reference_points{no_count_limit};
  OrderPath& path = path_of(strategy, instrument);
  OrderLimits& to = path.limits;
  OrderLimitScopes& scope_of = path.scopes;
  to.is_set = true;
  for (const auto& [its, scope] : scopes) {
    if (its->is_set == 0 && to.is_set) {
      to.is_set = false;
      scope_of.missing = scope;
    }
    notional.take(its->order_notional_max, scope);
    quantity.take(its->order_quantity_max, scope);
    ticks.take(its->collar_ticks, scope);
    points.take(its->collar_basis_points, scope);
    reference_ticks.take(its->reference_collar_ticks, scope);
    reference_points.take(its->reference_collar_basis_points, scope);
  }
  const StrategyRules& strategy_rules = all.strategy_rules[strategy];
  const AccountRules& account_rules = all.account_rules[account];
  const bool is_strategy_entitled =
      strategy_rules.is_approved != 0 && has_bit(strategy_rules.entitled, instrument);
  to.is_entitled = is_strategy_entitled && account_rules.is_approved != 0;
  scope_of.not_entitled = is_strategy_entitled ? RiskScope::account : RiskScope::strategy;
  to.is_restricted = has_bit(account_rules.restricted, instrument);
  to.is_open = to.is_set && to.is_entitled && !to.is_restricted;
  set_own_best(path);
  to.adv_quantity_max = adv_quantity_max(all.instrument_rules[instrument]);
  to.notional_max = notional.value;
  scope_of.notional = notional.scope;
  to.quantity_max = quantity.value;
  scope_of.quantity = quantity.scope;
  to.collar_ticks = ticks.value;
  scope_of.collar_ticks = ticks.scope;
  to.collar_basis_points = points.value;
  scope_of.collar_basis_points = points.scope;
  to.reference_collar_ticks = reference_ticks.value;
  scope_of.reference_ticks = reference_ticks.scope;
  to.reference_collar_basis_points = reference_points.value;
  scope_of.reference_basis_points = reference_points.scope;
}

// Whose working orders an order of the path may not meet.
void OrderGate::set_own_best(OrderPath& path) noexcept {
  static constexpr OwnBest none{};
  switch (static_cast<SelfMatchScope>(market_.self_match)) {
    case SelfMatchScope::account: path.own_best = &path.account_holding->own.best; break;
    case SelfMatchScope::firm: path.own_best = &path.instrument->own_best; break;
    default: path.own_best = &none; break;
  }
}

// What this lane may use of the firm's limits: never more than the limit, nor than its share.
void OrderGate::set_firm_limits() noexcept {
  Budget& its = firm_.budget;
  set_lines(limits_->firm, its);
  firm_.loss_max = limits_->firm.loss_max;
  firm_.does_loss_stop = limits_->firm.loss_stops != 0;
  const auto share = [&its, this](BudgetLine line, FirmMeasure measure) noexcept {
    its.max_of(line) = std::min(its.max_of(line), share_.held(measure));
  };
  share(BudgetLine::gross, FirmMeasure::gross_exposure);
  share(BudgetLine::buy_worth, FirmMeasure::net_exposure);
  share(BudgetLine::sell_worth, FirmMeasure::net_exposure);
  share(BudgetLine::open_notional, FirmMeasure::open_notional);
  share(BudgetLine::open_orders, FirmMeasure::open_orders);
  share(BudgetLine::traded, FirmMeasure::traded_notional);
  share(BudgetLine::credit, FirmMeasure::credit);
  find_rooms();
}

void OrderGate::apply_grants(const FirmGrants& grants) noexcept {
  told_digest_ = digest_with(told_digest_, grants);
  share_.take(grants);
  set_firm_limits();
}

bool OrderGate::give_back() noexcept {
  if (!share_.give_back(firm_used())) return false;
  set_firm_limits();
  return true;
}

FirmAmounts OrderGate::firm_used() const noexcept {
  const Budget& its = firm_.budget;
  return {its.used_of(BudgetLine::gross),
          std::max(its.used_of(BudgetLine::buy_worth), its.used_of(BudgetLine::sell_worth)),
          its.used_of(BudgetLine::open_notional),
          its.used_of(BudgetLine::open_orders),
          its.used_of(BudgetLine::traded),
          its.used_of(BudgetLine::credit)};
}

// What is counted by day begins anew; stops, positions and what slides with time stay.
void OrderGate::begin_day() noexcept {
  const auto begin = [](auto& state) noexcept {
    state.ledger.traded = 0;
    state.ledger.fees = 0;
    state.ledger.cash_at_dawn = state.ledger.cash + state.ledger.marked;
    balance(state);
  };
  begin(firm_);
  for (AccountState& account : accounts_) begin(account);
  for (StrategyState& strategy : strategies_) begin(strategy);
  for (AccountHolding& holding : holdings_) holding.short_sold = 0;
}

// Unlimited but for what the caller sets.
void make_unlimited(LimitSet& set) noexcept {
  set.version = 1;
  set.trading_day = 1;
  std::fill(std::begin(set.instruments), std::end(set.instruments), unlimited_scope());
  std::fill(std::begin(set.instrument_rules), std::end(set.instrument_rules), plain_instrument());
  std::fill(std::begin(set.strategies), std::end(set.strategies), unlimited_scope());
  std::fill(std::begin(set.accounts), std::end(set.accounts), unlimited_scope());
  set.firm = unlimited_scope();
  for (StrategyRules& rules : set.strategy_rules) {
    std::fill(std::begin(rules.entitled), std::end(rules.entitled), ~uint64_t{0});
    rules.is_approved = 1;
  }
  for (AccountRules& rules : set.account_rules)
    rules = {.restricted = {}, .is_approved = 1, .is_locate_exempt = 1, .locate_shares = {}};
  set.market = {.control_patience_ns = 0,
                .regular_open_ns = INT64_MIN,
                .regular_close_ns = INT64_MAX,
                .extended_open_ns = INT64_MIN,
                .extended_close_ns = INT64_MAX,
                .is_phase_needed = 0,
                .self_match = 0,
                .is_crossed_barred = 0,
                .port_messages_per_second_max = no_count_limit,
                .port_messages_burst_max = no_count_limit,
                .padding = 0};
}

}  // namespace hotlane
