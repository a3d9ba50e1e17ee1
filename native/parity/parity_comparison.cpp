// ParityRun's half that compares what was done that day with what is done now.
#include <algorithm>
#include <cstring>

#include "parity/answer_kinds.hpp"
#include "parity/parity_run.hpp"

namespace hotlane {
namespace {

bool is_order(const Intent& intent) noexcept {
  return intent.kind != IntentKind::cancel;
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
    differ_now(ParitySubject::decision, {strategy, order}, its == nullptr ? "" : words_of(*its, settings_),
               other == nullptr ? "" : words_of(*other, settings_));
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
    differ_now(ParitySubject::order, {strategy, named.strategy_order_id},
               its == nullptr ? "" : words_of(its->intent, settings_),
               other == nullptr ? "" : words_of(other->intent, settings_));
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
  if (follows_record()) return;  // each was compared as it came
  const auto of_calls = static_cast<std::ptrdiff_t>(differences_.size());
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
      const auto estimate = estimated_.find(key);
      const TimeNs known = one == nullptr ? other->heard : one->heard;
      const bool is_late = estimate != estimated_.end() && known >= estimate->second;
      differ_in_answer(key, one, other, is_late ? ParityReason::latency : ParityReason::unexplained);
    }
  }
  // In what no order of its own shows: which of two came first, or how it was accepted.
  const auto is_before = [this](const ParityDifference& one) { return one.known <= first_answer_->known; };
  if (first_answer_ && std::none_of(differences_.begin() + of_calls, differences_.end(), is_before)) {
    const auto& [key, one, other, reason, known] = *first_answer_;
    differ_in_answer(key, &one, other ? &*other : nullptr, reason);
  }
  // What was heard in an input comes before what was decided in it.
  std::rotate(differences_.begin(), differences_.begin() + of_calls, differences_.end());
  std::ranges::stable_sort(differences_, {}, &ParityDifference::known);
}

void ParityRun::differ_in_answer(OrderKey order, const RecordedAnswer* live, const RecordedAnswer* backtest,
                                 ParityReason reason) {
  const RecordedAnswer& named = live == nullptr ? *backtest : *live;
  part(reason, declared_[order.first], named.time_of_day);
  const bool is_fill = named.kind == OrderAnswerKind::executed ||
                       (backtest != nullptr && backtest->kind == OrderAnswerKind::executed);
  differences_.push_back({.time = named.time_of_day,
                          .known = named.heard,
                          .what = is_fill ? ParitySubject::fill : ParitySubject::order,
                          .reason = reason_of(order.first, reason),
                          .strategy = order.first,
                          .order = order.second,
                          .live = live == nullptr ? std::string() : words_of(*live),
                          .backtest = backtest == nullptr ? std::string() : words_of(*backtest)});
}

void ParityRun::differ_now(ParitySubject what, OrderKey order, std::string live, std::string backtest) {
  part(ParityReason::unexplained, declared_[order.first], 0);
  differences_.push_back({.time = now_,
                          .known = now_,
                          .what = what,
                          .reason = reason_of(order.first, ParityReason::unexplained),
                          .strategy = order.first,
                          .order = order.second,
                          .live = std::move(live),
                          .backtest = std::move(backtest)});
}

void ParityRun::part(ParityReason reason, ParityReason declared, TimeNs time_of_day) noexcept {
  if (is_apart_) return;
  is_apart_ = true;
  const bool has_missed = recorded_.first_gap() && *recorded_.first_gap() <= time_of_day;
  root_ = has_missed && reason == ParityReason::queue ? ParityReason::missed_packet : reason;
  if (latency_) root_ = ParityReason::latency;
  if (declared != ParityReason::unexplained) root_ = declared;
}

// All that comes behind the first difference follows from it, but what came of orders whose place is an
// estimate.
ParityReason ParityRun::reason_of(StrategyId strategy, ParityReason reason) const noexcept {
  if (declared_[strategy] != ParityReason::unexplained) return declared_[strategy];
  return reason == ParityReason::latency && root_ != ParityReason::unexplained ? reason : root_;
}

uint64_t ParityRun::unexplained() const noexcept {
  return static_cast<uint64_t>(
      std::count_if(differences_.begin(), differences_.end(),
                    [](const ParityDifference& one) { return one.reason == ParityReason::unexplained; }));
}

}  // namespace hotlane
