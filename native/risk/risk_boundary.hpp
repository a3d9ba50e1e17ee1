// Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.
// What risk shares with TypeScript: records, codes and bounds, with every offset asserted.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>

namespace hotlane::boundary {

constexpr uint32_t instruments_max = 256;  // instruments of one lane
constexpr uint32_t strategies_max = 8;  // strategies of one lane
constexpr uint32_t accounts_max = 8;  // trading accounts of one lane
constexpr uint32_t symbol_words = 4;  // 64-bit words with a bit for each instrument
constexpr uint32_t firm_measures = 5;  // measures of FirmMeasure

// Whose limit, switch or usage.
enum class RiskScope : uint8_t { none, instrument, strategy, account, port, firm };
constexpr uint32_t risk_scope_count = 6;

// Among whose own working orders a new one may not find its match.
enum class SelfMatchScope : uint8_t { off, account, firm };
constexpr uint32_t self_match_scope_count = 3;

// What the firm's limits over all lanes measure, and each lane has a share of.
enum class FirmMeasure : uint8_t { gross_exposure, net_exposure, open_notional, open_orders, traded_notional };
constexpr uint32_t firm_measure_count = 5;

// Why the gate refused an intent, in the order of its checks (docs/risk.md). Stable names; only ever add at the end.
enum class Refusal : uint8_t { none, invalid_intent, unknown_instrument, unknown_order, order_done, order_not_live, killed, strategy_fault, repeat_execution, refusal_streak, loss_day, reduce_only, control_lost, not_reconciled, account_in_doubt, session_down, not_entitled, instrument_restricted, halted, book_stale, market_crossed, session_closed, duplicate_order_id, order_store_full, market_order_barred, invalid_price, invalid_quantity, invalid_time_in_force, invalid_display, invalid_capacity, invalid_sell_kind, invalid_min_quantity, invalid_max_floor, invalid_peg, invalid_cross, invalid_post_only, attribute_not_carried, limit_missing, order_quantity_max, order_adv_max, order_notional_max, reference_stale, price_collar, luld_band, order_duplicate, message_rate_port, message_rate_account, message_rate_strategy, message_rate_instrument, notional_rate, order_trade_ratio, short_mark_wrong, locate_missing, short_state_unknown, short_price_test, position_max, open_orders_max, open_notional_max, exposure_strategy_max, exposure_account_max, exposure_firm_max, net_exposure_max, credit_max, traded_notional_day, self_match, too_many_intents };
constexpr uint32_t refusal_count = 66;

// The limits of one instrument, strategy, account or of the firm. A limit that the scope does not have is the largest value of its type; zero means zero, so that a record nobody filled in refuses everything. Money is ticks x shares.
struct ScopeLimits {
  int64_t order_notional_max;  // price times quantity of one order
  int64_t open_notional_max;  // of all working orders
  int64_t gross_exposure_max;  // worst case over all instruments, sizes added (strategy, account, firm)
  int64_t net_exposure_max;  // worst case over all instruments, long against short (strategy, account, firm)
  int64_t credit_max;  // gross exposure and the day's loss (account, firm)
  int64_t loss_max;  // of the day, realised and unrealised (strategy, account, firm)
  int64_t traded_notional_max;  // of the day's fills, working orders counted as if filled (strategy, account, firm)
  int64_t notional_window_max;  // entered within the window (instrument, strategy, account)
  int64_t notional_window_ns;
  int64_t order_trade_window_ns;  // (strategy, account)
  int64_t duplicate_window_ns;  // (strategy)
  int64_t repeat_window_ns;  // (strategy); 0: never forgotten before a person re-arms
  int64_t position_max;  // shares long or short, working orders counted as if filled (instrument, strategy, account: in each instrument)
  uint32_t is_set;  // 0: everything is refused (limit_missing)
  uint32_t order_quantity_max;  // shares of one order
  uint32_t collar_ticks;  // through the opposite best
  uint32_t collar_basis_points;  // through the opposite best
  uint32_t reference_collar_ticks;  // from the reference price, either way
  uint32_t reference_collar_basis_points;  // from the reference price, either way
  uint32_t open_orders_max;  // working orders
  uint32_t messages_per_second_max;  // enters and replaces; cancels count and always pass (instrument, strategy, account)
  uint32_t messages_burst_max;  // at once
  uint32_t duplicates_max;  // equal orders within the window (strategy)
  uint32_t order_trade_ratio_max;  // messages for each fill within the window (strategy, account)
  uint32_t order_trade_from;  // messages within the window from which on the ratio counts
  uint32_t repeat_executions_max;  // re-entries after a fill within the window (strategy)
  uint32_t refusals_in_a_row_max;  // (strategy)
  uint32_t loss_stops;  // 1: a loss stops everything; 0: it leaves orders that shrink the position
  uint32_t padding;
};
static_assert(sizeof(ScopeLimits) == 168);
static_assert(offsetof(ScopeLimits, order_notional_max) == 0);
static_assert(offsetof(ScopeLimits, open_notional_max) == 8);
static_assert(offsetof(ScopeLimits, gross_exposure_max) == 16);
static_assert(offsetof(ScopeLimits, net_exposure_max) == 24);
static_assert(offsetof(ScopeLimits, credit_max) == 32);
static_assert(offsetof(ScopeLimits, loss_max) == 40);
static_assert(offsetof(ScopeLimits, traded_notional_max) == 48);
static_assert(offsetof(ScopeLimits, notional_window_max) == 56);
static_assert(offsetof(ScopeLimits, notional_window_ns) == 64);
static_assert(offsetof(ScopeLimits, order_trade_window_ns) == 72);
static_assert(offsetof(ScopeLimits, duplicate_window_ns) == 80);
static_assert(offsetof(ScopeLimits, repeat_window_ns) == 88);
static_assert(offsetof(ScopeLimits, position_max) == 96);
static_assert(offsetof(ScopeLimits, is_set) == 104);
static_assert(offsetof(ScopeLimits, order_quantity_max) == 108);
static_assert(offsetof(ScopeLimits, collar_ticks) == 112);
static_assert(offsetof(ScopeLimits, collar_basis_points) == 116);
static_assert(offsetof(ScopeLimits, reference_collar_ticks) == 120);
static_assert(offsetof(ScopeLimits, reference_collar_basis_points) == 124);
static_assert(offsetof(ScopeLimits, open_orders_max) == 128);
static_assert(offsetof(ScopeLimits, messages_per_second_max) == 132);
static_assert(offsetof(ScopeLimits, messages_burst_max) == 136);
static_assert(offsetof(ScopeLimits, duplicates_max) == 140);
static_assert(offsetof(ScopeLimits, order_trade_ratio_max) == 144);
static_assert(offsetof(ScopeLimits, order_trade_from) == 148);
static_assert(offsetof(ScopeLimits, repeat_executions_max) == 152);
static_assert(offsetof(ScopeLimits, refusals_in_a_row_max) == 156);
static_assert(offsetof(ScopeLimits, loss_stops) == 160);
static_assert(offsetof(ScopeLimits, padding) == 164);

// What a security is like, and what the law asks of orders in it.
struct InstrumentRules {
  int64_t reference_age_max_ns;  // how old the last trade may be to serve as reference
  uint64_t adv_shares;  // average daily volume; 0: not known
  uint32_t adv_basis_points_max;  // of it, in one order
  uint32_t price_step_ticks;  // prices from one dollar on are multiples of it
  uint32_t price_step_small_ticks;  // prices below one dollar are
  uint32_t lot_shares;  // quantities are multiples of it
  int32_t reference_ticks;  // the price before there is a market, as the last close; 0: none
  int32_t luld_lower_ticks;  // limit-up limit-down band; 0: none
  int32_t luld_upper_ticks;  // 0: none
  uint32_t is_short_regulated;  // 1: Regulation SHO holds: marks, locates and the price test
};
static_assert(sizeof(InstrumentRules) == 48);
static_assert(offsetof(InstrumentRules, reference_age_max_ns) == 0);
static_assert(offsetof(InstrumentRules, adv_shares) == 8);
static_assert(offsetof(InstrumentRules, adv_basis_points_max) == 16);
static_assert(offsetof(InstrumentRules, price_step_ticks) == 20);
static_assert(offsetof(InstrumentRules, price_step_small_ticks) == 24);
static_assert(offsetof(InstrumentRules, lot_shares) == 28);
static_assert(offsetof(InstrumentRules, reference_ticks) == 32);
static_assert(offsetof(InstrumentRules, luld_lower_ticks) == 36);
static_assert(offsetof(InstrumentRules, luld_upper_ticks) == 40);
static_assert(offsetof(InstrumentRules, is_short_regulated) == 44);

// What a strategy may do at all.
struct StrategyRules {
  uint64_t entitled[symbol_words];  // a bit for each instrument that it may trade
  uint32_t is_approved;  // 0: it may not trade
  uint32_t padding;
};
static_assert(sizeof(StrategyRules) == 40);
static_assert(offsetof(StrategyRules, entitled) == 0);
static_assert(offsetof(StrategyRules, is_approved) == 32);
static_assert(offsetof(StrategyRules, padding) == 36);

// What may be done for an account at all.
struct AccountRules {
  uint64_t restricted[symbol_words];  // a bit for each instrument that it may not trade
  uint32_t is_approved;  // 0: nothing may be traded for it
  uint32_t is_locate_exempt;  // 1: bona fide market making, no locate needed (Reg SHO 203(b)(2)(iii))
  uint32_t locate_shares[instruments_max];  // shares located for short sales today
};
static_assert(sizeof(AccountRules) == 1064);
static_assert(offsetof(AccountRules, restricted) == 0);
static_assert(offsetof(AccountRules, is_approved) == 32);
static_assert(offsetof(AccountRules, is_locate_exempt) == 36);
static_assert(offsetof(AccountRules, locate_shares) == 40);

// What holds for all orders of the lane. Times are of the exchange's day, ns since midnight.
struct MarketRules {
  int64_t control_patience_ns;  // without a sign of life of the risk service for so long, nothing new leaves; 0: no such rule
  int64_t regular_open_ns;  // regular trading hours
  int64_t regular_close_ns;  // not included
  int64_t extended_open_ns;  // hours for orders that are valid in them
  int64_t extended_close_ns;  // not included
  uint32_t is_phase_needed;  // 1: nothing leaves before the exchange has said where its day stands
  uint32_t self_match;  // SelfMatchScope
  uint32_t is_crossed_barred;  // 1: nothing leaves on a locked or crossed book
  uint32_t port_messages_per_second_max;  // of one order session
  uint32_t port_messages_burst_max;  // at once
  uint32_t padding;
};
static_assert(sizeof(MarketRules) == 64);
static_assert(offsetof(MarketRules, control_patience_ns) == 0);
static_assert(offsetof(MarketRules, regular_open_ns) == 8);
static_assert(offsetof(MarketRules, regular_close_ns) == 16);
static_assert(offsetof(MarketRules, extended_open_ns) == 24);
static_assert(offsetof(MarketRules, extended_close_ns) == 32);
static_assert(offsetof(MarketRules, is_phase_needed) == 40);
static_assert(offsetof(MarketRules, self_match) == 44);
static_assert(offsetof(MarketRules, is_crossed_barred) == 48);
static_assert(offsetof(MarketRules, port_messages_per_second_max) == 52);
static_assert(offsetof(MarketRules, port_messages_burst_max) == 56);
static_assert(offsetof(MarketRules, padding) == 60);

// Every limit of one lane: swapped as a whole at a turn of its loop. Written by TypeScript while no lane reads it, read by the lane.
struct LimitSet {
  uint32_t version;  // from 1; each change has the next
  uint32_t trading_day;  // another one than before: what is counted by day begins anew
  ScopeLimits instruments[instruments_max];
  InstrumentRules instrument_rules[instruments_max];
  ScopeLimits strategies[strategies_max];
  StrategyRules strategy_rules[strategies_max];
  ScopeLimits accounts[accounts_max];
  AccountRules account_rules[accounts_max];
  ScopeLimits firm;
  MarketRules market;
};
static_assert(sizeof(LimitSet) == 67056);
static_assert(offsetof(LimitSet, version) == 0);
static_assert(offsetof(LimitSet, trading_day) == 4);
static_assert(offsetof(LimitSet, instruments) == 8);
static_assert(offsetof(LimitSet, instrument_rules) == 43016);
static_assert(offsetof(LimitSet, strategies) == 55304);
static_assert(offsetof(LimitSet, strategy_rules) == 56648);
static_assert(offsetof(LimitSet, accounts) == 56968);
static_assert(offsetof(LimitSet, account_rules) == 58312);
static_assert(offsetof(LimitSet, firm) == 66824);
static_assert(offsetof(LimitSet, market) == 66992);

// What a strategy, an account or the lane has used of its limits. Written by the lane about once a millisecond. Money is ticks x shares.
struct ScopeUsage {
  uint32_t stops;  // risk/gate_state.hpp: stop; why it may not trade, a bit each
  uint32_t is_reconciled;  // accounts: 1
  int64_t open_orders;
  int64_t open_notional;
  int64_t traded_notional;  // working orders counted as if filled
  int64_t gross_exposure;
  int64_t net_exposure;
  int64_t credit_used;
  int64_t profit;  // of the day, realised and unrealised, after fees
  int64_t messages_window;  // (strategy, account)
  int64_t entered_window;  // (strategy, account)
};
static_assert(sizeof(ScopeUsage) == 80);
static_assert(offsetof(ScopeUsage, stops) == 0);
static_assert(offsetof(ScopeUsage, is_reconciled) == 4);
static_assert(offsetof(ScopeUsage, open_orders) == 8);
static_assert(offsetof(ScopeUsage, open_notional) == 16);
static_assert(offsetof(ScopeUsage, traded_notional) == 24);
static_assert(offsetof(ScopeUsage, gross_exposure) == 32);
static_assert(offsetof(ScopeUsage, net_exposure) == 40);
static_assert(offsetof(ScopeUsage, credit_used) == 48);
static_assert(offsetof(ScopeUsage, profit) == 56);
static_assert(offsetof(ScopeUsage, messages_window) == 64);
static_assert(offsetof(ScopeUsage, entered_window) == 72);

// What one lane is granted of the firm's limits, by FirmMeasure. Written by the main thread, or before the lane runs.
struct FirmGrants {
  int64_t granted[firm_measures];  // ever granted, in all
  int64_t ceiling[firm_measures];  // no more than this should be held: the rest is asked back
};
static_assert(sizeof(FirmGrants) == 80);
static_assert(offsetof(FirmGrants, granted) == 0);
static_assert(offsetof(FirmGrants, ceiling) == 40);

// What one lane made of its shares of the firm's limits, by FirmMeasure. Written by the lane.
struct FirmHoldings {
  int64_t returned[firm_measures];  // ever given back, in all
  int64_t used[firm_measures];  // of what is held
};
static_assert(sizeof(FirmHoldings) == 80);
static_assert(offsetof(FirmHoldings, returned) == 0);
static_assert(offsetof(FirmHoldings, used) == 40);

// One lane's shares of the firm's limits, as the main thread and the lane tell each other (native/risk/firm_share.hpp).
struct FirmShareWords {
  FirmGrants grants;
  uint8_t padding_grants[48];
  FirmHoldings holdings;
  uint8_t padding_holdings[48];
};
static_assert(sizeof(FirmShareWords) == 256);
static_assert(offsetof(FirmShareWords, grants) == 0);
static_assert(offsetof(FirmShareWords, padding_grants) == 80);
static_assert(offsetof(FirmShareWords, holdings) == 128);
static_assert(offsetof(FirmShareWords, padding_holdings) == 208);

}  // namespace hotlane::boundary
