#include "replay/gate_figures.hpp"

#include <utility>

#include "replay/control_words.hpp"
#include "risk/gate_look.hpp"
#include "risk/order_controls.hpp"
#include "risk/position_controls.hpp"
#include "risk/price_controls.hpp"
#include "risk/rate_controls.hpp"
#include "risk/state_controls.hpp"

namespace hotlane {
namespace {

// What stands for "no limit" is beyond it, in the least of 64 lanes' shares of the firm's too; every limit
// that can be set is an integer that JavaScript has, and below it.
constexpr int64_t no_limit_from = int64_t{1} << 53;

// One intent's, in the order of the gate's checks: OrderGate::passes_controls().
class FigureList {
 public:
  FigureList(const GateQuestion& question, std::vector<GateFigure>& out) noexcept : q(question), out_(out) {}

  void list() {
    list_state();
    if (!list_form()) return;
    list_size();
    list_collars();
    list_bands();
    list_rates();
    list_windows();
    if (q.side == Side::sell && q.path.instrument->is_short_regulated) list_short_sale();
    list_positions();
    list_budgets();
    list_self_match();
  }

 private:
  // A broken limit is told whatever it is.
  void add(bool is_limited, Refusal refusal, RiskScope scope, bool is_kept, int64_t value,
           std::string relation, int64_t limit) {
    if (!is_limited && is_kept) return;
    const auto [control, unit] = control_words_of(refusal);
    out_.push_back({refusal, scope, control, unit, std::move(relation), value, limit, is_kept});
  }
  void add_max(bool is_limited, Refusal refusal, RiskScope scope, bool is_kept, int64_t value,
               int64_t limit) {
    add(is_limited, refusal, scope, is_kept, value, "at most", limit);
  }

  void list_state() {
    for (const ScopeStops& its : stops_of(q)) {
      const bool is_loss = (its.stops & stop::loss) != 0;
      if (!is_loss && (its.stops & stop::reduce_only) == 0) continue;
      const int64_t reducible = its.cell.reducible(q.side);
      const bool is_kept = q.more <= reducible && !(is_loss && its.does_loss_stop);
      add_max(true, is_loss ? Refusal::loss_day : Refusal::reduce_only, its.scope, is_kept, q.more,
              reducible);
    }
    const TimeNs patience = q.market.control_patience_ns;
    const TimeNs silence = q.inputs.now - q.control_heard;
    if (patience != 0) {
      add_max(true, Refusal::control_lost, RiskScope::firm, silence <= patience, silence, patience);
    }
    if (q.market.is_crossed_barred == 0) return;
    add(q.inputs.bid_ticks > 0 && q.inputs.ask_ticks > 0, Refusal::market_crossed, RiskScope::instrument,
        !q.inputs.is_crossed, q.inputs.bid_ticks, "less than", q.inputs.ask_ticks);
  }

  // False: its form is wrong, or there are no limits to hold it against.
  bool list_form() {
    const PriceTicks price = q.intent.price_ticks;
    const InstrumentState& instrument = *q.path.instrument;
    const bool is_price = price >= 1 && price <= price_ticks_max;
    add(true, Refusal::invalid_price, RiskScope::none, is_price, price, "from 1 to", price_ticks_max);
    if (is_price) {
      const Step& step = price >= dollar_ticks ? instrument.price_step : instrument.price_step_small;
      add(step.size() > 1, Refusal::invalid_price, RiskScope::instrument,
          step.divides(static_cast<uint32_t>(price)), price, "a multiple of", step.size());
    }
    const Quantity quantity = q.intent.quantity;
    add(true, Refusal::invalid_quantity, RiskScope::none, quantity >= 1 && quantity <= order_shares_max,
        quantity, "from 1 to", order_shares_max);
    add(instrument.lot.size() > 1, Refusal::invalid_quantity, RiskScope::instrument,
        instrument.lot.divides(quantity), quantity, "a multiple of", instrument.lot.size());
    if (!q.is_new) {
      add(true, Refusal::invalid_quantity, RiskScope::none, q.open >= 1, q.open, "at least", 1);
    }
    Finding wrong;
    return passes_form(q, wrong);
  }

