// The slow gate's checks, in the order of risk-15c3-5.md §4. What it keeps of orders is in
// slow_gate_orders.cpp.
#include "gate/slow_gate.hpp"

#include <algorithm>

namespace hotlane::test {

void SlowBucket::set(uint32_t per_second, uint32_t its_burst) {
  is_open = per_second == UINT32_MAX;
  interval = per_second == 0 ? 0 : (Wide{1'000'000'000} + per_second - 1) / per_second;
  burst = per_second == 0 ? 0 : its_burst;
  if (is_open) interval = 0;
}

bool SlowBucket::has_token(TimeNs now) {
  if (now > at) {
    owed = std::max<Wide>(0, owed - (now - at));
    at = now;
  }
  return is_open || (burst > 0 && owed <= (burst - 1) * interval);
}

void SlowBucket::take(TimeNs now) {
  if (has_token(now)) owed += interval;
}

Wide SlowBucket::used(TimeNs now) {
  static_cast<void>(has_token(now));
  return interval == 0 ? 0 : (owed + interval - 1) / interval;
}

Wide SlowWindow::sum(TimeNs now) {
  while (length != 0 && !added.empty() && Wide{added.front().first} / part() < Wide{now} / part() - 16) {
    added.pop_front();
  }
  Wide total = 0;
  for (const auto& [time, value] : added) total += value;
  if (length == 0) added = {{now, total}};
  return total;
}

void SlowWindow::set_length(TimeNs other, TimeNs now) {
  // Lengths of the same sixteenths are the same length.
  const Wide before = length == 0 ? 0 : part();
  const Wide kept = sum(now);
  length = other;
  if (before == (length == 0 ? 0 : part())) return;
  added.clear();
  added.emplace_back(now, kept);
}

SlowGate::SlowGate(uint16_t its_instruments, uint16_t its_accounts, const std::vector<AccountId>& account_of,
                   const std::vector<SessionId>& session_of, uint16_t sessions)
    : strategies(account_of.size()),
      accounts(its_accounts),
      instruments(its_instruments),
      reconciled(its_accounts),
      ports_(sessions),
      session_of_(session_of) {
  for (size_t i = 0; i < account_of.size(); ++i) strategies[i].account = account_of[i];
}

namespace {

const Finding fine{};

Finding no(Refusal refusal, RiskScope scope, Wide value = 0, Wide limit = 0) {
  return {refusal, scope, static_cast<int64_t>(value), static_cast<int64_t>(limit)};
}

bool is_bad(const Finding& finding) {
  return finding.refusal != Refusal::none;
}

}  // namespace

Finding SlowGate::check(const Intent& intent, const GateInputs& in, uint64_t order) {
  Finding found;
  const bool is_new = intent.kind == IntentKind::new_order;
  if (in.strategy >= strategies.size()) return no(Refusal::not_entitled, RiskScope::strategy, in.strategy);
  SlowStrategy& strategy = strategies[in.strategy];
  if (is_new && intent.instrument >= instruments.size()) {
    found = no(Refusal::unknown_instrument, RiskScope::none, intent.instrument);
  } else if (!is_new && !in.order.is_known) {
    found = no(Refusal::unknown_order, RiskScope::none, intent.strategy_order_id);
  } else if (!is_new && in.order.is_done) {
    found = no(Refusal::order_done, RiskScope::none, intent.strategy_order_id);
  } else if (intent.kind == IntentKind::replace && !in.order.is_replaceable) {
    found = no(Refusal::order_not_live, RiskScope::none, intent.strategy_order_id);
  }
  const InstrumentId instrument = is_new ? intent.instrument : in.order.instrument;
  if (intent.kind == IntentKind::cancel) {
    if (is_bad(found)) return found;
    if (!in.is_session_ready) return no(Refusal::session_down, RiskScope::port);
    if (intent.quantity > 0 && intent.quantity >= in.order.total) {
      return no(Refusal::invalid_quantity, RiskScope::none, intent.quantity, in.order.total);
    }
    for (SlowBucket* bucket : {&ports_[session_of_[instrument]], &accounts[strategy.account].bucket,
                               &strategy.bucket, &instruments[instrument].bucket}) {
      bucket->take(in.now);
    }
    strategy.messages.add(in.now, 1);
    accounts[strategy.account].messages.add(in.now, 1);
    return fine;
  }
  if (!is_bad(found)) {
    const SlowOrder before = is_new ? SlowOrder{} : orders_[order];
    const Wide open = is_new ? Wide{intent.quantity} : Wide{intent.quantity} - in.order.used;
    const Wide notional = open * intent.price_ticks;
    const Question q{intent,
                     in,
                     in.strategy,
                     strategy.account,
                     instrument,
                     is_new,
                     is_new ? intent.side : before.side,
                     is_new ? intent.attributes.sell_kind : before.sell_kind,
                     open,
                     notional,
                     std::max<Wide>(0, open - before.shares()),
                     std::max<Wide>(0, notional - before.notional()),
                     Wide{intent.price_ticks} > before.highest()};
    found = judge(q);
    if (!is_bad(found)) {
      charge(q);
      return fine;
    }
    if (found.refusal == Refusal::repeat_execution) strategy.is_repeat_off = true;
  }
  if (found.refusal != Refusal::refusal_streak) {
    ++strategy.streak;
    const ScopeLimits& its = limits_.strategies[in.strategy];
    if (its.is_set != 0 && strategy.streak >= its.refusals_in_a_row_max) strategy.is_streak_off = true;
  }
  return found;
}

Finding SlowGate::judge(const Question& q) {
  using Check = Finding (SlowGate::*)(const Question&);
  for (const Check one : {&SlowGate::judge_state, &SlowGate::judge_entitlement, &SlowGate::judge_form,
                          &SlowGate::judge_price, &SlowGate::judge_rates, &SlowGate::judge_short_sale,
                          &SlowGate::judge_exposure, &SlowGate::judge_self_match}) {
    const Finding found = (this->*one)(q);
    if (is_bad(found)) return found;
  }
  return fine;
}

Finding SlowGate::judge_state(const Question& q) {
  const SlowStrategy& strategy = strategies[q.strategy];
  const SlowOwner& account = accounts[q.account];
  const SlowInstrument& instrument = instruments[q.instrument];
  if (firm.is_killed) return no(Refusal::killed, RiskScope::firm);
  if (account.is_killed) return no(Refusal::killed, RiskScope::account);
  if (strategy.is_killed) return no(Refusal::killed, RiskScope::strategy);
  if (instrument.is_killed) return no(Refusal::killed, RiskScope::instrument);
  if (strategy.has_failed) return no(Refusal::strategy_fault, RiskScope::strategy);
  if (strategy.is_repeat_off) return no(Refusal::repeat_execution, RiskScope::strategy);
  if (strategy.is_streak_off) return no(Refusal::refusal_streak, RiskScope::strategy);
  // Shares that could be entered and only shrink what is held: what is held less what is already on its way
  // out.
  const auto shrinkable = [&](RiskScope scope, uint16_t index) {
    const Wide held = net(scope, index, q.instrument);
    Wide out = 0;
    for (const uint64_t id : working_) {
      const SlowOrder& order = orders_.at(id);
      if (order.instrument == q.instrument && order.side == q.side && is_of(order, scope, index)) {
        out += order.shares();
      }
    }
    return (q.side == Side::buy ? -held : held) - out;
  };
  struct Reduced {
    RiskScope scope;
    bool is_loss, does_stop, is_reduce;
    Wide shrinkable;
  };
  const Reduced all[] = {
      {RiskScope::firm, firm.is_loss_off, limits_.firm.loss_stops != 0, firm.is_reduce_only,
       shrinkable(RiskScope::account, q.account)},
      {RiskScope::account, account.is_loss_off, limits_.accounts[q.account].loss_stops != 0,
       account.is_reduce_only, shrinkable(RiskScope::account, q.account)},
      {RiskScope::strategy, strategy.is_loss_off, limits_.strategies[q.strategy].loss_stops != 0,
       strategy.is_reduce_only, shrinkable(RiskScope::strategy, q.strategy)},
      {RiskScope::instrument, false, false, instrument.is_reduce_only, shrinkable(RiskScope::instrument, 0)}};
  for (const Reduced& one : all) {
    const bool shrinks = q.more <= one.shrinkable;
    if (one.is_loss && (one.does_stop || !shrinks)) {
      return no(Refusal::loss_day, one.scope, q.more, one.shrinkable);
    }
    if ((one.is_loss || one.is_reduce) && !shrinks) {
      return no(Refusal::reduce_only, one.scope, q.more, one.shrinkable);
    }
  }
  const Wide silence = Wide{q.in.now} - control_heard;
  if (limits_.market.control_patience_ns > 0 && silence > limits_.market.control_patience_ns) {
    return no(Refusal::control_lost, RiskScope::firm, silence, limits_.market.control_patience_ns);
  }
  if (!reconciled[q.account]) return no(Refusal::not_reconciled, RiskScope::account);
  if (q.in.is_account_in_doubt) return no(Refusal::account_in_doubt, RiskScope::account);
  if (!q.in.is_session_ready) return no(Refusal::session_down, RiskScope::port);
  return fine;
}

Finding SlowGate::judge_entitlement(const Question& q) {
  const auto has = [&](const uint64_t* words) {
    return (words[q.instrument / 64] >> q.instrument % 64) % 2 == 1;
  };
  const StrategyRules& strategy = limits_.strategy_rules[q.strategy];
  if (strategy.is_approved == 0 || !has(strategy.entitled))
    return no(Refusal::not_entitled, RiskScope::strategy);
  const AccountRules& account = limits_.account_rules[q.account];
  if (account.is_approved == 0) return no(Refusal::not_entitled, RiskScope::account);
  if (has(account.restricted)) return no(Refusal::instrument_restricted, RiskScope::account);
  if (q.in.is_halted) return no(Refusal::halted, RiskScope::instrument);
  if (q.in.is_book_stale) return no(Refusal::book_stale, RiskScope::instrument);
  const MarketRules& market = limits_.market;
  if (q.in.is_crossed && market.is_crossed_barred != 0) {
    return no(Refusal::market_crossed, RiskScope::instrument, q.in.bid_ticks, q.in.ask_ticks);
  }
  const TimeInForce tif = q.intent.attributes.time_in_force;
  const CrossKind cross = q.intent.attributes.cross;
  const bool is_opening =
      tif == TimeInForce::at_open || (tif != TimeInForce::at_close && cross == CrossKind::opening);
  const bool is_closing = !is_opening && (tif == TimeInForce::at_close || cross == CrossKind::closing);
  const bool is_extended =
      !is_opening && !is_closing && (tif == TimeInForce::extended || tif == TimeInForce::timed);
  bool goes = false;
  switch (q.in.phase) {
    case SystemPhase::unknown: goes = market.is_phase_needed == 0; break;
    case SystemPhase::system_hours: goes = is_opening || is_closing || is_extended; break;
    case SystemPhase::market_hours: goes = !is_opening; break;
    case SystemPhase::after_market_hours: goes = is_extended; break;
    default: goes = false;
  }
  if (!goes) return no(Refusal::session_closed, RiskScope::firm, static_cast<int>(q.in.phase));
  const int64_t time = q.in.time_of_day_ns;
  const int64_t from =
      is_opening || is_closing || is_extended ? market.extended_open_ns : market.regular_open_ns;
  int64_t until = is_extended ? market.extended_close_ns : market.regular_close_ns;
  if (is_opening) until = market.regular_open_ns == INT64_MIN ? INT64_MAX : market.regular_open_ns;
  if (is_opening && market.regular_open_ns == INT64_MIN && time == INT64_MAX) until = INT64_MIN;
  if (time < from || time >= until) return no(Refusal::session_closed, RiskScope::firm, time);
  return fine;
}

Finding SlowGate::judge_form(const Question& q) {
  const Intent& i = q.intent;
  const InstrumentRules& rules = limits_.instrument_rules[q.instrument];
  if (q.is_new && q.in.is_order_id_used) {
    return no(Refusal::duplicate_order_id, RiskScope::strategy, i.strategy_order_id);
  }
  if (q.is_new && !q.in.has_order_room) return no(Refusal::order_store_full, RiskScope::port);
  if (i.price_ticks == 2'147'483'647) return no(Refusal::market_order_barred, RiskScope::none);
  if (i.price_ticks <= 0 || i.price_ticks > 1'999'999'900) {
    return no(Refusal::invalid_price, RiskScope::none, i.price_ticks, 1'999'999'900);
  }
  const uint32_t step = i.price_ticks < 10'000 ? rules.price_step_small_ticks : rules.price_step_ticks;
  if (static_cast<uint32_t>(i.price_ticks) % step != 0) {
    return no(Refusal::invalid_price, RiskScope::instrument, i.price_ticks, step);
  }
  if (i.quantity == 0 || i.quantity > 999'999) {
    return no(Refusal::invalid_quantity, RiskScope::none, i.quantity, 999'999);
  }
  if (i.quantity % rules.lot_shares != 0) {
    return no(Refusal::invalid_quantity, RiskScope::instrument, i.quantity, rules.lot_shares);
  }
  if (q.open <= 0) return no(Refusal::invalid_quantity, RiskScope::none, q.open, 1);
  // What contradicts itself is the attributes' own test's; here only a mark on a purchase comes up.
  if (q.side == Side::buy && i.attributes.sell_kind != SellKind::ordinary) {
    return no(Refusal::invalid_sell_kind, RiskScope::none);
  }
  if (!q.in.can_be_carried) return no(Refusal::attribute_not_carried, RiskScope::port);
  const std::pair<const ScopeLimits*, RiskScope> scopes[] = {
      {&limits_.instruments[q.instrument], RiskScope::instrument},
      {&limits_.strategies[q.strategy], RiskScope::strategy},
      {&limits_.accounts[q.account], RiskScope::account},
      {&limits_.firm, RiskScope::firm}};
  for (const auto& [its, scope] : scopes) {
    if (its->is_set == 0) return no(Refusal::limit_missing, scope);
  }
  const auto tightest = [&](auto member) {
    const auto* best = &scopes[0];
    for (const auto& one : scopes) {
      if (one.first->*member < best->first->*member) best = &one;
    }
    return *best;
  };
  const auto [by_quantity, quantity_scope] = tightest(&ScopeLimits::order_quantity_max);
  if (q.open > Wide{by_quantity->order_quantity_max}) {
    return no(Refusal::order_quantity_max, quantity_scope, q.open, by_quantity->order_quantity_max);
  }
  if (rules.adv_basis_points_max != UINT32_MAX) {
    const Wide part = Wide{rules.adv_shares} * rules.adv_basis_points_max / 10'000;
    if (q.open > part) return no(Refusal::order_adv_max, RiskScope::instrument, q.open, part);
  }
  const auto [by_notional, notional_scope] = tightest(&ScopeLimits::order_notional_max);
  if (q.notional > by_notional->order_notional_max) {
    return no(Refusal::order_notional_max, notional_scope, q.notional, by_notional->order_notional_max);
  }
  return fine;
}

Finding SlowGate::judge_price(const Question& q) {
  const std::pair<const ScopeLimits*, RiskScope> scopes[] = {
      {&limits_.instruments[q.instrument], RiskScope::instrument},
      {&limits_.strategies[q.strategy], RiskScope::strategy},
      {&limits_.accounts[q.account], RiskScope::account},
      {&limits_.firm, RiskScope::firm}};
  const InstrumentRules& rules = limits_.instrument_rules[q.instrument];
  const auto tightest = [&](uint32_t ScopeLimits::*member) {
    std::pair<Wide, RiskScope> best{UINT32_MAX, RiskScope::none};
    for (const auto& [its, scope] : scopes) {
      if (Wide{its->*member} < best.first) best = {its->*member, scope};
    }
    return best;
  };
  const auto ticks = tightest(&ScopeLimits::collar_ticks);
  const auto points = tightest(&ScopeLimits::collar_basis_points);
  const auto far_ticks = tightest(&ScopeLimits::reference_collar_ticks);
  const auto far_points = tightest(&ScopeLimits::reference_collar_basis_points);
  // All doubled: a middle may lie between two ticks.
  Wide reference = 0;
  if (q.in.bid_ticks > 0 && q.in.ask_ticks > 0) {
    reference = Wide{q.in.bid_ticks} + q.in.ask_ticks;
  } else if (q.in.last_ticks > 0 && q.in.last_age_ns <= rules.reference_age_max_ns) {
    reference = Wide{q.in.last_ticks} * 2;
  } else {
    reference = Wide{rules.reference_ticks} * 2;
  }
  Wide opposite = Wide{q.side == Side::buy ? q.in.ask_ticks : q.in.bid_ticks} * 2;
  if (opposite <= 0) opposite = reference;
  const bool asks_touch = ticks.second != RiskScope::none || points.second != RiskScope::none;
  const bool asks_reference = far_ticks.second != RiskScope::none || far_points.second != RiskScope::none;
  if ((asks_touch && opposite == 0) || (asks_reference && reference == 0)) {
    return no(Refusal::reference_stale, RiskScope::instrument, q.in.last_age_ns, rules.reference_age_max_ns);
  }
  const Wide price = Wide{q.intent.price_ticks} * 2;
  const Wide through = q.side == Side::buy ? price - opposite : opposite - price;
  if (through > 0 && ticks.second != RiskScope::none && through > 2 * ticks.first) {
    return no(Refusal::price_collar, ticks.second, through / 2, ticks.first);
  }
  if (through > 0 && points.second != RiskScope::none && through * 10'000 > opposite * points.first) {
    return no(Refusal::price_collar, points.second, price / 2, opposite / 2);
  }
  const Wide away = price > reference ? price - reference : reference - price;
  if (far_ticks.second != RiskScope::none && away > 2 * far_ticks.first) {
    return no(Refusal::price_collar, far_ticks.second, away / 2, far_ticks.first);
  }
  if (far_points.second != RiskScope::none && away * 10'000 > reference * far_points.first) {
    return no(Refusal::price_collar, far_points.second, price / 2, reference / 2);
  }
  if (q.side == Side::buy && rules.luld_upper_ticks > 0 && q.intent.price_ticks > rules.luld_upper_ticks) {
    return no(Refusal::luld_band, RiskScope::instrument, q.intent.price_ticks, rules.luld_upper_ticks);
  }
  if (q.side == Side::sell && q.intent.price_ticks < rules.luld_lower_ticks) {
    return no(Refusal::luld_band, RiskScope::instrument, q.intent.price_ticks, rules.luld_lower_ticks);
  }
  return fine;
}

Finding SlowGate::judge_rates(const Question& q) {
  SlowStrategy& strategy = strategies[q.strategy];
  SlowOwner& account = accounts[q.account];
  SlowInstrument& instrument = instruments[q.instrument];
  const TimeNs now = q.in.now;
  const ScopeLimits& its = limits_.strategies[q.strategy];
  if (q.is_new) {
    Wide equal = 1;
    for (const auto& [time, other] : strategy.entries[q.instrument]) {
      const Intent& i = q.intent;
      if (now - time < its.duplicate_window_ns && other.price_ticks == i.price_ticks &&
          other.quantity == i.quantity && other.side == i.side && other.attributes == i.attributes) {
        ++equal;
      }
    }
    if (equal > its.duplicates_max) {
      return no(Refusal::order_duplicate, RiskScope::strategy, equal, its.duplicates_max);
    }
  }
  const auto out_of_tokens = [now](SlowBucket& bucket, Refusal refusal, RiskScope scope) {
    return bucket.has_token(now) ? fine : no(refusal, scope, bucket.used(now) + 1, bucket.burst);
  };
  for (const Finding& found :
       {out_of_tokens(ports_[session_of_[q.instrument]], Refusal::message_rate_port, RiskScope::port),
        out_of_tokens(account.bucket, Refusal::message_rate_account, RiskScope::account),
        out_of_tokens(strategy.bucket, Refusal::message_rate_strategy, RiskScope::strategy),
        out_of_tokens(instrument.bucket, Refusal::message_rate_instrument, RiskScope::instrument)}) {
    if (is_bad(found)) return found;
  }
  const auto too_much = [&](SlowWindow& window, int64_t max, RiskScope scope) {
    const Wide sum = window.sum(now) + q.more_notional;
    return q.more_notional > 0 && sum > max ? no(Refusal::notional_rate, scope, sum, max) : fine;
  };
  for (const Finding& found :
       {too_much(account.entered, limits_.accounts[q.account].notional_window_max, RiskScope::account),
        too_much(strategy.entered, its.notional_window_max, RiskScope::strategy),
        too_much(instrument.entered, limits_.instruments[q.instrument].notional_window_max,
                 RiskScope::instrument)}) {
    if (is_bad(found)) return found;
  }
  const auto too_many = [&](SlowOwner& owner, const ScopeLimits& limits, RiskScope scope) {
    const Wide messages = owner.messages.sum(now) + 1;
    const Wide trades = std::max<Wide>(1, owner.trades.sum(now));
    const Wide max = std::max(Wide{limits.order_trade_from}, trades * limits.order_trade_ratio_max);
    return messages > max ? no(Refusal::order_trade_ratio, scope, messages, max) : fine;
  };
  for (const Finding& found : {too_many(account, limits_.accounts[q.account], RiskScope::account),
                               too_many(strategy, its, RiskScope::strategy)}) {
    if (is_bad(found)) return found;
  }
  if (q.is_new && strategy.filled.contains(q.instrument)) {
    const Wide repeats = strategy.repeats.sum(now) + 1;
    if (repeats > its.repeat_executions_max) {
      return no(Refusal::repeat_execution, RiskScope::strategy, repeats, its.repeat_executions_max);
    }
  }
  return fine;
}

void SlowGate::charge(const Question& q) {
  SlowStrategy& strategy = strategies[q.strategy];
  SlowOwner& account = accounts[q.account];
  const TimeNs now = q.in.now;
  for (SlowBucket* bucket : {&ports_[session_of_[q.instrument]], &account.bucket, &strategy.bucket,
                             &instruments[q.instrument].bucket}) {
    bucket->take(now);
  }
  for (SlowOwner* owner : {&account, static_cast<SlowOwner*>(&strategy)}) {
    owner->messages.add(now, 1);
    owner->entered.add(now, q.more_notional);
  }
  instruments[q.instrument].entered.add(now, q.more_notional);
  strategy.streak = 0;
  if (!q.is_new) return;
  auto& entries = strategy.entries[q.instrument];
  entries.emplace_back(now, q.intent);
  if (entries.size() > 16) entries.pop_front();
  if (strategy.filled.erase(q.instrument) > 0) strategy.repeats.add(now, 1);
}

}  // namespace hotlane::test
