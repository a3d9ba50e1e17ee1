// OUCH 4.2 messages from client to host (ouch42.md, Inbound messages), as they stand on the wire. Built by
// session/ouch42_codec, read by session/ouch42_request. Plain layouts, alignment 1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"

namespace hotlane::wire::ouch42 {

using Token = Alpha<14>;  // letters, digits and spaces; case-sensitive, day-unique per account
using wire::Firm;

enum class InboundType : char {
  enter_order = 'O',
  replace_order = 'U',
  cancel_order = 'X',
  modify_order = 'M',
  trade_now = 'N',
};

struct EnterOrder {
  char type;
  Token token;
  char side;  // B S T E
  be32 shares;
  Symbol stock;
  be32 price;
  be32 time_in_force;  // seconds, or one of the values of time_in_force
  Firm firm;           // blank: the account's default
  char display;
  char capacity;
  char iso_eligibility;
  be32 minimum_quantity;
  char cross_type;
  char customer_type;  // not in OUCH 4.0, nor on BX and PSX
};
static_assert(sizeof(EnterOrder) == 49);
static_assert(offsetof(EnterOrder, token) == 1 && offsetof(EnterOrder, side) == 15);
static_assert(offsetof(EnterOrder, shares) == 16 && offsetof(EnterOrder, stock) == 20);
static_assert(offsetof(EnterOrder, price) == 28 && offsetof(EnterOrder, time_in_force) == 32);
static_assert(offsetof(EnterOrder, firm) == 36 && offsetof(EnterOrder, display) == 40);
static_assert(offsetof(EnterOrder, capacity) == 41 && offsetof(EnterOrder, iso_eligibility) == 42);
static_assert(offsetof(EnterOrder, minimum_quantity) == 43 && offsetof(EnterOrder, cross_type) == 47);
static_assert(offsetof(EnterOrder, customer_type) == 48);

struct ReplaceOrder {
  char type;
  Token existing_token;  // of the Enter Order or the last Replace
  Token replacement_token;
  be32 shares;  // of the whole chain, executed ones included
  be32 price;
  be32 time_in_force;
  char display;
  char iso_eligibility;
  be32 minimum_quantity;
};
static_assert(sizeof(ReplaceOrder) == 47);
static_assert(offsetof(ReplaceOrder, existing_token) == 1);
static_assert(offsetof(ReplaceOrder, replacement_token) == 15 && offsetof(ReplaceOrder, shares) == 29);
static_assert(offsetof(ReplaceOrder, price) == 33 && offsetof(ReplaceOrder, time_in_force) == 37);
static_assert(offsetof(ReplaceOrder, display) == 41 && offsetof(ReplaceOrder, iso_eligibility) == 42);
static_assert(offsetof(ReplaceOrder, minimum_quantity) == 43);

struct CancelOrder {
  char type;
  Token token;
  be32 shares;  // new intended size; 0: all
};
static_assert(sizeof(CancelOrder) == 19);
static_assert(offsetof(CancelOrder, token) == 1 && offsetof(CancelOrder, shares) == 15);

struct ModifyOrder {
  char type;
  Token token;
  char side;
  be32 shares;  // of the whole chain, executed ones included
};
static_assert(sizeof(ModifyOrder) == 20);
static_assert(offsetof(ModifyOrder, token) == 1 && offsetof(ModifyOrder, side) == 15);
static_assert(offsetof(ModifyOrder, shares) == 16);

struct TradeNow {
  char type;
  Token token;
};
static_assert(sizeof(TradeNow) == 15 && offsetof(TradeNow, token) == 1);

}  // namespace hotlane::wire::ouch42
