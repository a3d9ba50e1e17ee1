// Credit and position controls, one below each limit, at it and one above; what counts into them and what
// does not (risk-15c3-5.md §3.3, §7.1, §7.6).
#include <functional>
#include <vector>

#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

constexpr Money lot = Money{bid_price} * 100;  // of a plain order of 100 shares

// One limit of one scope, and why an order is refused that passes it.
struct Line {
  const char* name;
  RiskScope scope;
  int64_t ScopeLimits::*limit;
  Refusal refusal;
};

ScopeLimits& limits_of(GateFixture& f, RiskScope scope) {
  switch (scope) {
    case RiskScope::instrument: return f.limits->instruments[0];
    case RiskScope::strategy: return f.limits->strategies[0];
    case RiskScope::account: return f.limits->accounts[0];
    default: return f.limits->firm;
  }
}

// Those that 100 bought shares fill by 100 times the price.
const std::vector<Line> money_lines = {
    {"open", RiskScope::instrument, &ScopeLimits::open_notional_max, Refusal::open_notional_max},
    {"open", RiskScope::strategy, &ScopeLimits::open_notional_max, Refusal::open_notional_max},
    {"open", RiskScope::account, &ScopeLimits::open_notional_max, Refusal::open_notional_max},
    {"open", RiskScope::firm, &ScopeLimits::open_notional_max, Refusal::open_notional_max},
    {"gross", RiskScope::strategy, &ScopeLimits::gross_exposure_max, Refusal::exposure_strategy_max},
    {"gross", RiskScope::account, &ScopeLimits::gross_exposure_max, Refusal::exposure_account_max},
    {"gross", RiskScope::firm, &ScopeLimits::gross_exposure_max, Refusal::exposure_firm_max},
    {"net", RiskScope::strategy, &ScopeLimits::net_exposure_max, Refusal::net_exposure_max},
    {"net", RiskScope::account, &ScopeLimits::net_exposure_max, Refusal::net_exposure_max},
    {"net", RiskScope::firm, &ScopeLimits::net_exposure_max, Refusal::net_exposure_max},
    {"credit", RiskScope::account, &ScopeLimits::credit_max, Refusal::credit_max},
    {"credit", RiskScope::firm, &ScopeLimits::credit_max, Refusal::credit_max},
    {"traded", RiskScope::strategy, &ScopeLimits::traded_notional_max, Refusal::traded_notional_day},
    {"traded", RiskScope::account, &ScopeLimits::traded_notional_max, Refusal::traded_notional_day},
    {"traded", RiskScope::firm, &ScopeLimits::traded_notional_max, Refusal::traded_notional_day},
};

TEST("each money limit holds for what two orders come to, to the tick") {
  for (const Line& line : money_lines) {
    for (const Side side : {Side::buy, Side::sell}) {
      GateFixture f;
      const PriceTicks price = side == Side::buy ? bid_price : ask_price;
      const Money worth = Money{price} * 100;
      limits_of(f, line.scope).*line.limit = 2 * worth - 1;
      f.apply();
      CHECK(f.enter(f.order(side, 100, price)) < GateFixture::orders_max);
      CHECK_REFUSED(f.ask(f.order(side, 100, price)), line.refusal, line.scope, 2 * worth, 2 * worth - 1);
      limits_of(f, line.scope).*line.limit = 2 * worth;
      f.apply();
      CHECK_PASSED(f.ask(f.order(side, 100, price)));
      limits_of(f, line.scope).*line.limit = 2 * worth + 1;
      f.apply();
      CHECK_PASSED(f.ask(f.order(side, 100, price)));
    }
  }
}

