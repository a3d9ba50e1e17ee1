// What must hold for any sequence of intents, acceptances, fills, cuts, replaces, rejections and cancels
// (risk-15c3-5.md §7.2): a limit that is kept when orders are sent stays kept, whatever the venue does with
// them and wherever the market goes; and the gate never counts less than what could happen.
#include <random>

#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

// What could happen at most to one account in one instrument, from the orders themselves.
struct Possible {
  int64_t net = 0;
  int64_t buy = 0;
  int64_t sell = 0;

  [[nodiscard]] int64_t worst() const { return std::max(net + buy, sell - net); }
};

Possible possible_of(const GateFixture& f, StrategyId strategy, int64_t net) {
  Possible possible{net};
  for (uint32_t slot = 0; slot < GateFixture::orders_max; ++slot) {
    const Order& order = f.life.order(slot);
    if (order.user_ref_num == 0 || is_done(order.state) || order.strategy != strategy) continue;
    int64_t shares = order.leaves;
    if (order.pending_user_ref_num != 0) {
      shares = std::max<int64_t>(shares, int64_t{order.pending_quantity} - order.filled);
    }
    (order.side == Side::buy ? possible.buy : possible.sell) += shares;
  }
  return possible;
}

TEST("limits kept when orders are sent stay kept, whatever the venue and the market do") {
  for (uint64_t run = 0; run < test::repeats(60); ++run) {
    std::mt19937_64 random(test::seed() + run);
    const auto below = [&random](uint64_t bound) { return random() % bound; };
    GateFixture f;
    const Money money = Money{1'000'000} * static_cast<int64_t>(500 + below(2'000));
    const auto position = static_cast<int64_t>(300 + below(1'000));
    f.limits->instruments[0].position_max = position;
    f.limits->strategies[0].gross_exposure_max = f.limits->accounts[0].gross_exposure_max = money;
    f.limits->accounts[0].net_exposure_max = money / 2;
    f.limits->firm.open_notional_max = money;
    f.limits->firm.open_orders_max = 20;
    f.limits->firm.traded_notional_max = 40 * money;
    f.apply();
    int64_t net = 0;
    std::vector<uint32_t> working;
    for (int step = 0; step < 3'000; ++step) {
      f.now += 1'000;
      if (below(10) == 0) f.gate.mark(0, static_cast<PriceTicks>(900'000 + below(200'000)));
      const uint64_t what = below(10);
      if (what < 4 || working.empty()) {
        const Side side = below(2) == 0 ? Side::buy : Side::sell;
        const uint32_t slot = f.enter(f.order(side, static_cast<Quantity>(1 + below(300)),
                                              static_cast<PriceTicks>(950'000 + below(100'000))));
        if (slot < GateFixture::orders_max) working.push_back(slot);
      } else {
        const size_t at = below(working.size());
        const uint32_t slot = working[at];
        const Order& order = f.life.order(slot);
        if (what == 4 && order.state == OrderState::live) {
          f.replace(slot, static_cast<Quantity>(1 + below(400)),
                    static_cast<PriceTicks>(950'000 + below(100'000)));
        } else if (what == 5 && order.state == OrderState::pending_replace) {
          f.gate.apply(below(2) == 0 ? f.life.replaced(slot) : f.life.replace_rejected(slot), f.now);
        } else if (what < 8) {
          const auto shares = static_cast<Quantity>(1 + below(order.leaves));
          // A price at least as good as asked for.
          const PriceTicks price =
              order.price_ticks - sign_of(order.side) * static_cast<PriceTicks>(below(500));
          net += sign_of(order.side) * int64_t{shares};
          f.fill(slot, shares, price);
        } else {
          f.cancel(slot);
        }
        if (is_done(order.state)) working.erase(working.begin() + static_cast<std::ptrdiff_t>(at));
      }
      const Budget& account = f.gate.account(0).budget;
      const Budget& firm = f.gate.firm().budget;
      CHECK(f.gate.strategy(0).budget.used_of(BudgetLine::gross) <= money);
      CHECK(account.used_of(BudgetLine::gross) <= money);
      CHECK(account.used_of(BudgetLine::buy_worth) <= money / 2);
      CHECK(account.used_of(BudgetLine::sell_worth) <= money / 2);
      CHECK(firm.used_of(BudgetLine::open_notional) <= money);
      CHECK(firm.used_of(BudgetLine::open_orders) <= 20);
      CHECK_EQUAL(f.gate.cell(0, 0).net, net);
      const Possible possible = possible_of(f, 0, net);
      CHECK(possible.worst() <= position);
      CHECK(std::max(f.gate.cell(0, 0).worst[0], f.gate.cell(0, 0).worst[1]) >= possible.worst());
      if (test::failures() > 0) return;
    }
    CHECK(f.gate.passed() > 300);
  }
}

TEST("when everything is done and flat, nothing is left in use but what was traded") {
  for (uint64_t run = 0; run < test::repeats(60); ++run) {
    std::mt19937_64 random(test::seed() + run);
    GateFixture f;
    std::vector<uint32_t> working;
    for (int i = 0; i < 40; ++i) {
      const auto strategy = static_cast<StrategyId>(random() % 3);
      const Side side = random() % 2 == 0 ? Side::buy : Side::sell;
      const auto instrument = static_cast<InstrumentId>(random() % 3);
      working.push_back(f.enter(f.order(side, static_cast<Quantity>(1 + random() % 300),
                                        static_cast<PriceTicks>(990'000 + random() % 20'000), instrument),
                                strategy));
      if (random() % 3 == 0) f.replace(working.back(), 1 + static_cast<Quantity>(random() % 500), ask_price);
    }
    for (const uint32_t slot : working) {
      const Order& order = f.life.order(slot);
      if (random() % 2 == 0) f.fill(slot, order.leaves, order.price_ticks);
      if (!is_done(order.state)) f.cancel(slot);
    }
    for (StrategyId strategy = 0; strategy < 3; ++strategy) {
      for (InstrumentId instrument = 0; instrument < 3; ++instrument) {
        const int64_t net = f.gate.cell(strategy, instrument).net;
        if (net != 0) f.hold(strategy, instrument, -net);
      }
    }
    const auto check = [](const Budget& budget, const Ledger& ledger) {
      for (const BudgetLine line : {BudgetLine::open_orders, BudgetLine::open_notional, BudgetLine::gross,
                                    BudgetLine::buy_worth, BudgetLine::sell_worth}) {
        CHECK_EQUAL(budget.used_of(line), int64_t{0});
      }
      CHECK_EQUAL(ledger.marked, Money{0});
    };
    check(f.gate.firm().budget, f.gate.firm().ledger);
    for (AccountId i = 0; i < 2; ++i) check(f.gate.account(i).budget, f.gate.account(i).ledger);
    for (StrategyId i = 0; i < 3; ++i) check(f.gate.strategy(i).budget, f.gate.strategy(i).ledger);
    f.gate.for_each_held([](InstrumentId) { CHECK(false); });
  }
}

TEST("numbers that no venue would send never make the gate reckon wrong or stop reckoning") {
  std::mt19937_64 random(test::seed());
  constexpr uint32_t edges[] = {0, 1, 2, 999'999, INT32_MAX, UINT32_MAX - 1, UINT32_MAX};
  GateFixture f;
  for (int i = 0; i < 5'000; ++i) {
    const auto edge = [&random, &edges] { return edges[random() % std::size(edges)]; };
    Intent intent =
        f.order(random() % 2 == 0 ? Side::buy : Side::sell, edge(), static_cast<PriceTicks>(edge()));
    static_cast<void>(f.ask(intent, f.market()));
    const OrderUpdate opened = f.life.open(intent, 0);
    f.gate.apply(opened, f.now);
    const uint32_t slot = opened.order->slot;
    f.gate.apply(f.life.replace_sent(slot, edge(), static_cast<PriceTicks>(edge())), f.now);
    static_cast<void>(f.ask_replace(slot, edge(), static_cast<PriceTicks>(edge())));
    f.gate.mark(0, static_cast<PriceTicks>(edge()));
    f.fill(slot, edge(), static_cast<PriceTicks>(edge()));
    f.gate.apply(test::OrderLife::broken(0, 0, Side::buy, edge(), static_cast<PriceTicks>(edge())), f.now);
    if (!is_done(f.life.order(slot).state)) f.cancel(slot);
    const Budget& firm = f.gate.firm().budget;
    CHECK_EQUAL(firm.used_of(BudgetLine::open_orders), int64_t{0});
    CHECK_EQUAL(firm.used_of(BudgetLine::open_notional), int64_t{0});
    CHECK(firm.used_of(BudgetLine::gross) >= 0);
    if (test::failures() > 0) return;
  }
  f.limits->instruments[0].position_max = 1'000'000;
  f.apply();
  CHECK(f.ask(f.order(Side::buy, 100, bid_price)).refusal != Refusal::none ||
        f.ask(f.order(Side::sell, 100, ask_price)).refusal != Refusal::none);
}

TEST("updates that name nothing of the lane's change nothing") {
  GateFixture f;
  f.enter(f.plain());
  const uint64_t before = f.gate.state_hash();
  OrderUpdate update;
  update.kind = OrderUpdateKind::filled;
  update.fill_quantity = 100;
  update.fill_price_ticks = bid_price;
  update.instrument = 3;
  f.gate.apply(update, f.now);
  update.instrument = 0;
  update.strategy = 3;
  f.gate.apply(update, f.now);
  f.gate.mark(3, 5);
  f.gate.kill_strategy(3, true);
  f.gate.kill_account(2, true);
  f.gate.kill_instrument(3, true);
  f.gate.reduce_only(RiskScope::port, 0, true);
  f.gate.rearm(RiskScope::none, 0);
  f.gate.set_reconciled(2, false);
  f.gate.set_opening_position(3, 0, 5, 5);
  CHECK_EQUAL(f.gate.state_hash(), before);
}

}  // namespace
