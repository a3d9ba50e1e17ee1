// Encodes OUCH 5.0 inbound messages. See ouch50_encoder.hpp.
#include "session/ouch50_encoder.hpp"

#include <cstring>

#include "session/client_order_id.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch50;

// TagValue of PostOnly: length 2, the tag, 'P' (ouch50.md, Tags).
constexpr std::byte post_only_tag[] = {std::byte{2}, static_cast<std::byte>(Tag::post_only), std::byte{'P'}};

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
  const bool is_post_only = (intent.flags & intent_flag::post_only) != 0;
  const size_t tags_size = is_post_only ? sizeof post_only_tag : 0;
  if (room.size() < sizeof(EnterOrder) + tags_size) return 0;
  EnterOrder message;
  message.type = static_cast<char>(InboundType::enter_order);
  message.user_ref_num = number;
  message.side = intent.side == Side::buy ? 'B' : 'S';
  message.quantity = intent.quantity;
  message.symbol = symbol;
  message.price = static_cast<uint64_t>(intent.price_ticks);
  message.time_in_force =
      intent.time_in_force == TimeInForce::day ? time_in_force::day : time_in_force::immediate_or_cancel;
  message.display = 'Y';
  message.capacity = 'P';
  message.iso_eligibility = 'N';
  message.cross_type = 'N';
  message.cl_ord_id = text_of({gated.strategy(), intent.strategy_order_id});
  message.appendage_length = static_cast<uint16_t>(tags_size);
  const size_t size = put(room, message);
  if (is_post_only) std::memcpy(room.data() + size, post_only_tag, sizeof post_only_tag);
  return size + tags_size;
}

size_t encode_replace(std::span<std::byte> room, const GatedIntent& gated, UserRefNum original,
                      UserRefNum number) noexcept {
  const Intent& intent = gated.intent();
  ReplaceOrder message;
  message.type = static_cast<char>(InboundType::replace_order);
  message.orig_user_ref_num = original;
  message.user_ref_num = number;
  message.quantity = intent.quantity;
  message.price = static_cast<uint64_t>(intent.price_ticks);
  message.time_in_force = time_in_force::day;  // an IOC never rests long enough to be replaced
  message.display = 'Y';
  message.iso_eligibility = 'N';
  message.cl_ord_id = text_of({gated.strategy(), intent.strategy_order_id});
  message.appendage_length = 0;  // a tag left out, PostOnly among them, keeps its value
  return put(room, message);
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
