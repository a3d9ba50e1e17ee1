#include "parity/parity_words.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "lane/intent_slot.hpp"
#include "replay/record_head.hpp"

namespace hotlane {
namespace {

constexpr PriceTicks ticks_per_dollar = 10'000;
constexpr size_t decimals = 4;

std::string padded(uint64_t value, size_t digits) {
  std::string text = std::to_string(value);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

std::string price_text(PriceTicks ticks) {
  const auto size = static_cast<uint64_t>(ticks < 0 ? -int64_t{ticks} : int64_t{ticks});
  std::string text = std::to_string(size / ticks_per_dollar);
  text += ".";
  text += padded(size % ticks_per_dollar, decimals);
  return ticks < 0 ? "minus " + text : text;
}

std::string time_text(TimeNs time_of_day) {
  const auto seconds = static_cast<uint64_t>(time_of_day / ns_per_second);
  return padded(seconds / 3'600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2) +
         "." + padded(static_cast<uint64_t>(time_of_day % ns_per_second), 9);
}

std::string order_text(uint64_t order) {
  return "order " + std::to_string(order);
}

std::string slot_text(const boundary::IntentSlot& slot, const LaneSettings& lane) {
  if (slot.kind == static_cast<int32_t>(boundary::IntentKind::cancel_all)) return "cancel all";
  Intent intent;
  if (read_intent(slot, intent) != Refusal::none) return "no intent, kind " + std::to_string(slot.kind);
  return words_of(intent, lane);
}

}  // namespace

bool ParityCall::operator==(const ParityCall& other) const noexcept {
  return strategy == other.strategy && has_failed == other.has_failed &&
         std::bit_cast<uint64_t>(timer_interval_ns) == std::bit_cast<uint64_t>(other.timer_interval_ns) &&
         std::ranges::equal(std::as_bytes(std::span(intents)), std::as_bytes(std::span(other.intents)));
}

bool read_call(Bytes payload, ParityCall& out) {
  lane_record::Callback head;
  Bytes slots;
  if (!split(payload, head, slots) || head.intents > boundary::intents_max ||
      head.strategy >= boundary::strategies_max ||
      slots.size() != head.intents * sizeof(boundary::IntentSlot)) {
    return false;
  }
  out.strategy = head.strategy;
  out.has_failed = head.has_failed != 0;
  out.timer_interval_ns = std::bit_cast<double>(uint64_t{head.timer_interval_bits});
  out.intents.resize(head.intents);
  if (!slots.empty()) std::memcpy(out.intents.data(), slots.data(), slots.size());
  return true;
}

std::string words_of(const ParityCall& call, const LaneSettings& lane) {
  if (call.has_failed) return "it threw";
  std::string text;
  for (const boundary::IntentSlot& slot : call.intents) {
    if (!text.empty()) text += "; ";
    text += slot_text(slot, lane);
  }
  if (text.empty()) text = "a timer of " + std::to_string(call.timer_interval_ns) + " ns";
  return text;
}

std::string words_of(const Intent& intent, const LaneSettings& lane) {
  const std::string its = order_text(intent.strategy_order_id);
  const std::string shares = std::to_string(intent.quantity);
  switch (intent.kind) {
    case IntentKind::cancel: return intent.quantity == 0 ? "cancel " + its : "cut " + its + " to " + shares;
    case IntentKind::replace:
      return "replace " + its + ": " + shares + " at " + price_text(intent.price_ticks);
    case IntentKind::new_order: break;
  }
  const std::string symbol = intent.instrument < lane.instruments.size()
                                 ? std::string(lane.instruments[intent.instrument].symbol.text())
                                 : "instrument " + std::to_string(intent.instrument);
  return std::string(intent.side == Side::buy ? "buy " : "sell ") + shares + " " + symbol + " at " +
         price_text(intent.price_ticks) + ", " + its;
}

std::string words_of(const RecordedAnswer& answer) {
  const std::string shares = std::to_string(answer.quantity);
  const std::string at = ", " + time_text(answer.time_of_day);
  switch (answer.kind) {
    case OrderAnswerKind::accepted:
      return "accepted: " + shares + " at " + price_text(answer.price_ticks) + at;
    case OrderAnswerKind::replaced:
      return "replaced: " + shares + " at " + price_text(answer.price_ticks) + at;
    case OrderAnswerKind::executed:
      return "filled: " + shares + " at " + price_text(answer.price_ticks) + " (" + answer.liquidity + ")" +
             at;
    case OrderAnswerKind::cancelled: return "cancelled: " + shares + " (" + answer.reason + ")" + at;
    case OrderAnswerKind::rejected: return "rejected (" + std::to_string(answer.reject_reason) + ")" + at;
    default: return "answer " + std::to_string(static_cast<int>(answer.kind)) + at;
  }
}

}  // namespace hotlane
