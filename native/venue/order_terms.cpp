// See order_terms.hpp. OUCH rules: ouch50.md, Inbound messages and Tags.
#include "venue/order_terms.hpp"

#include "wire/ouch42.hpp"

namespace hotlane::venue {
namespace {

using wire::ouch50::CancelReason;
using wire::ouch50::RejectReason;
namespace time_in_force = wire::ouch50::time_in_force;

constexpr uint32_t expire_seconds_max = 86'399;  // ouch50.md, tag 15: less than a day

[[nodiscard]] bool is_immediate(const OuchRequest& asked) noexcept {
  return asked.time_in_force == time_in_force::immediate_or_cancel;
}

// The market has one phase: an order for the day and one for all its hours live alike, one for after it not
// at all.
[[nodiscard]] bool is_time_known(const OuchRequest& asked) noexcept {
  switch (asked.time_in_force) {
    case time_in_force::day:
    case time_in_force::immediate_or_cancel:
    case time_in_force::extended: return true;
    case time_in_force::good_till_time: {
      const bool is_ouch42 = asked.ouch42_display != 0;
      const uint32_t most = is_ouch42 ? wire::ouch42::time_in_force::seconds_max : expire_seconds_max;
      return asked.expire_seconds > 0 && asked.expire_seconds <= most;
    }
    default: return false;
  }
}

// The generated market holds no crosses, a recorded one those that it tells of. A post-only order that waits
// for a cross contradicts itself.
[[nodiscard]] bool is_cross_known(const OuchRequest& asked, bool is_historical) noexcept {
  const char cross = asked.cross_type;
  return is_historical && (cross == 'O' || cross == 'C' || cross == 'H') && asked.post_only != 'P';
}

// The price that a recorded market is told: to a cross's order at any price, the end of the range.
[[nodiscard]] PriceTicks history_price_of(const VenueOrder& order) noexcept {
  if (!is_market(order.entered)) return order.price_ticks;
  return order.side == Side::buy ? PriceTicks{wire::itch50::price_max} : 1;
}

}  // namespace

std::optional<RejectReason> refusal_of_terms(const OuchRequest& asked, bool is_historical) noexcept {
  if (!is_time_known(asked)) return RejectReason::other;
  // Its feed names nobody.
  if (asked.display != 'Y' && asked.display != 'N') return RejectReason::invalid_display;
  if (asked.cross_type != 'N' && !is_cross_known(asked, is_historical))
    return RejectReason::invalid_cross_order;
  if (asked.handle_inst != ' ') return RejectReason::invalid_cross_order;
  if (asked.customer_type == 'R') return RejectReason::retail_not_allowed;
  if (asked.price_type != 'L') return RejectReason::pegging_not_allowed;
  if (asked.peg_offset != 0 || asked.has_discretion) return RejectReason::invalid_peg_type;
  // Cancel newest, an account with itself, is all that it has.
  const bool is_cancel_newest =
      asked.aiq_strategy == '*' || asked.aiq_strategy == 'W' || asked.aiq_strategy == 'w';
  if (!is_cancel_newest || asked.has_aiq_group) return RejectReason::invalid_aiq;
  if (asked.post_only != 'P' && asked.post_only != 'N') return RejectReason::other;
  // An order that rests with a minimum is hidden; a post-only one takes nothing that a minimum could be of.
  const bool rests_shown = asked.display == 'Y' && !is_immediate(asked);
  if (asked.min_quantity > asked.quantity ||
      (asked.min_quantity > 0 && (rests_shown || asked.post_only == 'P'))) {
    return RejectReason::invalid_min_quantity;
  }
  const bool has_reserve = asked.max_floor > 0;
  if (asked.random_reserves > 0 ||
      (has_reserve &&
       (is_historical || asked.display != 'Y' || is_immediate(asked) || asked.max_floor > asked.quantity))) {
    return RejectReason::invalid_max_floor;
  }
  return std::nullopt;
}

MatchingEngine::Terms terms_of(const VenueOrder& order) noexcept {
  return {.price_ticks = order.price_ticks,
          .quantity = order.leaves,
          .is_immediate = order.is_immediate(),
          .is_post_only = order.entered.post_only == 'P',
          .is_hidden = order.entered.display == 'N',
          .min_quantity = order.entered.min_quantity,
          .max_floor = order.entered.max_floor};
}

HistoryOrder own_order_of(const VenueOrder& order, uint32_t handle, Locate locate) noexcept {
  return {.handle = handle,
          .locate = locate,
          .side = order.side,
          .price_ticks = history_price_of(order),
          .shares = order.leaves,
          .is_immediate_or_cancel = order.is_immediate(),
          .is_post_only = order.entered.post_only == 'P',
          .is_hidden = order.entered.display == 'N',
          .min_quantity = order.entered.min_quantity,
          .cross = order.is_past_cross || order.entered.cross_type == 'N' ? '\0' : order.entered.cross_type};
}

uint64_t expiry_of(const OuchRequest& entered, uint64_t time_of_day) noexcept {
  if (entered.time_in_force != time_in_force::good_till_time) return 0;
  return time_of_day + uint64_t{entered.expire_seconds} * static_cast<uint64_t>(ns_per_second);
}

CancelReason reason_of_removal(const VenueOrder& order) noexcept {
  if (order.is_immediate()) return CancelReason::immediate_or_cancel;
  return order.entered.post_only == 'P' ? CancelReason::post_only_slid_contra
                                        : CancelReason::self_match_prevention;
}

}  // namespace hotlane::venue