TEST("each money limit is its scope's own: another strategy, account or instrument has room") {
  for (const Line& line : money_lines) {
    GateFixture f;
    limits_of(f, line.scope).*line.limit = lot;
    f.apply();
    CHECK(f.enter(f.plain()) < GateFixture::orders_max);
    CHECK(f.ask(f.plain(1)).refusal == line.refusal);
    // Strategy 1 has account 0 too, strategy 2 account 1; instrument 1 has other limits than 0.
    const bool is_of_strategy = line.scope == RiskScope::strategy;
    const bool is_of_account = line.scope == RiskScope::account;
    const bool is_of_instrument = line.scope == RiskScope::instrument;
    CHECK_EQUAL(f.ask(f.plain(1), 1).refusal == Refusal::none, is_of_strategy);
    CHECK_EQUAL(f.ask(f.plain(1), 2).refusal == Refusal::none, is_of_strategy || is_of_account);
    CHECK_EQUAL(f.ask(f.order(Side::buy, 1, bid_price, 1)).refusal == Refusal::none, is_of_instrument);
  }
}

TEST("a cancel, a reject and an expiry free what an order used, a fill moves it") {
  for (const Line& line : money_lines) {
    const bool counts_trades = line.limit == &ScopeLimits::traded_notional_max;
    const bool counts_open = line.limit == &ScopeLimits::open_notional_max;
    GateFixture f;
    limits_of(f, line.scope).*line.limit = lot;
    f.apply();
    f.cancel(f.enter(f.plain()));
    CHECK_PASSED(f.ask(f.plain()));
    const OrderUpdate opened = f.life.open(f.plain(), 0);
    f.gate.apply(opened, f.now);
    CHECK(f.ask(f.plain(1)).refusal == line.refusal);
    f.gate.apply(f.life.reject(opened.order->slot), f.now);
    CHECK_PASSED(f.ask(f.plain()));
    const uint32_t slot = f.enter(f.plain());
    f.fill(slot, 60, bid_price);
    f.cancel(slot);
    const Quantity rest = counts_open ? 100 : 40;
    CHECK_PASSED(f.ask(f.plain(rest)));
    CHECK(f.ask(f.plain(rest + 1)).refusal == line.refusal);
    // Bought shares that are sold again stake nothing any more, but they were traded.
    if (counts_trades || counts_open) continue;
    f.hold(0, 0, -60);
    CHECK_PASSED(f.ask(f.plain(100)));
  }
}

TEST("working orders are counted by each scope, and one more is refused") {
  for (const RiskScope scope :
       {RiskScope::instrument, RiskScope::strategy, RiskScope::account, RiskScope::firm}) {
    GateFixture f;
    limits_of(f, scope).open_orders_max = 2;
    f.apply();
    const uint32_t first = f.enter(f.plain());
    CHECK_PASSED(f.ask(f.plain()));
    const uint32_t second = f.enter(f.plain());
    CHECK_REFUSED(f.ask(f.plain()), Refusal::open_orders_max, scope, 3, 2);
    CHECK_PASSED(f.ask_replace(second, 50, bid_price));  // adds none
    f.fill(first, 50, bid_price);
    CHECK(f.ask(f.plain()).refusal == Refusal::open_orders_max);
    f.fill(first, 50, bid_price);
    CHECK_PASSED(f.ask(f.plain()));
  }
}

TEST("a position may reach its limit on either side if all open orders of the side filled") {
  for (const RiskScope scope : {RiskScope::instrument, RiskScope::strategy, RiskScope::account}) {
    for (const Side side : {Side::buy, Side::sell}) {
      GateFixture f;
      limits_of(f, scope).position_max = 300;
      f.apply();
      const PriceTicks price = side == Side::buy ? bid_price : ask_price;
      const int64_t sign = sign_of(side);
      f.hold(0, 0, sign * 100);
      const uint32_t slot = f.enter(f.order(side, 100, price));
      CHECK_PASSED(f.ask(f.order(side, 99, price)));
      CHECK_PASSED(f.ask(f.order(side, 100, price)));
      CHECK_REFUSED(f.ask(f.order(side, 101, price)), Refusal::position_max, scope, 301, 300);
      // The other side has all of the position to give, and the limit beyond.
      const PriceTicks other = side == Side::buy ? ask_price : bid_price;
      CHECK_PASSED(f.ask(f.order(opposite(side), 400, other)));
      CHECK_REFUSED(f.ask(f.order(opposite(side), 401, other)), Refusal::position_max, scope, 301, 300);
      f.fill(slot, 100, price);
      CHECK_PASSED(f.ask(f.order(side, 100, price)));
      CHECK_REFUSED(f.ask(f.order(side, 101, price)), Refusal::position_max, scope, 301, 300);
    }
  }
}

