#include "replay/recorded_strategy.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hotlane {

bool CallTape::add(Bytes payload) {
  lane_record::Callback head;
  if (payload.size() < sizeof head) return false;
  std::memcpy(&head, payload.data(), sizeof head);
  const Bytes slots = payload.subspan(sizeof head);
  if (head.intents > boundary::intents_max || head.strategy >= boundary::strategies_max) return false;
  if (slots.size() != head.intents * sizeof(boundary::IntentSlot)) return false;
  RecordedCall& call = calls_.emplace_back();
  call.number = head.call;
  call.strategy = head.strategy;
  call.has_failed = head.has_failed != 0;
  call.timer_interval_ns = std::bit_cast<double>(uint64_t{head.timer_interval_bits});
  call.intent_count = head.intents;
  if (!slots.empty()) std::memcpy(call.intents.data(), slots.data(), slots.size());
  return true;
}

const RecordedCall* CallTape::next(uint8_t strategy, Callback callback, int32_t instrument) noexcept {
  ++made_;
  if (watcher_ != nullptr) watcher_->on_call(strategy, callback, instrument);
  if (calls_.empty() || calls_.front().number > made_) return nullptr;
  current_ = calls_.front();
  calls_.pop_front();
  if (current_.number == made_ && current_.strategy == strategy) return &current_;
  is_off_ = true;
  return nullptr;
}

bool CallTape::add_installed(Bytes payload) {
  lane_record::Installed head;
  if (payload.size() != sizeof head) return false;
  std::memcpy(&head, payload.data(), sizeof head);
  installed_.push_back(head);
  return head.strategy < boundary::strategies_max;
}

lane_record::Installed CallTape::next_installed(uint16_t place) noexcept {
  if (installed_.empty() || installed_.front().strategy != place) {
    is_off_ = true;
    return {};
  }
  const lane_record::Installed head = installed_.front();
  installed_.pop_front();
  return head;
}

Installation RecordedSource::take(uint16_t place) noexcept {
  const lane_record::Installed head = tape_.next_installed(place);
  if (head.is_there == 0) return {};
  strategies_[place]->set_interests(interests_of(head.interests));
  return {strategies_[place].get(), head.keeps_orders != 0};
}

CallResult RecordedStrategy::play(Callback callback, int32_t instrument) noexcept {
  const RecordedCall* call = tape_.next(index_, callback, instrument);
  if (call == nullptr) return CallResult::done;
  frame_.timer_interval_ns = call->timer_interval_ns;
  frame_.intent_count = static_cast<int32_t>(call->intent_count);
  std::copy_n(call->intents.begin(), call->intent_count, frame_.intents);
  return call->has_failed ? CallResult::failed : CallResult::done;
}

}  // namespace hotlane
