// Why a datagram of a feed was dropped as a whole. Plain values, on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hotlane {

enum class PacketFault : uint8_t {
  none,
  oversized,       // longer than any UDP datagram
  header_cut,      // shorter than MoldUDP64's 20 bytes
  sequence_zero,   // numbers begin at 1
  sequence_wraps,  // number + count passes 2^64: forged
  sequence_jump,   // further ahead than any day's messages: forged
  prefix_cut,      // a message length is missing or half there
  message_cut,     // a message overruns the packet
  trailing_bytes,  // bytes after the last block: the count is wrong, so nothing in it can be trusted
  after_end,       // a message numbered after the end of its session
  message_length,  // a known ITCH type whose length differs from the table
};
constexpr size_t packet_fault_count = 11;

[[nodiscard]] constexpr std::string_view text_of(PacketFault fault) noexcept {
  constexpr std::array<std::string_view, packet_fault_count> texts = {
      "none",       "oversized",   "header cut",     "sequence zero", "sequence wraps", "sequence jump",
      "prefix cut", "message cut", "trailing bytes", "after end",     "message length"};
  return texts[static_cast<size_t>(fault)];
}

}  // namespace hotlane
