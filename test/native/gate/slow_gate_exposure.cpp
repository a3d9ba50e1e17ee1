// The slow gate's checks that are about what is held and what is open: short sales, positions, exposure,
// self-match.
#include <algorithm>

#include "gate/slow_gate.hpp"

namespace hotlane::test {
Finding SlowGate::judge_short_sale(const Question& q) {
  if (q.side == Side::buy || limits_.instrument_rules[q.instrument].is_short_regulated == 0) return {};
  Wide selling = q.more;
  Wide short_working = 0;
  for (const uint64_t id : working_) {
    const SlowOrder& order = orders_.at(id);
    if (order.instrument != q.instrument || order.side != Side::sell) continue;
    if (!is_of(order, RiskScope::account, q.account)) continue;
    selling += order.shares();
    if (order.sell_kind != SellKind::ordinary) short_working += order.shares();
  }
  if (q.sell_kind == SellKind::ordinary) {
    const Wide owned = std::max<Wide>(0, net(RiskScope::account, q.account, q.instrument));
    if (q.more > 0 && selling > owned)
      return no(Refusal::short_mark_wrong, RiskScope::account, selling, owned);
    return {};
  }
  const AccountRules& rules = limits_.account_rules[q.account];
  if (rules.is_locate_exempt == 0 && q.more > 0) {
    const Wide used = short_sold[{q.account, q.instrument}] + short_working + q.more;
    const Wide located = rules.locate_shares[q.instrument];
    if (used > located) return no(Refusal::locate_missing, RiskScope::account, used, located);
  }
  if (q.sell_kind == SellKind::short_exempt || q.in.short_sale_test == ShortSaleTest::none) return {};
  if (q.in.short_sale_test == ShortSaleTest::unknown || q.in.bid_ticks == 0) {
    return no(Refusal::short_state_unknown, RiskScope::instrument, 0, 0);
  }
  if (q.intent.price_ticks <= q.in.bid_ticks) {
    return no(Refusal::short_price_test, RiskScope::instrument, q.intent.price_ticks, q.in.bid_ticks);
  }
  return {};
}

Finding SlowGate::judge_exposure(const Question& q) {
  const ScopeLimits& of_instrument = limits_.instruments[q.instrument];
  const ScopeLimits& of_strategy = limits_.strategies[q.strategy];
  const ScopeLimits& of_account = limits_.accounts[q.account];
  const ScopeLimits& of_firm = limits_.firm;
  struct Scope {
    RiskScope scope;
    uint16_t index;
    const ScopeLimits* limits;
  };
  const Scope instrument{RiskScope::instrument, q.instrument, &of_instrument};
  const Scope strategy{RiskScope::strategy, q.strategy, &of_strategy};
  const Scope account{RiskScope::account, q.account, &of_account};
  const Scope all{RiskScope::firm, 0, &of_firm};
  for (const Scope& one : {instrument, strategy, account}) {
    const Wide worst_after = worst(one.scope, one.index, q.instrument, q.side) + q.more;
    if (q.more > 0 && worst_after > one.limits->position_max) {
      return no(Refusal::position_max, one.scope, worst_after, one.limits->position_max);
    }
  }
  const auto firm_limit = [&](FirmMeasure measure, Wide limit) {
    return std::min({limit, firm_shares.at(measure), Wide{1} << 62});
  };
  const auto is_here = [&](const Scope& one, const SlowOrder& order) {
    return one.scope == RiskScope::instrument ? order.instrument == q.instrument
                                              : is_of(order, one.scope, one.index);
  };
  for (const Scope& one : {instrument, strategy, account, all}) {
    Wide count = q.is_new ? 1 : 0;
    for (const uint64_t id : working_) count += is_here(one, orders_.at(id)) ? 1 : 0;
    Wide limit =
        one.limits->open_orders_max == UINT32_MAX ? Wide{1} << 62 : Wide{one.limits->open_orders_max};
    if (one.scope == RiskScope::firm) limit = firm_limit(FirmMeasure::open_orders, limit);
    if (q.is_new && count > limit) return no(Refusal::open_orders_max, one.scope, count, limit);
  }
  for (const Scope& one : {instrument, strategy, account, all}) {
    Wide sum = q.more_notional;
    for (const uint64_t id : working_) sum += is_here(one, orders_.at(id)) ? orders_.at(id).notional() : 0;
    Wide limit = std::min(Wide{one.limits->open_notional_max}, Wide{1} << 62);
    if (one.scope == RiskScope::firm) limit = firm_limit(FirmMeasure::open_notional, limit);
    if (q.more_notional > 0 && sum > limit) return no(Refusal::open_notional_max, one.scope, sum, limit);
  }
  const auto firm_gross = [this] {
    Wide sum = 0;
    for (uint16_t i = 0; i < accounts.size(); ++i) sum += gross(RiskScope::account, i);
    return sum;
  };
  const auto firm_side = [this](Side side) {
    Wide sum = 0;
    for (uint16_t i = 0; i < accounts.size(); ++i) sum += side_worth(RiskScope::account, i, side);
    return sum;
  };
  // Gross of strategy, account and firm, then both sides' worth of each.
  const auto exposures = [&] {
    return std::vector<Wide>{gross(RiskScope::strategy, q.strategy),
                             gross(RiskScope::account, q.account),
                             firm_gross(),
                             side_worth(RiskScope::strategy, q.strategy, Side::buy),
                             side_worth(RiskScope::strategy, q.strategy, Side::sell),
                             side_worth(RiskScope::account, q.account, Side::buy),
                             side_worth(RiskScope::account, q.account, Side::sell),
                             firm_side(Side::buy),
                             firm_side(Side::sell)};
  };
  const std::vector<Wide> before = exposures();
  // The same world with the order working in it; then it is taken out again.
  const auto of_strategy_before = strategies[q.strategy].dearest;
  const auto of_account_before = accounts[q.account].dearest;
  constexpr uint64_t imagined = ~uint64_t{0};
  SlowOrder with;
  with.strategy = q.strategy;
  with.instrument = q.instrument;
  with.side = q.side;
  with.price = q.intent.price_ticks;
  with.leaves = q.more;
  if (q.more > 0 || q.is_dearer) entered(with);
  orders_[imagined] = with;
  working_.insert(imagined);
  const std::vector<Wide> after = exposures();
  working_.erase(imagined);
  strategies[q.strategy].dearest = of_strategy_before;
  accounts[q.account].dearest = of_account_before;
  const auto over = [](Wide was, Wide now, Wide limit, Refusal refusal, RiskScope scope) {
    return now > was && now > limit ? no(refusal, scope, now, limit) : Finding{};
  };
  const Wide none = Wide{1} << 62;
  const auto capped = [none](int64_t limit) { return std::min(Wide{limit}, none); };
  const Wide net_firm = firm_limit(FirmMeasure::net_exposure, of_firm.net_exposure_max);
  const struct {
    Wide limit;
    Refusal refusal;
    RiskScope scope;
  } lines[] = {{capped(of_strategy.gross_exposure_max), Refusal::exposure_strategy_max, RiskScope::strategy},
               {capped(of_account.gross_exposure_max), Refusal::exposure_account_max, RiskScope::account},
               {firm_limit(FirmMeasure::gross_exposure, of_firm.gross_exposure_max),
                Refusal::exposure_firm_max, RiskScope::firm},
               {capped(of_strategy.net_exposure_max), Refusal::net_exposure_max, RiskScope::strategy},
               {capped(of_strategy.net_exposure_max), Refusal::net_exposure_max, RiskScope::strategy},
               {capped(of_account.net_exposure_max), Refusal::net_exposure_max, RiskScope::account},
               {capped(of_account.net_exposure_max), Refusal::net_exposure_max, RiskScope::account},
               {net_firm, Refusal::net_exposure_max, RiskScope::firm},
               {net_firm, Refusal::net_exposure_max, RiskScope::firm}};
  std::vector<Finding> found;
  for (size_t i = 0; i < before.size(); ++i) {
    found.push_back(over(before[i], after[i], lines[i].limit, lines[i].refusal, lines[i].scope));
  }
  const Wide loss_a = loss(accounts[q.account]);
  found.push_back(over(before[1] + loss_a, after[1] + loss_a, capped(of_account.credit_max),
                       Refusal::credit_max, RiskScope::account));
  found.push_back(over(before[2] + loss_of_firm(), after[2] + loss_of_firm(),
                       firm_limit(FirmMeasure::credit, of_firm.credit_max), Refusal::credit_max,
                       RiskScope::firm));
  const auto traded_over = [&](Wide traded, Wide open, Wide limit, RiskScope scope) {
    return over(traded + open, traded + open + q.more_notional, limit, Refusal::traded_notional_day, scope);
  };
  Wide traded_f = 0;
  for (const SlowOwner& one : accounts) traded_f += one.traded;
  found.push_back(traded_over(strategies[q.strategy].traded,
                              working_notional(RiskScope::strategy, q.strategy),
                              capped(of_strategy.traded_notional_max), RiskScope::strategy));
  found.push_back(traded_over(accounts[q.account].traded, working_notional(RiskScope::account, q.account),
                              capped(of_account.traded_notional_max), RiskScope::account));
  found.push_back(traded_over(traded_f, working_notional(RiskScope::firm, 0),
                              firm_limit(FirmMeasure::traded_notional, of_firm.traded_notional_max),
                              RiskScope::firm));
  for (const Finding& one : found) {
    if (one.refusal != Refusal::none) return one;
  }
  return {};
}

Finding SlowGate::judge_self_match(const Question& q) {
  const auto scope = static_cast<SelfMatchScope>(limits_.market.self_match);
  if (scope == SelfMatchScope::off) return {};
  std::optional<Wide> nearest;
  for (const uint64_t id : working_) {
    const SlowOrder& order = orders_.at(id);
    if (order.instrument != q.instrument || order.side == q.side) continue;
    if (scope == SelfMatchScope::account && !is_of(order, RiskScope::account, q.account)) continue;
    const Wide reach = order.side == Side::buy ? order.highest() : order.lowest();
    if (!nearest || (order.side == Side::buy ? reach > *nearest : reach < *nearest)) nearest = reach;
  }
  if (!nearest) return {};
  const Wide price = q.intent.price_ticks;
  if (q.side == Side::buy ? price < *nearest : price > *nearest) return {};
  return no(Refusal::self_match, scope == SelfMatchScope::firm ? RiskScope::firm : RiskScope::account, price,
            *nearest);
}

// The order can do more than it could before: its side is worth at least its price, and the market's.

}  // namespace hotlane::test
