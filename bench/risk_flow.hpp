// Intents for a gate with every control on: quotes of four strategies in 64 instruments, in blocks, from a
// seed. Most of them pass, and what passes costs all there is.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "risk/order_gate.hpp"

namespace hotlane::bench {

constexpr uint32_t intents_per_block = 64;
constexpr uint16_t instruments = 64;
constexpr uint16_t strategies = 4;
constexpr uint16_t accounts = 2;
constexpr uint32_t orders_max = 4'096;
constexpr TimeNs between_intents_ns = 2'000;

// Every limit of a scope set, and wide enough that what is asked passes: a refusal ends early, and costs
// less.
inline ScopeLimits wide_scope() {
  ScopeLimits limits = unlimited_scope();
  limits.order_notional_max = limits.open_notional_max = limits.gross_exposure_max = Money{1} << 46;
  limits.net_exposure_max = limits.credit_max = limits.loss_max = Money{1} << 46;
  limits.traded_notional_max = limits.notional_window_max = Money{1} << 60;
  limits.notional_window_ns = limits.order_trade_window_ns = 100'000'000;
  limits.duplicate_window_ns = 1'000'000;
  limits.position_max = 1'000'000'000;
  limits.order_quantity_max = 900'000;
  limits.collar_ticks = limits.reference_collar_ticks = 500'000;
  limits.collar_basis_points = limits.reference_collar_basis_points = 5'000;
  limits.open_orders_max = orders_max;
  limits.messages_per_second_max = 900'000'000;
  limits.messages_burst_max = 900'000'000;
  limits.duplicates_max = 16;
  limits.order_trade_ratio_max = 1'000'000'000;
  limits.order_trade_from = 1;
  limits.repeat_executions_max = 1'000'000'000;
  limits.refusals_in_a_row_max = 1'000'000'000;
  return limits;
}

inline std::unique_ptr<LimitSet> wide_limits() {
  auto set = std::make_unique<LimitSet>();
  make_unlimited(*set);
  std::fill(std::begin(set->instruments), std::end(set->instruments), wide_scope());
  std::fill(std::begin(set->strategies), std::end(set->strategies), wide_scope());
  std::fill(std::begin(set->accounts), std::end(set->accounts), wide_scope());
  set->firm = wide_scope();
  for (InstrumentRules& rules : set->instrument_rules) {
    rules = {.reference_age_max_ns = ns_per_second,
             .adv_shares = 100'000'000,
             .adv_basis_points_max = 90,
             .price_step_ticks = 100,
             .price_step_small_ticks = 1,
             .lot_shares = 1,
             .reference_ticks = 1'000'000,
             .luld_lower_ticks = 900'000,
             .luld_upper_ticks = 1'100'000,
             .is_short_regulated = 1};
  }
  for (AccountRules& rules : set->account_rules) {
    rules.is_locate_exempt = 0;
    std::fill(std::begin(rules.locate_shares), std::end(rules.locate_shares), 2'000'000'000);
  }
  set->market.control_patience_ns = 3600 * ns_per_second;
  set->market.regular_open_ns = 1;
  set->market.regular_close_ns = ns_per_day;
  set->market.extended_open_ns = 1;
  set->market.extended_close_ns = ns_per_day;
  set->market.is_phase_needed = set->market.is_crossed_barred = 1;
  set->market.self_match = static_cast<uint32_t>(SelfMatchScope::firm);
  set->market.port_messages_per_second_max = set->market.port_messages_burst_max = 900'000'000;
  return set;
}

struct Question {
  Intent intent{};
  GateInputs inputs{};
};

// Quotes a little outside the touch, one working order a strategy, instrument and side; three replaces to one
// new order, every eighth of them cancelled and entered again between the blocks.
class RiskFlow {
 public:
  RiskFlow()
      : gate_({instruments, accounts, 1, orders_max, {0, 1, 0, 1}, {}}),
        orders_(size_t{strategies} * instruments * 2) {
    gate_.apply_limits(*wide_limits(), now_);
    FirmGrants grants{};
    std::fill(std::begin(grants.granted), std::end(grants.granted), firm_unlimited);
    std::fill(std::begin(grants.ceiling), std::end(grants.ceiling), firm_unlimited);
    gate_.apply_grants(grants);
    for (uint16_t account = 0; account < accounts; ++account) {
      gate_.set_reconciled(static_cast<AccountId>(account), true);
    }
  }

  [[nodiscard]] OrderGate& gate() { return gate_; }
  [[nodiscard]] const std::vector<Question>& block() const { return block_; }

  // The next block's intents.
  void ask() {
    for (Question& question : block_) {
      const auto at = static_cast<uint32_t>(random_() % orders_.size());
      Order& order = orders_[at];
      const auto side = static_cast<Side>(at % 2);
      const auto instrument = static_cast<InstrumentId>(at / 2 % instruments);
      now_ += between_intents_ns;
      question.intent = {};
      question.intent.strategy_order_id = ++ids_;
      question.intent.price_ticks =
          1'000'000 - sign_of(side) * static_cast<PriceTicks>(100 + random_() % 20 * 100);
      question.intent.quantity = static_cast<Quantity>(100 + random_() % 5 * 100);
      question.intent.instrument = instrument;
      question.intent.side = side;
      question.intent.kind = is_open_[at] ? IntentKind::replace : IntentKind::new_order;
      if (side == Side::sell) question.intent.attributes.sell_kind = SellKind::short_sale;
      question.inputs = {};
      question.inputs.now = now_;
      question.inputs.strategy = static_cast<StrategyId>(at / 2 / instruments);
      question.inputs.is_session_ready = question.inputs.has_order_room = true;
      question.inputs.phase = SystemPhase::market_hours;
      question.inputs.short_sale_test = ShortSaleTest::in_effect;
      question.inputs.bid_ticks = 999'900;
      question.inputs.ask_ticks = 1'000'100;
      question.inputs.last_ticks = 1'000'000;
      question.inputs.time_of_day_ns = 40'000 * ns_per_second;
      question.inputs.order = {is_open_[at], false, is_open_[at], side, instrument, at, order.leaves, 0};
      is_open_[at] = true;
    }
  }
  // What the venue makes of them: everything is taken over, some of it cancelled.
  void answer() {
    for (const Question& question : block_) {
      const auto side = static_cast<size_t>(question.intent.side);
      const auto at = static_cast<uint32_t>(
          (question.inputs.strategy * size_t{instruments} + question.intent.instrument) * 2 + side);
      Order& order = orders_[at];
      order.slot = at;
      order.user_ref_num = 1;
      order.strategy = question.inputs.strategy;
      order.strategy_order_id = at + 1;
      order.instrument = question.intent.instrument;
      order.side = question.intent.side;
      order.attributes = question.intent.attributes;
      order.price_ticks = question.intent.price_ticks;
      order.quantity = order.leaves = question.intent.quantity;
      order.state = OrderState::live;
      tell(order);
      if (random_() % 4 != 0) continue;
      order.state = OrderState::cancelled;
      order.leaves = 0;
      tell(order);
      is_open_[at] = false;
    }
  }

 private:
  void tell(const Order& order) {
    OrderUpdate update;
    update.kind = OrderUpdateKind::accepted;
    update.order = &order;
    update.strategy = order.strategy;
    update.instrument = order.instrument;
    update.side = order.side;
    gate_.apply(update, now_);
  }

  TimeNs now_ = ns_per_day;
  std::mt19937_64 random_{1};
  OrderGate gate_;
  std::vector<Order> orders_;
  std::array<bool, size_t{strategies} * instruments * 2> is_open_{};
  std::vector<Question> block_ = std::vector<Question>(intents_per_block);
  StrategyOrderId ids_ = 0;
};

}  // namespace hotlane::bench
