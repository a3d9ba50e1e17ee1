// What can be wrong with a message of either OUCH. Found by the codecs and by the venue's request decoders,
// counted by who reads the messages; shown to the operator in words.
#pragma once

#include <cstdint>

namespace hotlane {

enum class OuchFault : uint8_t {
  none,
  empty,             // a message of 0 bytes
  unknown_type,      // no such message in this direction
  wrong_size,        // none of the sizes that its type may have
  appendage_length,  // says another size than what follows
  tag_empty,         // TagValue of length 0
  tag_past_end,      // TagValue longer than the appendage
  tag_wrong_size,    // a known tag with a value of another size
  tag_repeated,      // a tag that came before in this message
  tag_not_allowed,   // host only: unknown, or not for this message
  price_range,       // a price that no order or trade can have
  side,              // a side letter that is none of B S T E
  quantity_range,    // shares that no order or trade can have
  order_state,       // an order that is neither live nor dead
};

constexpr uint32_t ouch_fault_count = 14;

[[nodiscard]] constexpr const char* words_of(OuchFault fault) noexcept {
  switch (fault) {
    case OuchFault::none: return "none";
    case OuchFault::empty: return "an empty message";
    case OuchFault::unknown_type: return "an unknown message type";
    case OuchFault::wrong_size: return "a wrong size for its type";
    case OuchFault::appendage_length: return "an appendage length that disagrees with the message";
    case OuchFault::tag_empty: return "a TagValue of length 0";
    case OuchFault::tag_past_end: return "a TagValue that ends past the appendage";
    case OuchFault::tag_wrong_size: return "a TagValue of the wrong size for its tag";
    case OuchFault::tag_repeated: return "a tag given twice";
    case OuchFault::tag_not_allowed: return "a tag that is unknown or not allowed in this message";
    case OuchFault::price_range: return "a price out of range";
    case OuchFault::side: return "an unknown side";
    case OuchFault::quantity_range: return "a quantity out of range";
    case OuchFault::order_state: return "an unknown order state";
  }
  return "unknown";
}

}  // namespace hotlane
