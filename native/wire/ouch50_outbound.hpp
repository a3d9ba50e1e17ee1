// OUCH 5.0 messages from host to client (ouch50.md, Outbound messages), as they stand on the wire. Built by
// the venue, read by session/ouch50_answer_decoder. Plain layouts, alignment 1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"
#include "wire/ouch50_inbound.hpp"

namespace hotlane::wire::ouch50 {

enum class OutboundType : char {
  system_event = 'S',
  order_accepted = 'A',
  order_replaced = 'U',
  order_canceled = 'C',
  aiq_canceled = 'D',
  order_executed = 'E',
  broken_trade = 'B',
  rejected = 'J',
  cancel_pending = 'P',
  cancel_reject = 'I',
  order_priority_update = 'T',
  order_modified = 'M',
  order_restated = 'R',
  mass_cancel_response = 'X',
  disable_order_entry_response = 'G',
  enable_order_entry_response = 'K',
  account_query_response = 'Q',
};

struct SystemEvent {
  char type;
  be64 timestamp;  // ns since midnight, in every outbound message
  char event_code;
};
static_assert(sizeof(SystemEvent) == 10);
static_assert(offsetof(SystemEvent, timestamp) == 1 && offsetof(SystemEvent, event_code) == 9);

struct OrderAccepted {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  char side;
  be32 quantity;
  Symbol symbol;
  be64 price;
  char time_in_force;
  char display;
  be64 order_reference_number;
  char capacity;
  char iso_eligibility;
  char cross_type;
  char order_state;  // L live, D dead
  ClOrdId cl_ord_id;
  be16 appendage_length;
};
static_assert(sizeof(OrderAccepted) == 64);
static_assert(offsetof(OrderAccepted, user_ref_num) == 9 && offsetof(OrderAccepted, side) == 13);
static_assert(offsetof(OrderAccepted, quantity) == 14 && offsetof(OrderAccepted, symbol) == 18);
static_assert(offsetof(OrderAccepted, price) == 26 && offsetof(OrderAccepted, time_in_force) == 34);
static_assert(offsetof(OrderAccepted, display) == 35);
static_assert(offsetof(OrderAccepted, order_reference_number) == 36);
static_assert(offsetof(OrderAccepted, capacity) == 44 && offsetof(OrderAccepted, iso_eligibility) == 45);
static_assert(offsetof(OrderAccepted, cross_type) == 46 && offsetof(OrderAccepted, order_state) == 47);
static_assert(offsetof(OrderAccepted, cl_ord_id) == 48 && offsetof(OrderAccepted, appendage_length) == 62);

struct OrderReplaced {
  char type;
  be64 timestamp;
  be32 orig_user_ref_num;
  be32 user_ref_num;
  char side;
  be32 quantity;  // left on the book now
  Symbol symbol;
  be64 price;
  char time_in_force;
  char display;
  be64 order_reference_number;
  char capacity;
  char iso_eligibility;
  char cross_type;
  char order_state;
  ClOrdId cl_ord_id;
  be16 appendage_length;
};
static_assert(sizeof(OrderReplaced) == 68);
static_assert(offsetof(OrderReplaced, orig_user_ref_num) == 9 && offsetof(OrderReplaced, user_ref_num) == 13);
static_assert(offsetof(OrderReplaced, side) == 17 && offsetof(OrderReplaced, quantity) == 18);
static_assert(offsetof(OrderReplaced, symbol) == 22 && offsetof(OrderReplaced, price) == 30);
static_assert(offsetof(OrderReplaced, time_in_force) == 38 && offsetof(OrderReplaced, display) == 39);
static_assert(offsetof(OrderReplaced, order_reference_number) == 40 &&
              offsetof(OrderReplaced, capacity) == 48);
static_assert(offsetof(OrderReplaced, iso_eligibility) == 49 && offsetof(OrderReplaced, cross_type) == 50);
static_assert(offsetof(OrderReplaced, order_state) == 51 && offsetof(OrderReplaced, cl_ord_id) == 52);
static_assert(offsetof(OrderReplaced, appendage_length) == 66);

struct OrderCanceled {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  be32 quantity;  // decrement
  char reason;
};
static_assert(sizeof(OrderCanceled) == 18);
static_assert(offsetof(OrderCanceled, user_ref_num) == 9 && offsetof(OrderCanceled, quantity) == 13);
static_assert(offsetof(OrderCanceled, reason) == 17);

struct AiqCanceled {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  be32 decrement_shares;
  char reason;  // always Q
  be32 quantity_prevented_from_trading;
  be64 execution_price;
  char liquidity_flag;
  char aiq_strategy;
};
static_assert(sizeof(AiqCanceled) == 32);
static_assert(offsetof(AiqCanceled, user_ref_num) == 9 && offsetof(AiqCanceled, decrement_shares) == 13);
static_assert(offsetof(AiqCanceled, reason) == 17);
static_assert(offsetof(AiqCanceled, quantity_prevented_from_trading) == 18);
static_assert(offsetof(AiqCanceled, execution_price) == 22 && offsetof(AiqCanceled, liquidity_flag) == 30);
static_assert(offsetof(AiqCanceled, aiq_strategy) == 31);

struct OrderExecuted {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  be32 quantity;  // of this execution
  be64 price;
  char liquidity_flag;
  be64 match_number;
  be16 appendage_length;
};
static_assert(sizeof(OrderExecuted) == 36);
static_assert(offsetof(OrderExecuted, user_ref_num) == 9 && offsetof(OrderExecuted, quantity) == 13);
static_assert(offsetof(OrderExecuted, price) == 17 && offsetof(OrderExecuted, liquidity_flag) == 25);
static_assert(offsetof(OrderExecuted, match_number) == 26 && offsetof(OrderExecuted, appendage_length) == 34);

struct BrokenTrade {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  be64 match_number;
  char reason;
  ClOrdId cl_ord_id;
};
static_assert(sizeof(BrokenTrade) == 36);
static_assert(offsetof(BrokenTrade, user_ref_num) == 9 && offsetof(BrokenTrade, match_number) == 13);
static_assert(offsetof(BrokenTrade, reason) == 21 && offsetof(BrokenTrade, cl_ord_id) == 22);

struct Rejected {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  be16 reason;
  ClOrdId cl_ord_id;
};
static_assert(sizeof(Rejected) == 29);
static_assert(offsetof(Rejected, user_ref_num) == 9 && offsetof(Rejected, reason) == 13);
static_assert(offsetof(Rejected, cl_ord_id) == 15);

struct CancelPending {
  char type;
  be64 timestamp;
  be32 user_ref_num;
};
static_assert(sizeof(CancelPending) == 13 && offsetof(CancelPending, user_ref_num) == 9);

struct CancelReject {
  char type;
  be64 timestamp;
  be32 user_ref_num;
};
static_assert(sizeof(CancelReject) == 13 && offsetof(CancelReject, user_ref_num) == 9);

struct OrderPriorityUpdate {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  be64 price;
  char display;
  be64 order_reference_number;  // new
};
static_assert(sizeof(OrderPriorityUpdate) == 30);
static_assert(offsetof(OrderPriorityUpdate, user_ref_num) == 9 && offsetof(OrderPriorityUpdate, price) == 13);
static_assert(offsetof(OrderPriorityUpdate, display) == 21);
static_assert(offsetof(OrderPriorityUpdate, order_reference_number) == 22);

struct OrderModified {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  char side;
  be32 quantity;  // total outstanding
};
static_assert(sizeof(OrderModified) == 18);
static_assert(offsetof(OrderModified, user_ref_num) == 9 && offsetof(OrderModified, side) == 13);
static_assert(offsetof(OrderModified, quantity) == 14);

struct OrderRestated {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  char reason;
  be16 appendage_length;
};
static_assert(sizeof(OrderRestated) == 16);
static_assert(offsetof(OrderRestated, user_ref_num) == 9 && offsetof(OrderRestated, reason) == 13);
static_assert(offsetof(OrderRestated, appendage_length) == 14);

struct MassCancelResponse {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  Firm firm;
  Symbol symbol;
  be16 appendage_length;
};
static_assert(sizeof(MassCancelResponse) == 27);
static_assert(offsetof(MassCancelResponse, user_ref_num) == 9 && offsetof(MassCancelResponse, firm) == 13);
static_assert(offsetof(MassCancelResponse, symbol) == 17);
static_assert(offsetof(MassCancelResponse, appendage_length) == 25);

// `G` and `K` share one layout.
struct DisableOrderEntryResponse {
  char type;
  be64 timestamp;
  be32 user_ref_num;
  Firm firm;
  be16 appendage_length;
};
static_assert(sizeof(DisableOrderEntryResponse) == 19);
static_assert(offsetof(DisableOrderEntryResponse, user_ref_num) == 9);
static_assert(offsetof(DisableOrderEntryResponse, firm) == 13);
static_assert(offsetof(DisableOrderEntryResponse, appendage_length) == 17);
using EnableOrderEntryResponse = DisableOrderEntryResponse;

struct AccountQueryResponse {
  char type;
  be64 timestamp;
  be32 next_user_ref_num;
};
static_assert(sizeof(AccountQueryResponse) == 13 && offsetof(AccountQueryResponse, next_user_ref_num) == 9);

}  // namespace hotlane::wire::ouch50
