#include "lane/session_desk.hpp"

#include <cstring>

#include "memory/seqlock.hpp"
#include "wire/ouch50_reasons.hpp"

namespace hotlane {
namespace {

constexpr char user_cancel = static_cast<char>(wire::ouch50::CancelReason::user_requested);
constexpr char system_cancel = static_cast<char>(wire::ouch50::CancelReason::system_cancel);

}  // namespace

SessionDesk::SessionDesk(SessionId id, const LaneSettings& settings, const MarketData& market,
                         boundary::SessionView& view, EventWriter& events)
    : id_(id),
      market_(market),
      view_(view),
      events_(events),
      entry_(settings.sessions[id], in_bytes, out_bytes),
      orders_(settings.orders_max, settings.fills_max, settings.fees_of(id)) {
  for (const LaneStrategySettings& strategy : settings.strategies) accounts_.push_back(strategy.account);
}

void SessionDesk::begin_connect(TimeNs now) noexcept {
  set_state(boundary::SessionState::connecting, 0, now);
}

void SessionDesk::connect(const LoginCredentials& credentials, TimeNs now) noexcept {
  wants_disconnect_ = false;
  entry_.connect(credentials, now);
  set_state(boundary::SessionState::logging_in, 0, now);
}

void SessionDesk::on_disconnect(TimeNs now) noexcept {
  wants_disconnect_ = false;
  entry_.on_disconnect();
  const auto state = static_cast<boundary::SessionState>(view_.state);
  // What the session said itself (refused, ended, a fault) stays as it was said.
  if (state == boundary::SessionState::refused || state == boundary::SessionState::ended ||
      state == boundary::SessionState::down) {
    return;
  }
  set_state(boundary::SessionState::down, 0, now);
}

SentIntent SessionDesk::send(const GatedIntent& gated, const LaneAccount& account, AccountId account_id,
                             TimeNs now) noexcept {
  const Intent& intent = gated.intent();
  SentIntent sent;
  if (intent.kind == IntentKind::new_order) {
    sent.number = entry_.send_new(gated, {market_.book(intent.instrument).symbol, account.firm}, now);
    if (sent.number == 0) return sent;
    ++counts_.enters;
    sent.update = orders_.open(gated, sent.number, account_id);
    return sent;
  }
  const Order* order = orders_.find(gated.strategy(), intent.strategy_order_id);
  sent.number =
      entry_.send_replace(gated, {order->user_ref_num, order->strategy, order->strategy_order_id}, now);
  if (sent.number == 0) return sent;
  ++counts_.replaces;
  sent.update = orders_.replace_sent(gated, sent.number);
  return sent;
}

OrderUpdate SessionDesk::recall_sent(StrategyId strategy, const Intent& intent, UserRefNum number,
                                     AccountId account) noexcept {
  const Order* order = orders_.find(strategy, intent.strategy_order_id);
  if (intent.kind == IntentKind::cancel) {
    if (order == nullptr) return {};
    counts_.cancels += OrderStore::cancel_numbers(*order).count;
    orders_.cancel_sent(strategy, intent.strategy_order_id, intent.quantity);
    return {};
  }
  entry_.recall_number(number);
  if (intent.kind == IntentKind::replace) {
    if (order == nullptr) return {};
    ++counts_.replaces;
    return orders_.replace_sent(intent, strategy, number);
  }
  if (order != nullptr || orders_.find(number) != nullptr || !orders_.has_room()) return {};
  ++counts_.enters;
  return orders_.open(intent, strategy, number, account);
}

bool SessionDesk::recall_bytes(Bytes bytes, TimeNs now) noexcept {
  // Behind a fault or the session's end nothing was heard then either.
  if (entry_.state() == OrderEntryState::down || entry_.state() == OrderEntryState::ended) return true;
  const std::span<std::byte> space = entry_.receive_space(bytes.size());
  if (bytes.size() > space.size()) return false;
  std::memcpy(space.data(), bytes.data(), bytes.size());
  entry_.received(bytes.size(), now);
  return true;
}

void SessionDesk::end_recall() noexcept {
  entry_.on_disconnect();
  wants_disconnect_ = false;
  publish();  // what is news later is told from here on
}

uint32_t SessionDesk::send_cancel(const Order& order, Quantity quantity, TimeNs now) noexcept {
  const CancelNumbers cancel = OrderStore::cancel_numbers(order);
  uint32_t sent = 0;
  for (uint32_t i = 0; i < cancel.count; ++i) {
    const OrderName name{cancel.numbers[i], order.strategy, order.strategy_order_id};
    if (entry_.send_cancel(name, quantity, now)) ++sent;
  }
  counts_.cancels += sent;
  if (sent > 0) orders_.cancel_sent(order.strategy, order.strategy_order_id, quantity);
  return sent;
}

// A replace's answer may be the first thing heard of its number.
const Order* SessionDesk::order_of(const OrderAnswer& answer) const noexcept {
  const Order* order = orders_.find(answer.user_ref_num);
  if (order != nullptr || answer.kind != OrderAnswerKind::replaced) return order;
  return orders_.find(answer.orig_user_ref_num);
}

JudgedAnswer SessionDesk::judge(const OrderAnswer& answer) noexcept {
  const Order* order = order_of(answer);
  if (order == nullptr && answer.kind == OrderAnswerKind::accepted) [[unlikely]] {
    if (const OrderUpdate update = adopt(answer); update.kind != OrderUpdateKind::none) {
      return {update, VenueAlert::adopted_order};
    }
  }
  const bool is_other =
      order != nullptr && is_on_other_terms(answer, *order, market_.book(order->instrument).symbol);
  const bool is_forgotten =
      answer.kind == OrderAnswerKind::replaced && orders_.find(answer.user_ref_num) == nullptr;
  const OrderUpdate update = orders_.apply(answer);
  if (is_forgotten && update.order != nullptr) [[unlikely]] {
    return {update, VenueAlert::adopted_order};  // its number was given by an earlier life
  }
  const VenueAlert alert = alert_of(update, answer);
  if (alert == VenueAlert::cancel_unasked && has_mass_cancelled_ && answer.reason == user_cancel) {
    return {update, VenueAlert::none};  // asked for with all the others
  }
  if (alert == VenueAlert::cancel_unasked && !entry_.is_ready() && answer.reason == system_cancel) {
    ++counts_.cancelled_away;
    // By the venue's system, before this connection knew all: it went with the line.
    return {update, VenueAlert::none};
  }
  return {update, alert == VenueAlert::none && is_other ? VenueAlert::terms_contradicted : alert};
}

// An order of an earlier life of ours, known again by its name.
OrderUpdate SessionDesk::adopt(const OrderAnswer& answer) noexcept {
  if (!answer.client_order || answer.client_order->strategy >= accounts_.size()) return {};
  const std::optional<InstrumentId> instrument = market_.find(answer.symbol);
  if (!instrument) return {};
  const auto [strategy, order] = *answer.client_order;
  return orders_.adopt(answer, strategy, order, *instrument, accounts_[strategy]);
}

UserRefNum SessionDesk::mass_cancel(const wire::Firm& firm, TimeNs now) noexcept {
  if (firm.text().empty()) return 0;  // who would be meant, the text does not say
  const UserRefNum number = entry_.send_mass_cancel(firm, wire::Symbol(""), now);
  has_mass_cancelled_ = has_mass_cancelled_ || number != 0;
  return number;
}

void SessionDesk::take_connection(const OrderEntryEvent& event, TimeNs now) noexcept {
  using boundary::SessionState;
  switch (event.kind) {
    case OrderEntryEventKind::logged_in:
      publish();  // the session's name, before anything that it brings
      set_state(SessionState::replaying, 0, now);
      break;
    case OrderEntryEventKind::login_rejected:
      // 'S' (no such session now) may pass; 'A' (not authorised) is for a human.
      set_state(event.reject_reason == 'A' ? SessionState::refused : SessionState::down,
                static_cast<uint8_t>(event.reject_reason), now);
      wants_disconnect_ = true;
      break;
    case OrderEntryEventKind::ended:
      set_state(SessionState::ended, 0, now);
      wants_disconnect_ = true;
      break;
    case OrderEntryEventKind::fault:
      set_state(SessionState::down, static_cast<uint16_t>(event.soup_fault), now);
      wants_disconnect_ = true;
      break;
    default: break;
  }
}

void SessionDesk::set_state(boundary::SessionState state, uint16_t reason, TimeNs now) noexcept {
  // What an earlier life went through is nobody's news, and its session is not this one.
  if (events_.is_muted()) return;
  publish_word(view_.state, static_cast<uint32_t>(state));
  boundary::Event event{};
  event.time_ns = now;
  event.kind = static_cast<uint16_t>(boundary::EventKind::session);
  event.session = id_;
  event.state = static_cast<uint8_t>(state);
  event.reason = reason;
  events_.put(event);
}

void SessionDesk::publish() noexcept {
  uint64_t malformed = 0;
  for (const uint64_t count : entry_.counts().malformed) malformed += count;
  uint64_t alerts = 0;
  for (const uint64_t count : counts_.alerts) alerts += count;
  publish_word(view_.next_sequence, entry_.next_sequence());
  const wire::soupbintcp::Session& name = entry_.session();
  for (size_t i = 0; i < sizeof name.chars; ++i) {
    publish_word(view_.soup_session[i], static_cast<uint8_t>(name.chars[i]));
  }
  publish_word(view_.logins, entry_.counts().logins);
  publish_word(view_.sent, counts_.enters + counts_.replaces);
  publish_word(view_.cancels, counts_.cancels);
  publish_word(view_.answers, entry_.counts().answers);
  publish_word(view_.malformed, malformed);
  publish_word(view_.repeated, entry_.repeated());
  publish_word(view_.foreign_numbers, entry_.counts().foreign_numbers);
  publish_word(view_.open, uint64_t{orders_.open_orders()});
  publish_word(view_.alerts, alerts);
  publish_word(view_.cancelled_away, counts_.cancelled_away);
}

}  // namespace hotlane
