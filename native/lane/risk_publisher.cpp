#include "lane/risk_publisher.hpp"

#include "memory/seqlock.hpp"

namespace hotlane {
namespace {

static_assert(refusal_count <= boundary::refusals_max, "each refusal's count has its place");

template <class State>
void publish_usage(const State& state, boundary::ScopeUsage& out) noexcept {
  const Budget& budget = state.budget;
  publish_word(out.stops, uint32_t{state.stops});
  publish_word(out.open_orders, budget.used_of(BudgetLine::open_orders));
  publish_word(out.open_notional, budget.used_of(BudgetLine::open_notional));
  publish_word(out.traded_notional, budget.used_of(BudgetLine::traded));
  publish_word(out.gross_exposure, budget.used_of(BudgetLine::gross));
  publish_word(out.net_exposure,
               std::max(budget.used_of(BudgetLine::buy_worth), budget.used_of(BudgetLine::sell_worth)));
  publish_word(out.credit_used, budget.used_of(BudgetLine::credit));
  publish_word(out.profit, state.ledger.profit());
}

template <class State>
void publish_windows(const State& state, boundary::ScopeUsage& out) noexcept {
  publish_word(out.messages_window, state.budget.used_of(BudgetLine::messages) - state.messages.start());
  publish_word(out.entered_window, state.budget.used_of(BudgetLine::entered) - state.entered.start());
}

}  // namespace

void publish_risk(const OrderGate& gate, boundary::LaneMemory& memory) noexcept {
  boundary::RiskView& view = memory.risk;
  publish_word(view.limits_version, gate.version());
  publish_word(view.control_heard_ns, gate.control_heard());
  for (uint32_t code = 0; code < refusal_count; ++code) {
    publish_word(view.refusals[code], gate.count_of(static_cast<Refusal>(code)));
  }
  publish_usage(gate.firm(), view.firm);
  for (uint16_t i = 0; i < gate.strategies(); ++i) {
    publish_usage(gate.strategy(i), view.strategies[i]);
    publish_windows(gate.strategy(i), view.strategies[i]);
  }
  for (uint16_t i = 0; i < gate.accounts(); ++i) {
    const AccountState& account = gate.account(static_cast<AccountId>(i));
    publish_usage(account, view.accounts[i]);
    publish_windows(account, view.accounts[i]);
    publish_word(view.accounts[i].is_reconciled, account.is_reconciled ? 1U : 0U);
  }
  publish_holdings(memory.firm_share, gate.share(), gate.firm_used());
}

}  // namespace hotlane