  void list_size() {
    const OrderLimits& limits = q.path.limits;
    const OrderLimitScopes& scopes = q.path.scopes;
    add_max(limits.quantity_max != no_count_limit, Refusal::order_quantity_max, scopes.quantity,
            q.open <= int64_t{limits.quantity_max}, q.open, limits.quantity_max);
    add_max(limits.adv_quantity_max != no_count_limit, Refusal::order_adv_max, RiskScope::instrument,
            q.open <= int64_t{limits.adv_quantity_max}, q.open, limits.adv_quantity_max);
    add_max(scopes.notional != RiskScope::none, Refusal::order_notional_max, scopes.notional,
            q.notional <= limits.notional_max, q.notional, limits.notional_max);
  }

  void list_collars() {
    Finding finding;
    if (!passes_collars(q, finding) && finding.refusal == Refusal::reference_stale) {
      return add_max(true, finding.refusal, finding.scope, false, finding.value, finding.limit);
    }
    const OrderLimits& limits = q.path.limits;
    const OrderLimitScopes& scopes = q.path.scopes;
    const PriceDistances far = distances_of(q);
    add_max(limits.collar_ticks != no_count_limit, Refusal::price_collar, scopes.collar_ticks,
            far.through <= 0 || !breaks_ticks(far.through, limits.collar_ticks), far.through / 2,
            limits.collar_ticks);
    add_near(limits.collar_basis_points, scopes.collar_basis_points, std::max<int64_t>(far.through, 0),
             far.twice_opposite);
    add_max(limits.reference_collar_ticks != no_count_limit, Refusal::price_collar, scopes.reference_ticks,
            !breaks_ticks(far.away, limits.reference_collar_ticks), far.away / 2,
            limits.reference_collar_ticks);
    add_near(limits.reference_collar_basis_points, scopes.reference_basis_points, far.away,
             far.twice_reference);
  }
  // The price, within basis points of another.
  void add_near(uint32_t basis_points, RiskScope scope, int64_t twice_distance, int64_t twice_price) {
    add(basis_points != no_count_limit, Refusal::price_collar, scope,
        !breaks_basis_points(twice_distance, twice_price, basis_points), q.intent.price_ticks,
        "within " + std::to_string(basis_points) + " basis points of", twice_price / 2);
  }

  void list_bands() {
    const PriceTicks price = q.intent.price_ticks;
    const PriceTicks lower = q.path.instrument->luld_lower_ticks;
    const PriceTicks upper = q.path.instrument->luld_upper_ticks;
    if (q.side == Side::buy) {
      add_max(upper != INT32_MAX, Refusal::luld_band, RiskScope::instrument, price <= upper, price, upper);
    } else {
      add(lower != 0, Refusal::luld_band, RiskScope::instrument, price >= lower, price, "at least", lower);
    }
  }

  void list_rates() {
    const StrategyState& strategy = *q.path.strategy;
    if (q.is_new) {
      const uint32_t equal =
          q.path.recent.count(fingerprint_of(q.intent), q.inputs.now, strategy.duplicate_window_ns);
      add_max(strategy.duplicates_max != no_count_limit, Refusal::order_duplicate, RiskScope::strategy,
              equal < strategy.duplicates_max, int64_t{equal} + 1, strategy.duplicates_max);
    }
    const auto add_rate = [this](Refusal refusal, RiskScope scope, const MessageRate& rate) {
      const TimeNs now = q.inputs.now;
      add_max(!rate.is_unlimited(), refusal, scope, rate.has_token(now), rate.used(now) + 1, rate.burst());
    };
    add_rate(Refusal::message_rate_port, RiskScope::port, *q.path.port);
    add_rate(Refusal::message_rate_account, RiskScope::account, q.path.account->rate);
    add_rate(Refusal::message_rate_strategy, RiskScope::strategy, strategy.rate);
    add_rate(Refusal::message_rate_instrument, RiskScope::instrument, q.path.instrument->rate);
  }

  void list_windows() {
    const AccountState& account = *q.path.account;
    const StrategyState& strategy = *q.path.strategy;
    const auto add_window = [this](bool is_limited, Refusal refusal, RiskScope scope, const Budget& budget,
                                   BudgetLine line, const WindowStart& window, int64_t added) {
      add_max(is_limited, refusal, scope, budget.has_room(line, added),
              budget.used_of(line) + added - window.start(), budget.max_of(line) - window.start());
    };
    const auto add_entered = [&](const auto& state, RiskScope scope) {
      add_window(state.entered_max != no_money_limit, Refusal::notional_rate, scope, state.budget,
                 BudgetLine::entered, state.entered, q.more_notional);
    };
    const auto add_messages = [&](const auto& state, RiskScope scope) {
      add_window(messages_max_of(state) < int64_t{no_count_limit}, Refusal::order_trade_ratio, scope,
                 state.budget, BudgetLine::messages, state.messages, 1);
    };
    add_entered(account, RiskScope::account);
    add_entered(strategy, RiskScope::strategy);
    add_entered(*q.path.instrument, RiskScope::instrument);
    add_messages(account, RiskScope::account);
    add_messages(strategy, RiskScope::strategy);
    if (!q.is_new || !q.path.was_filled) return;
    const int64_t repeats = strategy.repeats.sum() + 1;
    add_max(strategy.repeats_max < int64_t{no_count_limit}, Refusal::repeat_execution, RiskScope::strategy,
            repeats <= strategy.repeats_max, repeats, strategy.repeats_max);
  }

