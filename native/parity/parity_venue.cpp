#include "parity/parity_venue.hpp"

#include <algorithm>
#include <limits>

#include "wire/itch50.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;
namespace soup = wire::soupbintcp;

venue::ExchangeSettings exchange_settings(const LaneSettings& lane) {
  venue::ExchangeSettings exchange;
  exchange.feed_session = wire::moldudp64::Session(std::string_view("PARITY"));
  exchange.order_session = soup::session_field("PARITY");
  for (const LaneInstrument& instrument : lane.instruments) exchange.symbols.push_back(instrument.symbol);
  for (const VenueProfile& profile : lane.sessions) {
    exchange.accounts.push_back({.username = soup::Username(std::string_view("lane")),
                                 .password = soup::Password(std::string_view("")),
                                 .protocol = profile.protocol});
  }
  exchange.is_historical = true;
  exchange.is_published = false;
  return exchange;
}

}  // namespace

ParityVenue::ParityVenue(const RecordedVenue& recorded)
    : recorded_(recorded),
      exchange_(std::make_unique<venue::Exchange>(exchange_settings(recorded.settings()->lane), 0)),
      newest_(recorded.settings()->lane.sessions.size()) {
  if (recorded.shows_own_orders()) {
    exchange_->cancel_newest();
    give_references();
  }
  for (SessionId session = 0; session < newest_.size(); ++session) {
    for (const VenuePlace& place : recorded.cancels_of_all(session)) put({session, place, {}});
  }
}

// What our orders were called that day: the lane finds them in its feed under that name.
void ParityVenue::give_references() {
  for (SessionId session = 0; session < newest_.size(); ++session) {
    for (const RecordedAnswer& answer : recorded_.answers(session)) {
      const bool is_named =
          answer.kind == OrderAnswerKind::accepted || answer.kind == OrderAnswerKind::replaced;
      if (is_named && answer.reference != 0)
        exchange_->give_reference(session, answer.number, answer.reference);
    }
  }
}

void ParityVenue::send(SessionId session, Bytes message, VenuePlace place) {
  newest_[session] = std::max(newest_[session], place);
  put({session, newest_[session], {message.begin(), message.end()}});
}

// What is asked for comes before what the venue does of itself at the same place.
void ParityVenue::put(Waiting waiting) {
  const auto at = std::find_if(waiting_.rbegin(), waiting_.rend(), [&](const Waiting& other) {
    return !(waiting.place < other.place) && (!other.message.empty() || other.place < waiting.place);
  });
  waiting_.insert(at.base(), std::move(waiting));
}

void ParityVenue::advance_for(SessionId session, uint64_t wanted, TimeNs time_of_day) {
  while (answers(session) < wanted && step(time_of_day)) {
  }
  // What is over by then, and nothing said so.
  if (answers(session) < wanted) exchange_->set_historical_time(static_cast<uint64_t>(time_of_day));
}

void ParityVenue::advance_to(uint32_t message) {
  while (next_ < message && step(std::numeric_limits<TimeNs>::max())) {
  }
}

bool ParityVenue::step(TimeNs until) {
  const std::vector<FeedMessage>& messages = recorded_.messages();
  const bool has_message = next_ < messages.size();
  if (!waiting_.empty() && (waiting_.front().place.message <= next_ || !has_message)) {
    const Waiting waiting = std::move(waiting_.front());
    if (waiting.place.time_of_day > until) {
      waiting_.front() = waiting;
      return false;
    }
    waiting_.pop_front();
    exchange_->set_historical_time(static_cast<uint64_t>(waiting.place.time_of_day));
    if (waiting.message.empty()) {
      exchange_->cancel_all(waiting.session, 0);
    } else {
      exchange_->request(waiting.session, waiting.message, 0);
    }
    return true;
  }
  if (!has_message || messages[next_].time_of_day > until) return false;
  play(messages[next_++]);
  return true;
}

void ParityVenue::play(const FeedMessage& message) {
  const Bytes bytes = recorded_.bytes_of(message);
  const auto time = static_cast<uint64_t>(message.time_of_day);
  switch (message.use) {
    case FeedUse::history: return exchange_->historical(bytes);
    case FeedUse::own: return exchange_->set_historical_time(time);
    case FeedUse::own_take: {
      if (static_cast<char>(bytes[0]) == itch::Trade::code) return;  // of what nobody saw
      const auto& executed = itch::view<itch::OrderExecuted>(bytes.data());
      return exchange_->take_off_history(executed.order_reference, executed.executed_shares, time);
    }
    case FeedUse::flow: {
      const OwnExecution& hit = recorded_.executions()[message.execution];
      const Locate locate = itch::view<itch::Header>(bytes.data()).stock_locate;
      return exchange_->hit_own(locate, hit.side, hit.quantity, hit.price_ticks, time);
    }
  }
}

}  // namespace hotlane
