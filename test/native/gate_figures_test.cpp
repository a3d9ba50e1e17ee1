// The figures told of an intent, against what the slow gate says of it, over a seeded life of a lane
// (twin_gates.hpp): whatever passed kept them all, and a refusal for a figure is the first that is not kept.
#include <algorithm>
#include <array>
#include <iterator>

#include "gate/gate_fixture.hpp"
#include "gate/twin_gates.hpp"
#include "harness.hpp"
#include "replay/gate_figures.hpp"

namespace {

using namespace hotlane;
using test::GateFixture;
using test::TwinGates;

constexpr uint64_t events_played = 1'000'000;

// Those that compare numbers; `invalid_quantity` of a cancel does too, but a cancel has no figures.
constexpr Refusal numeric[] = {
    Refusal::loss_day,           Refusal::reduce_only,           Refusal::control_lost,
    Refusal::market_crossed,     Refusal::invalid_price,         Refusal::invalid_quantity,
    Refusal::order_quantity_max, Refusal::order_adv_max,         Refusal::order_notional_max,
    Refusal::reference_stale,    Refusal::price_collar,          Refusal::luld_band,
    Refusal::order_duplicate,    Refusal::message_rate_port,     Refusal::message_rate_account,
    Refusal::notional_rate,      Refusal::message_rate_strategy, Refusal::message_rate_instrument,
    Refusal::order_trade_ratio,  Refusal::repeat_execution,      Refusal::short_mark_wrong,
    Refusal::locate_missing,     Refusal::short_price_test,      Refusal::position_max,
    Refusal::open_orders_max,    Refusal::open_notional_max,     Refusal::exposure_strategy_max,
    Refusal::credit_max,         Refusal::exposure_account_max,  Refusal::exposure_firm_max,
    Refusal::net_exposure_max,   Refusal::traded_notional_day,   Refusal::self_match};

bool is_numeric(const Finding& finding) {
  // A strategy that is off for its re-entries is refused for that, whatever it asks.
  if (finding.refusal == Refusal::repeat_execution && finding.limit == 0 && finding.value == 0) return false;
  return std::find(std::begin(numeric), std::end(numeric), finding.refusal) != std::end(numeric);
}

const GateFigure* first_broken(const std::vector<GateFigure>& figures) {
  const auto at =
      std::find_if(figures.begin(), figures.end(), [](const auto& each) { return !each.is_kept; });
  return at == figures.end() ? nullptr : &*at;
}

TEST("what passed kept every figure, and a refusal for a figure is the first that is broken") {
  const uint64_t events = test::repeats(events_played);
  TwinGates twins(test::seed());
  std::array<uint64_t, refusal_count> broken{};
  std::array<uint64_t, refusal_count> kept{};
  twins.before_check = [&](const Intent& intent, const GateInputs& inputs, const Finding& wanted) {
    const uint64_t state = twins.gate().state_hash();
    const std::vector<GateFigure> figures = gate_figures(twins.gate(), intent, inputs);
    CHECK_EQUAL(twins.gate().state_hash(), state);
    if (intent.kind == IntentKind::cancel) {
      CHECK(figures.empty());
      return;
    }
    const GateFigure* const first = first_broken(figures);
    for (const GateFigure& each : figures) {
      CHECK(!each.control.empty() && !each.unit.empty());
      kept[static_cast<size_t>(each.refusal)] += each.is_kept ? 1U : 0U;
      // The other way round does not hold: what adds nothing keeps a limit that is passed.
      if (each.relation == "at most" && !each.is_kept && each.refusal != Refusal::loss_day &&
          each.refusal != Refusal::price_collar && each.refusal != Refusal::reference_stale) {
        CHECK(each.value > each.limit);
      }
    }
    if (wanted.refusal == Refusal::none) CHECK(first == nullptr);
    if (!is_numeric(wanted)) return;
    if (first == nullptr) return test::fail(__FILE__, __LINE__, words_of(wanted.refusal));
    ++broken[static_cast<size_t>(wanted.refusal)];
    CHECK_EQUAL(std::string(words_of(first->refusal)), std::string(words_of(wanted.refusal)));
    CHECK(first->scope == wanted.scope);
    CHECK_EQUAL(first->value, wanted.value);
    CHECK_EQUAL(first->limit, wanted.limit);
  };
  twins.play(events);
  if (events < events_played) return;
  for (const Refusal refusal : numeric) {
    if (broken[static_cast<size_t>(refusal)] == 0) {
      test::fail(__FILE__, __LINE__, std::string("never broken: ") + words_of(refusal));
    }
    // A stale reference has a figure only where it is missed.
    if (refusal != Refusal::reference_stale && kept[static_cast<size_t>(refusal)] == 0) {
      test::fail(__FILE__, __LINE__, std::string("never kept: ") + words_of(refusal));
    }
  }
}

TEST("a limit that no scope has gives no figure, one that is set gives its scope's") {
  GateFixture f;
  f.apply();
  const auto controls_of = [&f](const std::vector<GateFigure>& figures) {
    std::string text;
    for (const GateFigure& each : figures) text += each.control + ' ' + std::to_string(each.limit) + ';';
    return text;
  };
  const auto figures = [&f] { return gate_figures(f.gate, f.plain(), f.market()); };
  CHECK_EQUAL(controls_of(figures()), std::string("price 1999999900;quantity 999999;"));
  f.limits->strategies[0].order_quantity_max = 300;
  f.limits->accounts[0].collar_basis_points = 200;
  f.limits->firm.open_orders_max = 7;
  f.apply();
  const std::vector<GateFigure> set = figures();
  CHECK_EQUAL(controls_of(set), "price 1999999900;quantity 999999;order quantity 300;price collar " +
                                    std::to_string(test::ask_price) + ";open orders 7;");
  if (set.size() != 5) return;
  CHECK(set[2].scope == RiskScope::strategy && set[2].value == 100 && set[2].relation == "at most");
  CHECK(set[3].scope == RiskScope::account && set[3].relation == "within 200 basis points of");
  CHECK(set[4].scope == RiskScope::firm && set[4].value == 1 && set[4].is_kept);
}

TEST("an intent has no figures beyond a wrong form, and none where it speaks of nothing") {
  GateFixture f;
  f.apply();
  Intent intent = f.plain(0);
  CHECK_EQUAL(gate_figures(f.gate, intent, f.market()).size(), size_t{2});
  intent.side = static_cast<Side>(7);
  intent.quantity = UINT32_MAX;
  intent.price_ticks = INT32_MIN;
  CHECK_EQUAL(gate_figures(f.gate, intent, f.market()).size(), size_t{2});
  intent.instrument = f.gate.instruments();
  CHECK(gate_figures(f.gate, intent, f.market()).empty());
}

}  // namespace
