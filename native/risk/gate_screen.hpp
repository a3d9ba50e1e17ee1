// The quick look at an intent: one pass without a branch to guess, over the same figures as the controls.
// What it finds clear passes every control; what it doesn't find clear may pass too, and the controls
// (order_gate.cpp) say so, or why not. Sanitizer builds assert the first, and the gate's tests hold both
// against a model. 66 ns an intent by the controls alone, 27 ns with this before them (bench/risk).
//
// Differences are gathered by `or`: their sign bit says that one of them was negative.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "risk/order_controls.hpp"
#include "risk/price_controls.hpp"
#include "risk/stake.hpp"

namespace hotlane {

class GateScreen {
 public:
  explicit GateScreen(const GateQuestion& question) noexcept : q(question) {}

  [[nodiscard]] bool is_clear() const noexcept { return below_ >= 0 && trouble_ == 0; }

  void look_at_state() noexcept {
    const OrderPath& path = q.path;
    const GateInputs& in = q.inputs;
    trouble_ |= q.firm.stops | path.account->stops | path.strategy->stops | path.instrument->stops;
    trouble_ |= !path.account->is_reconciled | !path.limits.is_open;
    trouble_ |= static_cast<unsigned>(in.outage);
    trouble_ |= !in.is_session_ready | in.is_account_in_doubt | !in.can_be_carried;
    trouble_ |= in.is_halted | in.is_book_stale;
    trouble_ |= q.is_new ? in.is_order_id_used | !in.has_order_room
                         : !in.order.is_known | in.order.is_done | !in.order.is_replaceable;
  }
  // `phases`: a bit for each phase in which regular orders may go; the others' hours are the controls' to
  // tell.
  void look_at_market(TimeNs control_patience_ns, unsigned phases) noexcept {
    const GateInputs& in = q.inputs;
    below_ |= control_patience_ns - (in.now - q.control_heard);
    trouble_ |= in.is_crossed & q.market.is_crossed_barred;
    trouble_ |= ~(phases >> static_cast<unsigned>(in.phase)) & 1U;
    trouble_ |= in.time_of_day_ns < q.market.regular_open_ns;
    trouble_ |= in.time_of_day_ns >= q.market.regular_close_ns;
  }
  void look_at_form() noexcept {
    const PriceTicks price = q.intent.price_ticks;
    const InstrumentState& instrument = *q.path.instrument;
    below_ |= int64_t{price} - 1;
    below_ |= int64_t{price_ticks_max} - price;
    const Step& step = price >= dollar_ticks ? instrument.price_step : instrument.price_step_small;
    trouble_ |= !step.divides(static_cast<uint32_t>(price));
    below_ |= int64_t{order_shares_max} - int64_t{q.intent.quantity};
    trouble_ |= !instrument.lot.divides(q.intent.quantity);
    below_ |= q.open - 1;
    look_at_attributes();
    const OrderLimits& limits = q.path.limits;
    below_ |= int64_t{limits.quantity_max} - q.open;
    below_ |= int64_t{limits.adv_quantity_max} - q.open;
    below_ |= limits.notional_max - q.notional;
  }
  void look_at_price() noexcept {
    const GateInputs& in = q.inputs;
    const OrderLimits& limits = q.path.limits;
    const InstrumentState& instrument = *q.path.instrument;
    const int64_t price = q.intent.price_ticks;
    // A book with both sides only: without, the reference is the controls' to find.
    below_ |= int64_t{std::min(in.bid_ticks, in.ask_ticks)} - 1;
    const bool is_buy = q.side == Side::buy;
    const int64_t opposite = is_buy ? in.ask_ticks : in.bid_ticks;
    const int64_t through = is_buy ? price - opposite : opposite - price;
    const int64_t twice_reference = int64_t{in.bid_ticks} + in.ask_ticks;
    const int64_t difference = 2 * price - twice_reference;
    const int64_t away = std::max(difference, -difference);
    below_ |= int64_t{limits.collar_ticks} - through;
    below_ |= 2 * int64_t{limits.reference_collar_ticks} - away;
    below_ |= opposite * points(limits.collar_basis_points) - through * basis_points_whole;
    below_ |= twice_reference * points(limits.reference_collar_basis_points) - away * basis_points_whole;
    below_ |= is_buy ? instrument.luld_upper_ticks - price : price - instrument.luld_lower_ticks;
    below_ |= is_buy ? q.path.own_best->sell_ticks - 1 - price : price - 1 - q.path.own_best->buy_ticks;
  }
  void look_at_recent(uint64_t fingerprint) noexcept {
    const StrategyState& strategy = *q.path.strategy;
    const uint32_t equal = q.path.recent.count(fingerprint, q.inputs.now, strategy.duplicate_window_ns);
    below_ |= int64_t{strategy.duplicates_max} - equal - 1;
    if (q.path.was_filled) below_ |= strategy.repeats_max - strategy.repeats.sum() - 1;
  }
  void look_at_rates() noexcept {
    const TimeNs now = q.inputs.now;
    below_ |= q.path.port->room(now);
    below_ |= q.path.account->rate.room(now);
    below_ |= q.path.strategy->rate.room(now);
    below_ |= q.path.instrument->rate.room(now);
  }
  void look_at_short_sale() noexcept {
    const AccountHolding& holding = *q.path.account_holding;
    const GateInputs& in = q.inputs;
    const int64_t owned = std::max<int64_t>(holding.cell.net, 0);
    const int64_t of_long = owned - holding.cell.open(Side::sell) - q.more;
    const int64_t located = q.path.account->is_locate_exempt ? sum_bound : holding.located_shares;
    const int64_t of_locate = located - holding.short_sold - holding.short_open - q.more;
    const bool is_tested = q.sell_kind == SellKind::short_sale && in.short_sale_test != ShortSaleTest::none;
    const bool is_known = in.short_sale_test != ShortSaleTest::unknown && in.bid_ticks > 0;
    const int64_t of_test = is_known ? int64_t{q.intent.price_ticks} - in.bid_ticks - 1 : -1;
    const int64_t of_short = of_locate | (is_tested ? of_test : 0);
    below_ |= q.sell_kind == SellKind::ordinary ? of_long : of_short;
  }
  void look_at_positions() noexcept {
    const OrderPath& path = q.path;
    below_ |= path.instrument->position_max - path.instrument->cell.worst_case(q.side, q.more);
    below_ |= path.strategy->position_max - path.cell.worst_case(q.side, q.more);
    below_ |= path.account->position_max - path.account_holding->cell.worst_case(q.side, q.more);
  }
  void look_at_budgets() noexcept {
    const StrategyState& strategy = *q.path.strategy;
    const AccountState& account = *q.path.account;
    const Budget& instrument = q.path.instrument->budget;
    look_at_room(strategy.room, q.path.cell);
    look_at_room(account.room, q.path.account_holding->cell);
    below_ |= instrument.room_of(BudgetLine::open_orders) - q.is_new;
    below_ |= instrument.room_of(BudgetLine::open_notional) - q.more_notional;
    below_ |= instrument.room_of(BudgetLine::entered) - q.more_notional;
    below_ |= strategy.budget.room_of(BudgetLine::entered) - q.more_notional;
    below_ |= account.budget.room_of(BudgetLine::entered) - q.more_notional;
    below_ |= strategy.budget.room_of(BudgetLine::messages) - 1;
    below_ |= account.budget.room_of(BudgetLine::messages) - 1;
  }

