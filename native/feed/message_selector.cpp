#include "feed/message_selector.hpp"

#include <cassert>

#include "wire/itch50.hpp"

namespace hotlane {

MessageSelector::MessageSelector() : selected_(wire::moldudp64::blocks_per_datagram_max) {}

std::span<const std::byte* const> MessageSelector::select(std::span<const MessageBytes> messages) noexcept {
  assert(messages.size() <= selected_.size());
  size_t known = 0;
  for (const MessageBytes message : messages) {
    if (message.empty()) [[unlikely]] {
      ++counters_.empty_messages;
      continue;
    }
    const auto type = static_cast<uint8_t>(message[0]);
    if (wire::itch50::length_of(static_cast<char>(type)) == 0) [[unlikely]] {
      ++counters_.unknown_types;
      continue;
    }
    assert(wire::itch50::length_of(static_cast<char>(type)) == message.size());
    ++counters_.by_type[type];
    selected_[known++] = message.data();
  }
  counters_.messages += known;
  return std::span<const std::byte* const>(selected_).first(known);
}

}  // namespace hotlane
