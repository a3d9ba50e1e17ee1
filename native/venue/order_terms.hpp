// What an order's attributes ask of this venue (docs/venue.md, Orders): whether it can be had, and how the
// markets then take it. Nothing that is asked for is passed over in silence. Pure; the venue's thread.
#pragma once

#include <optional>

#include "venue/history_market.hpp"
#include "venue/matching_engine.hpp"
#include "venue/venue_order.hpp"
#include "wire/ouch50.hpp"
#include "wire/ouch50_reasons.hpp"

namespace hotlane::venue {

// Of a new order, or of a replaced one as it would be. Nothing: it can be had.
[[nodiscard]] std::optional<wire::ouch50::RejectReason> refusal_of_terms(const OuchRequest& asked,
                                                                         bool is_historical) noexcept;

[[nodiscard]] inline bool is_hidden(const OuchRequest& entered) noexcept {
  return entered.display == 'N' || entered.min_quantity > 0;
}

// For the generated market and for the historical one.
[[nodiscard]] MatchingEngine::Terms terms_of(const VenueOrder& order) noexcept;
[[nodiscard]] HistoryOrder own_order_of(const VenueOrder& order, uint32_t handle, Locate locate) noexcept;

// When an order entered now has lived long enough; 0: never.
[[nodiscard]] uint64_t expiry_of(const OuchRequest& entered, uint64_t time_of_day) noexcept;

// A cross's order at any price (ouch50.md, Price domain).
[[nodiscard]] constexpr bool is_market(const OuchRequest& entered) noexcept {
  return entered.price == wire::ouch50::market_cross_price;
}

// Why the market's rules took an order that never rested. A day order that is not post-only goes only where
// it would have met one of its own account.
[[nodiscard]] wire::ouch50::CancelReason reason_of_removal(const VenueOrder& order) noexcept;

}  // namespace hotlane::venue