 private:
  void look_at_room(const Room& room, const ExposureCell& cell) noexcept {
    if (cell.was_huge) [[unlikely]] {
      trouble_ = 1;
      return;
    }
    const WorthWith with = worth_with(q, cell);
    below_ |= room.open_orders - q.is_new;
    below_ |= room.open_notional - q.more_notional;
    below_ |= room.gross - gross_added(cell, with);
    const auto side = static_cast<size_t>(q.side);
    // The other side's worth never grows by it.
    below_ |= room.worth[side] - (with.its_side - cell.worth[side]);
  }
  // Plain: all defaults but for a day or immediate order, and for a sale of any kind.
  void look_at_attributes() noexcept {
    const OrderAttributes& attributes = q.intent.attributes;
    uint64_t words[3];
    static_assert(sizeof attributes == sizeof words);
    static_assert(offsetof(OrderAttributes, time_in_force) == 16 &&
                  offsetof(OrderAttributes, sell_kind) == 21);
    std::memcpy(words, &attributes, sizeof words);
    constexpr uint64_t judged_apart = uint64_t{0xFF} | uint64_t{0xFF} << 40;  // little-endian bytes 0 and 5
    const uint64_t others = words[0] | words[1] | (words[2] & ~judged_apart);
    const auto sell_kind = static_cast<unsigned>(attributes.sell_kind);
    trouble_ |= others != 0;
    trouble_ |= static_cast<unsigned>(attributes.time_in_force) >> 1;  // day 0, immediate or cancel 1
    trouble_ |= (sell_kind + 1) >> 2 | (q.side == Side::buy ? sell_kind : 0U);
  }
  // An absent limit is at least as large as this one, whose product with a price fits.
  [[nodiscard]] static int64_t points(uint32_t basis_points) noexcept {
    return std::min<uint32_t>(basis_points, 1U << 30);
  }

  const GateQuestion& q;
  int64_t below_ = 0;     // negative: something is below zero that should not
  unsigned trouble_ = 0;  // not 0: something is not as it should be
};

}  // namespace hotlane
