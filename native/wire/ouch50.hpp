// OUCH 5.0 (ouch50.md): the messages of both directions, their sizes, and the domains of their fields. The
// letters overlap between directions, so every lookup names its direction. Used by session/ and venue/.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/ouch50_inbound.hpp"
#include "wire/ouch50_outbound.hpp"
#include "wire/ouch50_reasons.hpp"
#include "wire/ouch50_tags.hpp"

namespace hotlane::wire::ouch50 {

// ouch50.md, Types: price domain and quantity domain.
constexpr uint64_t price_max = 1'999'999'900;         // $199,999.99
constexpr uint64_t market_cross_price = 0x7FFF'FFFF;  // market order for a cross
constexpr uint64_t market_price_alternative = 2'000'000'000;
constexpr uint32_t quantity_max = 999'999;

namespace time_in_force {
constexpr char day = '0';
constexpr char immediate_or_cancel = '3';
constexpr char extended = '5';
constexpr char good_till_time = '6';
constexpr char after_hours = 'E';
}  // namespace time_in_force

namespace order_state {
constexpr char live = 'L';
constexpr char dead = 'D';
}  // namespace order_state

// Whether a message has an appendage, and may leave its length field out.
enum class AppendageRule : uint8_t { unknown_type, none, optional, required };

struct MessageSize {
  AppendageRule rule = AppendageRule::unknown_type;
  uint8_t bare = 0;  // without the length field; a required field's message has no legal bare size
  uint8_t with = 0;  // with the length field and no tags; 0 where there is none
};

// Client to host.
[[nodiscard]] constexpr MessageSize inbound_size(char type) noexcept {
  using enum AppendageRule;
  switch (static_cast<InboundType>(type)) {
    case InboundType::enter_order: return {required, 45, 47};
    case InboundType::replace_order: return {required, 38, 40};
    case InboundType::cancel_order: return {optional, 9, 11};
    case InboundType::modify_order: return {optional, 10, 12};
    case InboundType::mass_cancel: return {required, 17, 19};
    case InboundType::disable_order_entry: return {required, 9, 11};
    case InboundType::enable_order_entry: return {required, 9, 11};
    case InboundType::account_query: return {optional, 1, 3};
  }
  return {};
}

// Host to client.
[[nodiscard]] constexpr MessageSize outbound_size(char type) noexcept {
  using enum AppendageRule;
  switch (static_cast<OutboundType>(type)) {
    case OutboundType::system_event: return {none, 10, 0};
    case OutboundType::order_accepted: return {required, 62, 64};
    case OutboundType::order_replaced: return {required, 66, 68};
    case OutboundType::order_canceled: return {optional, 18, 20};
    case OutboundType::aiq_canceled: return {optional, 32, 34};
    // Executions of 34 bytes are seen: the text asks for the length field, decoders are told to do without.
    case OutboundType::order_executed: return {optional, 34, 36};
    case OutboundType::broken_trade: return {optional, 36, 38};
    case OutboundType::rejected: return {optional, 29, 31};
    case OutboundType::cancel_pending: return {optional, 13, 15};
    case OutboundType::cancel_reject: return {optional, 13, 15};
    case OutboundType::order_priority_update: return {optional, 30, 32};
    case OutboundType::order_modified: return {optional, 18, 20};
    case OutboundType::order_restated: return {required, 14, 16};
    case OutboundType::mass_cancel_response: return {required, 25, 27};
    case OutboundType::disable_order_entry_response: return {required, 17, 19};
    case OutboundType::enable_order_entry_response: return {required, 17, 19};
    case OutboundType::account_query_response: return {optional, 13, 15};
  }
  return {};
}

static_assert(inbound_size('O').with == sizeof(EnterOrder) && inbound_size('U').with == sizeof(ReplaceOrder));
static_assert(inbound_size('X').bare == sizeof(CancelOrder) && inbound_size('M').bare == sizeof(ModifyOrder));
static_assert(inbound_size('C').with == sizeof(MassCancel));
static_assert(inbound_size('D').with == sizeof(DisableOrderEntry));
static_assert(inbound_size('Q').bare == sizeof(AccountQuery));
static_assert(outbound_size('A').with == sizeof(OrderAccepted) &&
              outbound_size('U').with == sizeof(OrderReplaced));
static_assert(outbound_size('C').bare == sizeof(OrderCanceled) &&
              outbound_size('D').bare == sizeof(AiqCanceled));
static_assert(outbound_size('E').with == sizeof(OrderExecuted) &&
              outbound_size('B').bare == sizeof(BrokenTrade));
static_assert(outbound_size('J').bare == sizeof(Rejected) &&
              outbound_size('P').bare == sizeof(CancelPending));
static_assert(outbound_size('T').bare == sizeof(OrderPriorityUpdate));
static_assert(outbound_size('M').bare == sizeof(OrderModified) &&
              outbound_size('R').with == sizeof(OrderRestated));
static_assert(outbound_size('X').with == sizeof(MassCancelResponse));
static_assert(outbound_size('G').with == sizeof(DisableOrderEntryResponse));
static_assert(outbound_size('Q').bare == sizeof(AccountQueryResponse));
static_assert(outbound_size('S').bare == sizeof(SystemEvent));

// Largest messages with every tag once: what buffers are sized by.
constexpr size_t message_size_max = 256;

}  // namespace hotlane::wire::ouch50