  void list_short_sale() {
    const AccountHolding& its = *q.path.account_holding;
    const bool adds_nothing = q.more <= 0;
    if (q.sell_kind == SellKind::ordinary) {
      const int64_t owned = std::max<int64_t>(its.cell.net, 0);
      const int64_t selling = its.cell.open(Side::sell) + q.more;
      return add_max(true, Refusal::short_mark_wrong, RiskScope::account, adds_nothing || selling <= owned,
                     selling, owned);
    }
    const int64_t used = its.short_sold + its.short_open + q.more;
    if (!q.path.account->is_locate_exempt) {
      add_max(true, Refusal::locate_missing, RiskScope::account, adds_nothing || used <= its.located_shares,
              used, its.located_shares);
    }
    const ShortSaleTest test = q.inputs.short_sale_test;
    const PriceTicks bid = q.inputs.bid_ticks;
    const bool is_tested = test != ShortSaleTest::none && test != ShortSaleTest::unknown && bid != 0;
    if (q.sell_kind == SellKind::short_exempt || !is_tested) return;
    add(true, Refusal::short_price_test, RiskScope::instrument, q.intent.price_ticks > bid,
        q.intent.price_ticks, "more than", bid);
  }

  void list_positions() {
    const auto add_position = [this](const ExposureCell& cell, int64_t max, RiskScope scope) {
      const int64_t worst = cell.worst_case(q.side, q.more);
      add_max(max < no_limit_from, Refusal::position_max, scope, q.more <= 0 || worst <= max, worst, max);
    };
    add_position(q.path.instrument->cell, q.path.instrument->position_max, RiskScope::instrument);
    add_position(q.path.cell, q.path.strategy->position_max, RiskScope::strategy);
    add_position(q.path.account_holding->cell, q.path.account->position_max, RiskScope::account);
  }

  void list_budgets() {
    const ExposureCell& of_strategy = q.path.cell;
    const ExposureCell& of_account = q.path.account_holding->cell;
    if (of_strategy.was_huge || of_account.was_huge) {
      return add_max(true, Refusal::position_max, RiskScope::account, false,
                     of_account.worst_case(q.side, q.more), 0);
    }
    const BudgetAmounts strategy_adds = added_by(q, of_strategy);
    const BudgetAmounts account_adds = added_by(q, of_account);
    for (const auto& [line, scope, refusal] : budget_checks) {
      const Budget& budget = budget_of(q, scope);
      const int64_t added =
          (scope == RiskScope::strategy ? strategy_adds : account_adds)[static_cast<size_t>(line)];
      const int64_t max = budget.max_of(line);
      add_max(max < no_limit_from, refusal, scope, budget.has_room(line, added), budget.used_of(line) + added,
              max);
    }
  }

  void list_self_match() {
    const auto whose = static_cast<SelfMatchScope>(q.market.self_match);
    if (whose == SelfMatchScope::off) return;
    const RiskScope scope = whose == SelfMatchScope::firm ? RiskScope::firm : RiskScope::account;
    const OwnBest& own = *q.path.own_best;
    const PriceTicks price = q.intent.price_ticks;
    if (q.side == Side::buy) {
      add(own.sell_ticks != INT32_MAX, Refusal::self_match, scope, price < own.sell_ticks, price, "less than",
          own.sell_ticks);
    } else {
      add(own.buy_ticks != 0, Refusal::self_match, scope, price > own.buy_ticks, price, "more than",
          own.buy_ticks);
    }
  }

  const GateQuestion& q;
  std::vector<GateFigure>& out_;
};

}  // namespace

std::vector<GateFigure> gate_figures(const OrderGate& gate, const Intent& intent, const GateInputs& inputs) {
  std::vector<GateFigure> figures;
  gate.look_at(intent, inputs,
               [&figures](const GateQuestion& question) { FigureList(question, figures).list(); });
  return figures;
}

}  // namespace hotlane
