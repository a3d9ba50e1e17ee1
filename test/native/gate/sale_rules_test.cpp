// Short sales under Regulation SHO, and orders that could meet one of our own (risk-15c3-5.md §3.3, §3.4,
// §7.6).
#include "gate/gate_fixture.hpp"

namespace {

using namespace hotlane;
using test::ask_price;
using test::bid_price;
using test::GateFixture;

TEST("a sale marked long goes no further than the shares owned, open sales counted") {
  GateFixture f;
  f.limits->instrument_rules[0].is_short_regulated = 1;
  f.apply();
  f.hold(0, 0, 200);
  f.hold(1, 0, 100);                                       // the same account
  CHECK(f.enter(f.plain(500)) < GateFixture::orders_max);  // bought perhaps, not owned
  CHECK_PASSED(f.ask(f.order(Side::sell, 300, ask_price)));
  CHECK_REFUSED(f.ask(f.order(Side::sell, 301, ask_price)), Refusal::short_mark_wrong, RiskScope::account,
                301, 300);
  const uint32_t slot = f.enter(f.order(Side::sell, 250, ask_price));
  CHECK_PASSED(f.ask(f.order(Side::sell, 50, ask_price), 1));
  CHECK(f.ask(f.order(Side::sell, 51, ask_price), 1).refusal == Refusal::short_mark_wrong);
  CHECK_PASSED(f.ask_replace(slot, 300, ask_price));
  CHECK_REFUSED(f.ask_replace(slot, 301, ask_price), Refusal::short_mark_wrong, RiskScope::account, 301, 300);
  CHECK_PASSED(f.ask_replace(slot, 10, ask_price));
  CHECK(f.ask(f.order(Side::sell, 1, ask_price), 2).refusal == Refusal::short_mark_wrong);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1, ask_price, 1), 2));  // another instrument is not regulated
}

Intent short_sale(GateFixture& f, Quantity shares, PriceTicks price, SellKind kind = SellKind::short_sale) {
  Intent intent = f.order(Side::sell, shares, price);
  intent.attributes.sell_kind = kind;
  return intent;
}

TEST("short sales use up the shares located for the account, working and sold, bought back or not") {
  GateFixture f;
  f.limits->instrument_rules[0].is_short_regulated = 1;
  f.limits->account_rules[0].is_locate_exempt = 0;
  f.limits->account_rules[0].locate_shares[0] = 500;
  f.apply();
  const uint32_t slot = f.enter(short_sale(f, 200, ask_price));
  f.fill(slot, 150, ask_price);
  CHECK_PASSED(f.ask(short_sale(f, 300, ask_price)));
  CHECK_REFUSED(f.ask(short_sale(f, 301, ask_price)), Refusal::locate_missing, RiskScope::account, 501, 500);
  CHECK(f.ask(short_sale(f, 301, ask_price, SellKind::short_exempt)).refusal == Refusal::locate_missing);
  CHECK_REFUSED(f.ask_replace(slot, 501, ask_price), Refusal::locate_missing, RiskScope::account, 501, 500);
  f.cancel(slot);  // 50 come back
  CHECK_PASSED(f.ask(short_sale(f, 350, ask_price)));
  CHECK(f.ask(short_sale(f, 351, ask_price)).refusal == Refusal::locate_missing);
  f.hold(0, 0, 150);
  CHECK(f.ask(short_sale(f, 351, ask_price)).refusal == Refusal::locate_missing);
  CHECK_PASSED(f.ask(short_sale(f, 900, ask_price), 2));  // a market maker's account needs none
  ++f.limits->trading_day;
  f.apply();
  CHECK_PASSED(f.ask(short_sale(f, 500, ask_price)));
}

