#include "session/ouch42_answer.hpp"

#include "session/answer_fields.hpp"
#include "session/message_layout.hpp"
#include "session/order_token.hpp"
#include "session/ouch42_times.hpp"

namespace hotlane {
namespace {

using namespace answer_fields;
using namespace wire::ouch42;

void take_token(const Token& token, OrderAnswer& answer) noexcept {
  const std::optional<OrderName> name = parse_token(token);
  if (!name) {
    answer.detail.is_probe = is_probe(token);
    return;
  }
  answer.user_ref_num = name->number;
  answer.client_order = ClientOrderId{name->strategy, name->order};
}

// What `A` and `U` begin with.
[[nodiscard]] OuchFault take_order(const OrderStanding& message, char bbo_weight,
                                   OrderAnswer& answer) noexcept {
  take_token(message.token, answer);
  answer.symbol = message.stock;
  answer.time_in_force = ouch50_letter_of(message.time_in_force);
  answer.order_reference = message.order_reference_number;
  answer.detail.expire_seconds = answer.time_in_force == wire::ouch50::time_in_force::good_till_time
                                     ? uint32_t{message.time_in_force}
                                     : 0;
  answer.detail.firm = message.firm;
  answer.detail.display = message.display;
  answer.detail.capacity = message.capacity;
  answer.detail.iso_eligibility = message.iso_eligibility;
  answer.detail.min_quantity = message.minimum_quantity;
  answer.detail.cross_type = message.cross_type;
  answer.detail.bbo_weight = bbo_weight;
  const OuchFault quantity = take_quantity(message.shares, answer);
  return first_of(quantity, take_side(message.side, answer), take_price(message.price, answer),
                  take_state(message.order_state, answer));
}

[[nodiscard]] OuchFault take_execution(const Executed& message, OrderAnswerKind kind,
                                       OrderAnswer& answer) noexcept {
  answer.kind = kind;
  take_token(message.token, answer);
  answer.liquidity = message.liquidity_flag;
  answer.match_number = message.match_number;
  return first_of(take_quantity(message.executed_shares, answer, 1),
                  take_trade_price(message.execution_price, answer));
}

[[nodiscard]] OuchFault take_self_match(const AiqCanceled& message, OrderAnswer& answer) noexcept {
  answer.kind = OrderAnswerKind::self_match_cancelled;
  take_token(message.token, answer);
  answer.reason = message.reason;
  answer.liquidity = message.liquidity_flag;
  answer.detail.prevented_quantity = message.quantity_prevented_from_trading;
  answer.detail.aiq_strategy = message.aiq_strategy;
  return first_of(take_quantity(message.decrement_shares, answer),
                  take_price(message.execution_price, answer));
}

[[nodiscard]] OuchFault take_notice(OrderAnswerKind kind, Bytes bytes, OrderAnswer& answer) noexcept {
  answer.kind = kind;
  take_token(message_as<TokenNotice>(bytes).token, answer);
  return OuchFault::none;
}

[[nodiscard]] OuchFault take_rare(Bytes bytes, OrderAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::executed_with_reference_price: {
      const auto message = message_as<ExecutedWithReferencePrice>(bytes);
      answer.detail.reference_price_type = message.reference_price_type;
      if (message.reference_price > market_cross_price) return OuchFault::price_range;
      answer.detail.reference_price_ticks = static_cast<PriceTicks>(uint32_t{message.reference_price});
      return take_execution(message.execution, OrderAnswerKind::executed, answer);
    }
    case OutboundType::trade_correction: {
      const auto message = message_as<TradeCorrection>(bytes);
      answer.reason = message.reason;
      return take_execution(message.execution, OrderAnswerKind::trade_corrected, answer);
    }
    case OutboundType::broken_trade: {
      const auto message = message_as<BrokenTrade>(bytes);
      answer.kind = OrderAnswerKind::trade_broken;
      take_token(message.token, answer);
      answer.match_number = message.match_number;
      answer.reason = message.reason;
      return OuchFault::none;
    }
    case OutboundType::order_priority_update: {
      const auto message = message_as<OrderPriorityUpdate>(bytes);
      answer.kind = OrderAnswerKind::priority_updated;
      take_token(message.token, answer);
      answer.order_reference = message.order_reference_number;
      answer.detail.display = message.display;
      return take_price(message.price, answer);
    }
    case OutboundType::order_modified: {
      const auto message = message_as<OrderModified>(bytes);
      answer.kind = OrderAnswerKind::modified;
      take_token(message.token, answer);
      return first_of(take_quantity(message.shares, answer), take_side(message.side, answer));
    }
    case OutboundType::cancel_pending: return take_notice(OrderAnswerKind::cancel_pending, bytes, answer);
    case OutboundType::cancel_reject: return take_notice(OrderAnswerKind::cancel_rejected, bytes, answer);
    case OutboundType::trade_now: return take_notice(OrderAnswerKind::traded_now, bytes, answer);
    case OutboundType::system_event:
      answer.kind = OrderAnswerKind::system_event;
      answer.reason = message_as<SystemEvent>(bytes).event_code;
      return OuchFault::none;
    default: return OuchFault::unknown_type;
  }
}

[[nodiscard]] OuchFault take_message(Bytes bytes, RejectLetters letters, OrderAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::accepted: {
      const auto message = message_as<Accepted>(bytes);
      answer.kind = OrderAnswerKind::accepted;
      return take_order(message.order, message.bbo_weight, answer);
    }
    case OutboundType::replaced: {
      const auto message = message_as<Replaced>(bytes);
      answer.kind = OrderAnswerKind::replaced;
      const std::optional<OrderName> previous = parse_token(message.previous_token);
      answer.orig_user_ref_num = previous ? previous->number : 0;
      return take_order(message.order, message.bbo_weight, answer);
    }
    case OutboundType::executed:
      return take_execution(message_as<Executed>(bytes), OrderAnswerKind::executed, answer);
    case OutboundType::canceled: {
      const auto message = message_as<Canceled>(bytes);
      answer.kind = OrderAnswerKind::cancelled;
      take_token(message.token, answer);
      answer.reason = message.reason;
      return take_quantity(message.decrement_shares, answer);
    }
    case OutboundType::aiq_canceled: return take_self_match(message_as<AiqCanceled>(bytes), answer);
    case OutboundType::rejected: {
      const auto message = message_as<Rejected>(bytes);
      answer.kind = OrderAnswerKind::rejected;
      take_token(message.token, answer);
      answer.reason = message.reason;
      answer.reject_reason = reject_code_of(message.reason, letters);
      return OuchFault::none;
    }
    default: return take_rare(bytes, answer);
  }
}

}  // namespace

OuchFault decode_ouch42_answer(Bytes message, RejectLetters letters, OrderAnswer& answer) noexcept {
  if (message.empty()) [[unlikely]]
    return OuchFault::empty;
  const MessageSize size = outbound_size(static_cast<char>(message[0]));
  if (size.most == 0) [[unlikely]]
    return OuchFault::unknown_type;
  if (!size.allows(message.size())) [[unlikely]]
    return OuchFault::wrong_size;
  answer = OrderAnswer{};
  answer.time_of_day_ns = static_cast<TimeNs>(uint64_t{message_as<SystemEvent>(message).timestamp});
  return take_message(message, letters, answer);
}

}  // namespace hotlane
