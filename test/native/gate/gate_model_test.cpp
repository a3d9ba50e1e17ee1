// The gate against the slow gate (slow_gate.hpp) over a seeded life of a lane: intents of all kinds, orders
// that fill, are cut, replaced, rejected and cancelled, trades broken, marks, limits and switches that
// change. After each, the same verdict with the same figures, and the same exposures, profits and stops.
#include <array>
#include <random>

#include "gate/order_life.hpp"
#include "gate/slow_gate.hpp"
#include "harness.hpp"
#include "risk/order_gate.hpp"

namespace {

using namespace hotlane;
using test::SlowGate;
using test::Wide;

constexpr uint64_t events_played = 1'000'000;
constexpr uint32_t orders_max = 24;
constexpr uint16_t instruments = 3;
const std::vector<AccountId> account_of = {0, 0, 1};
const std::vector<SessionId> session_of = {0, 0, 1};

struct Dice {
  explicit Dice(uint64_t seed) : random(seed) {}
  uint64_t below(uint64_t bound) { return random() % bound; }
  bool one_in(uint64_t n) { return below(n) == 0; }
  int64_t between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low + 1)));
  }
  std::mt19937_64 random;
};

// Both gates, told the same.
class TwinGates {
 public:
  explicit TwinGates(uint64_t seed)
      : dice_(seed),
        gate_({instruments, 2, 2, orders_max, account_of, session_of}),
        slow_(instruments, 2, account_of, session_of, 2),
        life_(orders_max) {
    make_unlimited(*limits_);
    change_limits();
    set_shares();
    for (AccountId account = 0; account < 2; ++account) reconcile(account, true);
  }

