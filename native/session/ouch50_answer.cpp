#include "session/ouch50_answer.hpp"

#include <cstring>

#include "session/answer_fields.hpp"
#include "session/ouch50_appendage.hpp"

namespace hotlane {
namespace {

using namespace answer_fields;
using namespace wire::ouch50;

void take_client(const ClOrdId& id, OrderAnswer& answer) noexcept {
  answer.client_order = parse_client_order_id(id);
}

// What `A` and `U` have in common.
template <class Message>
[[nodiscard]] OuchFault take_order(const Message& message, OrderAnswer& answer) noexcept {
  answer.user_ref_num = message.user_ref_num;
  answer.symbol = message.symbol;
  answer.time_in_force = message.time_in_force;
  answer.order_reference = message.order_reference_number;
  answer.detail.display = message.display;
  answer.detail.capacity = message.capacity;
  answer.detail.iso_eligibility = message.iso_eligibility;
  answer.detail.cross_type = message.cross_type;
  take_client(message.cl_ord_id, answer);
  const OuchFault quantity = take_quantity(message.quantity, answer);
  return first_of(quantity, take_side(message.side, answer), take_price(message.price, answer),
                  take_state(message.order_state, answer));
}

[[nodiscard]] OuchFault take_execution(const OrderExecuted& message, OrderAnswer& answer) noexcept {
  answer.kind = OrderAnswerKind::executed;
  answer.user_ref_num = message.user_ref_num;
  answer.liquidity = message.liquidity_flag;
  answer.match_number = message.match_number;
  return first_of(take_quantity(message.quantity, answer, 1), take_trade_price(message.price, answer));
}

[[nodiscard]] OuchFault take_self_match(const AiqCanceled& message, OrderAnswer& answer) noexcept {
  answer.kind = OrderAnswerKind::self_match_cancelled;
  answer.user_ref_num = message.user_ref_num;
  answer.reason = message.reason;
  answer.liquidity = message.liquidity_flag;
  answer.detail.prevented_quantity = message.quantity_prevented_from_trading;
  answer.detail.aiq_strategy = message.aiq_strategy;
  return first_of(take_quantity(message.decrement_shares, answer),
                  take_price(message.execution_price, answer));
}

// Messages that only name an order or request.
template <class Message>
[[nodiscard]] OuchFault take_number(OrderAnswerKind kind, Bytes bytes, OrderAnswer& answer) noexcept {
  answer.kind = kind;
  answer.user_ref_num = message_as<Message>(bytes).user_ref_num;
  return OuchFault::none;
}

[[nodiscard]] OuchFault take_change(Bytes bytes, OrderAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::broken_trade: {
      const auto message = message_as<BrokenTrade>(bytes);
      answer.match_number = message.match_number;
      answer.reason = message.reason;
      take_client(message.cl_ord_id, answer);
      return take_number<BrokenTrade>(OrderAnswerKind::trade_broken, bytes, answer);
    }
    case OutboundType::order_priority_update: {
      const auto message = message_as<OrderPriorityUpdate>(bytes);
      answer.kind = OrderAnswerKind::priority_updated;
      answer.user_ref_num = message.user_ref_num;
      answer.order_reference = message.order_reference_number;
      answer.detail.display = message.display;
      return take_price(message.price, answer);
    }
    case OutboundType::order_modified: {
      const auto message = message_as<OrderModified>(bytes);
      answer.kind = OrderAnswerKind::modified;
      answer.user_ref_num = message.user_ref_num;
      return first_of(take_quantity(message.quantity, answer), take_side(message.side, answer));
    }
    case OutboundType::order_restated:
      answer.reason = message_as<OrderRestated>(bytes).reason;
      return take_number<OrderRestated>(OrderAnswerKind::restated, bytes, answer);
    case OutboundType::cancel_pending:
      return take_number<CancelPending>(OrderAnswerKind::cancel_pending, bytes, answer);
    case OutboundType::cancel_reject:
      return take_number<CancelReject>(OrderAnswerKind::cancel_rejected, bytes, answer);
    default: return OuchFault::unknown_type;
  }
}

// What is about no single order.
[[nodiscard]] OuchFault take_response(Bytes bytes, OrderAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::mass_cancel_response: {
      const auto message = message_as<MassCancelResponse>(bytes);
      answer.symbol = message.symbol;
      answer.detail.firm = message.firm;
      return take_number<MassCancelResponse>(OrderAnswerKind::mass_cancel_response, bytes, answer);
    }
    case OutboundType::disable_order_entry_response:
      answer.detail.firm = message_as<DisableOrderEntryResponse>(bytes).firm;
      return take_number<DisableOrderEntryResponse>(OrderAnswerKind::entry_disabled, bytes, answer);
    case OutboundType::enable_order_entry_response:
      answer.detail.firm = message_as<EnableOrderEntryResponse>(bytes).firm;
      return take_number<EnableOrderEntryResponse>(OrderAnswerKind::entry_enabled, bytes, answer);
    case OutboundType::account_query_response:
      answer.kind = OrderAnswerKind::account_query_response;
      answer.user_ref_num = message_as<AccountQueryResponse>(bytes).next_user_ref_num;
      return OuchFault::none;
    case OutboundType::system_event:
      answer.kind = OrderAnswerKind::system_event;
      answer.reason = message_as<SystemEvent>(bytes).event_code;
      return OuchFault::none;
    default: return take_change(bytes, answer);
  }
}

