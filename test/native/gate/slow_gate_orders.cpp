// What the slow gate keeps of orders, positions and money, and the checks that are about them.
#include <algorithm>

#include "gate/slow_gate.hpp"

namespace hotlane::test {
namespace {

Finding no(Refusal refusal, RiskScope scope, Wide value, Wide limit) {
  return {refusal, scope, static_cast<int64_t>(value), static_cast<int64_t>(limit)};
}

}  // namespace

bool SlowGate::is_of(const SlowOrder& order, RiskScope scope, uint16_t index) const {
  if (scope == RiskScope::strategy) return order.strategy == index;
  if (scope == RiskScope::account) return strategies[order.strategy].account == index;
  return true;
}

Wide SlowGate::net(RiskScope scope, uint16_t index, InstrumentId instrument) const {
  Wide sum = 0;
  for (size_t i = 0; i < strategies.size(); ++i) {
    const bool counts = scope == RiskScope::strategy  ? i == index
                        : scope == RiskScope::account ? strategies[i].account == index
                                                      : true;
    const auto found = strategies[i].net.find(instrument);
    if (counts && found != strategies[i].net.end()) sum += found->second;
  }
  return sum;
}

// Shares held if every order of the side filled and none of the other.
Wide SlowGate::worst(RiskScope scope, uint16_t index, InstrumentId instrument, Side side) const {
  Wide sum = side == Side::buy ? net(scope, index, instrument) : -net(scope, index, instrument);
  for (const uint64_t id : working_) {
    const SlowOrder& order = orders_.at(id);
    if (order.instrument == instrument && order.side == side && is_of(order, scope, index))
      sum += order.shares();
  }
  return sum;
}

Wide SlowGate::working(RiskScope scope, uint16_t index) const {
  return std::count_if(working_.begin(), working_.end(),
                       [&](uint64_t id) { return is_of(orders_.at(id), scope, index); });
}

Wide SlowGate::working_notional(RiskScope scope, uint16_t index) const {
  Wide sum = 0;
  for (const uint64_t id : working_) {
    if (is_of(orders_.at(id), scope, index)) sum += orders_.at(id).notional();
  }
  return sum;
}

Wide SlowGate::worth(RiskScope scope, uint16_t index, InstrumentId instrument, Side side) const {
  const SlowOwner& owner = scope == RiskScope::strategy ? strategies[index] : accounts[index];
  const Wide shares = worst(scope, index, instrument, side);
  const auto found = owner.dearest.find({instrument, shares < 0 ? opposite(side) : side});
  return found == owner.dearest.end() ? 0 : shares * found->second;
}

Wide SlowGate::gross(RiskScope scope, uint16_t index) const {
  Wide sum = 0;
  for (InstrumentId i = 0; i < instruments.size(); ++i) {
    sum += std::max(worth(scope, index, i, Side::buy), worth(scope, index, i, Side::sell));
  }
  return sum;
}

Wide SlowGate::side_worth(RiskScope scope, uint16_t index, Side side) const {
  Wide sum = 0;
  for (InstrumentId i = 0; i < instruments.size(); ++i) sum += worth(scope, index, i, side);
  return sum;
}

// Cash that flowed today and what is held, before fees.
Wide SlowGate::value(const SlowOwner& owner) const {
  Wide sum = owner.cash - owner.dawn;
  for (const auto& [instrument, quantity] : owner.net) sum += quantity * instruments[instrument].mark;
  return sum;
}

namespace {

// In billionths of a dollar, 100,000 to the tick; a part of a tick is a tick lost.
Wide in_ticks(Wide fees) {
  return fees >= 0 ? (fees + 99'999) / 100'000 : -(-fees / 100'000);
}

}  // namespace

Wide SlowGate::profit(const SlowOwner& owner) const {
  return value(owner) - in_ticks(owner.fees);
}

Wide SlowGate::loss(const SlowOwner& owner) const {
  return std::max<Wide>(0, -profit(owner));
}

// One purse: the accounts' profits pay for each other's losses.
Wide SlowGate::loss_of_firm() const {
  Wide sum = 0;
  Wide fees = 0;
  for (const SlowOwner& account : accounts) {
    sum += value(account);
    fees += account.fees;
  }
  return std::max<Wide>(0, in_ticks(fees) - sum);
}

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
  found.push_back(over(before[2] + loss_of_firm(), after[2] + loss_of_firm(), capped(of_firm.credit_max),
                       Refusal::credit_max, RiskScope::firm));
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
void SlowGate::entered(const SlowOrder& order) {
  const Wide price = std::max(order.highest(), instruments[order.instrument].mark);
  for (SlowOwner* owner : {static_cast<SlowOwner*>(&strategies[order.strategy]),
                           &accounts[strategies[order.strategy].account]}) {
    Wide& dearest = owner->dearest[{order.instrument, order.side}];
    dearest = std::max(dearest, price);
  }
}

// Nothing of a side is left: what it was worth is forgotten.
void SlowGate::forget_worth() {
  const auto forget = [this](SlowOwner& owner, RiskScope scope, uint16_t index) {
    std::erase_if(owner.dearest, [&](const auto& one) {
      const auto& [instrument, side] = one.first;
      const Wide held = side == Side::buy ? net(scope, index, instrument) : -net(scope, index, instrument);
      return held <= 0 && worst(scope, index, instrument, side) == held;
    });
  };
  for (uint16_t i = 0; i < strategies.size(); ++i) forget(strategies[i], RiskScope::strategy, i);
  for (uint16_t i = 0; i < accounts.size(); ++i) forget(accounts[i], RiskScope::account, i);
}

void SlowGate::opened(uint64_t id, const Intent& intent, StrategyId strategy) {
  SlowOrder& order = orders_[id];
  order = {};
  order.strategy = strategy;
  order.instrument = intent.instrument;
  order.side = intent.side;
  order.sell_kind = intent.attributes.sell_kind;
  order.price = intent.price_ticks;
  order.leaves = intent.quantity;
  working_.insert(id);
  entered(order);
  watch(strategy);
}

void SlowGate::traded(StrategyId strategy, InstrumentId instrument, Side side, Wide quantity, Wide price,
                      int times) {
  const Wide signed_shares = (side == Side::buy ? quantity : -quantity) * times;
  for (SlowOwner* owner :
       {static_cast<SlowOwner*>(&strategies[strategy]), &accounts[strategies[strategy].account]}) {
    owner->net[instrument] += signed_shares;
    owner->cash -= signed_shares * price;
    owner->traded += quantity * price * times;
  }
  if (instruments[instrument].mark == 0) instruments[instrument].mark = price;
}

// Held without having been entered: it is worth what it was traded at, or the market's price.
void SlowGate::value_unentered(StrategyId strategy, InstrumentId instrument, Wide price) {
  const Wide at = std::max(price, instruments[instrument].mark);
  for (SlowOwner* owner :
       {static_cast<SlowOwner*>(&strategies[strategy]), &accounts[strategies[strategy].account]}) {
    for (const Side side : {Side::buy, Side::sell}) owner->dearest.try_emplace({instrument, side}, at);
  }
}

void SlowGate::filled(uint64_t id, Quantity quantity, PriceTicks price, TimeNs now) {
  SlowOrder& order = orders_.at(id);
  order.leaves = std::max<Wide>(0, order.leaves - quantity);
  order.filled += quantity;
  if (working_.contains(id) && order.leaves == 0) {
    order.has_replace = false;
    working_.erase(id);
  }
  SlowStrategy& strategy = strategies[order.strategy];
  traded(order.strategy, order.instrument, order.side, quantity, price, 1);
  value_unentered(order.strategy, order.instrument, price);
  forget_worth();
  strategy.trades.add(now, 1);
  accounts[strategy.account].trades.add(now, 1);
  strategy.filled.insert(order.instrument);
  if (order.side == Side::sell && order.sell_kind != SellKind::ordinary) {
    short_sold[{strategy.account, order.instrument}] += quantity;
  }
  watch(order.strategy);
}

void SlowGate::cut(uint64_t id, Quantity quantity) {
  orders_.at(id).leaves -= quantity;
  forget_worth();
  watch(orders_.at(id).strategy);
}

void SlowGate::done(uint64_t id) {
  SlowOrder& order = orders_.at(id);
  order.leaves = 0;
  order.has_replace = false;
  working_.erase(id);
  forget_worth();
  watch(order.strategy);
}

void SlowGate::replace_sent(uint64_t id, Quantity quantity, PriceTicks price) {
  SlowOrder& order = orders_.at(id);
  const SlowOrder before = order;
  order.has_replace = true;
  order.replace_price = price;
  order.replace_quantity = quantity;
  if (order.shares() > before.shares() || order.highest() > before.highest()) entered(order);
  watch(order.strategy);
}

void SlowGate::replaced(uint64_t id) {
  SlowOrder& order = orders_.at(id);
  order.leaves = order.replace_leaves();
  order.price = order.replace_price;
  order.has_replace = false;
  if (order.leaves == 0) working_.erase(id);
  forget_worth();
  watch(order.strategy);
}

void SlowGate::replace_rejected(uint64_t id) {
  orders_.at(id).has_replace = false;
  forget_worth();
  watch(orders_.at(id).strategy);
}

void SlowGate::broken(StrategyId strategy, InstrumentId instrument, Side side, Quantity quantity,
                      PriceTicks price) {
  traded(strategy, instrument, side, quantity, price, -1);
  value_unentered(strategy, instrument, price);
  forget_worth();
  watch(strategy);
}

void SlowGate::charged_fees(StrategyId strategy, int64_t amount) {
  strategies[strategy].fees += amount;
  accounts[strategies[strategy].account].fees += amount;
  watch(strategy);
}

void SlowGate::mark(InstrumentId instrument, PriceTicks ticks) {
  if (ticks <= 0 || instruments[instrument].mark == ticks) return;
  instruments[instrument].mark = ticks;
  watch_all();
}

void SlowGate::watch(StrategyId id) {
  SlowStrategy& strategy = strategies[id];
  SlowOwner& account = accounts[strategy.account];
  if (loss_of_firm() > limits_.firm.loss_max) firm.is_loss_off = true;
  if (loss(account) > limits_.accounts[strategy.account].loss_max) account.is_loss_off = true;
  if (loss(strategy) > limits_.strategies[id].loss_max) strategy.is_loss_off = true;
}

void SlowGate::watch_all() {
  for (StrategyId i = 0; i < strategies.size(); ++i) watch(i);
}

void SlowGate::rearm(RiskScope scope, uint16_t index) {
  if (scope == RiskScope::firm) firm.is_loss_off = false;
  if (scope == RiskScope::account) accounts[index].is_loss_off = false;
  if (scope != RiskScope::strategy) return;
  SlowStrategy& strategy = strategies[index];
  strategy.is_loss_off = strategy.is_repeat_off = strategy.is_streak_off = strategy.has_failed = false;
  strategy.streak = 0;
  strategy.repeats.added.clear();
}

void SlowGate::apply_limits(const LimitSet& limits, TimeNs now) {
  const bool is_new_day = limits.trading_day != limits_.trading_day;
  limits_ = limits;
  for (SlowBucket& port : ports_) {
    port.set(limits.market.port_messages_per_second_max, limits.market.port_messages_burst_max);
  }
  for (size_t i = 0; i < instruments.size(); ++i) {
    const ScopeLimits& its = limits.instruments[i];
    instruments[i].bucket.set(its.messages_per_second_max, its.messages_burst_max);
    instruments[i].entered.set_length(its.notional_window_ns, now);
  }
  const auto set = [now](SlowOwner& owner, const ScopeLimits& its) {
    owner.bucket.set(its.messages_per_second_max, its.messages_burst_max);
    owner.entered.set_length(its.notional_window_ns, now);
    owner.messages.set_length(its.order_trade_window_ns, now);
    owner.trades.set_length(its.order_trade_window_ns, now);
  };
  for (size_t i = 0; i < accounts.size(); ++i) set(accounts[i], limits.accounts[i]);
  for (size_t i = 0; i < strategies.size(); ++i) {
    set(strategies[i], limits.strategies[i]);
    strategies[i].repeats.set_length(limits.strategies[i].repeat_window_ns, now);
  }
  if (is_new_day) {
    const auto begin = [this](SlowOwner& owner) {
      owner.traded = owner.fees = 0;
      owner.dawn += profit(owner);
    };
    for (SlowOwner& account : accounts) begin(account);
    for (SlowStrategy& strategy : strategies) begin(strategy);
    short_sold.clear();
  }
  control_heard = now;
  watch_all();
}

std::vector<Wide> SlowGate::figures(RiskScope scope, uint16_t index, const SlowOwner& owner) const {
  const Wide open = working_notional(scope, index);
  return {working(scope, index),
          open,
          owner.traded + open,
          gross(scope, index),
          gross(scope, index) + loss(owner),
          side_worth(scope, index, Side::buy),
          side_worth(scope, index, Side::sell),
          loss(owner)};
}

std::vector<Wide> SlowGate::figures_of_strategy(StrategyId strategy) const {
  return figures(RiskScope::strategy, strategy, strategies[strategy]);
}

std::vector<Wide> SlowGate::figures_of_account(AccountId account) const {
  return figures(RiskScope::account, account, accounts[account]);
}

std::vector<Wide> SlowGate::figures_of_firm() const {
  std::vector<Wide> sum(8);
  for (uint16_t i = 0; i < accounts.size(); ++i) {
    const std::vector<Wide> its = figures(RiskScope::account, i, accounts[i]);
    for (size_t line = 0; line < sum.size(); ++line) sum[line] += its[line];
  }
  sum[7] = loss_of_firm();
  sum[4] = sum[3] + sum[7];
  return sum;
}

}  // namespace hotlane::test