TEST("an instrument's position is that of all accounts, an account's that of all its strategies") {
  GateFixture f;
  f.limits->instruments[0].position_max = 1'000;
  f.limits->accounts[0].position_max = 500;
  f.limits->strategies[0].position_max = 300;
  f.apply();
  f.hold(0, 0, 200);
  f.hold(1, 0, 200);
  f.hold(2, 0, 400);
  CHECK_REFUSED(f.ask(f.plain(201)), Refusal::position_max, RiskScope::instrument, 1'001, 1'000);
  CHECK_REFUSED(f.ask(f.plain(101)), Refusal::position_max, RiskScope::strategy, 301, 300);
  CHECK_REFUSED(f.ask(f.plain(101), 1), Refusal::position_max, RiskScope::account, 501, 500);
  CHECK_PASSED(f.ask(f.plain(100)));
  CHECK_PASSED(f.ask(f.plain(200), 2));
}

TEST("until a replace is answered the worse of old and new counts, whichever way it goes") {
  GateFixture f;
  f.limits->instruments[0].position_max = 500;
  f.apply();
  const uint32_t slot = f.enter(f.plain(200));
  CHECK_PASSED(f.ask_replace(slot, 500, bid_price));
  CHECK_REFUSED(f.ask_replace(slot, 501, bid_price), Refusal::position_max, RiskScope::instrument, 501, 500);
  CHECK(f.replace(slot, 400, bid_price));
  CHECK(f.ask(f.plain(101)).refusal == Refusal::position_max);  // 400 may come
  f.gate.apply(f.life.replace_rejected(slot), f.now);
  CHECK_PASSED(f.ask(f.plain(300)));
  CHECK(f.replace(slot, 100, bid_price));
  CHECK(f.ask(f.plain(301)).refusal == Refusal::position_max);  // 200 still may
  f.gate.apply(f.life.replaced(slot), f.now);
  CHECK_PASSED(f.ask(f.plain(400)));
  CHECK(f.ask(f.plain(401)).refusal == Refusal::position_max);
}

TEST("a fill that crosses a replace at the position limit leaves the limit whole") {
  GateFixture f;
  f.limits->instruments[0].position_max = 500;
  f.apply();
  const uint32_t slot = f.enter(f.plain(300));
  CHECK(f.replace(slot, 500, bid_price));
  f.fill(slot, 250, bid_price);  // under the old number: 250 of the 500 are used
  CHECK(f.ask(f.plain(1)).refusal == Refusal::position_max);
  f.gate.apply(f.life.replaced(slot), f.now);
  CHECK_EQUAL(f.gate.instrument(0).cell.worst_case(Side::buy, 0), int64_t{500});
  CHECK(f.ask(f.plain(1)).refusal == Refusal::position_max);
  f.fill(slot, 250, bid_price);
  CHECK_EQUAL(f.gate.instrument(0).cell.net, int64_t{500});
}

TEST("a dearer replace of the same size adds its difference to what is open and at stake") {
  for (const RiskScope scope :
       {RiskScope::instrument, RiskScope::strategy, RiskScope::account, RiskScope::firm}) {
    GateFixture f;
    limits_of(f, scope).open_notional_max = lot + 1'000;
    f.apply();
    const uint32_t slot = f.enter(f.plain());
    CHECK_PASSED(f.ask_replace(slot, 100, bid_price + 10));
    CHECK_REFUSED(f.ask_replace(slot, 100, bid_price + 11), Refusal::open_notional_max, scope, lot + 1'100,
                  lot + 1'000);
  }
  GateFixture f;
  f.limits->accounts[0].gross_exposure_max = lot + 1'000;
  f.apply();
  const uint32_t slot = f.enter(f.plain());
  CHECK_PASSED(f.ask_replace(slot, 100, bid_price + 10));
  CHECK_REFUSED(f.ask_replace(slot, 100, bid_price + 11), Refusal::exposure_account_max, RiskScope::account,
                lot + 1'100, lot + 1'000);
}

TEST("a stake is worth its dearest order until it is gone, so a fill never moves it up") {
  GateFixture f;
  f.gate.mark(0, 1'000'000);
  const uint32_t slot = f.enter(f.order(Side::sell, 100, ask_price));
  f.fill(slot, 100, ask_price + 5'000);  // sold for more than asked
  const Budget& account = f.gate.account(0).budget;
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{ask_price} * 100);
  const uint32_t dearer = f.enter(f.order(Side::sell, 50, ask_price + 900));
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{ask_price + 900} * 150);
  f.cancel(dearer);
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{ask_price + 900} * 100);
  f.hold(0, 0, 100, ask_price);
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{0});
  CHECK(f.enter(f.order(Side::sell, 50, ask_price)) < GateFixture::orders_max);
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{ask_price} * 50);
}

