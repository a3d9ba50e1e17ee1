// RecordedVenue's second half, once all is read: whose the feed's messages are, and where each request met
// the market.
#include <algorithm>
#include <cstring>

#include "parity/recorded_venue.hpp"
#include "wire/itch50.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;

constexpr char user_requested = 'U';
constexpr char system_cancel = 'Z';

TimeNs median_of(std::vector<TimeNs>& spans) noexcept {
  if (spans.empty()) return 0;
  const auto middle = spans.begin() + static_cast<std::ptrdiff_t>(spans.size() / 2);
  std::nth_element(spans.begin(), middle, spans.end());
  return *middle;
}

// Of an order that a message is about; 0: of none.
OrderReference reference_of(Bytes message) noexcept {
  switch (static_cast<char>(message[0])) {
    case itch::AddOrder::code:
    case itch::AddOrderWithMpid::code: return itch::view<itch::AddOrder>(message.data()).order_reference;
    case itch::OrderCancel::code: return itch::view<itch::OrderCancel>(message.data()).order_reference;
    case itch::OrderDelete::code: return itch::view<itch::OrderDelete>(message.data()).order_reference;
    case itch::OrderReplace::code: return itch::view<itch::OrderReplace>(message.data()).original_reference;
    default: return 0;
  }
}

// Of an execution; 0: it is none.
uint64_t match_of(Bytes message) noexcept {
  switch (static_cast<char>(message[0])) {
    case itch::OrderExecuted::code: return itch::view<itch::OrderExecuted>(message.data()).match_number;
    case itch::OrderExecutedWithPrice::code:
      return itch::view<itch::OrderExecutedWithPrice>(message.data()).match_number;
    case itch::Trade::code: return itch::view<itch::Trade>(message.data()).match_number;
    default: return 0;
  }
}

}  // namespace

bool RecordedVenue::finish() {
  if (!failure_.empty()) return false;
  if (!settings()) return fail("no settings of a lane stand in it");
  // What the lane was still waiting for.
  const ChannelStatus& feed = channel_->status();
  if (feed.next_sequence < feed.known_end) note_gap();
  find_own_messages();
  find_places();
  find_latencies();
  return true;
}

void RecordedVenue::find_own_messages() {
  std::unordered_set<OrderReference> references;
  std::unordered_map<uint64_t, uint32_t> by_match;
  std::vector<std::unordered_map<UserRefNum, Side>> sides(sessions_.size());
  for (const RecordedRequest& request : requests_) {
    if (request.intent.kind == IntentKind::new_order)
      sides[request.session][request.number] = request.intent.side;
  }
  for (SessionId id = 0; id < sessions_.size(); ++id) {
    for (const RecordedAnswer& answer : sessions_[id].answers) {
      if (answer.reference != 0) references.insert(answer.reference);
      if (answer.kind == OrderAnswerKind::replaced) sides[id][answer.number] = sides[id][answer.original];
      if (answer.kind != OrderAnswerKind::executed) continue;
      by_match[answer.match_number] = static_cast<uint32_t>(executions_.size());
      executions_.push_back({.side = sides[id][answer.number],
                             .quantity = answer.quantity,
                             .price_ticks = answer.price_ticks,
                             .adds_liquidity = answer.liquidity != 'R'});
    }
  }
  for (FeedMessage& message : messages_) {
    const Bytes bytes = bytes_of(message);
    if (itch::length_of(static_cast<char>(bytes[0])) != bytes.size()) continue;
    if (references.contains(reference_of(bytes))) {
      message.use = FeedUse::own;
    } else if (const auto found = by_match.find(match_of(bytes)); found != by_match.end()) {
      message.use = executions_[found->second].adds_liquidity ? FeedUse::flow : FeedUse::own_take;
      message.execution = found->second;
    }
    shows_own_orders_ |= message.use != FeedUse::history;
  }
}

VenuePlace RecordedVenue::place_of(TimeNs time_of_day) const noexcept {
  if (!shows_own_orders_) return place_in_history(time_of_day);
  auto at =
      std::lower_bound(messages_.begin(), messages_.end(), time_of_day,
                       [](const FeedMessage& message, TimeNs time) { return message.time_of_day < time; });
  // What the market did of itself at that time it had done before.
  const auto is_markets = [](const FeedMessage& message) {
    return message.use == FeedUse::history || message.use == FeedUse::flow;
  };
  while (at != messages_.end() && at->time_of_day == time_of_day && is_markets(*at)) ++at;
  return {static_cast<uint32_t>(at - messages_.begin()), time_of_day};
}

