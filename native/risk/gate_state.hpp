// What the gate keeps of each instrument, strategy, account and of the firm, laid out so that one intent
// touches few cache lines: first what every check reads, then what only updates do. Owned by the order gate,
// written on its lane's thread.
#pragma once

#include <array>
#include <cstdint>

#include "risk/budget.hpp"
#include "risk/exposure_cell.hpp"
#include "risk/limit_set.hpp"
#include "risk/message_rate.hpp"
#include "risk/own_orders.hpp"
#include "risk/recent_orders.hpp"
#include "risk/window_sum.hpp"

namespace hotlane {

// Why a scope may not trade, a bit each. Only a person clears them, none by itself.
namespace stop {
constexpr uint8_t killed = 1;
constexpr uint8_t strategy_fault = 2;
constexpr uint8_t repeat_execution = 4;
constexpr uint8_t refusal_streak = 8;
constexpr uint8_t loss = 16;         // with its effect: everything, or all but what shrinks the position
constexpr uint8_t reduce_only = 32;  // by command
// Those that the gate sets itself.
constexpr uint8_t automatic = repeat_execution | refusal_streak | loss;
}  // namespace stop

// Prices and quantities are multiples of a step: by multiplication, as division is several times slower.
class Step {
 public:
  void set(uint32_t step) noexcept {
    step_ = step == 0 ? 1 : step;
    magic_ = UINT64_MAX / step_ + 1;  // 0 for 1, by wrapping: everything is a multiple
  }
  [[nodiscard]] bool divides(uint32_t value) const noexcept { return value * magic_ <= magic_ - 1; }
  [[nodiscard]] uint32_t size() const noexcept { return step_; }

 private:
  uint64_t magic_ = 0;
  uint32_t step_ = 1;
};

struct InstrumentState {
  TimeNs rolls_at = INT64_MAX;  // when its window moves on
  uint8_t stops = 0;
  bool is_short_regulated = false;
  PriceTicks mark_ticks = 0;        // 0: none yet
  PriceTicks luld_lower_ticks = 0;  // 0: none
  PriceTicks luld_upper_ticks = 0;  // INT32_MAX: none
  Step price_step, price_step_small, lot;
  MessageRate rate;
  int64_t position_max = 0;
  ExposureCell cell;  // all accounts
  Budget budget;
  OwnBest own_best;  // of all accounts
  PriceTicks reference_ticks = 0;
  int64_t reference_age_max_ns = 0;
  Money entered_max = 0;  // within its window
  WindowStart entered;
};

struct StrategyState {
  TimeNs rolls_at = INT64_MAX;
  uint8_t stops = 0;
  uint8_t told_stops = 0;  // of them, those that take_trip() has given
  bool does_loss_stop = false;
  AccountId account = 0;
  uint32_t duplicates_max = 0;
  TimeNs duplicate_window_ns = 0;
  MessageRate rate;
  int64_t position_max = 0;
  Room room;
  uint32_t refusals_in_a_row = 0;
  uint32_t refusals_in_a_row_max = 0;
  Budget budget;
  Ledger ledger;
  Money loss_max = 0;
  int64_t repeats_max = 0;
  int64_t order_trade_ratio_max = 0;
  int64_t order_trade_from = 0;
  Money entered_max = 0;
  WindowStart entered, messages;
  WindowSum trades, repeats;
};

struct AccountState {
  TimeNs rolls_at = INT64_MAX;
  uint8_t stops = 0;
  uint8_t told_stops = 0;
  bool does_loss_stop = false;
  bool is_reconciled = false;
  bool is_locate_exempt = false;
  MessageRate rate;
  int64_t position_max = 0;
  Room room;  // the account's and the lane's of the firm's, the least of each
  Budget budget;
  Ledger ledger;
  Money loss_max = 0;
  int64_t order_trade_ratio_max = 0;
  int64_t order_trade_from = 0;
  Money entered_max = 0;
  WindowStart entered, messages;
  WindowSum trades;
};

struct FirmState {
  uint8_t stops = 0;
  uint8_t told_stops = 0;
  bool does_loss_stop = false;
  Money loss_max = 0;
  Budget budget;  // of this lane; what it may use of the firm's
  Ledger ledger;
};

// The lines that follow from the ledger and from other lines.
inline void balance(auto& state) noexcept {
  Ledger& ledger = state.ledger;
  ledger.loss = std::clamp<Money>(-ledger.profit(), 0, sum_bound);
  Budget& budget = state.budget;
  budget.used_of(BudgetLine::credit) = budget.used_of(BudgetLine::gross) + ledger.loss;
  budget.used_of(BudgetLine::traded) = budget.used_of(BudgetLine::open_notional) + ledger.traded;
}

// The limits of one order of one strategy in one instrument: the tightest of instrument, strategy, account
// and firm.
struct OrderLimits {
  Money notional_max = 0;
  uint32_t quantity_max = 0;
  uint32_t adv_quantity_max = 0;
  uint32_t collar_ticks = 0;
  uint32_t collar_basis_points = 0;
  uint32_t reference_collar_ticks = 0;
  uint32_t reference_collar_basis_points = 0;
  bool is_open = false;  // set, entitled and not restricted
  bool is_set = false;
  bool is_entitled = false;
  bool is_restricted = true;
};

// The scopes that they come from.
struct OrderLimitScopes {
  RiskScope not_entitled = RiskScope::strategy;
  RiskScope missing = RiskScope::instrument;
  RiskScope quantity = RiskScope::none;
  RiskScope notional = RiskScope::none;
  RiskScope collar_ticks = RiskScope::none;
  RiskScope collar_basis_points = RiskScope::none;
  RiskScope reference_ticks = RiskScope::none;
  RiskScope reference_basis_points = RiskScope::none;
};

// One account in one instrument.
struct AccountHolding {
  ExposureCell cell;
  OwnWorking own;
  int64_t located_shares = 0;
  int64_t short_open = 0;  // shares of working orders marked short
  int64_t short_sold = 0;  // shares sold short today
};

// One strategy in one instrument, and the way from there to all else that its orders are held against.
struct OrderPath {
  InstrumentState* instrument = nullptr;
  StrategyState* strategy = nullptr;
  AccountState* account = nullptr;
  AccountHolding* account_holding = nullptr;
  MessageRate* port = nullptr;
  const OwnBest* own_best = nullptr;  // of the orders that it may not meet
  OrderLimits limits;
  bool was_filled = false;  // since its last new order
  ExposureCell cell;
  OrderLimitScopes scopes;
  RecentOrders recent;
};

}  // namespace hotlane