TEST("an order is worth the market's price where that is higher") {
  GateFixture f;
  f.gate.mark(0, 1'500'000);
  f.limits->accounts[0].gross_exposure_max = Money{1'500'000} * 100;
  f.apply();
  CHECK_PASSED(f.ask(f.plain(100)));
  CHECK_REFUSED(f.ask(f.plain(101)), Refusal::exposure_account_max, RiskScope::account,
                Money{1'500'000} * 101, Money{1'500'000} * 100);
  CHECK(f.enter(f.plain(100)) < GateFixture::orders_max);
  f.gate.mark(0, 2'000'000);  // the market moves nothing that was sent
  CHECK_EQUAL(f.gate.account(0).budget.used_of(BudgetLine::gross), Money{1'500'000} * 100);
}

TEST("gross exposure adds instruments' worse sides, net exposure sets them off") {
  GateFixture f;
  f.hold(0, 0, 100);
  f.hold(0, 1, -100);
  const Budget& account = f.gate.account(0).budget;
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{1'000'000} * 200);
  CHECK_EQUAL(account.used_of(BudgetLine::buy_worth), Money{0});
  CHECK_EQUAL(account.used_of(BudgetLine::sell_worth), Money{0});
  CHECK(f.enter(f.order(Side::buy, 30, 1'000'000, 1)) < GateFixture::orders_max);
  CHECK_EQUAL(account.used_of(BudgetLine::gross), Money{1'000'000} * 200);
  CHECK_EQUAL(account.used_of(BudgetLine::buy_worth), Money{1'000'000} * 30);
  // One account's long does not cover another's short.
  f.hold(2, 0, -100);
  CHECK_EQUAL(f.gate.firm().budget.used_of(BudgetLine::gross), Money{1'000'000} * 300);
}

TEST("a loss eats credit, a profit adds none") {
  GateFixture f;
  f.limits->accounts[0].credit_max = Money{1'000'000} * 200;
  f.apply();
  f.hold(0, 0, 100);
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'000'000)));
  f.gate.mark(0, 990'000);  // 100 shares lost 10,000 ticks each
  CHECK_REFUSED(f.ask(f.order(Side::buy, 100, 1'000'000)), Refusal::credit_max, RiskScope::account,
                Money{1'000'000} * 201, Money{1'000'000} * 200);
  CHECK_PASSED(f.ask(f.order(Side::buy, 99, 1'000'000)));
  f.gate.mark(0, 1'100'000);
  f.gate.mark(0, 1'000'000);
  CHECK_PASSED(f.ask(f.order(Side::buy, 100, 1'000'000)));
}

TEST("a broken trade gives back the position and what it traded") {
  GateFixture f;
  f.limits->accounts[0].traded_notional_max = Money{1'000'000} * 100;
  f.limits->instruments[0].position_max = 100;
  f.apply();
  f.hold(0, 0, 100);
  CHECK(f.ask(f.plain(1)).refusal == Refusal::position_max);
  f.gate.apply(test::OrderLife::broken(0, 0, Side::buy, 100, 1'000'000), f.now);
  CHECK_EQUAL(f.gate.instrument(0).cell.net, int64_t{0});
  CHECK_EQUAL(f.gate.account(0).budget.used_of(BudgetLine::traded), Money{0});
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{0});
  CHECK_PASSED(f.ask(f.plain(100)));
}

