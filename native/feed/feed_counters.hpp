// What one feed has seen, and what it refused and why. Written by the lane's thread alone; the lane copies it
// to the tables that others read. Every packet and every message is in exactly one of the counts of its kind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hotlane {

// Why a packet was dropped as a whole.
enum class PacketFault : uint8_t {
  none,
  oversized,       // longer than any UDP datagram
  header_cut,      // shorter than MoldUDP64's 20 bytes
  sequence_zero,   // numbers begin at 1
  sequence_wraps,  // number + count passes 2^64: forged
  prefix_cut,      // a message length is missing or half there
  message_cut,     // a message overruns the packet
  trailing_bytes,  // bytes after the last block: the count is wrong, so nothing in it can be trusted
  after_end,       // a message numbered after the end of its session
  message_length,  // a known ITCH type whose length differs from the table
};
constexpr size_t packet_fault_count = 10;

[[nodiscard]] constexpr std::string_view text_of(PacketFault fault) noexcept {
  constexpr std::array<std::string_view, packet_fault_count> texts = {
      "none",       "oversized",   "header cut",     "sequence zero", "sequence wraps",
      "prefix cut", "message cut", "trailing bytes", "after end",     "message length"};
  return texts[static_cast<size_t>(fault)];
}

struct FeedCounters {
  uint64_t packets = 0;   // all that came in, good or not
  uint64_t bytes = 0;     // of all packets, UDP payload
  uint64_t messages = 0;  // accepted by the decoder; equals the sum of by_type
  uint64_t gaps = 0;      // holes in the sequence
  uint64_t lost = 0;      // messages in those holes
  uint64_t duplicates = 0;
  uint64_t heartbeats = 0;
  uint64_t ends = 0;            // end-of-session packets: a train of them, not one
  uint64_t stale_ends = 0;      // ends that name a number already passed
  uint64_t foreign = 0;         // packets of another session
  uint64_t malformed = 0;       // packets dropped whole; equals the sum of malformed_by_fault
  uint64_t unknown_types = 0;   // messages skipped by their framing
  uint64_t empty_messages = 0;  // zero-length blocks: they use up a number and say nothing
  std::array<uint64_t, packet_fault_count> malformed_by_fault{};
  std::array<uint64_t, 256> by_type{};  // by ITCH type byte

  void count_malformed(PacketFault fault) noexcept {
    ++malformed;
    ++malformed_by_fault[static_cast<size_t>(fault)];
  }
};

}  // namespace hotlane
