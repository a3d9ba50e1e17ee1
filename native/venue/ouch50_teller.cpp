#include "venue/ouch50_teller.hpp"

#include <array>
#include <cstring>

#include "session/ouch50_tags.hpp"
#include "wire/ouch50.hpp"

namespace hotlane::venue {
namespace {

using namespace wire::ouch50;

// What a standing order was entered with: the tags of Accepted and Replaced that we know of.
void put_standing(Ouch50TagWriter& tags, const OuchRequest& entered, bool has_firm) noexcept {
  if (has_firm) tags.put(Tag::firm, entered.firm);
  if (entered.min_quantity != 0) tags.put(Tag::min_qty, wire::be32(entered.min_quantity));
  if (entered.max_floor != 0) tags.put(Tag::max_floor, wire::be32(entered.max_floor));
  if (entered.price_type != 'L') tags.put(Tag::price_type, entered.price_type);
  if (entered.post_only == 'P') tags.put(Tag::post_only, entered.post_only);
  if (entered.time_in_force == time_in_force::good_till_time) {
    tags.put(Tag::expire_time, wire::be32(entered.expire_seconds));
  }
}

// Accepted and Replaced are alike but for Replaced's second number.
template <class Message>
[[nodiscard]] Message standing(char type, const VenueOrder& order, const wire::Symbol& symbol,
                               uint64_t time) noexcept {
  Message message{};
  message.type = type;
  message.timestamp = time;
  message.user_ref_num = order.user_ref_num;
  message.side = order.entered.side_letter;
  message.quantity = order.leaves;
  message.symbol = symbol;
  message.price = static_cast<uint64_t>(order.price_ticks);
  message.time_in_force = order.entered.time_in_force;
  message.display = order.entered.display;
  message.order_reference_number = order.reference;
  message.capacity = order.entered.capacity;
  message.iso_eligibility = order.entered.iso_eligibility;
  message.cross_type = order.entered.cross_type;
  message.order_state = order_state::live;
  message.cl_ord_id = order.entered.cl_ord_id;
  return message;
}

template <class Message>
[[nodiscard]] Message about(char type, uint32_t number, uint64_t time) noexcept {
  Message message{};
  message.type = type;
  message.timestamp = time;
  message.user_ref_num = number;
  return message;
}

// A message and its appendage, whose length field ends the struct.
template <class Message, class PutTags>
void append_tagged(SequencedStore& store, Message& message, PutTags&& put_tags) {
  std::array<std::byte, message_size_max> room;
  Ouch50TagWriter tags{std::span<std::byte>(room).subspan(sizeof message)};
  put_tags(tags);
  message.appendage_length = static_cast<uint16_t>(tags.size());
  std::memcpy(room.data(), &message, sizeof message);
  store.append(Bytes(room).first(sizeof message + tags.size()));
}

// A message that has an appendage only for an order of a channel.
template <class Message>
void append_bare(SequencedStore& store, const Message& message, uint8_t channel) {
  if (channel == 0) return store.append(message);
  struct Tagged {
    Message bare;
    wire::be16 appendage_length;
  } tagged{message, {}};
  append_tagged(store, tagged, [channel](Ouch50TagWriter& tags) { tags.put_channel(channel); });
}

}  // namespace

void Ouch50Teller::accepted(const VenueOrder& order, const wire::Symbol& symbol) {
  auto message = standing<OrderAccepted>('A', order, symbol, time_);
  append_tagged(store_, message, [&order](Ouch50TagWriter& tags) {
    put_standing(tags, order.entered, order.entered.has(Tag::firm));
    tags.put_channel(order.entered.user_ref_idx);
  });
}

void Ouch50Teller::replaced(const VenueOrder& order, const VenueOrder& previous, const wire::Symbol& symbol) {
  auto message = standing<OrderReplaced>('U', order, symbol, time_);
  message.orig_user_ref_num = previous.user_ref_num;
  append_tagged(store_, message, [&order](Ouch50TagWriter& tags) {
    put_standing(tags, order.entered, false);
    tags.put_channel(order.entered.user_ref_idx);
  });
}

void Ouch50Teller::executed(const VenueOrder& order, const VenueTrade& trade) {
  auto message = about<OrderExecuted>('E', order.user_ref_num, time_);
  message.quantity = trade.quantity;
  message.price = static_cast<uint64_t>(trade.price_ticks);
  message.liquidity_flag = trade.liquidity;
  message.match_number = trade.match_number;
  append_tagged(store_, message,
                [&order](Ouch50TagWriter& tags) { tags.put_channel(order.entered.user_ref_idx); });
}

void Ouch50Teller::cancelled(const VenueOrder& order, Quantity decrement, CancelReason reason) {
  auto message = about<OrderCanceled>('C', order.user_ref_num, time_);
  message.quantity = decrement;
  message.reason = static_cast<char>(reason);
  append_bare(store_, message, order.entered.user_ref_idx);
}

void Ouch50Teller::modified(const VenueOrder& order) {
  auto message = about<OrderModified>('M', order.user_ref_num, time_);
  message.side = order.entered.side_letter;
  message.quantity = order.leaves;
  append_bare(store_, message, order.entered.user_ref_idx);
}

void Ouch50Teller::restated(const VenueOrder& order, Quantity shown) {
  auto message = about<OrderRestated>('R', order.user_ref_num, time_);
  message.reason = 'R';
  append_tagged(store_, message, [&order, shown](Ouch50TagWriter& tags) {
    tags.put(Tag::secondary_ord_ref_num, wire::be64(order.reference));
    tags.put(Tag::display_quantity, wire::be32(shown));
    tags.put_channel(order.entered.user_ref_idx);
  });
}

void Ouch50Teller::rejected(const OuchRequest& request, RejectReason reason) {
  auto message = about<Rejected>('J', request.user_ref_num, time_);
  message.reason = static_cast<uint16_t>(reason);
  message.cl_ord_id = request.cl_ord_id;
  append_bare(store_, message, request.user_ref_idx);
}

void Ouch50Teller::next_number(const OuchRequest& request, uint32_t number) {
  AccountQueryResponse message{};
  message.type = 'Q';
  message.timestamp = time_;
  message.next_user_ref_num = number;
  append_bare(store_, message, request.user_ref_idx);
}

void Ouch50Teller::mass_cancelled(const OuchRequest& request) {
  auto message = about<MassCancelResponse>('X', request.user_ref_num, time_);
  message.firm = request.firm;
  message.symbol = request.symbol;
  append_tagged(store_, message, [&request](Ouch50TagWriter& tags) {
    if (request.has(Tag::group_id)) tags.put(Tag::group_id, wire::be16(request.group_id));
    if (request.has(Tag::side)) tags.put(Tag::side, request.side_tag);
    tags.put_channel(request.user_ref_idx);
  });
}

void Ouch50Teller::entry_switched(const OuchRequest& request) {
  const char type = request.type == InboundType::enable_order_entry ? 'K' : 'G';
  auto message = about<DisableOrderEntryResponse>(type, request.user_ref_num, time_);
  message.firm = request.firm;
  append_tagged(store_, message,
                [&request](Ouch50TagWriter& tags) { tags.put_channel(request.user_ref_idx); });
}

}  // namespace hotlane::venue