TEST("a corrected trade counts as it is now") {
  GateFixture f;
  f.hold(0, 0, 100);
  OrderUpdate corrected = test::OrderLife::broken(0, 0, Side::buy, 80, 990'000);
  corrected.kind = OrderUpdateKind::trade_corrected;
  corrected.undone_quantity = 100;
  corrected.undone_price_ticks = 1'000'000;
  f.gate.apply(corrected, f.now);
  CHECK_EQUAL(f.gate.instrument(0).cell.net, int64_t{80});
  CHECK_EQUAL(f.gate.account(0).ledger.traded, Money{990'000} * 80);
  CHECK_EQUAL(f.gate.account(0).ledger.profit(), Money{10'000} * 80);
}

TEST("what tightens below its use stops what adds, and nothing that shrinks") {
  GateFixture f;
  f.hold(0, 0, 1'000);
  const uint32_t slot = f.enter(f.plain(500));
  ScopeLimits& account = f.limits->accounts[0];
  account.position_max = 100;
  account.gross_exposure_max = account.net_exposure_max = account.credit_max = lot;
  f.apply();
  CHECK(f.ask(f.plain(1)).refusal == Refusal::position_max);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1'000, ask_price)));
  CHECK_PASSED(f.ask_replace(slot, 400, bid_price));
  CHECK(f.ask_replace(slot, 501, bid_price).refusal == Refusal::position_max);
  account.position_max = no_money_limit;
  f.apply();
  CHECK(f.ask(f.plain(1)).refusal == Refusal::exposure_account_max);
  account.gross_exposure_max = no_money_limit;
  f.apply();
  CHECK(f.ask(f.plain(1)).refusal == Refusal::net_exposure_max);
  account.net_exposure_max = no_money_limit;
  f.apply();
  CHECK(f.ask(f.plain(1)).refusal == Refusal::credit_max);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1'000, ask_price)));
}

TEST("the firm's limits hold for the lane's share where that is less") {
  GateFixture f;
  FirmGrants grants = unlimited_grants();
  const auto set = [&grants](FirmMeasure measure, int64_t share) {
    grants.granted[static_cast<size_t>(measure)] = share;
  };
  const std::vector<std::pair<FirmMeasure, Refusal>> measures = {
      {FirmMeasure::open_notional, Refusal::open_notional_max},
      {FirmMeasure::gross_exposure, Refusal::exposure_firm_max},
      {FirmMeasure::net_exposure, Refusal::net_exposure_max},
      {FirmMeasure::traded_notional, Refusal::traded_notional_day}};
  for (const auto& [measure, refusal] : measures) {
    set(measure, lot - 1);
    f.gate.apply_grants(grants);
    CHECK_REFUSED(f.ask(f.plain()), refusal, RiskScope::firm, lot, lot - 1);
    set(measure, lot);
    f.gate.apply_grants(grants);
    CHECK_PASSED(f.ask(f.plain()));
    set(measure, firm_unlimited);
    f.gate.apply_grants(grants);
  }
  set(FirmMeasure::open_orders, 0);
  f.gate.apply_grants(grants);
  CHECK_REFUSED(f.ask(f.plain()), Refusal::open_orders_max, RiskScope::firm, 1, 0);
  set(FirmMeasure::open_orders, 1);
  f.gate.apply_grants(grants);
  CHECK_PASSED(f.ask(f.plain()));
}

TEST("a position beyond all reckoning stops what adds to it, whatever the limits") {
  GateFixture f;
  for (int i = 0; i < 3; ++i) f.hold(0, 0, 400'000'000, 1'999'999'900);
  CHECK_EQUAL(f.gate.cell(0, 0).net, int64_t{1'200'000'000});
  CHECK(f.ask(f.plain(1)).refusal == Refusal::position_max);
  CHECK(f.gate.account(0).budget.used_of(BudgetLine::gross) == instrument_value_bound);
}

}  // namespace
