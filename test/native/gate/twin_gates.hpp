// The gate beside the slow gate (slow_gate.hpp), told the same over a seeded life of a lane: intents of all
// kinds, orders that fill, are cut, replaced, rejected and cancelled, trades broken, marks, limits and
// switches that change. After each, the same verdict with the same figures, and the same exposures, profits
// and stops.
#pragma once

#include <array>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gate/order_life.hpp"
#include "gate/random_limits.hpp"
#include "gate/slow_gate.hpp"
#include "harness.hpp"
#include "risk/order_gate.hpp"

namespace hotlane::test {

class TwinGates {
 public:
  static constexpr uint32_t orders_max = 24;
  static constexpr uint16_t instruments = 3;

  explicit TwinGates(uint64_t seed)
      : dice_(seed),
        gate_({instruments, 2, 2, orders_max, {0, 0, 1}, {0, 0, 1}}),
        slow_(instruments, 2, {0, 0, 1}, {0, 0, 1}, 2),
        life_(orders_max) {
    make_unlimited(*limits_);
    change_limits();
    set_shares();
    for (AccountId account = 0; account < 2; ++account) reconcile(account, true);
  }

  void play(uint64_t events) {
    for (uint64_t i = 0; i < events && failures() == 0; ++i) {
      now_ += static_cast<TimeNs>(dice_.below(40'000));
      if (dice_.one_in(3'000)) now_ += 40'000'000;
      step();
      compare_figures(i % 64 == 0);
      if (failures() > 0) std::cout << "  at event " << i << "\n";
    }
  }
  const std::array<uint64_t, refusal_count>& expected() const { return expected_; }
  const OrderGate& gate() const { return gate_; }
  // Called with each intent before the gate has it, and with what the slow gate says of it.
  std::function<void(const Intent& intent, const GateInputs& inputs, const Finding& wanted)> before_check;

 private:
  // Something to hold on to: a price near the market, an order's slot.
  PriceTicks price() {
    if (dice_.one_in(80)) return static_cast<PriceTicks>(dice_.between(-3, 3));
    if (dice_.one_in(80)) return static_cast<PriceTicks>(dice_.between(1'999'999'901, INT32_MAX));
    if (dice_.one_in(80)) return INT32_MAX;
    if (dice_.one_in(40)) return static_cast<PriceTicks>(dice_.between(9'000, 11'000));
    return static_cast<PriceTicks>(dice_.between(9'800, 10'200) * 100 + (dice_.one_in(30) ? 50 : 0));
  }
  Quantity quantity() {
    if (dice_.one_in(60)) return static_cast<Quantity>(dice_.below(1'100'000));
    return static_cast<Quantity>(dice_.between(0, 40) * 10 + (dice_.one_in(20) ? 1 : 0));
  }
  std::optional<uint32_t> some_order(bool is_working = true) {
    for (int i = 0; i < 12; ++i) {
      const auto slot = static_cast<uint32_t>(dice_.below(orders_max));
      const Order& order = life_.order(slot);
      if (order.user_ref_num != 0 && is_done(order.state) != is_working) return slot;
    }
    return std::nullopt;
  }

  void step() {
    const uint64_t what = dice_.below(1'000);
    if (what < 480) return ask_new();
    if (what < 560) return ask_about(IntentKind::replace);
    if (what < 600) return ask_about(IntentKind::cancel);
    if (what < 930) return move_order();
    if (what < 960) return mark();
    if (what < 975) return change_limits();
    if (what < 981) return turn_switch();
    if (what < 989) return rearm();
    if (what < 992) return reconcile(static_cast<AccountId>(dice_.below(2)), !dice_.one_in(8));
    if (what < 994) return set_shares();
    if (what < 996) return charge_fees();
    gate_.on_control(now_);
    slow_.control_heard = now_;
  }

  GateInputs inputs(StrategyId strategy) {
    GateInputs in;
    in.now = now_;
    in.strategy = strategy;
    in.is_session_ready = !dice_.one_in(150);
    constexpr Refusal outages[] = {Refusal::journal_behind, Refusal::journal_full, Refusal::journal_failed};
    if (dice_.one_in(150)) in.outage = outages[dice_.below(3)];
    in.is_account_in_doubt = dice_.one_in(150);
    in.can_be_carried = !dice_.one_in(150);
    in.has_order_room = !dice_.one_in(150);
    in.is_order_id_used = dice_.one_in(150);
    in.is_book_stale = dice_.one_in(150);
    in.is_halted = dice_.one_in(150);
    in.is_crossed = dice_.one_in(100);
    in.phase = dice_.one_in(50) ? static_cast<SystemPhase>(dice_.below(7)) : SystemPhase::market_hours;
    in.short_sale_test = dice_.one_in(3) ? static_cast<ShortSaleTest>(dice_.below(4)) : ShortSaleTest::none;
    in.bid_ticks = dice_.one_in(20) ? 0 : static_cast<PriceTicks>(dice_.between(9'950, 9'999) * 100);
    in.ask_ticks = dice_.one_in(20) ? 0 : static_cast<PriceTicks>(dice_.between(10'001, 10'050) * 100);
    in.last_ticks = dice_.one_in(4) ? 0 : static_cast<PriceTicks>(dice_.between(990'000, 1'010'000));
    in.last_age_ns = static_cast<int64_t>(dice_.below(2'000));
    in.time_of_day_ns = dice_.one_in(50) ? dice_.between(-1, 1'000) : 500;
    return in;
  }
  // The controls alone say the same as the gate with its quick look.
  void ask_gate(const Intent& intent, const GateInputs& in, const Finding& wanted) {
    ++expected_[static_cast<size_t>(wanted.refusal)];
    if (before_check) before_check(intent, in, wanted);
    compare(intent, in, gate_.explain(intent, in), wanted);
    compare(intent, in, gate_.check(intent, in).finding(), wanted);
  }
  static void compare(const Intent& intent, const GateInputs& in, const Finding& found,
                      const Finding& wanted) {
    CHECK_EQUAL(std::string(words_of(found.refusal)), std::string(words_of(wanted.refusal)));
    CHECK_EQUAL(static_cast<int>(found.scope), static_cast<int>(wanted.scope));
    CHECK_EQUAL(found.value, wanted.value);
    CHECK_EQUAL(found.limit, wanted.limit);
    if (failures() > 0) {
      std::cout << "  kind " << static_cast<int>(intent.kind) << " strategy " << in.strategy << " price "
                << intent.price_ticks << " quantity " << intent.quantity << "\n";
    }
  }

  void ask_new() {
    Intent intent{};
    intent.strategy_order_id = ++ids_;
    intent.kind = IntentKind::new_order;
    intent.instrument = static_cast<InstrumentId>(dice_.one_in(200) ? instruments : dice_.below(instruments));
    intent.side = static_cast<Side>(dice_.below(2));
    auto strategy = static_cast<StrategyId>(dice_.one_in(400) ? 3 : dice_.below(3));
    // Now and then just what passed before: a duplicate.
    if (dice_.one_in(6) && last_passed_.quantity != 0) {
      intent = last_passed_;
      strategy = last_strategy_;
    } else {
      intent.price_ticks = price();
      intent.quantity = quantity();
      if (intent.side == Side::sell ? dice_.one_in(2) : dice_.one_in(200)) {
        intent.attributes.sell_kind = static_cast<SellKind>(1 + dice_.below(2));
      }
      constexpr TimeInForce forces[] = {TimeInForce::immediate_or_cancel, TimeInForce::fill_or_kill,
                                        TimeInForce::extended, TimeInForce::at_open, TimeInForce::at_close};
      if (dice_.one_in(8)) intent.attributes.time_in_force = forces[dice_.below(5)];
    }
    intent.strategy_order_id = ids_;
    const GateInputs in = inputs(strategy);
    const Finding wanted = slow_.check(intent, in, 0);
    ask_gate(intent, in, wanted);
    if (wanted.refusal == Refusal::none) {
      last_passed_ = intent;
      last_strategy_ = strategy;
    }
    // Where there is no room, or the send failed, nothing comes of it.
    if (wanted.refusal != Refusal::none || !life_.has_room() || dice_.one_in(50)) return;
    const OrderUpdate opened = life_.open(intent, strategy);
    gate_.apply(opened, now_);
    slow_.opened(opened.order->slot, intent, strategy);
  }

  void ask_about(IntentKind kind) {
    const std::optional<uint32_t> slot = some_order(!dice_.one_in(10));
    if (!slot) return;
    const Order& order = life_.order(*slot);
    Intent intent{};
    intent.kind = kind;
    intent.strategy_order_id = order.strategy_order_id;
    intent.price_ticks = dice_.one_in(3) ? order.price_ticks : price();
    intent.quantity = dice_.one_in(3) ? order.quantity : quantity();
    GateInputs in = inputs(order.strategy);
    in.order = {!dice_.one_in(60),
                is_done(order.state),
                order.state == OrderState::live,
                order.side,
                order.instrument,
                *slot,
                order.filled + order.leaves,
                order.used()};
    const Finding wanted = slow_.check(intent, in, *slot);
    ask_gate(intent, in, wanted);
    if (wanted.refusal != Refusal::none || kind == IntentKind::cancel || dice_.one_in(50)) return;
    gate_.apply(life_.replace_sent(*slot, intent.quantity, intent.price_ticks), now_);
    slow_.replace_sent(*slot, intent.quantity, intent.price_ticks);
  }

  void move_order() {
    if (dice_.one_in(40)) return trade_without_order();
    const std::optional<uint32_t> slot = some_order(!dice_.one_in(40));
    if (!slot) return;
    const Order& order = life_.order(*slot);
    if (is_done(order.state)) {  // a late execution
      const auto shares = static_cast<Quantity>(dice_.between(1, 20));
      gate_.apply(life_.fill(*slot, shares, order.price_ticks), now_);
      return slow_.filled(*slot, shares, order.price_ticks, now_);
    }
    switch (dice_.below(order.state == OrderState::pending_replace ? 7 : 5)) {
      case 0:
        if (order.state != OrderState::pending_new) break;
        gate_.apply(life_.accept(*slot), now_);
        slow_.accepted(*slot);
        break;
      case 1: {
        const auto shares = static_cast<Quantity>(dice_.between(1, order.leaves));
        const PriceTicks at =
            order.price_ticks - sign_of(order.side) * static_cast<PriceTicks>(dice_.below(3));
        gate_.apply(life_.fill(*slot, shares, at), now_);
        slow_.filled(*slot, shares, at, now_);
        break;
      }
      case 2: {
        const auto shares = static_cast<Quantity>(dice_.between(1, order.leaves));
        if (shares == order.leaves) return finish(*slot);
        gate_.apply(life_.cut(*slot, shares), now_);
        slow_.cut(*slot, shares);
        break;
      }
      case 3:
      case 4: finish(*slot); break;
      case 5:
        gate_.apply(life_.replaced(*slot), now_);
        slow_.replaced(*slot);
        break;
      default:
        gate_.apply(life_.replace_rejected(*slot), now_);
        slow_.replace_rejected(*slot);
        break;
    }
  }
  void finish(uint32_t slot) {
    gate_.apply(dice_.one_in(4) ? life_.reject(slot) : life_.cancel(slot), now_);
    slow_.done(slot);
  }
  // A broken trade that could be of any day: the gate must follow all the same.
  void trade_without_order() {
    const auto strategy = static_cast<StrategyId>(dice_.below(3));
    const auto instrument = static_cast<InstrumentId>(dice_.below(instruments));
    const auto side = static_cast<Side>(dice_.below(2));
    const auto shares = static_cast<Quantity>(dice_.between(1, 50));
    const auto at = static_cast<PriceTicks>(dice_.between(990'000, 1'010'000));
    gate_.apply(OrderLife::broken(strategy, instrument, side, shares, at), now_);
    slow_.broken(strategy, instrument, side, shares, at);
  }

  void mark() {
    const auto instrument = static_cast<InstrumentId>(dice_.below(instruments));
    const auto at = static_cast<PriceTicks>(dice_.one_in(10) ? 0 : dice_.between(985'000, 1'015'000));
    gate_.mark(instrument, at);
    slow_.mark(instrument, at);
  }

  void change_limits() {
    ++limits_->version;
    change_a_limit(dice_, *limits_, instruments);
    gate_.apply_limits(*limits_, now_);
    slow_.apply_limits(*limits_, now_);
  }

  void turn_switch() {
    const bool is_on = dice_.one_in(15);
    const auto index = static_cast<uint16_t>(dice_.below(2));
    switch (dice_.below(9)) {
      case 0: gate_.kill_all(slow_.firm.is_killed = is_on && dice_.one_in(3)); break;
      case 1:
        gate_.kill_account(static_cast<AccountId>(index), slow_.accounts[index].is_killed = is_on);
        break;
      case 2: gate_.kill_strategy(index, slow_.strategies[index].is_killed = is_on); break;
      case 3: gate_.kill_instrument(index, slow_.instruments[index].is_killed = is_on); break;
      case 4: gate_.reduce_only(RiskScope::firm, 0, slow_.firm.is_reduce_only = is_on); break;
      case 5:
        gate_.reduce_only(RiskScope::account, index, slow_.accounts[index].is_reduce_only = is_on);
        break;
      case 6:
        gate_.reduce_only(RiskScope::strategy, index, slow_.strategies[index].is_reduce_only = is_on);
        break;
      case 7: {
        gate_.reduce_only(RiskScope::instrument, index, slow_.instruments[index].is_reduce_only = is_on);
        break;
      }
      default:
        if (!is_on) break;
        gate_.fail_strategy(index);
        slow_.strategies[index].has_failed = true;
        break;
    }
  }
  void rearm() {
    for (const auto& [scope, count] :
         {std::pair{RiskScope::firm, 1}, {RiskScope::account, 2}, {RiskScope::strategy, 3}}) {
      for (uint16_t i = 0; i < count; ++i) {
        gate_.rearm(scope, i);
        slow_.rearm(scope, i);
      }
    }
  }
  void reconcile(AccountId account, bool is_reconciled) {
    gate_.set_reconciled(account, is_reconciled);
    slow_.reconciled[account] = is_reconciled;
  }
  // Shares that only ever grow here; giving them back is firm_share's test.
  void set_shares() {
    FirmGrants grants = unlimited_grants();
    for (uint32_t m = 0; m < firm_measures; ++m) {
      const int64_t scale = m == static_cast<uint32_t>(FirmMeasure::open_orders) ? 1 : 150'000'000;
      grants.granted[m] = dice_.one_in(3) ? dice_.between(2, 24) * scale : firm_unlimited;
      slow_.firm_shares[static_cast<FirmMeasure>(m)] = grants.granted[m];
    }
    gate_.apply_grants(grants);
  }
  void charge_fees() {
    OrderUpdate update;
    update.strategy = static_cast<StrategyId>(dice_.below(3));
    update.fees.charged = dice_.between(0, 2'000'000);
    update.fees.rebated = dice_.between(0, 2'000'000);
    gate_.apply(update, now_);
    slow_.charged_fees(update.strategy, update.fees.charged - update.fees.rebated);
  }

  static void compare_budget(const char* whose, const Budget& budget, const Ledger& ledger,
                             const std::vector<Wide>& wanted) {
    constexpr BudgetLine lines[] = {BudgetLine::open_orders, BudgetLine::open_notional, BudgetLine::traded,
                                    BudgetLine::gross,       BudgetLine::credit,        BudgetLine::buy_worth,
                                    BudgetLine::sell_worth};
    for (size_t i = 0; i < std::size(lines); ++i) {
      if (Wide{budget.used_of(lines[i])} == wanted[i]) continue;
      std::cout << "  " << whose << ", line " << static_cast<int>(lines[i]) << "\n";
      CHECK_EQUAL(budget.used_of(lines[i]), static_cast<int64_t>(wanted[i]));
    }
    CHECK_EQUAL(ledger.loss, static_cast<int64_t>(wanted.back()));
  }
  void compare_figures(bool is_whole) {
    compare_budget("firm", gate_.firm().budget, gate_.firm().ledger, slow_.figures_of_firm());
    if (!is_whole) return;
    for (StrategyId i = 0; i < 3; ++i) {
      const StrategyState& its = gate_.strategy(i);
      compare_budget("strategy", its.budget, its.ledger, slow_.figures_of_strategy(i));
      CHECK_EQUAL((its.stops & stop::loss) != 0, slow_.strategies[i].is_loss_off);
      CHECK_EQUAL((its.stops & stop::refusal_streak) != 0, slow_.strategies[i].is_streak_off);
      CHECK_EQUAL((its.stops & stop::repeat_execution) != 0, slow_.strategies[i].is_repeat_off);
    }
    for (AccountId i = 0; i < 2; ++i) {
      const AccountState& its = gate_.account(i);
      compare_budget("account", its.budget, its.ledger, slow_.figures_of_account(i));
      CHECK_EQUAL((its.stops & stop::loss) != 0, slow_.accounts[i].is_loss_off);
    }
    CHECK_EQUAL((gate_.firm().stops & stop::loss) != 0, slow_.firm.is_loss_off);
  }

  Dice dice_;
  std::unique_ptr<LimitSet> limits_ = std::make_unique<LimitSet>();
  OrderGate gate_;
  SlowGate slow_;
  OrderLife life_;
  TimeNs now_ = 1'000'000'000;
  StrategyOrderId ids_ = 0;
  Intent last_passed_{};
  StrategyId last_strategy_ = 0;
  std::array<uint64_t, refusal_count> expected_{};
};

}  // namespace hotlane::test
