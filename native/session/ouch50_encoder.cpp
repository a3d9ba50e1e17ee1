// Encodes OUCH 5.0 inbound messages. See ouch50_encoder.hpp.
#include "session/ouch50_encoder.hpp"

#include <cstring>

#include "session/client_order_id.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch50;

template <class Message>
[[nodiscard]] size_t put(std::span<std::byte> room, const Message& message) noexcept {
  if (room.size() < sizeof message) return 0;
  std::memcpy(room.data(), &message, sizeof message);
  return sizeof message;
}

}  // namespace

size_t encode_enter(std::span<std::byte> room, const GatedIntent& gated, UserRefNum number,
                    const wire::Symbol& symbol) noexcept {
  const Intent& intent = gated.intent();
  const OrderAttributes& attributes = intent.attributes;
  if (room.size() < sizeof(EnterOrder) + ouch50_order_tags_max) return 0;
  Ouch50TagWriter tags(room.subspan<sizeof(EnterOrder), ouch50_order_tags_max>());
  static_cast<void>(tags.write(attributes, intent.quantity, false));
  const size_t tags_size = tags.write_located(attributes);
  EnterOrder message;
  message.type = static_cast<char>(InboundType::enter_order);
  message.user_ref_num = number;
  message.side = ouch50_side(intent.side, attributes.sell_kind);
  message.quantity = intent.quantity;
  message.symbol = symbol;
  message.price = static_cast<uint64_t>(intent.price_ticks);
  message.time_in_force = ouch50_time_in_force(attributes.time_in_force);
  message.display = ouch50_display(attributes.display);
  message.capacity = ouch50_capacity(attributes.capacity);
  message.iso_eligibility = 'N';
  message.cross_type = ouch50_cross(cross_of(attributes));
  message.cl_ord_id = text_of({gated.strategy(), intent.strategy_order_id});
  message.appendage_length = static_cast<uint16_t>(tags_size);
  return put(room, message) + tags_size;
}

// A tag left out keeps its value (ouch50.md, Tags), so only new attributes are spelt out.
size_t encode_replace(std::span<std::byte> room, const GatedIntent& gated, UserRefNum original,
                      UserRefNum number) noexcept {
  const Intent& intent = gated.intent();
  const OrderAttributes& attributes = intent.attributes;
  if (room.size() < sizeof(ReplaceOrder) + ouch50_order_tags_max) return 0;
  Ouch50TagWriter tags(room.subspan<sizeof(ReplaceOrder), ouch50_order_tags_max>());
  if (intent.has_new_attributes) static_cast<void>(tags.write(attributes, intent.quantity, true));
  const size_t tags_size = tags.write_located(attributes);
  ReplaceOrder message;
  message.type = static_cast<char>(InboundType::replace_order);
  message.orig_user_ref_num = original;
  message.user_ref_num = number;
  message.quantity = intent.quantity;
  message.price = static_cast<uint64_t>(intent.price_ticks);
  message.time_in_force = ouch50_time_in_force(attributes.time_in_force);
  message.display = ouch50_display(attributes.display);
  message.iso_eligibility = 'N';
  message.cl_ord_id = text_of({gated.strategy(), intent.strategy_order_id});
  message.appendage_length = static_cast<uint16_t>(tags_size);
  return put(room, message) + tags_size;
}

size_t encode_cancel(std::span<std::byte> room, UserRefNum number, Quantity quantity) noexcept {
  CancelOrder message;
  message.type = static_cast<char>(InboundType::cancel_order);
  message.user_ref_num = number;
  message.quantity = quantity;
  return put(room, message);
}

size_t encode_modify(std::span<std::byte> room, UserRefNum number, char side_letter,
                     Quantity quantity) noexcept {
  ModifyOrder message;
  message.type = static_cast<char>(InboundType::modify_order);
  message.user_ref_num = number;
  message.side = side_letter;
  message.quantity = quantity;
  return put(room, message);
}

size_t encode_mass_cancel(std::span<std::byte> room, UserRefNum number, const Firm& firm,
                          const wire::Symbol& symbol) noexcept {
  MassCancel message;
  message.type = static_cast<char>(InboundType::mass_cancel);
  message.user_ref_num = number;
  message.firm = firm;
  message.symbol = symbol;
  message.appendage_length = 0;
  return put(room, message);
}

size_t encode_account_query(std::span<std::byte> room) noexcept {
  AccountQuery message;
  message.type = static_cast<char>(InboundType::account_query);
  return put(room, message);
}

}  // namespace hotlane
