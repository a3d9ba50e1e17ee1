// Decodes OUCH 5.0 inbound messages. See ouch50_request.hpp.
#include "session/ouch50_request.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch50;

void take_enter(Bytes bytes, OuchRequest& request) noexcept {
  const auto message = message_as<EnterOrder>(bytes);
  request.user_ref_num = message.user_ref_num;
  request.side_letter = message.side;
  request.quantity = message.quantity;
  request.symbol = message.symbol;
  request.price = message.price;
  request.time_in_force = message.time_in_force;
  request.display = message.display;
  request.capacity = message.capacity;
  request.iso_eligibility = message.iso_eligibility;
  request.cross_type = message.cross_type;
  request.cl_ord_id = message.cl_ord_id;
}

void take_replace(Bytes bytes, OuchRequest& request) noexcept {
  const auto message = message_as<ReplaceOrder>(bytes);
  request.orig_user_ref_num = message.orig_user_ref_num;
  request.user_ref_num = message.user_ref_num;
  request.quantity = message.quantity;
  request.price = message.price;
  request.time_in_force = message.time_in_force;
  request.display = message.display;
  request.iso_eligibility = message.iso_eligibility;
  request.cl_ord_id = message.cl_ord_id;
}

// The fixed part; gives the tags this message may carry.
[[nodiscard]] TagSet take_fixed_part(Bytes bytes, OuchRequest& request) noexcept {
  request.type = static_cast<InboundType>(bytes[0]);
  switch (request.type) {
    case InboundType::enter_order: take_enter(bytes, request); return tags_of_enter;
    case InboundType::replace_order: take_replace(bytes, request); return tags_of_replace;
    case InboundType::cancel_order: {
      const auto message = message_as<CancelOrder>(bytes);
      request.user_ref_num = message.user_ref_num;
      request.quantity = message.quantity;
      return tags_of_others;
    }
    case InboundType::modify_order: {
      const auto message = message_as<ModifyOrder>(bytes);
      request.user_ref_num = message.user_ref_num;
      request.side_letter = message.side;
      request.quantity = message.quantity;
      return tags_of_modify;
    }
    case InboundType::mass_cancel: {
      const auto message = message_as<MassCancel>(bytes);
      request.user_ref_num = message.user_ref_num;
      request.firm = message.firm;
      request.symbol = message.symbol;
      return tags_of_mass_cancel;
    }
    case InboundType::disable_order_entry:
    case InboundType::enable_order_entry: {
      const auto message = message_as<DisableOrderEntry>(bytes);
      request.user_ref_num = message.user_ref_num;
      request.firm = message.firm;
      return tags_of_others;
    }
    case InboundType::account_query: return tags_of_others;
  }
  return 0;
}

template <class Value>
[[nodiscard]] Value value_as(Bytes value) noexcept {
  Value out;
  std::memcpy(static_cast<void*>(&out), value.data(), sizeof out);  // read_tags() has checked the size
  return out;
}

void take_tag(Tag tag, Bytes value, OuchRequest& request) noexcept {
  request.tags_given |= TagSet{1} << static_cast<uint32_t>(tag);
  switch (tag) {
    case Tag::firm: request.firm = value_as<Firm>(value); break;
    case Tag::min_qty: request.min_quantity = value_as<wire::be32>(value); break;
    case Tag::max_floor: request.max_floor = value_as<wire::be32>(value); break;
    case Tag::price_type: request.price_type = value_as<char>(value); break;
    case Tag::peg_offset:
      request.peg_offset = static_cast<int32_t>(uint32_t{value_as<wire::be32>(value)});
      break;
    case Tag::post_only: request.post_only = value_as<char>(value); break;
    case Tag::expire_time: request.expire_seconds = value_as<wire::be32>(value); break;
    case Tag::group_id: request.group_id = value_as<wire::be16>(value); break;
    case Tag::customer_type: request.customer_type = value_as<char>(value); break;
    case Tag::handle_inst: request.handle_inst = value_as<char>(value); break;
    case Tag::aiq_strategy: request.aiq_strategy = value_as<char>(value); break;
    case Tag::aiq_group_id: request.has_aiq_group = value_as<wire::Alpha<2>>(value).text() != "**"; break;
    case Tag::random_reserves: request.random_reserves = value_as<wire::be32>(value); break;
    case Tag::discretion_price: request.has_discretion |= value_as<wire::be64>(value) != 0; break;
    case Tag::discretion_price_type: request.has_discretion |= value_as<char>(value) != 'L'; break;
    case Tag::discretion_peg_offset: request.has_discretion |= value_as<wire::be32>(value) != 0; break;
    case Tag::shares_located: request.is_located = value_as<char>(value) == 'Y'; break;
    case Tag::side: request.side_tag = value_as<char>(value); break;
    case Tag::user_ref_idx: request.user_ref_idx = value_as<uint8_t>(value); break;
    default: break;  // legal, and noted in tags_given
  }
}

}  // namespace

OuchFault decode_request(Bytes message, OuchRequest& request) noexcept {
  if (message.empty()) [[unlikely]]
    return OuchFault::empty;
  Bytes tags;
  const OuchFault fault = split_appendage(message, inbound_size(static_cast<char>(message[0])), tags);
  if (fault != OuchFault::none) [[unlikely]]
    return fault;
  request = OuchRequest{};
  const TagSet allowed = take_fixed_part(message, request);
  if (tags.empty()) return OuchFault::none;
  return read_tags(tags, allowed, UnknownTags::refused,
                   [&request](Tag tag, Bytes value) noexcept { take_tag(tag, value, request); });
}

}  // namespace hotlane
