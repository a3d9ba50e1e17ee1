// OUCH 4.2 (ouch42.md): the messages of both directions, the sizes that each may have, and the domains of
// their fields. Letters overlap between directions, so every lookup names its direction. Used by session/ and
// venue/.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/ouch42_inbound.hpp"
#include "wire/ouch42_outbound.hpp"

namespace hotlane::wire::ouch42 {

constexpr uint32_t price_max = 1'999'999'900;  // $199,999.99
constexpr uint32_t market_cross_price = 0x7FFF'FFFF;
constexpr uint32_t shares_max = 999'999;

// ouch42.md, Types: 1 to 99,997 are seconds to live.
namespace time_in_force {
constexpr uint32_t immediate_or_cancel = 0;
constexpr uint32_t seconds_max = 99'997;
constexpr uint32_t extended_trading_close = 99'996;  // later revision: no seconds then
constexpr uint32_t market_hours = 99'998;
constexpr uint32_t system_hours = 99'999;
}  // namespace time_in_force

// What a message may have: from `least` to `most` bytes, one of the two. Both 0: no such message.
struct MessageSize {
  uint8_t least = 0;
  uint8_t most = 0;

  [[nodiscard]] constexpr bool allows(size_t size) const noexcept { return size == least || size == most; }
};

// Client to host. Enter Order: without Customer Type in OUCH 4.0, on BX and on PSX.
[[nodiscard]] constexpr MessageSize inbound_size(char type) noexcept {
  switch (static_cast<InboundType>(type)) {
    case InboundType::enter_order: return {48, 49};
    case InboundType::replace_order: return {47, 47};
    case InboundType::cancel_order: return {19, 19};
    case InboundType::modify_order: return {20, 20};
    case InboundType::trade_now: return {15, 15};
  }
  return {};
}

// Host to client. Accepted and Replaced: without BBO Weight before 4.2; AIQ Canceled: with AIQ Strategy in a
// later revision.
[[nodiscard]] constexpr MessageSize outbound_size(char type) noexcept {
  switch (static_cast<OutboundType>(type)) {
    case OutboundType::system_event: return {10, 10};
    case OutboundType::accepted: return {65, 66};
    case OutboundType::replaced: return {79, 80};
    case OutboundType::canceled: return {28, 28};
    case OutboundType::aiq_canceled: return {37, 38};
    case OutboundType::executed: return {40, 40};
    case OutboundType::broken_trade: return {32, 32};
    case OutboundType::executed_with_reference_price: return {45, 45};
    case OutboundType::trade_correction: return {41, 41};
    case OutboundType::rejected: return {24, 24};
    case OutboundType::cancel_pending: return {23, 23};
    case OutboundType::cancel_reject: return {23, 23};
    case OutboundType::order_priority_update: return {36, 36};
    case OutboundType::order_modified: return {28, 28};
    case OutboundType::trade_now: return {23, 23};
  }
  return {};
}

static_assert(inbound_size('O').most == sizeof(EnterOrder) && inbound_size('U').most == sizeof(ReplaceOrder));
static_assert(inbound_size('X').most == sizeof(CancelOrder) && inbound_size('M').most == sizeof(ModifyOrder));
static_assert(inbound_size('N').most == sizeof(TradeNow));
static_assert(outbound_size('S').most == sizeof(SystemEvent) && outbound_size('A').most == sizeof(Accepted));
static_assert(outbound_size('U').most == sizeof(Replaced) && outbound_size('C').most == sizeof(Canceled));
static_assert(outbound_size('D').most == sizeof(AiqCanceled) && outbound_size('E').most == sizeof(Executed));
static_assert(outbound_size('G').most == sizeof(ExecutedWithReferencePrice));
static_assert(outbound_size('F').most == sizeof(TradeCorrection));
static_assert(outbound_size('B').most == sizeof(BrokenTrade) && outbound_size('J').most == sizeof(Rejected));
static_assert(outbound_size('P').most == sizeof(TokenNotice) &&
              outbound_size('I').most == sizeof(TokenNotice));
static_assert(outbound_size('N').most == sizeof(TokenNotice));
static_assert(outbound_size('T').most == sizeof(OrderPriorityUpdate));
static_assert(outbound_size('M').most == sizeof(OrderModified));

}  // namespace hotlane::wire::ouch42
