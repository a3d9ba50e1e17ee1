// OUCH 5.0 messages from client to host (ouch50.md, Inbound messages), as they stand on the wire. Built by
// session/ouch50_encoder, read by session/ouch50_request_decoder. Plain layouts, alignment 1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"

namespace hotlane::wire::ouch50 {

using ClOrdId = Alpha<14>;
using wire::Firm;

enum class InboundType : char {
  enter_order = 'O',
  replace_order = 'U',
  cancel_order = 'X',
  modify_order = 'M',
  mass_cancel = 'C',
  disable_order_entry = 'D',
  enable_order_entry = 'E',
  account_query = 'Q',
};

struct EnterOrder {
  char type;
  be32 user_ref_num;
  char side;  // B S T E
  be32 quantity;
  Symbol symbol;
  be64 price;
  char time_in_force;
  char display;
  char capacity;
  char iso_eligibility;
  char cross_type;
  ClOrdId cl_ord_id;
  be16 appendage_length;
};
static_assert(sizeof(EnterOrder) == 47);
static_assert(offsetof(EnterOrder, user_ref_num) == 1 && offsetof(EnterOrder, side) == 5);
static_assert(offsetof(EnterOrder, quantity) == 6 && offsetof(EnterOrder, symbol) == 10);
static_assert(offsetof(EnterOrder, price) == 18 && offsetof(EnterOrder, time_in_force) == 26);
static_assert(offsetof(EnterOrder, display) == 27 && offsetof(EnterOrder, capacity) == 28);
static_assert(offsetof(EnterOrder, iso_eligibility) == 29 && offsetof(EnterOrder, cross_type) == 30);
static_assert(offsetof(EnterOrder, cl_ord_id) == 31 && offsetof(EnterOrder, appendage_length) == 45);

struct ReplaceOrder {
  char type;
  be32 orig_user_ref_num;
  be32 user_ref_num;
  be32 quantity;  // of the whole chain, executed shares included
  be64 price;
  char time_in_force;
  char display;
  char iso_eligibility;
  ClOrdId cl_ord_id;
  be16 appendage_length;
};
static_assert(sizeof(ReplaceOrder) == 40);
static_assert(offsetof(ReplaceOrder, orig_user_ref_num) == 1 && offsetof(ReplaceOrder, user_ref_num) == 5);
static_assert(offsetof(ReplaceOrder, quantity) == 9 && offsetof(ReplaceOrder, price) == 13);
static_assert(offsetof(ReplaceOrder, time_in_force) == 21 && offsetof(ReplaceOrder, display) == 22);
static_assert(offsetof(ReplaceOrder, iso_eligibility) == 23 && offsetof(ReplaceOrder, cl_ord_id) == 24);
static_assert(offsetof(ReplaceOrder, appendage_length) == 38);

// Without its optional appendage.
struct CancelOrder {
  char type;
  be32 user_ref_num;
  be32 quantity;  // new intended size; 0: all
};
static_assert(sizeof(CancelOrder) == 9);
static_assert(offsetof(CancelOrder, user_ref_num) == 1 && offsetof(CancelOrder, quantity) == 5);

// Without its optional appendage.
struct ModifyOrder {
  char type;
  be32 user_ref_num;
  char side;
  be32 quantity;  // new intended size; 0: all
};
static_assert(sizeof(ModifyOrder) == 10);
static_assert(offsetof(ModifyOrder, user_ref_num) == 1 && offsetof(ModifyOrder, side) == 5);
static_assert(offsetof(ModifyOrder, quantity) == 6);

struct MassCancel {
  char type;
  be32 user_ref_num;
  Firm firm;
  Symbol symbol;  // spaces: all
  be16 appendage_length;
};
static_assert(sizeof(MassCancel) == 19);
static_assert(offsetof(MassCancel, user_ref_num) == 1 && offsetof(MassCancel, firm) == 5);
static_assert(offsetof(MassCancel, symbol) == 9 && offsetof(MassCancel, appendage_length) == 17);

struct DisableOrderEntry {
  char type;
  be32 user_ref_num;
  Firm firm;
  be16 appendage_length;
};
static_assert(sizeof(DisableOrderEntry) == 11);
static_assert(offsetof(DisableOrderEntry, user_ref_num) == 1 && offsetof(DisableOrderEntry, firm) == 5);
static_assert(offsetof(DisableOrderEntry, appendage_length) == 9);

struct EnableOrderEntry {
  char type;
  be32 user_ref_num;
  Firm firm;
  be16 appendage_length;
};
static_assert(sizeof(EnableOrderEntry) == 11);
static_assert(offsetof(EnableOrderEntry, user_ref_num) == 1 && offsetof(EnableOrderEntry, firm) == 5);
static_assert(offsetof(EnableOrderEntry, appendage_length) == 9);

// Without its optional appendage.
struct AccountQuery {
  char type;
};
static_assert(sizeof(AccountQuery) == 1);

}  // namespace hotlane::wire::ouch50
