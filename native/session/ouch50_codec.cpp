#include "session/ouch50_codec.hpp"

#include "session/message_layout.hpp"
#include "session/order_letters.hpp"
#include "session/ouch50_answer.hpp"
#include "session/ouch50_tags.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch50;

[[nodiscard]] char time_letter(TimeInForce time) noexcept {
  switch (time) {
    case TimeInForce::day: return time_in_force::day;
    case TimeInForce::extended: return time_in_force::extended;
    case TimeInForce::timed: return time_in_force::good_till_time;
    case TimeInForce::immediate_or_cancel:
    case TimeInForce::fill_or_kill:
    case TimeInForce::at_open:  // in its cross or not at all
    case TimeInForce::at_close: break;
  }
  return time_in_force::immediate_or_cancel;
}

[[nodiscard]] char display_letter(OrderDisplay display) noexcept {
  return display == OrderDisplay::hidden ? 'N' : display == OrderDisplay::attributable ? 'A' : 'Y';
}

[[nodiscard]] char peg_letter(PegKind peg) noexcept {
  constexpr char letters[] = {'L', 'R', 'P', 'M'};
  return letters[static_cast<uint32_t>(peg) & 3];
}

// What the attributes need of tags. `is_every`: those at their defaults too, so that nothing of an order's
// earlier attributes stays.
void put_attributes(Ouch50TagWriter& tags, const OrderAttributes& order, Quantity quantity,
                    bool is_every) noexcept {
  const Quantity least = least_fill_of(order, quantity);
  if (is_every || least != 0) tags.put(Tag::min_qty, wire::be32(least));
  if (is_every || order.max_floor != 0) tags.put(Tag::max_floor, wire::be32(order.max_floor));
  if (is_every || order.peg_kind != PegKind::none) {
    tags.put(Tag::price_type, peg_letter(order.peg_kind));
    tags.put(Tag::peg_offset, wire::be32(static_cast<uint32_t>(order.peg_offset_ticks)));
  }
  if (is_every || order.is_post_only) tags.put(Tag::post_only, order.is_post_only ? 'P' : 'N');
  if (order.time_in_force == TimeInForce::timed) tags.put(Tag::expire_time, wire::be32(order.expire_seconds));
}

// Not kept by a Replace: to be told again each time.
void put_located(Ouch50TagWriter& tags, const OrderAttributes& order) noexcept {
  if (order.is_located) tags.put(Tag::shares_located, 'Y');
}

// A message with its appendage, which `write_tags` fills; 0: too little room.
template <class Message, class WriteTags>
[[nodiscard]] size_t put_tagged(std::span<std::byte> room, Message& message,
                                WriteTags&& write_tags) noexcept {
  if (room.size() < sizeof message) return 0;
  Ouch50TagWriter tags(room.subspan(sizeof message));
  write_tags(tags);
  if (tags.is_full()) return 0;
  message.appendage_length = static_cast<uint16_t>(tags.size());
  return put_message(room, message) + tags.size();
}

// A message whose appendage may be left out, as it is without a channel.
template <class Message>
[[nodiscard]] size_t put_bare(std::span<std::byte> room, const Message& message,
                              uint8_t user_ref_idx) noexcept {
  if (user_ref_idx == 0) return put_message(room, message);
  struct Tagged {
    Message bare;
    wire::be16 appendage_length;
  };
  static_assert(sizeof(Tagged) == sizeof(Message) + 2);
  Tagged tagged{message, {}};
  return put_tagged(room, tagged,
                    [user_ref_idx](Ouch50TagWriter& tags) noexcept { tags.put_channel(user_ref_idx); });
}

}  // namespace

size_t Ouch50Codec::enter(std::span<std::byte> room, const GatedIntent& gated, const OrderTerms& terms,
                          UserRefNum number) const noexcept {
  const Intent& intent = gated.intent();
  const OrderAttributes& attributes = intent.attributes;
  EnterOrder message;
  message.type = static_cast<char>(InboundType::enter_order);
  message.user_ref_num = number;
  message.side = side_letter_of(intent.side, attributes.sell_kind);
  message.quantity = intent.quantity;
  message.symbol = terms.symbol;
  message.price = static_cast<uint64_t>(intent.price_ticks);
  message.time_in_force = time_letter(attributes.time_in_force);
  message.display = display_letter(attributes.display);
  message.capacity = capacity_letter_of(attributes.capacity);
  message.iso_eligibility = 'N';
  message.cross_type = cross_letter_of(cross_of(attributes));
  message.cl_ord_id = text_of({gated.strategy(), intent.strategy_order_id});
  return put_tagged(room, message, [&](Ouch50TagWriter& tags) noexcept {
    if (!terms.firm.text().empty()) tags.put(Tag::firm, terms.firm);
    put_attributes(tags, attributes, intent.quantity, false);
    put_located(tags, attributes);
    tags.put_channel(user_ref_idx_);
  });
}

