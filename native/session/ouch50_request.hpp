// What a client asks of the host, out of OUCH 5.0's inbound messages (ouch50.md); OUCH 4.2's are read into
// the same (session/ouch42_request.hpp). Decoded by the venue on its thread. Checks the form only: domains of
// prices, quantities and letters are the venue's rules.
#pragma once

#include <cstdint>

#include "memory/units.hpp"
#include "session/ouch50_appendage.hpp"
#include "wire/ouch42_inbound.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

struct OuchRequest {
  wire::ouch50::InboundType type = wire::ouch50::InboundType::account_query;
  char side_letter = 0;            // enter, modify
  char time_in_force = 0;          // enter, replace
  char display = 0;                // enter, replace
  char capacity = 0;               // enter
  char iso_eligibility = 0;        // enter, replace
  char cross_type = 0;             // enter
  uint32_t user_ref_num = 0;       // replace: the new one
  uint32_t orig_user_ref_num = 0;  // replace
  Quantity quantity = 0;
  uint64_t price = 0;           // as on the wire: may be any of the market prices
  wire::Symbol symbol{""};      // enter, mass cancel (spaces: all)
  wire::ouch50::Firm firm{""};  // mass cancel, disable, enable; enter: tag 2
  wire::ouch50::ClOrdId cl_ord_id{""};
  // Tags; `tags_given` tells a default from a value.
  wire::ouch50::TagSet tags_given = 0;
  char post_only = 'N';
  char side_tag = 0;  // replace, mass cancel
  uint8_t user_ref_idx = 0;
  uint16_t group_id = 0;
  uint32_t min_quantity = 0;
  uint32_t expire_seconds = 0;
  uint32_t max_floor = 0;
  char price_type = 'L';
  int32_t peg_offset = 0;  // 1/10,000 dollar
  bool is_located = false;
  char customer_type = ' ';  // tag 4
  char handle_inst = ' ';    // tag 17
  char aiq_strategy = '*';   // tag 29
  uint32_t random_reserves = 0;
  bool has_discretion = false;  // tags 9 to 11 ask for some
  bool has_aiq_group = false;   // tag 30 names one
  // OUCH 4.2: what orders are named by, and letters that an answer repeats.
  wire::ouch42::Token token{""};
  wire::ouch42::Token existing_token{""};  // replace
  uint32_t ouch42_seconds = 0;             // time in force as on the wire
  char ouch42_display = 0;

  [[nodiscard]] bool has(wire::ouch50::Tag tag) const noexcept {
    return (tags_given >> static_cast<uint32_t>(tag) & 1) != 0;
  }
};

// A fault in the tags still leaves the fixed part in `request`, so that the venue can reject it by its
// number; any other fault leaves `request` without meaning.
[[nodiscard]] OuchFault decode_request(Bytes message, OuchRequest& request) noexcept;

[[nodiscard]] constexpr bool is_tag_fault(OuchFault fault) noexcept {
  return fault >= OuchFault::tag_empty && fault <= OuchFault::tag_not_allowed;
}

}  // namespace hotlane
