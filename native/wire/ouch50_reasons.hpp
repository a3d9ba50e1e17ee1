// OUCH 5.0 reason codes and their words (ouch50.md, Cancel reasons, Reject reasons). Words are what an
// operator reads; codes unknown to this text are carried through, never refused.
#pragma once

#include <cstdint>

namespace hotlane::wire::ouch50 {

enum class CancelReason : char {
  user_requested = 'U',
  immediate_or_cancel = 'I',
  timeout = 'T',
  supervisory = 'S',
  regulatory_restriction = 'D',
  self_match_prevention = 'Q',
  system_cancel = 'Z',
  halted = 'H',
  market_collars = 'K',
  opening_price_protection = 'X',
  post_only_slid_nms = 'F',
  post_only_slid_contra = 'G',
  closed = 'E',
  direct_listing_above_offer = 'e',
  cross_canceled = 'C',  // OUCH 4.2: accepted, never sent
};

[[nodiscard]] constexpr const char* words_of(CancelReason reason) noexcept {
  switch (reason) {
    case CancelReason::user_requested: return "user asked";
    case CancelReason::immediate_or_cancel: return "immediate-or-cancel remainder";
    case CancelReason::timeout: return "time in force ran out";
    case CancelReason::supervisory: return "supervisory";
    case CancelReason::regulatory_restriction: return "regulatory restriction";
    case CancelReason::self_match_prevention: return "self-match prevention";
    case CancelReason::system_cancel: return "system";
    case CancelReason::halted: return "symbol stayed halted";
    case CancelReason::market_collars: return "market collars";
    case CancelReason::opening_price_protection: return "opening price protection";
    case CancelReason::post_only_slid_nms: return "post-only would have been slid for NMS";
    case CancelReason::post_only_slid_contra:
      return "post-only would have been slid by a displayed contra order";
    case CancelReason::closed: return "closed";
    case CancelReason::direct_listing_above_offer: return "direct listing order above the shares offered";
    case CancelReason::cross_canceled: return "cross canceled";
  }
  return "a reason unknown to this version";
}

enum class RejectReason : uint16_t {
  quote_unavailable = 0x0001,
  destination_closed = 0x0002,
  invalid_display = 0x0003,
  invalid_max_floor = 0x0004,
  invalid_peg_type = 0x0005,
  fat_finger = 0x0006,
  halted = 0x0007,
  iso_not_allowed = 0x0008,
  invalid_side = 0x0009,
  processing_error = 0x000A,
  cancel_pending = 0x000B,
  firm_not_authorized = 0x000C,
  invalid_min_quantity = 0x000D,
  no_closing_reference_price = 0x000E,
  other = 0x000F,
  cancel_not_allowed = 0x0010,
  pegging_not_allowed = 0x0011,
  crossed_market = 0x0012,
  invalid_quantity = 0x0013,
  invalid_cross_order = 0x0014,
  replace_not_allowed = 0x0015,
  routing_not_allowed = 0x0016,
  invalid_symbol = 0x0017,
  test = 0x0018,
  late_loc_too_aggressive = 0x0019,
  retail_not_allowed = 0x001A,
  invalid_midpoint_post_only_price = 0x001B,
  invalid_destination = 0x001C,
  invalid_price = 0x001D,
  shares_exceed_threshold = 0x001E,
  exceeds_maximum_notional = 0x001F,
  risk_aggregate_exposure = 0x0020,
  risk_market_impact = 0x0021,
  risk_restricted_stock = 0x0022,
  risk_short_sell_restricted = 0x0023,
  risk_iso_not_allowed = 0x0024,
  risk_adv_limit = 0x0025,
  risk_fat_finger = 0x0026,
  risk_locate_required = 0x0027,
  risk_symbol_message_rate = 0x0028,
  risk_port_message_rate = 0x0029,
  risk_duplicate_message_rate = 0x002A,
  risk_short_sell_not_allowed = 0x002B,
  risk_market_order_not_allowed = 0x002C,
  risk_pre_market_not_allowed = 0x002D,
  risk_post_market_not_allowed = 0x002E,
  risk_short_exempt_not_allowed = 0x002F,
  risk_single_order_notional = 0x0030,
  risk_max_quantity = 0x0031,
  reg_sho_state_not_available = 0x0032,
  risk_ipo_market_buy_not_allowed = 0x0033,
  invalid_aiq = 0x0040,
};

[[nodiscard]] constexpr const char* words_of(RejectReason reason) noexcept {
  switch (reason) {
    case RejectReason::quote_unavailable: return "quote unavailable";
    case RejectReason::destination_closed: return "destination closed";
    case RejectReason::invalid_display: return "invalid display";
    case RejectReason::invalid_max_floor: return "invalid max floor";
    case RejectReason::invalid_peg_type: return "invalid peg type";
    case RejectReason::fat_finger: return "fat finger";
    case RejectReason::halted: return "halted";
    case RejectReason::iso_not_allowed: return "ISO not allowed";
    case RejectReason::invalid_side: return "invalid side";
    case RejectReason::processing_error: return "processing error";
    case RejectReason::cancel_pending: return "cancel pending";
    case RejectReason::firm_not_authorized: return "firm not authorized";
    case RejectReason::invalid_min_quantity: return "invalid min quantity";
    case RejectReason::no_closing_reference_price: return "no closing reference price";
    case RejectReason::other: return "other";
    case RejectReason::cancel_not_allowed: return "cancel not allowed";
    case RejectReason::pegging_not_allowed: return "pegging not allowed";
    case RejectReason::crossed_market: return "crossed market";
    case RejectReason::invalid_quantity: return "invalid quantity";
    case RejectReason::invalid_cross_order: return "invalid cross order";
    case RejectReason::replace_not_allowed: return "replace not allowed";
    case RejectReason::routing_not_allowed: return "routing not allowed";
    case RejectReason::invalid_symbol: return "invalid symbol";
    case RejectReason::test: return "test";
    case RejectReason::late_loc_too_aggressive: return "late LOC too aggressive";
    case RejectReason::retail_not_allowed: return "retail not allowed";
    case RejectReason::invalid_midpoint_post_only_price: return "invalid midpoint post-only price";
    case RejectReason::invalid_destination: return "invalid destination";
    case RejectReason::invalid_price: return "invalid price";
    case RejectReason::shares_exceed_threshold: return "shares exceed threshold";
    case RejectReason::exceeds_maximum_notional: return "exceeds maximum notional";
    case RejectReason::risk_aggregate_exposure: return "venue risk: aggregate exposure";
    case RejectReason::risk_market_impact: return "venue risk: market impact";
    case RejectReason::risk_restricted_stock: return "venue risk: restricted stock";
    case RejectReason::risk_short_sell_restricted: return "venue risk: short sell restricted";
    case RejectReason::risk_iso_not_allowed: return "venue risk: ISO not allowed";
    case RejectReason::risk_adv_limit: return "venue risk: ADV limit";
    case RejectReason::risk_fat_finger: return "venue risk: fat finger";
    case RejectReason::risk_locate_required: return "venue risk: locate required";
    case RejectReason::risk_symbol_message_rate: return "venue risk: symbol message rate";
    case RejectReason::risk_port_message_rate: return "venue risk: port message rate";
    case RejectReason::risk_duplicate_message_rate: return "venue risk: duplicate message rate";
    case RejectReason::risk_short_sell_not_allowed: return "venue risk: short sell not allowed";
    case RejectReason::risk_market_order_not_allowed: return "venue risk: market order not allowed";
    case RejectReason::risk_pre_market_not_allowed: return "venue risk: pre-market not allowed";
    case RejectReason::risk_post_market_not_allowed: return "venue risk: post-market not allowed";
    case RejectReason::risk_short_exempt_not_allowed: return "venue risk: short exempt not allowed";
    case RejectReason::risk_single_order_notional: return "venue risk: single order notional";
    case RejectReason::risk_max_quantity: return "venue risk: max quantity";
    case RejectReason::reg_sho_state_not_available: return "Reg SHO state not available";
    case RejectReason::risk_ipo_market_buy_not_allowed: return "venue risk: IPO market buy not allowed";
    case RejectReason::invalid_aiq: return "invalid AIQ";
  }
  return "a reason unknown to this version";
}

}  // namespace hotlane::wire::ouch50
