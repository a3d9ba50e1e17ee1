// The slow gate's checks of what is too much in a stretch of time, and what it charges.
#include <algorithm>

#include "gate/slow_gate.hpp"

namespace hotlane::test {
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
