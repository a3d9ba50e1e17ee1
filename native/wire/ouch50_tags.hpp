// OUCH 5.0 optional fields: TagValue elements of the appendage (ouch50.md, Tags). One element is a length
// byte (tag and value, not itself), the tag, the value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace hotlane::wire::ouch50 {

enum class Tag : uint8_t {
  secondary_ord_ref_num = 1,
  firm = 2,
  min_qty = 3,
  customer_type = 4,
  max_floor = 5,
  price_type = 6,
  peg_offset = 7,
  discretion_price = 9,
  discretion_price_type = 10,
  discretion_peg_offset = 11,
  post_only = 12,
  random_reserves = 13,
  route = 14,
  expire_time = 15,
  trade_now = 16,
  handle_inst = 17,
  bbo_weight_indicator = 18,
  display_quantity = 22,
  display_price = 23,
  group_id = 24,
  shares_located = 25,
  locate_broker = 26,
  side = 27,
  user_ref_idx = 28,
  aiq_strategy = 29,
  aiq_group_id = 30,
};

constexpr size_t tag_count = 31;  // tags 0 to 30

// Bytes of each tag's value; 0: unassigned or withdrawn (8, 19, 20, 21).
constexpr std::array<uint8_t, tag_count> tag_value_size = {0, 8, 4, 4, 1, 4, 1, 4, 0, 8, 1, 4, 1, 4, 4, 4,
                                                           1, 1, 1, 0, 0, 0, 4, 8, 2, 1, 4, 1, 1, 1, 2};

// A set of tags as a bit mask.
using TagSet = uint32_t;

template <class... Tags>
[[nodiscard]] constexpr TagSet tag_set(Tags... tags) noexcept {
  return ((TagSet{1} << static_cast<uint32_t>(tags)) | ... | TagSet{0});
}

// Tags allowed in revision 1.05, per message. A venue rejects others; a client skips them.
constexpr TagSet tags_of_enter =
    tag_set(2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 17, 24, 25, 26, 28, 29, 30);
constexpr TagSet tags_of_replace = tag_set(3, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 17, 25, 26, 27, 28, 29, 30);
constexpr TagSet tags_of_modify = tag_set(25, 26, 28);
constexpr TagSet tags_of_mass_cancel = tag_set(24, 27, 28);
constexpr TagSet tags_of_others = tag_set(28);

}  // namespace hotlane::wire::ouch50