size_t Ouch50Codec::replace(std::span<std::byte> room, const GatedIntent& gated, const OrderName& original,
                            UserRefNum number) const noexcept {
  const Intent& intent = gated.intent();
  const OrderAttributes& attributes = intent.attributes;
  ReplaceOrder message;
  message.type = static_cast<char>(InboundType::replace_order);
  message.orig_user_ref_num = original.number;
  message.user_ref_num = number;
  message.quantity = intent.quantity;
  message.price = static_cast<uint64_t>(intent.price_ticks);
  message.time_in_force = time_letter(attributes.time_in_force);
  message.display = display_letter(attributes.display);
  message.iso_eligibility = 'N';
  message.cl_ord_id = text_of({gated.strategy(), intent.strategy_order_id});
  return put_tagged(room, message, [&](Ouch50TagWriter& tags) noexcept {
    if (intent.has_new_attributes) put_attributes(tags, attributes, intent.quantity, true);
    put_located(tags, attributes);
    tags.put_channel(user_ref_idx_);
  });
}

size_t Ouch50Codec::cancel(std::span<std::byte> room, const OrderName& order,
                           Quantity quantity) const noexcept {
  CancelOrder message;
  message.type = static_cast<char>(InboundType::cancel_order);
  message.user_ref_num = order.number;
  message.quantity = quantity;
  return put_bare(room, message, user_ref_idx_);
}

size_t Ouch50Codec::modify(std::span<std::byte> room, const GatedIntent& gated, const OrderName& order,
                           char side_letter) const noexcept {
  ModifyOrder message;
  message.type = static_cast<char>(InboundType::modify_order);
  message.user_ref_num = order.number;
  message.side = side_letter;
  message.quantity = gated.intent().quantity;
  if (!gated.intent().attributes.is_located) return put_bare(room, message, user_ref_idx_);
  struct Tagged {
    ModifyOrder bare;
    wire::be16 appendage_length;
  } tagged{message, {}};
  return put_tagged(room, tagged, [&](Ouch50TagWriter& tags) noexcept {
    put_located(tags, gated.intent().attributes);
    tags.put_channel(user_ref_idx_);
  });
}

size_t Ouch50Codec::mass_cancel(std::span<std::byte> room, UserRefNum number, const wire::Firm& firm,
                                const wire::Symbol& symbol) const noexcept {
  MassCancel message;
  message.type = static_cast<char>(InboundType::mass_cancel);
  message.user_ref_num = number;
  message.firm = firm;
  message.symbol = symbol;
  return put_tagged(room, message,
                    [this](Ouch50TagWriter& tags) noexcept { tags.put_channel(user_ref_idx_); });
}

size_t Ouch50Codec::switch_entry(std::span<std::byte> room, UserRefNum number, const wire::Firm& firm,
                                 bool is_on) const noexcept {
  DisableOrderEntry message;
  static_assert(sizeof(EnableOrderEntry) == sizeof message, "D and E have one layout");
  message.type =
      static_cast<char>(is_on ? InboundType::enable_order_entry : InboundType::disable_order_entry);
  message.user_ref_num = number;
  message.firm = firm;
  return put_tagged(room, message,
                    [this](Ouch50TagWriter& tags) noexcept { tags.put_channel(user_ref_idx_); });
}

size_t Ouch50Codec::question(std::span<std::byte> room, TimeNs, UserRefNum) noexcept {
  return put_bare(room, AccountQuery{static_cast<char>(InboundType::account_query)}, user_ref_idx_);
}

OuchFault Ouch50Codec::decode(Bytes message, OrderAnswer& answer) const noexcept {
  return decode_ouch50_answer(message, answer);
}

}  // namespace hotlane