TEST("while the price test holds a short sale is above the best bid, and unknown is no answer") {
  GateFixture f;
  f.limits->instrument_rules[0].is_short_regulated = 1;
  f.apply();
  for (const ShortSaleTest test : {ShortSaleTest::in_effect, ShortSaleTest::remains_in_effect}) {
    GateInputs inputs = f.market();
    inputs.short_sale_test = test;
    CHECK_PASSED(f.ask(short_sale(f, 1, bid_price + 1), inputs));
    CHECK_REFUSED(f.ask(short_sale(f, 1, bid_price), inputs), Refusal::short_price_test,
                  RiskScope::instrument, bid_price, bid_price);
    CHECK(f.ask(short_sale(f, 1, bid_price - 1), inputs).refusal == Refusal::short_price_test);
    CHECK_PASSED(f.ask(short_sale(f, 1, bid_price, SellKind::short_exempt), inputs));
    CHECK_PASSED(f.ask(f.plain(), inputs));
    inputs.bid_ticks = 0;
    CHECK_REFUSED(f.ask(short_sale(f, 1, bid_price + 1), inputs), Refusal::short_state_unknown,
                  RiskScope::instrument, 0, 0);
  }
  GateInputs inputs = f.market();
  inputs.short_sale_test = ShortSaleTest::unknown;
  CHECK(f.ask(short_sale(f, 1, ask_price), inputs).refusal == Refusal::short_state_unknown);
  CHECK_PASSED(f.ask(short_sale(f, 1, ask_price, SellKind::short_exempt), inputs));
  CHECK_PASSED(f.ask(short_sale(f, 1, bid_price)));  // no test in effect
  f.limits->instrument_rules[0].is_short_regulated = 0;
  f.apply();
  CHECK_PASSED(f.ask(short_sale(f, 1, bid_price), inputs));
}

TEST("an order that could meet one of our own is refused, across strategies, across accounts if asked for") {
  GateFixture f;
  const auto set = [&f](SelfMatchScope scope) {
    f.limits->market.self_match = static_cast<uint32_t>(scope);
    f.apply();
  };
  const uint32_t sale = f.enter(f.order(Side::sell, 100, 1'000'500), 1);
  f.enter(f.order(Side::buy, 100, 999'500), 2);
  set(SelfMatchScope::account);
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'499)));
  CHECK_REFUSED(f.ask(f.order(Side::buy, 1, 1'000'500)), Refusal::self_match, RiskScope::account, 1'000'500,
                1'000'500);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1, 999'500)));      // account 1's buy
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'500), 2));  // account 0's sale
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'500, 1)));  // another instrument
  set(SelfMatchScope::firm);
  CHECK_PASSED(f.ask(f.order(Side::sell, 1, 999'501)));
  CHECK_REFUSED(f.ask(f.order(Side::sell, 1, 999'500)), Refusal::self_match, RiskScope::firm, 999'500,
                999'500);
  CHECK(f.ask(f.order(Side::buy, 1, 1'000'500), 2).refusal == Refusal::self_match);
  // A replace may move the sale down, or not: both prices count until it is answered.
  CHECK(f.replace(sale, 100, 1'000'300));
  CHECK(f.ask(f.order(Side::buy, 1, 1'000'300)).refusal == Refusal::self_match);
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'299)));
  f.gate.apply(f.life.replace_rejected(sale), f.now);
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'499)));
  CHECK(f.replace(sale, 100, 1'000'700));
  CHECK(f.ask(f.order(Side::buy, 1, 1'000'500)).refusal == Refusal::self_match);
  f.gate.apply(f.life.replaced(sale), f.now);
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'699)));
  f.fill(sale, 40, 1'000'700);
  CHECK(f.ask(f.order(Side::buy, 1, 1'000'700)).refusal == Refusal::self_match);
  f.fill(sale, 60, 1'000'700);
  CHECK_PASSED(f.ask(f.order(Side::buy, 1, 1'000'700)));
  // A replace is held against the other side, never against itself.
  const uint32_t buy = f.enter(f.order(Side::buy, 100, 999'000));
  f.enter(f.order(Side::sell, 100, 1'000'900));
  CHECK_PASSED(f.ask_replace(buy, 100, 1'000'899));
  CHECK(f.ask_replace(buy, 100, 1'000'900).refusal == Refusal::self_match);
  set(SelfMatchScope::off);
  CHECK_PASSED(f.ask_replace(buy, 100, 1'000'900));
}

}  // namespace
