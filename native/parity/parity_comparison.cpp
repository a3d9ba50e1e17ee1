// ParityRun's half that compares what was done that day with what is done now.
#include <algorithm>
#include <cstring>

#include "parity/parity_run.hpp"

namespace hotlane {
namespace {

bool is_order(const Intent& intent) noexcept {
  return intent.kind != IntentKind::cancel;
}

// What ended the order, or filled it.
bool is_compared(const RecordedAnswer& answer) noexcept {
  return answer.kind == OrderAnswerKind::executed || answer.kind == OrderAnswerKind::cancelled ||
         answer.kind == OrderAnswerKind::rejected;
}

bool is_alike(const RecordedAnswer& a, const RecordedAnswer& b) noexcept {
  RecordedAnswer renumbered = b;
  renumbered.number = a.number;
  renumbered.original = a.original;
  return a.is_same(renumbered);
}

}  // namespace

void ParityRun::compare() {
  for (StrategyId strategy = 0; strategy < settings_.strategies.size(); ++strategy) {
    compare_calls(strategy);
    compare_sent(strategy);
  }
  live_calls_.clear();
  calls_.clear();
  live_sent_.clear();
  sent_.clear();
}

// The n-th decision of a strategy in one input is held against the n-th.
void ParityRun::compare_calls(StrategyId strategy) {
  std::vector<const ParityCall*> live;
  std::vector<const ParityCall*> now;
  for (const ParityCall& call : live_calls_) {
    if (call.strategy == strategy) live.push_back(&call);
  }
  for (const ParityCall& call : calls_) {
    if (call.strategy == strategy) now.push_back(&call);
  }
  const auto has_intents = [](const ParityCall* call) { return !call->intents.empty(); };
  counts_.decisions += static_cast<uint64_t>(std::count_if(live.begin(), live.end(), has_intents));
  counts_.backtest_decisions += static_cast<uint64_t>(std::count_if(now.begin(), now.end(), has_intents));
  for (size_t i = 0; i < std::max(live.size(), now.size()); ++i) {
    const ParityCall* its = i < live.size() ? live[i] : nullptr;
    const ParityCall* other = i < now.size() ? now[i] : nullptr;
    if (its != nullptr && other != nullptr && *its == *other) continue;
    const ParityCall& named = its == nullptr ? *other : *its;
    const bool is_of_one = named.intents.size() == 1 && named.intents[0].order_id > 0;
    const StrategyOrderId order = is_of_one ? static_cast<StrategyOrderId>(named.intents[0].order_id) : 0;
    differ(ParitySubject::decision, {strategy, order}, ParityReason::unexplained,
           its == nullptr ? "" : words_of(*its, settings_),
           other == nullptr ? "" : words_of(*other, settings_), now_);
  }
}

void ParityRun::compare_sent(StrategyId strategy) {
  std::vector<const Sent*> live;
  std::vector<const Sent*> now;
  for (const Sent& sent : live_sent_) {
    if (sent.strategy == strategy) live.push_back(&sent);
  }
  for (const Sent& sent : sent_) {
    if (sent.strategy == strategy) now.push_back(&sent);
  }
  for (const Sent* sent : live) counts_.orders += is_order(sent->intent);
  for (const Sent* sent : now) counts_.backtest_orders += is_order(sent->intent);
  for (size_t i = 0; i < std::max(live.size(), now.size()); ++i) {
    const Sent* its = i < live.size() ? live[i] : nullptr;
    const Sent* other = i < now.size() ? now[i] : nullptr;
    const bool is_same = its != nullptr && other != nullptr &&
                         std::memcmp(&its->intent, &other->intent, sizeof(Intent)) == 0 &&
                         (is_apart_ || its->number == other->number);
    if (is_same) continue;
    const Intent& named = its == nullptr ? other->intent : its->intent;
    differ(ParitySubject::order, {strategy, named.strategy_order_id}, ParityReason::unexplained,
           its == nullptr ? "" : words_of(its->intent, settings_),
           other == nullptr ? "" : words_of(other->intent, settings_), now_);
  }
}

// By order, once all is over: fills and ends, the n-th of each against the n-th.
void ParityRun::compare_answers() {
  std::map<OrderKey, std::vector<RecordedAnswer>> live;
  std::vector<std::unordered_map<UserRefNum, OrderKey>> orders(sessions_.size());
  for (const RecordedRequest& request : recorded_.requests()) {
    if (is_order(request.intent))
      orders[request.session][request.number] = {request.strategy, request.intent.strategy_order_id};
  }
  for (SessionId session = 0; session < sessions_.size(); ++session) {
    for (const RecordedAnswer& answer : recorded_.answers(session)) {
      counts_.fills += answer.kind == OrderAnswerKind::executed;
      const auto known = orders[session].find(answer.number);
      if (known != orders[session].end() && is_compared(answer)) live[known->second].push_back(answer);
    }
  }
  if (!is_apart_) return;  // each was compared as it came
  for (auto& [key, answers] : answers_) {
    std::erase_if(answers, [](const RecordedAnswer& answer) { return !is_compared(answer); });
    static_cast<void>(live[key]);
  }
  for (const auto& [key, its] : live) {
    const std::vector<RecordedAnswer>& now = answers_[key];
    for (size_t i = 0; i < std::max(its.size(), now.size()); ++i) {
      const RecordedAnswer* one = i < its.size() ? &its[i] : nullptr;
      const RecordedAnswer* other = i < now.size() ? &now[i] : nullptr;
      if (one != nullptr && other != nullptr && is_alike(*one, *other)) continue;
      const RecordedAnswer& named = one == nullptr ? *other : *one;
      differ(named.kind == OrderAnswerKind::executed ? ParitySubject::fill : ParitySubject::order, key,
             estimated_.contains(key) ? ParityReason::latency : ParityReason::unexplained,
             one == nullptr ? "" : words_of(*one), other == nullptr ? "" : words_of(*other),
             named.time_of_day);
    }
  }
}

// `reason`: where nothing else explains it. All that comes behind the first difference follows from it, but
// what came of orders whose place is an estimate.
void ParityRun::differ(ParitySubject what, OrderKey order, ParityReason reason, std::string live,
                       std::string backtest, TimeNs time) {
  const ParityReason declared = declared_[order.first];
  if (!is_apart_) {
    is_apart_ = true;
    const bool has_missed = recorded_.first_gap() != 0 && recorded_.first_gap() <= now_;
    root_ = has_missed && reason == ParityReason::queue ? ParityReason::missed_packet : reason;
    if (declared != ParityReason::unexplained) root_ = declared;
  }
  const bool is_late = reason == ParityReason::latency && root_ != ParityReason::unexplained;
  differences_.push_back({.time = time,
                          .what = what,
                          .reason = declared != ParityReason::unexplained ? declared
                                    : is_late                             ? reason
                                                                          : root_,
                          .strategy = order.first,
                          .order = order.second,
                          .live = std::move(live),
                          .backtest = std::move(backtest)});
}

uint64_t ParityRun::unexplained() const noexcept {
  return static_cast<uint64_t>(
      std::count_if(differences_.begin(), differences_.end(),
                    [](const ParityDifference& one) { return one.reason == ParityReason::unexplained; }));
}

}  // namespace hotlane
