#include "replay/gate_figures.hpp"

#include <algorithm>
#include <limits>

namespace hotlane {
namespace {

constexpr int64_t basis_points_whole = 10'000;
constexpr int64_t unlimited = std::numeric_limits<int64_t>::max();

// Shares that the order could fill from now on, if the intent is carried out (risk/order_gate.cpp).
int64_t open_after(const Intent& intent, const GateInputs& inputs) {
  const int64_t quantity = intent.quantity;
  return intent.kind == IntentKind::new_order ? quantity : quantity - int64_t{inputs.order.used};
}

// The mid, else the last trade, in half ticks; 0: there is none.
int64_t reference_half_ticks(const GateInputs& inputs) {
  if (inputs.bid_ticks > 0 && inputs.ask_ticks > 0) return int64_t{inputs.bid_ticks} + inputs.ask_ticks;
  return 2 * int64_t{inputs.last_ticks};
}

class Figures {
 public:
  Figures(const Intent& intent, const GateInputs& inputs) : intent_(intent), inputs_(inputs) {}

  void add_scope(const char* scope, const Limits& limits, const Exposure& exposure) {
    const int64_t open = open_after(intent_, inputs_);
    add("order quantity", "shares", scope, open, limits.order_quantity_max);
    add("order value", "ticks x shares", scope, open * intent_.price_ticks, limits.order_notional_max);
    const int64_t reference = reference_half_ticks(inputs_);
    const int64_t distance = std::abs(2 * int64_t{intent_.price_ticks} - reference) / 2;
    if (limits.collar_ticks > 0) add("price collar", "ticks", scope, distance, limits.collar_ticks);
    if (limits.collar_basis_points > 0) {
      const int64_t allowed = reference / 2 * limits.collar_basis_points / basis_points_whole;
      add("price collar", "ticks", scope, distance, allowed);
    }
    const Side side = intent_.kind == IntentKind::new_order ? intent_.side : inputs_.order.side;
    const bool is_new = intent_.kind == IntentKind::new_order;
    const int64_t more = is_new ? open : std::max<int64_t>(0, open - inputs_.order.exposed);
    add("worst-case position", "shares", scope, exposure.worst_case(side, more), limits.position_max);
  }
  [[nodiscard]] std::vector<GateFigure> take() { return std::move(figures_); }

 private:
  // A strategy's limits that only repeat "none" are no figures.
  void add(const char* control, const char* unit, const char* scope, int64_t value, int64_t limit) {
    if (limit == unlimited || limit == std::numeric_limits<Quantity>::max()) return;
    figures_.push_back({control, unit, scope, value, limit, value <= limit});
  }

  const Intent& intent_;
  const GateInputs& inputs_;
  std::vector<GateFigure> figures_;
};

}  // namespace

std::vector<GateFigure> gate_figures(const Intent& intent, const GateInputs& inputs,
                                     const Limits& of_instrument, const Limits& of_strategy) {
  // A cancel is held against nothing.
  if (intent.kind == IntentKind::cancel) return {};
  Figures figures(intent, inputs);
  figures.add_scope("instrument", of_instrument, inputs.of_instrument);
  figures.add_scope("strategy", of_strategy, inputs.of_strategy);
  return figures.take();
}

}  // namespace hotlane
