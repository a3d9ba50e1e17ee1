#include "venue/ouch42_teller.hpp"

#include "wire/ouch42.hpp"
#include "wire/ouch42_letters.hpp"

namespace hotlane::venue {
namespace {

using namespace wire::ouch42;

[[nodiscard]] OrderStanding standing(char type, const VenueOrder& order, const wire::Symbol& symbol,
                                     uint64_t time) noexcept {
  OrderStanding message{};
  message.type = type;
  message.timestamp = time;
  message.token = order.entered.token;
  message.side = order.entered.side_letter;
  message.shares = order.leaves;
  message.stock = symbol;
  message.price = static_cast<uint32_t>(order.price_ticks);
  message.time_in_force = order.entered.ouch42_seconds;
  message.firm = order.entered.firm;
  message.display = order.entered.ouch42_display;
  message.order_reference_number = order.reference;
  message.capacity = order.entered.capacity;
  message.iso_eligibility = order.entered.iso_eligibility;
  message.minimum_quantity = order.entered.min_quantity;
  message.cross_type = order.entered.cross_type;
  message.order_state = 'L';
  return message;
}

template <class Message>
[[nodiscard]] Message about(char type, const Token& token, uint64_t time) noexcept {
  Message message{};
  message.type = type;
  message.timestamp = time;
  message.token = token;
  return message;
}

}  // namespace

void Ouch42Teller::accepted(const VenueOrder& order, const wire::Symbol& symbol) {
  store_.append(Accepted{standing('A', order, symbol, time_), ' '});
}

void Ouch42Teller::replaced(const VenueOrder& order, const VenueOrder& previous, const wire::Symbol& symbol) {
  store_.append(Replaced{standing('U', order, symbol, time_), previous.entered.token, ' '});
}

void Ouch42Teller::executed(const VenueOrder& order, const VenueTrade& trade) {
  auto message = about<Executed>('E', order.entered.token, time_);
  message.executed_shares = trade.quantity;
  message.execution_price = static_cast<uint32_t>(trade.price_ticks);
  message.liquidity_flag = trade.liquidity;
  message.match_number = trade.match_number;
  store_.append(message);
}

void Ouch42Teller::cancelled(const VenueOrder& order, Quantity decrement, wire::ouch50::CancelReason reason) {
  auto message = about<Canceled>('C', order.entered.token, time_);
  message.decrement_shares = decrement;
  message.reason = static_cast<char>(reason);
  store_.append(message);
}

void Ouch42Teller::modified(const VenueOrder& order) {
  auto message = about<OrderModified>('M', order.entered.token, time_);
  message.side = order.entered.side_letter;
  message.shares = order.leaves;
  store_.append(message);
}

// It has no words for a reserve, so no order has one.
void Ouch42Teller::restated(const VenueOrder&, Quantity) {}

void Ouch42Teller::rejected(const OuchRequest& request, wire::ouch50::RejectReason reason) {
  auto message = about<Rejected>('J', request.token, time_);
  message.reason = letter_of(reason, RejectLetters::text2018);
  store_.append(message);
}

void Ouch42Teller::traded_now(const VenueOrder& order) {
  store_.append(about<TokenNotice>('N', order.entered.token, time_));
}

}  // namespace hotlane::venue
