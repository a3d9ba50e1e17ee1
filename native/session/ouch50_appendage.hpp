// The appendage of an OUCH 5.0 message: where it starts, and a walk over its TagValue elements (ouch50.md,
// Sizes and the appendage). Used by both decoders, on any thread; keeps no state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "session/message_layout.hpp"
#include "session/ouch_fault.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {

// Splits a message into its fixed part, already known to be there, and its TagValue elements.
[[nodiscard]] inline OuchFault split_appendage(Bytes message, wire::ouch50::MessageSize size,
                                               Bytes& tags) noexcept {
  using wire::ouch50::AppendageRule;
  tags = {};
  if (size.rule == AppendageRule::unknown_type) [[unlikely]]
    return OuchFault::unknown_type;
  if (message.size() == size.bare && size.rule != AppendageRule::required) return OuchFault::none;
  if (size.rule == AppendageRule::none || message.size() < size.with) [[unlikely]]
    return OuchFault::wrong_size;
  wire::be16 length;
  std::memcpy(&length, message.data() + size.with - sizeof length, sizeof length);
  if (size_t{size.with} + length != message.size()) [[unlikely]]
    return OuchFault::appendage_length;
  tags = message.subspan(size.with);
  return OuchFault::none;
}

// Calls take(tag, value) for each element with an assigned tag; `unknown` says whether others are skipped
// (client) or refused (host). Tags outside `allowed` count as unknown.
enum class UnknownTags : uint8_t { skipped, refused };

template <class Take>
[[nodiscard]] OuchFault read_tags(Bytes tags, wire::ouch50::TagSet allowed, UnknownTags unknown,
                                  Take&& take) noexcept {
  wire::ouch50::TagSet seen = 0;
  while (!tags.empty()) {
    const auto length = static_cast<size_t>(tags[0]);
    if (length == 0) return OuchFault::tag_empty;
    if (length >= tags.size()) return OuchFault::tag_past_end;
    const auto tag = static_cast<uint8_t>(tags[1]);
    const Bytes value = tags.subspan(2, length - 1);
    tags = tags.subspan(1 + length);
    const bool is_assigned = tag < wire::ouch50::tag_count && wire::ouch50::tag_value_size[tag] != 0;
    if (!is_assigned || (allowed >> tag & 1) == 0) {
      if (unknown == UnknownTags::refused) return OuchFault::tag_not_allowed;
      continue;
    }
    if (value.size() != wire::ouch50::tag_value_size[tag]) return OuchFault::tag_wrong_size;
    if ((seen >> tag & 1) != 0) return OuchFault::tag_repeated;
    seen |= wire::ouch50::TagSet{1} << tag;
    take(static_cast<wire::ouch50::Tag>(tag), value);
  }
  return OuchFault::none;
}

}  // namespace hotlane
