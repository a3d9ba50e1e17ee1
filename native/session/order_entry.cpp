#include "session/order_entry.hpp"

#include "session/ouch42_codec.hpp"
#include "session/ouch50_codec.hpp"

namespace hotlane {
namespace {

std::unique_ptr<OrderCodec> codec_of(const VenueProfile& profile) {
  if (profile.protocol == OrderProtocol::ouch42) return std::make_unique<Ouch42Codec>(profile);
  return std::make_unique<Ouch50Codec>(profile);
}

}  // namespace

OrderEntry::OrderEntry(const VenueProfile& profile, size_t in_capacity, size_t out_capacity)
    : codec_(codec_of(profile)), soup_(in_capacity, out_capacity), user_ref_idx_(profile.user_ref_idx) {}

void OrderEntry::connect(const LoginCredentials& credentials, TimeNs now) noexcept {
  if (state_ == OrderEntryState::ended) {
    // A new day of the venue's. Our numbers go on: gaps are allowed (ouch50.md, UserRefNum), and a number
    // then never means two orders.
    session_ = wire::soupbintcp::session_field({});
    next_sequence_ = 1;
  }
  is_question_due_ = false;
  is_probe_taken_ = false;
  is_unanswered_news_ = false;
  state_ = OrderEntryState::logging_in;
  soup_.start_login(credentials, session_, next_sequence_, now);
}

void OrderEntry::on_disconnect() noexcept {
  soup_.on_disconnect();
  is_unanswered_news_ = false;
  if (state_ != OrderEntryState::ended) state_ = OrderEntryState::down;
}

bool OrderEntry::next(OrderEntryEvent& event, TimeNs now) noexcept {
  SoupClientEvent soup;
  while (soup_.next(soup)) {
    event.sequence = soup.sequence;
    switch (soup.kind) {
      case SoupClientEventKind::sequenced:
        if (take_answer(soup, event, now)) return true;
        break;
      case SoupClientEventKind::login_accepted:
        session_ = soup_.session();
        next_sequence_ = soup.sequence;
        state_ = OrderEntryState::recovering;
        ++counts_.logins;
        ask(now);
        event.kind = OrderEntryEventKind::logged_in;
        return true;
      case SoupClientEventKind::login_rejected:
        state_ = OrderEntryState::down;
        event.kind = OrderEntryEventKind::login_rejected;
        event.reject_reason = soup.reject_reason;
        return true;
      case SoupClientEventKind::unsequenced: break;  // neither OUCH has a message for it
      case SoupClientEventKind::debug:
        event.kind = OrderEntryEventKind::debug;
        event.text = soup.payload;
        return true;
      case SoupClientEventKind::end_of_session:
        state_ = OrderEntryState::ended;
        event.kind = OrderEntryEventKind::ended;
        return true;
      case SoupClientEventKind::fault:
        state_ = OrderEntryState::down;
        event.kind = OrderEntryEventKind::fault;
        event.soup_fault = soup.fault;
        return true;
    }
  }
  if (!is_unanswered_news_) return false;
  is_unanswered_news_ = false;
  event.kind = OrderEntryEventKind::unanswered;
  return true;
}

// False: nothing to be told of.
bool OrderEntry::take_answer(const SoupClientEvent& soup, OrderEntryEvent& event, TimeNs now) noexcept {
  next_sequence_ = soup.sequence + 1;
  quiet_.restart(now);
  const OuchFault fault = codec_->decode(soup.payload, event.answer);
  if (fault != OuchFault::none) [[unlikely]] {
    ++counts_.malformed[static_cast<size_t>(fault)];
    event.kind = OrderEntryEventKind::malformed_answer;
    event.ouch_fault = fault;
    return true;
  }
  ++counts_.answers;
  const OrderAnswer& answer = event.answer;
  if (answer.detail.user_ref_idx != user_ref_idx_ && answer.kind != OrderAnswerKind::system_event)
      [[unlikely]] {
    ++counts_.other_channels;
    return false;
  }
  if (answer.kind == OrderAnswerKind::account_query_response) [[unlikely]] {
    if (answer.user_ref_num > next_number_) next_number_ = answer.user_ref_num;
    if (state_ != OrderEntryState::recovering || is_question_due_) return false;
    state_ = OrderEntryState::ready;
    event.kind = OrderEntryEventKind::ready;
    return true;
  }
  event.kind = OrderEntryEventKind::answer;
  // A trade is a trade, whoever asked for it.
  if (answer.detail.is_probe && answer.kind != OrderAnswerKind::executed) [[unlikely]] {
    is_probe_taken_ = true;
    event.kind = OrderEntryEventKind::probe_taken;
  }
  // A number we have not sent: the stream is older or richer than our memory. Step past it and ask again, for
  // an answer to an earlier life's question may have been taken for ours.
  if (answer.user_ref_num >= next_number_ && answer.user_ref_num != UINT32_MAX) [[unlikely]] {
    ++counts_.foreign_numbers;
    next_number_ = answer.user_ref_num + 1;
    event.kind = OrderEntryEventKind::foreign_answer;
    if (state_ == OrderEntryState::ready) {
      state_ = OrderEntryState::recovering;
      ask(now);
    }
  }
  return true;
}

void OrderEntry::ask(TimeNs now) noexcept {
  quiet_.restart(now);
  const std::span<std::byte> room = soup_.begin_unsequenced(order_request_size_max);
  const size_t size = codec_->question(room, now, next_number_);
  is_question_due_ = size == 0;
  if (is_question_due_) return;
  ++counts_.questions;
  soup_.commit_unsequenced(size, now);
}

void OrderEntry::on_time(TimeNs now) noexcept {
  soup_.on_time(now);
  if (state_ != OrderEntryState::recovering || is_probe_taken_) return;
  if (is_question_due_) {
    ask(now);
  } else if (quiet_.elapsed(now) > question_patience_ns) {
    is_unanswered_news_ = true;
    ask(now);
  }
}

template <class Write>
bool OrderEntry::send(TimeNs now, Write&& write) noexcept {
  if (!is_ready()) [[unlikely]]
    return false;
  const size_t size = write(soup_.begin_unsequenced(order_request_size_max));
  if (size == 0) [[unlikely]]
    return false;
  soup_.commit_unsequenced(size, now);
  return true;
}

template <class Write>
UserRefNum OrderEntry::send_numbered(TimeNs now, Write&& write) noexcept {
  if (next_number_ == UINT32_MAX || !send(now, write)) [[unlikely]]
    return 0;
  return next_number_++;
}

UserRefNum OrderEntry::send_new(const GatedIntent& gated, const OrderTerms& terms, TimeNs now) noexcept {
  return send_numbered(now, [&](std::span<std::byte> room) noexcept {
    return codec_->enter(room, gated, terms, next_number_);
  });
}

UserRefNum OrderEntry::send_replace(const GatedIntent& gated, const OrderName& original,
                                    TimeNs now) noexcept {
  return send_numbered(now, [&](std::span<std::byte> room) noexcept {
    return codec_->replace(room, gated, original, next_number_);
  });
}

bool OrderEntry::send_cancel(const OrderName& order, Quantity quantity, TimeNs now) noexcept {
  return send(now, [&](std::span<std::byte> room) noexcept { return codec_->cancel(room, order, quantity); });
}

UserRefNum OrderEntry::send_mass_cancel(const wire::Firm& firm, const wire::Symbol& symbol,
                                        TimeNs now) noexcept {
  return send_numbered(now, [&](std::span<std::byte> room) noexcept {
    return codec_->mass_cancel(room, next_number_, firm, symbol);
  });
}

UserRefNum OrderEntry::send_entry_switch(const wire::Firm& firm, bool is_on, TimeNs now) noexcept {
  return send_numbered(now, [&](std::span<std::byte> room) noexcept {
    return codec_->switch_entry(room, next_number_, firm, is_on);
  });
}

bool OrderEntry::logout(TimeNs now) noexcept {
  const bool is_sent = soup_.logout(now);
  if (is_sent) state_ = OrderEntryState::down;
  return is_sent;
}

}  // namespace hotlane
