// The order session's transitions. See order_session.hpp.
#include "session/order_session.hpp"

namespace hotlane {

void OrderSession::resume_from(const wire::soupbintcp::Session& session, uint64_t next_sequence,
                               UserRefNum next_number) noexcept {
  session_ = session;
  next_sequence_ = next_sequence;
  next_number_ = next_number;
}

void OrderSession::connect(const LoginCredentials& credentials, TimeNs now) noexcept {
  if (state_ == OrderSessionState::ended) {
    session_ = wire::soupbintcp::session_field({});
    next_sequence_ = 1;
    next_number_ = 1;
  }
  is_query_due_ = false;
  state_ = OrderSessionState::logging_in;
  soup_.start_login(credentials, session_, next_sequence_, now);
}

void OrderSession::on_disconnect() noexcept {
  soup_.on_disconnect();
  if (state_ != OrderSessionState::ended) state_ = OrderSessionState::down;
}

bool OrderSession::next(OrderSessionEvent& event, TimeNs now) noexcept {
  SoupClientEvent soup;
  while (soup_.next(soup)) {
    event.sequence = soup.sequence;
    switch (soup.kind) {
      case SoupClientEventKind::sequenced: take_answer(soup, event, now); return true;
      case SoupClientEventKind::login_accepted:
        session_ = soup_.session();
        next_sequence_ = soup.sequence;
        state_ = OrderSessionState::recovering;
        ask_account(now);
        event.kind = OrderSessionEventKind::logged_in;
        return true;
      case SoupClientEventKind::login_rejected:
        state_ = OrderSessionState::down;
        event.kind = OrderSessionEventKind::login_rejected;
        event.reject_reason = soup.reject_reason;
        return true;
      case SoupClientEventKind::unsequenced: break;  // OUCH 5.0 has no message for it
      case SoupClientEventKind::debug:
        event.kind = OrderSessionEventKind::debug;
        event.text = soup.payload;
        return true;
      case SoupClientEventKind::end_of_session:
        state_ = OrderSessionState::ended;
        event.kind = OrderSessionEventKind::ended;
        return true;
      case SoupClientEventKind::fault:
        state_ = OrderSessionState::down;
        event.kind = OrderSessionEventKind::fault;
        event.soup_fault = soup.fault;
        return true;
    }
  }
  return false;
}

void OrderSession::take_answer(const SoupClientEvent& soup, OrderSessionEvent& event, TimeNs now) noexcept {
  next_sequence_ = soup.sequence + 1;
  const OuchFault fault = decode_answer(soup.payload, event.answer);
  if (fault != OuchFault::none) [[unlikely]] {
    ++malformed_[static_cast<size_t>(fault)];
    event.kind = OrderSessionEventKind::malformed_answer;
    event.ouch_fault = fault;
    return;
  }
  event.kind = OrderSessionEventKind::answer;
  const UserRefNum number = event.answer.user_ref_num;
  if (event.answer.kind == OuchAnswerKind::account_query_response) [[unlikely]] {
    if (number > next_number_) next_number_ = number;
    if (state_ != OrderSessionState::recovering || is_query_due_) return;
    state_ = OrderSessionState::ready;
    event.kind = OrderSessionEventKind::ready;
    event.next_user_ref_num = number;
    return;
  }
  // A number we have not sent: the stream is older or richer than our memory. Step past it and ask again, for
  // an Account Query Response replayed from an earlier life may have been taken for ours.
  if (number >= next_number_ && number != UINT32_MAX) [[unlikely]] {
    ++foreign_numbers_;
    next_number_ = number + 1;
    if (state_ == OrderSessionState::ready) {
      state_ = OrderSessionState::recovering;
      ask_account(now);
    }
  }
}

void OrderSession::ask_account(TimeNs now) noexcept {
  std::array<std::byte, sizeof(wire::ouch50::AccountQuery)> query;
  static_cast<void>(encode_account_query(query));
  is_query_due_ = !soup_.send_unsequenced(query, now);
}

void OrderSession::on_time(TimeNs now) noexcept {
  soup_.on_time(now);
  if (is_query_due_ && state_ == OrderSessionState::recovering) ask_account(now);
}

UserRefNum OrderSession::send_new(const GatedIntent& gated, const wire::Symbol& symbol, TimeNs now) noexcept {
  if (!is_ready() || next_number_ == UINT32_MAX) [[unlikely]]
    return 0;
  const std::span<std::byte> room = soup_.begin_unsequenced(ouch_request_size_max);
  const size_t size = encode_enter(room, gated, next_number_, symbol);
  if (size == 0) [[unlikely]]
    return 0;
  soup_.commit_unsequenced(size, now);
  return next_number_++;
}

UserRefNum OrderSession::send_replace(const GatedIntent& gated, UserRefNum original, TimeNs now) noexcept {
  if (!is_ready() || next_number_ == UINT32_MAX) [[unlikely]]
    return 0;
  const std::span<std::byte> room = soup_.begin_unsequenced(ouch_request_size_max);
  const size_t size = encode_replace(room, gated, original, next_number_);
  if (size == 0) [[unlikely]]
    return 0;
  soup_.commit_unsequenced(size, now);
  return next_number_++;
}

bool OrderSession::send_cancel(UserRefNum number, Quantity quantity, TimeNs now) noexcept {
  if (!is_ready()) [[unlikely]]
    return false;
  const std::span<std::byte> room = soup_.begin_unsequenced(ouch_request_size_max);
  const size_t size = encode_cancel(room, number, quantity);
  if (size == 0) [[unlikely]]
    return false;
  soup_.commit_unsequenced(size, now);
  return true;
}

UserRefNum OrderSession::send_mass_cancel(const wire::ouch50::Firm& firm, const wire::Symbol& symbol,
                                          TimeNs now) noexcept {
  if (!is_ready() || next_number_ == UINT32_MAX) return 0;
  const std::span<std::byte> room = soup_.begin_unsequenced(ouch_request_size_max);
  const size_t size = encode_mass_cancel(room, next_number_, firm, symbol);
  if (size == 0) return 0;
  soup_.commit_unsequenced(size, now);
  return next_number_++;
}

bool OrderSession::logout(TimeNs now) noexcept {
  const bool is_sent = soup_.logout(now);
  if (is_sent) state_ = OrderSessionState::down;
  return is_sent;
}

}  // namespace hotlane
