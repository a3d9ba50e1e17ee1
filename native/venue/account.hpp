// One account of the venue: who may log in, the sequenced messages of its session, its orders' record, and
// the OUCH 5.0 messages that it is told. Written by the exchange on the venue's thread.
#pragma once

#include "session/ouch50_request.hpp"
#include "venue/sequenced_store.hpp"
#include "venue/venue_ledger.hpp"
#include "wire/ouch50_outbound.hpp"
#include "wire/ouch50_reasons.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane::venue {

struct AccountSettings {
  wire::soupbintcp::Username username;
  wire::soupbintcp::Password password;
  // Its open orders are cancelled when its connection is lost, however that is.
  bool cancel_on_disconnect = false;
};

// An order as its account knows it. One entry a UserRefNum: a replacement has its own.
struct VenueOrder {
  uint32_t user_ref_num = 0;
  uint16_t account = 0;
  uint32_t ledger_index = 0;
  OrderReference reference = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  PriceTicks price_ticks = 0;
  Quantity leaves = 0;
  Quantity chain_executed = 0;  // by this order and those it replaced (ouch50.md, Replace)
  OuchRequest entered{};        // what the answers repeat

  // Immediate or cancel (ouch50.md, Time In Force).
  [[nodiscard]] bool is_immediate() const noexcept { return entered.time_in_force == '3'; }
};

class Account {
 public:
  explicit Account(const AccountSettings& settings) : settings_(settings) {}

  void tell_accepted(const VenueOrder& order, const wire::Symbol& symbol, uint64_t time_of_day) {
    tell_standing<wire::ouch50::OrderAccepted>('A', order, symbol, time_of_day, [](auto&) {});
  }
  void tell_replaced(const VenueOrder& order, uint32_t original, const wire::Symbol& symbol,
                     uint64_t time_of_day) {
    tell_standing<wire::ouch50::OrderReplaced>(
        'U', order, symbol, time_of_day, [original](auto& message) { message.orig_user_ref_num = original; });
  }
  void tell_executed(const VenueOrder& order, Quantity quantity, PriceTicks price, char liquidity,
                     uint64_t match_number, uint64_t time_of_day) {
    wire::ouch50::OrderExecuted message{};
    message.type = 'E';
    message.timestamp = time_of_day;
    message.user_ref_num = order.user_ref_num;
    message.quantity = quantity;
    message.price = static_cast<uint64_t>(price);
    message.liquidity_flag = liquidity;
    message.match_number = match_number;
    message.appendage_length = uint16_t{0};
    store_.append(message);
  }
  void tell_cancelled(const VenueOrder& order, Quantity decrement, wire::ouch50::CancelReason reason,
                      uint64_t time_of_day) {
    wire::ouch50::OrderCanceled message{};
    message.type = 'C';
    message.timestamp = time_of_day;
    message.user_ref_num = order.user_ref_num;
    message.quantity = decrement;
    message.reason = static_cast<char>(reason);
    store_.append(message);
  }
  void tell_rejected(const OuchRequest& request, wire::ouch50::RejectReason reason, uint64_t time_of_day) {
    wire::ouch50::Rejected message{};
    message.type = 'J';
    message.timestamp = time_of_day;
    message.user_ref_num = request.user_ref_num;
    message.reason = static_cast<uint16_t>(reason);
    message.cl_ord_id = request.cl_ord_id;
    store_.append(message);
  }
  void tell_next_number(uint64_t time_of_day) {
    wire::ouch50::AccountQueryResponse message{};
    message.type = 'Q';
    message.timestamp = time_of_day;
    message.next_user_ref_num = last_user_ref_num_ + 1;
    store_.append(message);
  }

  // False: taken for a resend and to be ignored without an answer (ouch50.md, UserRefNum).
  [[nodiscard]] bool is_new_number(uint32_t number) const noexcept { return number > last_user_ref_num_; }
  void spend_number(uint32_t number) noexcept { last_user_ref_num_ = number; }

  [[nodiscard]] const AccountSettings& settings() const noexcept { return settings_; }
  [[nodiscard]] const SequencedStore& store() const noexcept { return store_; }
  [[nodiscard]] VenueLedger& ledger() noexcept { return ledger_; }
  [[nodiscard]] const VenueLedger& ledger() const noexcept { return ledger_; }

 private:
  template <class Message, class Fill>
  void tell_standing(char type, const VenueOrder& order, const wire::Symbol& symbol, uint64_t time_of_day,
                     Fill&& fill) {
    Message message{};
    message.type = type;
    message.timestamp = time_of_day;
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
    message.order_state = 'L';
    message.cl_ord_id = order.entered.cl_ord_id;
    message.appendage_length = uint16_t{0};
    fill(message);
    store_.append(message);
  }

  AccountSettings settings_;
  SequencedStore store_;
  VenueLedger ledger_;
  uint32_t last_user_ref_num_ = 0;
};

}  // namespace hotlane::venue
