// OUCH 4.2 messages from host to client (ouch42.md, Outbound messages), as they stand on the wire. Built by
// the venue, read by session/ouch42_answer. Plain layouts, alignment 1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"
#include "wire/ouch42_inbound.hpp"

namespace hotlane::wire::ouch42 {

enum class OutboundType : char {
  system_event = 'S',
  accepted = 'A',
  replaced = 'U',
  canceled = 'C',
  aiq_canceled = 'D',
  executed = 'E',
  broken_trade = 'B',
  executed_with_reference_price = 'G',
  trade_correction = 'F',
  rejected = 'J',
  cancel_pending = 'P',
  cancel_reject = 'I',
  order_priority_update = 'T',
  order_modified = 'M',
  trade_now = 'N',
};

struct SystemEvent {
  char type;
  be64 timestamp;  // ns since midnight, in every outbound message
  char event_code;
};
static_assert(sizeof(SystemEvent) == 10 && offsetof(SystemEvent, event_code) == 9);

// What Accepted and Replaced begin with.
struct OrderStanding {
  char type;
  be64 timestamp;
  Token token;  // Replaced: the replacement's
  char side;
  be32 shares;  // Accepted: accepted; Replaced: left on the book now
  Symbol stock;
  be32 price;
  be32 time_in_force;
  Firm firm;
  char display;
  be64 order_reference_number;
  char capacity;
  char iso_eligibility;
  be32 minimum_quantity;
  char cross_type;
  char order_state;  // L live, D dead
};
static_assert(sizeof(OrderStanding) == 65);
static_assert(offsetof(OrderStanding, timestamp) == 1 && offsetof(OrderStanding, token) == 9);
static_assert(offsetof(OrderStanding, side) == 23 && offsetof(OrderStanding, shares) == 24);
static_assert(offsetof(OrderStanding, stock) == 28 && offsetof(OrderStanding, price) == 36);
static_assert(offsetof(OrderStanding, time_in_force) == 40 && offsetof(OrderStanding, firm) == 44);
static_assert(offsetof(OrderStanding, display) == 48);
static_assert(offsetof(OrderStanding, order_reference_number) == 49);
static_assert(offsetof(OrderStanding, capacity) == 57 && offsetof(OrderStanding, iso_eligibility) == 58);
static_assert(offsetof(OrderStanding, minimum_quantity) == 59 && offsetof(OrderStanding, cross_type) == 63);
static_assert(offsetof(OrderStanding, order_state) == 64);

struct Accepted {
  OrderStanding order;
  char bbo_weight;  // not before OUCH 4.2
};
static_assert(sizeof(Accepted) == 66 && offsetof(Accepted, bbo_weight) == 65);

struct Replaced {
  OrderStanding order;
  Token previous_token;
  char bbo_weight;  // not before OUCH 4.2
};
static_assert(sizeof(Replaced) == 80);
static_assert(offsetof(Replaced, previous_token) == 65 && offsetof(Replaced, bbo_weight) == 79);

struct Canceled {
  char type;
  be64 timestamp;
  Token token;
  be32 decrement_shares;
  char reason;
};
static_assert(sizeof(Canceled) == 28);
static_assert(offsetof(Canceled, decrement_shares) == 23 && offsetof(Canceled, reason) == 27);

struct AiqCanceled {
  char type;
  be64 timestamp;
  Token token;
  be32 decrement_shares;
  char reason;  // Q
  be32 quantity_prevented_from_trading;
  be32 execution_price;
  char liquidity_flag;
  char aiq_strategy;  // later revision only
};
static_assert(sizeof(AiqCanceled) == 38);
static_assert(offsetof(AiqCanceled, decrement_shares) == 23 && offsetof(AiqCanceled, reason) == 27);
static_assert(offsetof(AiqCanceled, quantity_prevented_from_trading) == 28);
static_assert(offsetof(AiqCanceled, execution_price) == 32 && offsetof(AiqCanceled, liquidity_flag) == 36);
static_assert(offsetof(AiqCanceled, aiq_strategy) == 37);

struct Executed {
  char type;
  be64 timestamp;
  Token token;
  be32 executed_shares;  // of this execution
  be32 execution_price;
  char liquidity_flag;
  be64 match_number;
};
static_assert(sizeof(Executed) == 40);
static_assert(offsetof(Executed, executed_shares) == 23 && offsetof(Executed, execution_price) == 27);
static_assert(offsetof(Executed, liquidity_flag) == 31 && offsetof(Executed, match_number) == 32);

struct ExecutedWithReferencePrice {
  Executed execution;
  be32 reference_price;
  char reference_price_type;  // I intraday indicative value
};
static_assert(sizeof(ExecutedWithReferencePrice) == 45);
static_assert(offsetof(ExecutedWithReferencePrice, reference_price) == 40);
static_assert(offsetof(ExecutedWithReferencePrice, reference_price_type) == 44);

struct TradeCorrection {
  Executed execution;
  char reason;  // N adjusted to NAV
};
static_assert(sizeof(TradeCorrection) == 41 && offsetof(TradeCorrection, reason) == 40);

struct BrokenTrade {
  char type;
  be64 timestamp;
  Token token;
  be64 match_number;
  char reason;
};
static_assert(sizeof(BrokenTrade) == 32);
static_assert(offsetof(BrokenTrade, match_number) == 23 && offsetof(BrokenTrade, reason) == 31);

struct Rejected {
  char type;
  be64 timestamp;
  Token token;
  char reason;
};
static_assert(sizeof(Rejected) == 24 && offsetof(Rejected, reason) == 23);

// Cancel Pending, Cancel Reject and Trade Now say nothing but whose.
struct TokenNotice {
  char type;
  be64 timestamp;
  Token token;
};
static_assert(sizeof(TokenNotice) == 23 && offsetof(TokenNotice, token) == 9);

struct OrderPriorityUpdate {
  char type;
  be64 timestamp;
  Token token;
  be32 price;
  char display;
  be64 order_reference_number;  // new
};
static_assert(sizeof(OrderPriorityUpdate) == 36);
static_assert(offsetof(OrderPriorityUpdate, price) == 23 && offsetof(OrderPriorityUpdate, display) == 27);
static_assert(offsetof(OrderPriorityUpdate, order_reference_number) == 28);

struct OrderModified {
  char type;
  be64 timestamp;
  Token token;
  char side;
  be32 shares;  // outstanding
};
static_assert(sizeof(OrderModified) == 28);
static_assert(offsetof(OrderModified, side) == 23 && offsetof(OrderModified, shares) == 24);

}  // namespace hotlane::wire::ouch42
