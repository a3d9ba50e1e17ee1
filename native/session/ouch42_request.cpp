#include "session/ouch42_request.hpp"

#include "session/ouch42_times.hpp"
#include "wire/ouch42.hpp"

namespace hotlane {
namespace {

using namespace wire::ouch42;
using OuchType = wire::ouch50::InboundType;

// ouch42.md, Codes. A letter that is none stays one that no venue takes.
void take_display(char letter, OuchRequest& request) noexcept {
  request.ouch42_display = letter;
  request.display = letter == 'A' || letter == 'L' ? 'A' : letter == 'Y' || letter == 'P' ? 'Y' : 'N';
  switch (letter) {
    case 'P':
    case 'L': request.post_only = 'P'; break;
    case 'W': request.post_only = 'P'; [[fallthrough]];
    case 'M':
    case 'm': request.price_type = 'M'; break;
    case 'A':
    case 'Y':
    case 'N':
    case 'n': break;
    case 'I':
    case 'O':
    case 'T':
    case 'Q': request.handle_inst = letter; break;  // as OUCH 5.0's tag 17 has them
    default: request.display = '?';
  }
}

void take_time(uint32_t seconds, OuchRequest& request) noexcept {
  request.ouch42_seconds = seconds;
  request.time_in_force = ouch50_letter_of(seconds);
  if (request.time_in_force == wire::ouch50::time_in_force::good_till_time) request.expire_seconds = seconds;
}

void take_enter(Bytes bytes, OuchRequest& request) noexcept {
  const auto message = message_as<EnterOrder>(bytes);
  request.type = OuchType::enter_order;
  request.token = message.token;
  request.side_letter = message.side;
  request.quantity = message.shares;
  request.symbol = message.stock;
  request.price = message.price;
  request.firm = message.firm;
  request.capacity = message.capacity;
  request.iso_eligibility = message.iso_eligibility;
  request.min_quantity = message.minimum_quantity;
  request.cross_type = message.cross_type;
  if (message.customer_type != '\0') request.customer_type = message.customer_type;
  take_display(message.display, request);
  take_time(message.time_in_force, request);
}

void take_replace(Bytes bytes, OuchRequest& request) noexcept {
  const auto message = message_as<ReplaceOrder>(bytes);
  request.type = OuchType::replace_order;
  request.existing_token = message.existing_token;
  request.token = message.replacement_token;
  request.quantity = message.shares;
  request.price = message.price;
  request.iso_eligibility = message.iso_eligibility;
  request.min_quantity = message.minimum_quantity;
  take_display(message.display, request);
  take_time(message.time_in_force, request);
  // Nothing of these is left out of a Replace, so nothing of the original's stays.
  request.tags_given = wire::ouch50::tag_set(3, 6, 12, 15);
}

}  // namespace

OuchFault decode_ouch42_request(Bytes message, OuchRequest& request) noexcept {
  if (message.empty()) [[unlikely]]
    return OuchFault::empty;
  const MessageSize size = inbound_size(static_cast<char>(message[0]));
  if (size.most == 0) [[unlikely]]
    return OuchFault::unknown_type;
  if (!size.allows(message.size())) [[unlikely]]
    return OuchFault::wrong_size;
  request = OuchRequest{};
  switch (static_cast<InboundType>(message[0])) {
    case InboundType::enter_order: take_enter(message, request); break;
    case InboundType::replace_order: take_replace(message, request); break;
    case InboundType::cancel_order: {
      const auto cancel = message_as<CancelOrder>(message);
      request.type = OuchType::cancel_order;
      request.token = cancel.token;
      request.quantity = cancel.shares;
      break;
    }
    case InboundType::modify_order: {
      const auto modify = message_as<ModifyOrder>(message);
      request.type = OuchType::modify_order;
      request.token = modify.token;
      request.side_letter = modify.side;
      request.quantity = modify.shares;
      break;
    }
    case InboundType::trade_now:
      request.type = trade_now_request;
      request.token = message_as<TradeNow>(message).token;
      break;
  }
  return OuchFault::none;
}

}  // namespace hotlane