[[nodiscard]] OuchFault take_fixed_part(Bytes bytes, OrderAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::order_accepted:
      answer.kind = OrderAnswerKind::accepted;
      return take_order(message_as<OrderAccepted>(bytes), answer);
    case OutboundType::order_replaced: {
      const auto message = message_as<OrderReplaced>(bytes);
      answer.kind = OrderAnswerKind::replaced;
      answer.orig_user_ref_num = message.orig_user_ref_num;
      return take_order(message, answer);
    }
    case OutboundType::order_executed: return take_execution(message_as<OrderExecuted>(bytes), answer);
    case OutboundType::order_canceled: {
      const auto message = message_as<OrderCanceled>(bytes);
      answer.kind = OrderAnswerKind::cancelled;
      answer.user_ref_num = message.user_ref_num;
      answer.reason = message.reason;
      return take_quantity(message.quantity, answer);
    }
    case OutboundType::aiq_canceled: return take_self_match(message_as<AiqCanceled>(bytes), answer);
    case OutboundType::rejected: {
      const auto message = message_as<Rejected>(bytes);
      answer.kind = OrderAnswerKind::rejected;
      answer.user_ref_num = message.user_ref_num;
      answer.reject_reason = message.reason;
      take_client(message.cl_ord_id, answer);
      return OuchFault::none;
    }
    default: return take_response(bytes, answer);
  }
}

template <class Value>
[[nodiscard]] Value value_as(Bytes value) noexcept {
  Value out;
  std::memcpy(static_cast<void*>(&out), value.data(), sizeof out);  // read_tags() has checked the size
  return out;
}

[[nodiscard]] OuchFault take_tag(Tag tag, Bytes value, OrderDetail& detail) noexcept {
  switch (tag) {
    case Tag::secondary_ord_ref_num: detail.secondary_reference = value_as<wire::be64>(value); break;
    case Tag::firm: detail.firm = value_as<Firm>(value); break;
    case Tag::min_qty: detail.min_quantity = value_as<wire::be32>(value); break;
    case Tag::max_floor: detail.max_floor = value_as<wire::be32>(value); break;
    case Tag::price_type: detail.price_type = value_as<char>(value); break;
    case Tag::post_only: detail.post_only = value_as<char>(value); break;
    case Tag::expire_time: detail.expire_seconds = value_as<wire::be32>(value); break;
    case Tag::bbo_weight_indicator: detail.bbo_weight = value_as<char>(value); break;
    case Tag::display_quantity: detail.display_quantity = value_as<wire::be32>(value); break;
    case Tag::display_price: {
      const uint64_t price = value_as<wire::be64>(value);
      if (price > market_cross_price) return OuchFault::price_range;
      detail.display_price_ticks = static_cast<PriceTicks>(price);
      break;
    }
    case Tag::group_id: detail.group_id = value_as<wire::be16>(value); break;
    case Tag::shares_located: detail.is_located = value_as<char>(value) == 'Y'; break;
    case Tag::user_ref_idx: detail.user_ref_idx = value_as<uint8_t>(value); break;
    case Tag::aiq_strategy: detail.aiq_strategy = value_as<char>(value); break;
    default: break;  // nothing that an order's owner has not said himself
  }
  return OuchFault::none;
}

}  // namespace

OuchFault decode_ouch50_answer(Bytes message, OrderAnswer& answer) noexcept {
  if (message.empty()) [[unlikely]]
    return OuchFault::empty;
  Bytes tags;
  OuchFault fault = split_appendage(message, outbound_size(static_cast<char>(message[0])), tags);
  if (fault != OuchFault::none) [[unlikely]]
    return fault;
  answer = OrderAnswer{};
  answer.time_of_day_ns = static_cast<TimeNs>(uint64_t{message_as<SystemEvent>(message).timestamp});
  fault = take_fixed_part(message, answer);
  if (tags.empty() || fault != OuchFault::none) return fault;
  OuchFault value_fault = OuchFault::none;
  fault = read_tags(tags, ~TagSet{0}, UnknownTags::skipped, [&](Tag tag, Bytes value) noexcept {
    value_fault = first_of(value_fault, take_tag(tag, value, answer.detail));
  });
  return first_of(fault, value_fault);
}

}  // namespace hotlane
