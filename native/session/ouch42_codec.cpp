#include "session/ouch42_codec.hpp"

#include "session/message_layout.hpp"
#include "session/order_letters.hpp"
#include "session/ouch42_answer.hpp"
#include "session/ouch42_times.hpp"
#include "wire/ouch42.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch42;

// The one Display letter of an order; 0: there is none (ouch42.md, Codes).
[[nodiscard]] char display_letter(const OrderAttributes& order) noexcept {
  if (order.peg_kind == PegKind::midpoint) {
    if (order.display == OrderDisplay::attributable) return 0;  // a midpoint peg is never shown
    return order.is_post_only ? 'W' : 'M';
  }
  switch (order.display) {
    case OrderDisplay::visible: return order.is_post_only ? 'P' : 'Y';
    case OrderDisplay::attributable: return order.is_post_only ? 'L' : 'A';
    case OrderDisplay::hidden: break;
  }
  return order.is_post_only ? char{0} : 'N';
}

}  // namespace

bool Ouch42Codec::can_carry(const OrderAttributes& attributes) const noexcept {
  const bool is_plain_peg = attributes.peg_kind == PegKind::none || attributes.peg_kind == PegKind::midpoint;
  return is_plain_peg && attributes.peg_offset_ticks == 0 && attributes.max_floor == 0 &&
         attributes.expire_seconds < time_in_force::extended_trading_close && display_letter(attributes) != 0;
}

size_t Ouch42Codec::enter(std::span<std::byte> room, const GatedIntent& gated, const OrderTerms& terms,
                          UserRefNum number) const noexcept {
  const Intent& intent = gated.intent();
  const OrderAttributes& attributes = intent.attributes;
  if (room.size() < sizeof(EnterOrder) || gated.strategy() >= order_token::strategies_max ||
      !can_carry(attributes)) {
    return 0;
  }
  EnterOrder message;
  message.type = static_cast<char>(InboundType::enter_order);
  message.token = token_of({number, gated.strategy(), intent.strategy_order_id});
  message.side = side_letter_of(intent.side, attributes.sell_kind);
  message.shares = intent.quantity;
  message.stock = terms.symbol;
  message.price = static_cast<uint32_t>(intent.price_ticks);
  message.time_in_force = ouch42_seconds_of(attributes);
  message.firm = terms.firm;
  message.display = display_letter(attributes);
  message.capacity = capacity_letter_of(attributes.capacity);
  message.iso_eligibility = 'N';
  message.minimum_quantity = least_fill_of(attributes, intent.quantity);
  message.cross_type = cross_letter_of(cross_of(attributes));
  message.customer_type = ' ';  // the port's default
  // Customer Type is the last byte.
  return put_message(room, message) - (profile_.has_customer_type ? 0 : 1);
}

size_t Ouch42Codec::replace(std::span<std::byte> room, const GatedIntent& gated, const OrderName& original,
                            UserRefNum number) const noexcept {
  const Intent& intent = gated.intent();
  const OrderAttributes& attributes = intent.attributes;
  if (!can_carry(attributes) || gated.strategy() >= order_token::strategies_max) return 0;
  ReplaceOrder message;
  message.type = static_cast<char>(InboundType::replace_order);
  message.existing_token = token_of(original);
  message.replacement_token = token_of({number, gated.strategy(), intent.strategy_order_id});
  message.shares = intent.quantity;
  message.price = static_cast<uint32_t>(intent.price_ticks);
  message.time_in_force = ouch42_seconds_of(attributes);
  message.display = display_letter(attributes);
  message.iso_eligibility = 'N';
  message.minimum_quantity = least_fill_of(attributes, intent.quantity);
  return put_message(room, message);
}

size_t Ouch42Codec::cancel(std::span<std::byte> room, const OrderName& order,
                           Quantity quantity) const noexcept {
  CancelOrder message;
  message.type = static_cast<char>(InboundType::cancel_order);
  message.token = token_of(order);
  message.shares = quantity;
  return put_message(room, message);
}

size_t Ouch42Codec::modify(std::span<std::byte> room, const GatedIntent& gated, const OrderName& order,
                           char side_letter) const noexcept {
  ModifyOrder message;
  message.type = static_cast<char>(InboundType::modify_order);
  message.token = token_of(order);
  message.side = side_letter;
  message.shares = gated.intent().quantity;
  return put_message(room, message);
}

// Wrong twice over: a symbol that the venue does not list, and a minimum above the order's shares. And were
// both let pass, it would ask for one share at the lowest price there is, at once or not at all, and only if
// a million came: nothing that could trade or rest.
size_t Ouch42Codec::question(std::span<std::byte> room, TimeNs now, UserRefNum next_number) noexcept {
  if (room.size() < sizeof(EnterOrder)) return 0;
  probe_ = probe_token(now, next_number);
  EnterOrder message;
  message.type = static_cast<char>(InboundType::enter_order);
  message.token = probe_;
  message.side = 'B';
  message.shares = 1U;
  message.stock = profile_.probe_symbol;
  message.price = 1U;
  message.time_in_force = time_in_force::immediate_or_cancel;
  message.firm = wire::Firm("");
  message.display = 'N';
  message.capacity = 'P';
  message.iso_eligibility = 'N';
  message.minimum_quantity = shares_max;
  message.cross_type = 'N';
  message.customer_type = ' ';
  return put_message(room, message) - (profile_.has_customer_type ? 0 : 1);
}

OuchFault Ouch42Codec::decode(Bytes message, OrderAnswer& answer) const noexcept {
  const OuchFault fault = decode_ouch42_answer(message, profile_.reject_letters, answer);
  // A trade is told as one, whoever asked for it.
  if (fault != OuchFault::none || !answer.detail.is_probe || answer.kind == OrderAnswerKind::executed)
      [[likely]]
    return fault;
  const bool is_newest = message_as<TokenNotice>(message).token == probe_;
  if (is_newest && answer.kind != OrderAnswerKind::rejected) return fault;
  answer.detail.is_probe = false;
  answer.kind = is_newest ? OrderAnswerKind::account_query_response : OrderAnswerKind::system_event;
  return fault;
}

}  // namespace hotlane