  void play(uint64_t events) {
    for (uint64_t i = 0; i < events && test::failures() == 0; ++i) {
      now_ += static_cast<TimeNs>(dice_.below(40'000));
      if (dice_.one_in(3'000)) now_ += 40'000'000;
      step();
      compare_figures(i % 64 == 0);
      if (test::failures() > 0) std::cout << "  at event " << i << "\n";
    }
  }
  const std::array<uint64_t, refusal_count>& expected() const { return expected_; }
  const OrderGate& gate() const { return gate_; }

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
  void compare(const Intent& intent, const GateInputs& in, const Finding& found, const Finding& wanted) {
    ++expected_[static_cast<size_t>(wanted.refusal)];
    CHECK_EQUAL(std::string(words_of(found.refusal)), std::string(words_of(wanted.refusal)));
    CHECK_EQUAL(static_cast<int>(found.scope), static_cast<int>(wanted.scope));
    CHECK_EQUAL(found.value, wanted.value);
    CHECK_EQUAL(found.limit, wanted.limit);
    if (test::failures() > 0) {
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
    compare(intent, in, gate_.check(intent, in).finding(), wanted);
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
    compare(intent, in, gate_.check(intent, in).finding(), wanted);
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
    gate_.apply(test::OrderLife::broken(strategy, instrument, side, shares, at), now_);
    slow_.broken(strategy, instrument, side, shares, at);
  }

  void mark() {
    const auto instrument = static_cast<InstrumentId>(dice_.below(instruments));
    const auto at = static_cast<PriceTicks>(dice_.one_in(10) ? 0 : dice_.between(985'000, 1'015'000));
    gate_.mark(instrument, at);
    slow_.mark(instrument, at);
  }

  // One limit of one scope somewhere near what is used, or none; now and then a rule or a whole new day.
  void change_limits() {
    ++limits_->version;
    ScopeLimits* const scopes[] = {&limits_->instruments[dice_.below(instruments)],
                                   &limits_->strategies[dice_.below(3)], &limits_->accounts[dice_.below(2)],
                                   &limits_->firm};
    ScopeLimits& its = *scopes[dice_.below(4)];
    const bool is_none = dice_.one_in(2);
    const auto count = [&](int64_t low, int64_t high) {
      return is_none ? no_count_limit : static_cast<uint32_t>(dice_.between(low, high));
    };
    const auto money = [&](int64_t high) { return is_none ? no_money_limit : dice_.between(0, high); };
    const auto window = [&] { return dice_.one_in(4) ? TimeNs{0} : dice_.between(1, 3'000'000); };
    switch (dice_.below(25)) {
      case 0: its.order_notional_max = money(400'000'000); break;
      case 1: its.open_notional_max = money(1'500'000'000); break;
      case 2: its.gross_exposure_max = money(3'000'000'000); break;
      case 3: its.net_exposure_max = money(2'000'000'000); break;
      case 4: its.credit_max = money(3'000'000'000); break;
      case 5: its.loss_max = money(20'000'000); break;
      case 6: its.traded_notional_max = money(8'000'000'000); break;
      case 7: its.notional_window_max = money(2'000'000'000); break;
      case 8: its.notional_window_ns = dice_.between(1, 3'000'000); break;
      case 9: its.position_max = money(2'000); break;
      case 10: its.is_set = is_none || !dice_.one_in(4) ? 1U : 0U; break;
      case 11: its.order_quantity_max = count(100, 450); break;
      case 12: its.collar_ticks = count(0, 10'000); break;
      case 13: its.collar_basis_points = count(0, 150); break;
      case 14: its.reference_collar_ticks = count(5'000, 25'000); break;
      case 15: its.reference_collar_basis_points = count(50, 250); break;
      case 16: its.open_orders_max = count(1, 16); break;
      case 17: {
        its.messages_per_second_max =
            is_none ? no_count_limit : static_cast<uint32_t>(dice_.between(0, 60'000));
        its.messages_burst_max = static_cast<uint32_t>(dice_.between(0, 8));
        break;
      }
      case 18: {
        its.duplicates_max = count(1, 3);
        its.duplicate_window_ns = dice_.between(1, 2'000'000);
        break;
      }
      case 19: {
        its.order_trade_ratio_max = count(1, 6);
        its.order_trade_from = static_cast<uint32_t>(dice_.between(0, 20));
        break;
      }
      case 20: its.order_trade_window_ns = dice_.between(1, 3'000'000); break;
      case 21: {
        its.repeat_executions_max = count(1, 12);
        its.repeat_window_ns = window();
        break;
      }
      case 22: its.refusals_in_a_row_max = count(4, 30); break;
      case 23: its.loss_stops = dice_.one_in(2) ? 1U : 0U; break;
      default: change_rules(); break;
    }
    // Nothing stays shut for long.
    if (dice_.one_in(5)) {
      const uint32_t version = limits_->version;
      const uint32_t day = limits_->trading_day;
      make_unlimited(*limits_);
      limits_->version = version;
      limits_->trading_day = day;
    }
    gate_.apply_limits(*limits_, now_);
    slow_.apply_limits(*limits_, now_);
  }
  void change_rules() {
    InstrumentRules& instrument = limits_->instrument_rules[dice_.below(instruments)];
    AccountRules& account = limits_->account_rules[dice_.below(2)];
    StrategyRules& strategy = limits_->strategy_rules[dice_.below(3)];
    MarketRules& market = limits_->market;
    // Those that only few orders meet come up more often.
    constexpr int rules[] = {0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 7, 7, 8, 9, 10, 11, 11, 11, 12};
    switch (rules[dice_.below(std::size(rules))]) {
      case 0:
        instrument.price_step_ticks = 100;
        instrument.price_step_small_ticks = static_cast<uint32_t>(dice_.between(1, 3));
        break;
      case 1: instrument.lot_shares = static_cast<uint32_t>(dice_.between(1, 10)); break;
      case 2:
        instrument.adv_shares = dice_.below(100'000);
        instrument.adv_basis_points_max = static_cast<uint32_t>(dice_.between(10, 200));
        break;
      case 3: instrument.reference_age_max_ns = dice_.between(0, 2'000); break;
      case 4: instrument.reference_ticks = static_cast<PriceTicks>(dice_.one_in(2) ? 0 : 1'000'000); break;
      case 5:
        instrument.luld_lower_ticks = static_cast<PriceTicks>(dice_.between(980'000, 995'000));
        instrument.luld_upper_ticks = static_cast<PriceTicks>(dice_.between(1'005'000, 1'020'000));
        break;
      case 6:
        for (InstrumentRules& each : limits_->instrument_rules)
          each.is_short_regulated = dice_.one_in(3) ? 0U : 1U;
        break;
      case 7:
        account.is_locate_exempt = 0;
        for (uint32_t& located : account.locate_shares) located = static_cast<uint32_t>(dice_.below(300));
        break;
      case 8: account.restricted[0] = dice_.below(8); break;
      case 9:
        (dice_.one_in(2) ? account.is_approved : strategy.is_approved) = dice_.one_in(2) ? 0U : 1U;
        break;
      case 10: strategy.entitled[0] = dice_.below(8); break;
      case 11:
        market.self_match = static_cast<uint32_t>(dice_.below(3));
        market.is_crossed_barred = static_cast<uint32_t>(dice_.below(2));
        market.is_phase_needed = static_cast<uint32_t>(dice_.below(2));
        market.control_patience_ns = dice_.one_in(2) ? 0 : dice_.between(1'000'000, 20'000'000);
        market.port_messages_per_second_max = static_cast<uint32_t>(dice_.between(100, 9'000));
        market.port_messages_burst_max = static_cast<uint32_t>(dice_.between(1, 6));
        market.extended_open_ns = dice_.between(0, 200);
        market.regular_open_ns = dice_.between(200, 499);
        market.regular_close_ns = dice_.between(501, 700);
        market.extended_close_ns = dice_.between(700, 900);
        break;
      default: limits_->trading_day += dice_.one_in(4) ? 1U : 0U; break;
    }
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
  test::OrderLife life_;
  TimeNs now_ = 1'000'000'000;
  StrategyOrderId ids_ = 0;
  Intent last_passed_{};
  StrategyId last_strategy_ = 0;
  std::array<uint64_t, refusal_count> expected_{};
};

// Given by the lane, or told apart by the attributes' own tests.
constexpr Refusal not_here[] = {Refusal::invalid_intent,       Refusal::invalid_time_in_force,
                                Refusal::invalid_display,      Refusal::invalid_capacity,
                                Refusal::invalid_min_quantity, Refusal::invalid_max_floor,
                                Refusal::invalid_peg,          Refusal::invalid_cross,
                                Refusal::invalid_post_only,    Refusal::too_many_intents};

TEST("the gate says what a slow gate says, with the same figures, over a million seeded events") {
  const uint64_t events = test::repeats(events_played);
  TwinGates twins(test::seed());
  twins.play(events);
  uint64_t reasons = 0;
  for (uint32_t code = 0; code < refusal_count; ++code) {
    const auto refusal = static_cast<Refusal>(code);
    CHECK_EQUAL(twins.gate().count_of(refusal), twins.expected()[code]);
    reasons += twins.expected()[code] > 0 ? 1U : 0U;
    const bool is_elsewhere =
        std::find(std::begin(not_here), std::end(not_here), refusal) != std::end(not_here);
    if (!is_elsewhere && events == events_played && twins.expected()[code] == 0) {
      test::fail(__FILE__, __LINE__, std::string("never came up: ") + words_of(refusal));
    }
  }
  std::cout << "  " << events << " events, " << twins.gate().passed() << " intents passed, " << reasons - 1
            << " reasons to refuse came up\n";
}

}  // namespace