// Behind the last message of the stamp that ends a packet.
VenuePlace RecordedVenue::place_in_history(TimeNs time_of_day) const noexcept {
  const auto first =
      std::lower_bound(stamps_.begin(), stamps_.end(), time_of_day,
                       [](const Stamp& stamp, TimeNs time) { return stamp.time_of_day < time; });
  auto end = first;
  while (end != stamps_.end() && end->time_of_day == time_of_day) ++end;
  auto at = end;
  while (at != first && at != stamps_.end() && !at->begins_packet) --at;
  // All in one packet: what follows them there came later.
  if (at == first) at = end;
  const size_t kept = at == stamps_.end() ? messages_.size() : at->kept;
  return {static_cast<uint32_t>(kept), time_of_day};
}

void RecordedVenue::find_places() {
  for (SessionId session = 0; session < sessions_.size(); ++session) find_places_of_session(session);
}

// A request is answered under its number; an invalid replace as a cancel of the order under its old one.
void RecordedVenue::find_places_of_session(SessionId id) {
  struct OfNumber {
    std::vector<size_t> cancels;  // that somebody asked for
    size_t cancels_used = 0;
    size_t first = SIZE_MAX;
  };
  Session& session = sessions_[id];
  std::unordered_map<UserRefNum, OfNumber> by_number;
  for (size_t i = 0; i < session.answers.size(); ++i) {
    const RecordedAnswer& answer = session.answers[i];
    switch (answer.kind) {
      case OrderAnswerKind::account_query_response:
      case OrderAnswerKind::mass_cancel_response:
      case OrderAnswerKind::entry_disabled:
      case OrderAnswerKind::entry_enabled: session.others.push_back(place_of(answer.time_of_day)); continue;
      default: break;
    }
    if (answer.number == 0) continue;
    OfNumber& its = by_number[answer.number];
    if (its.first == SIZE_MAX) its.first = i;
    if (answer.kind != OrderAnswerKind::cancelled) continue;
    if (answer.reason == user_requested) its.cancels.push_back(i);
    if (answer.reason != system_cancel) continue;
    const VenuePlace place = place_of(answer.time_of_day);
    if (session.cancels_of_all.empty() || session.cancels_of_all.back() < place)
      session.cancels_of_all.push_back(place);
  }
  struct OfOrder {
    UserRefNum newest = 0;
    Quantity quantity = 0;  // of the whole chain, as asked for last
  };
  std::map<std::pair<StrategyId, StrategyOrderId>, OfOrder> orders;
  VenuePlace before{};
  for (RecordedRequest& request : requests_) {
    if (request.session != id) continue;
    const Intent& intent = request.intent;
    const bool is_cancel = intent.kind == IntentKind::cancel;
    OfOrder& order = orders[{request.strategy, intent.strategy_order_id}];
    // Of an earlier connection: not what was told after the next one's beginning.
    const bool is_last = request.connection + 1 >= session.answers_before.size();
    const size_t end = is_last ? session.answers.size() : session.answers_before[request.connection + 1];
    // What cuts nothing off is ignored.
    const bool is_ignored = is_cancel && intent.quantity >= order.quantity;
    size_t answer = is_cancel ? SIZE_MAX : by_number[request.number].first;
    OfNumber& old = by_number[order.newest];
    const bool has_cancel = old.cancels_used < old.cancels.size() && old.cancels[old.cancels_used] < end;
    if (answer >= end && order.newest != 0 && !is_ignored && has_cancel)
      answer = old.cancels[old.cancels_used++];
    if (answer >= end) continue;
    if (!is_cancel) order.newest = request.number;
    order.quantity = intent.quantity;
    request.is_answered = true;
    // A session's requests do not overtake each other.
    request.place = std::max(place_of(session.answers[answer].time_of_day), before);
    before = request.place;
  }
}

void RecordedVenue::find_latencies() {
  std::vector<TimeNs> spans;
  for (const RecordedRequest& request : requests_) {
    if (request.is_answered && request.place.message < messages_.size())
      spans.push_back(messages_[request.place.message].heard - request.sent);
  }
  order_latency_ = median_of(spans);
  spans.clear();
  for (const Session& session : sessions_) {
    for (const RecordedAnswer& answer : session.answers) {
      const uint32_t message = place_of(answer.time_of_day).message;
      if (message < messages_.size()) spans.push_back(answer.heard - messages_[message].heard);
    }
  }
  answer_latency_ = median_of(spans);
}

VenuePlace RecordedVenue::place_at(TimeNs heard) const noexcept {
  const uint32_t message = message_at(heard);
  const TimeNs time = message == 0 ? 0 : messages_[message - 1].time_of_day;
  return {message, time};
}

uint32_t RecordedVenue::message_at(TimeNs now) const noexcept {
  const auto at =
      std::upper_bound(messages_.begin(), messages_.end(), now,
                       [](TimeNs time, const FeedMessage& message) { return time < message.heard; });
  return static_cast<uint32_t>(at - messages_.begin());
}

}  // namespace hotlane
