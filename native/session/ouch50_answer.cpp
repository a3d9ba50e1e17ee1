// Decodes OUCH 5.0 outbound messages. See ouch50_answer.hpp.
#include "session/ouch50_answer.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch50;

[[nodiscard]] OuchFault take_side(char letter, OuchAnswer& answer) noexcept {
  if (letter != 'B' && letter != 'S' && letter != 'T' && letter != 'E') return OuchFault::side;
  answer.side_letter = letter;
  answer.side = letter == 'B' ? Side::buy : Side::sell;
  return OuchFault::none;
}

[[nodiscard]] OuchFault take_price(uint64_t price, OuchAnswer& answer) noexcept {
  if (price > static_cast<uint64_t>(INT32_MAX)) return OuchFault::price_range;
  answer.price_ticks = static_cast<PriceTicks>(price);
  return OuchFault::none;
}

// What `A` and `U` have in common.
template <class Message>
[[nodiscard]] OuchFault take_order(const Message& message, OuchAnswer& answer) noexcept {
  answer.user_ref_num = message.user_ref_num;
  answer.quantity = message.quantity;
  answer.symbol = message.symbol;
  answer.time_in_force = message.time_in_force;
  answer.order_reference = message.order_reference_number;
  answer.is_live = message.order_state == order_state::live;
  answer.cl_ord_id = message.cl_ord_id;
  const OuchFault fault = take_side(message.side, answer);
  return fault != OuchFault::none ? fault : take_price(message.price, answer);
}

[[nodiscard]] OuchFault take_execution(const OrderExecuted& message, OuchAnswer& answer) noexcept {
  answer.kind = OuchAnswerKind::executed;
  answer.user_ref_num = message.user_ref_num;
  answer.quantity = message.quantity;
  answer.liquidity = message.liquidity_flag;
  answer.match_number = message.match_number;
  return take_price(message.price, answer);
}

// Messages that only name an order or request.
template <class Message>
[[nodiscard]] OuchFault take_number(OuchAnswerKind kind, Bytes bytes, OuchAnswer& answer) noexcept {
  answer.kind = kind;
  answer.user_ref_num = message_as<Message>(bytes).user_ref_num;
  return OuchFault::none;
}

[[nodiscard]] OuchFault take_rare(Bytes bytes, OuchAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::broken_trade: {
      const auto message = message_as<BrokenTrade>(bytes);
      answer.kind = OuchAnswerKind::trade_broken;
      answer.user_ref_num = message.user_ref_num;
      answer.match_number = message.match_number;
      answer.reason = message.reason;
      answer.cl_ord_id = message.cl_ord_id;
      return OuchFault::none;
    }
    case OutboundType::order_priority_update: {
      const auto message = message_as<OrderPriorityUpdate>(bytes);
      answer.kind = OuchAnswerKind::priority_updated;
      answer.user_ref_num = message.user_ref_num;
      answer.order_reference = message.order_reference_number;
      return take_price(message.price, answer);
    }
    case OutboundType::order_modified: {
      const auto message = message_as<OrderModified>(bytes);
      answer.kind = OuchAnswerKind::modified;
      answer.user_ref_num = message.user_ref_num;
      answer.quantity = message.quantity;
      return take_side(message.side, answer);
    }
    case OutboundType::order_restated: {
      answer.reason = message_as<OrderRestated>(bytes).reason;
      return take_number<OrderRestated>(OuchAnswerKind::restated, bytes, answer);
    }
    case OutboundType::cancel_pending:
      return take_number<CancelPending>(OuchAnswerKind::cancel_pending, bytes, answer);
    case OutboundType::cancel_reject:
      return take_number<CancelReject>(OuchAnswerKind::cancel_rejected, bytes, answer);
    case OutboundType::mass_cancel_response:
      return take_number<MassCancelResponse>(OuchAnswerKind::mass_cancel_response, bytes, answer);
    case OutboundType::disable_order_entry_response:
      return take_number<DisableOrderEntryResponse>(OuchAnswerKind::entry_disabled, bytes, answer);
    case OutboundType::enable_order_entry_response:
      return take_number<EnableOrderEntryResponse>(OuchAnswerKind::entry_enabled, bytes, answer);
    case OutboundType::account_query_response:
      answer.kind = OuchAnswerKind::account_query_response;
      answer.user_ref_num = message_as<AccountQueryResponse>(bytes).next_user_ref_num;
      return OuchFault::none;
    case OutboundType::system_event:
      answer.kind = OuchAnswerKind::system_event;
      answer.reason = message_as<SystemEvent>(bytes).event_code;
      return OuchFault::none;
    default: return OuchFault::unknown_type;
  }
}

[[nodiscard]] OuchFault take_fixed_part(Bytes bytes, OuchAnswer& answer) noexcept {
  switch (static_cast<OutboundType>(bytes[0])) {
    case OutboundType::order_accepted:
      answer.kind = OuchAnswerKind::accepted;
      return take_order(message_as<OrderAccepted>(bytes), answer);
    case OutboundType::order_replaced: {
      const auto message = message_as<OrderReplaced>(bytes);
      answer.kind = OuchAnswerKind::replaced;
      answer.orig_user_ref_num = message.orig_user_ref_num;
      return take_order(message, answer);
    }
    case OutboundType::order_executed: return take_execution(message_as<OrderExecuted>(bytes), answer);
    case OutboundType::order_canceled: {
      const auto message = message_as<OrderCanceled>(bytes);
      answer.kind = OuchAnswerKind::cancelled;
      answer.user_ref_num = message.user_ref_num;
      answer.quantity = message.quantity;
      answer.reason = message.reason;
      return OuchFault::none;
    }
    case OutboundType::aiq_canceled: {
      const auto message = message_as<AiqCanceled>(bytes);
      answer.kind = OuchAnswerKind::self_match_cancelled;
      answer.user_ref_num = message.user_ref_num;
      answer.quantity = message.decrement_shares;
      answer.reason = message.reason;
      return OuchFault::none;
    }
    case OutboundType::rejected: {
      const auto message = message_as<Rejected>(bytes);
      answer.kind = OuchAnswerKind::rejected;
      answer.user_ref_num = message.user_ref_num;
      answer.reject_reason = message.reason;
      answer.cl_ord_id = message.cl_ord_id;
      return OuchFault::none;
    }
    default: return take_rare(bytes, answer);
  }
}

}  // namespace

OuchFault decode_answer(Bytes message, OuchAnswer& answer) noexcept {
  if (message.empty()) [[unlikely]]
    return OuchFault::empty;
  Bytes tags;
  const MessageSize size = outbound_size(static_cast<char>(message[0]));
  OuchFault fault = split_appendage(message, size, tags);
  if (fault != OuchFault::none) [[unlikely]]
    return fault;
  if (!tags.empty()) {
    // Nothing in today's tags changes what an answer means to us: they are checked, not read.
    fault = read_tags(tags, ~TagSet{0}, UnknownTags::skipped, [](Tag, Bytes) noexcept {});
    if (fault != OuchFault::none) [[unlikely]]
      return fault;
  }
  answer = OuchAnswer{};
  wire::be64 timestamp;
  std::memcpy(&timestamp, message.data() + offsetof(SystemEvent, timestamp), sizeof timestamp);
  answer.time_of_day_ns = static_cast<TimeNs>(uint64_t{timestamp});
  return take_fixed_part(message, answer);
}

}  // namespace hotlane
