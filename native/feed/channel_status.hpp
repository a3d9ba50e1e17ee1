// Whether a channel's books are the market's, and if not, since when and why. Written by the lane's thread;
// the lane copies it to the tables that others read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "memory/units.hpp"

namespace hotlane {

// Only `live` books may be traded on: everything that is known to exist has been applied.
enum class ChannelState : uint8_t {
  waiting,  // nothing heard yet
  live,
  recovering,  // something is missing, and the other line, a re-request or a snapshot may still bring it
  lost,        // something is missing for good: what follows is applied, but the books stay stale
  ended,       // the session is over and everything of it was applied
};
constexpr size_t channel_state_count = 5;

// What a recovery waits for, in the order in which it is tried.
enum class RecoveryStep : uint8_t {
  none,
  other_line,  // the hold time: a copy may come on the other line, or late on this one
  rerequest,   // asked of a re-request server
  snapshot,    // a GLIMPSE snapshot, while the live stream is held
};
constexpr size_t recovery_step_count = 4;

// Why a channel is not live.
enum class ChannelCause : uint8_t {
  none,
  gap,                  // messages missing in the middle of the stream
  late_join,            // begun in mid-day: what came before is missing
  snapshot_failed,      // the last snapshot could not be used; the next attempt waits
  nowhere_to_ask,       // lost: neither a re-request server nor a snapshot server is configured
  servers_exhausted,    // lost: every server was asked often enough
  snapshot_refused,     // lost: each snapshot server refused our login
  session_ended_short,  // lost: the session ended while messages were missing
  sequence_back,  // the lines count lower than what was applied: the stream began anew under its old name
  silent,         // no line was heard for too long: what exists is not known
  other_session,  // the same, and packets of another session came meanwhile
  input_broken,   // lost: the recording that is played breaks off
};
constexpr size_t channel_cause_count = 12;

[[nodiscard]] constexpr std::string_view words_of(ChannelState state) noexcept {
  constexpr std::array<std::string_view, channel_state_count> words = {"waiting", "live", "recovering",
                                                                       "lost", "ended"};
  return words[static_cast<size_t>(state)];
}
[[nodiscard]] constexpr std::string_view words_of(RecoveryStep step) noexcept {
  constexpr std::array<std::string_view, recovery_step_count> words = {"none", "other line", "re-request",
                                                                       "snapshot"};
  return words[static_cast<size_t>(step)];
}
[[nodiscard]] constexpr std::string_view words_of(ChannelCause cause) noexcept {
  constexpr std::array<std::string_view, channel_cause_count> words = {"none",
                                                                       "gap",
                                                                       "late join",
                                                                       "snapshot failed",
                                                                       "nowhere to ask",
                                                                       "servers exhausted",
                                                                       "snapshot refused",
                                                                       "session ended with messages missing",
                                                                       "sequence went back",
                                                                       "silent",
                                                                       "another session",
                                                                       "the recording breaks off"};
  return words[static_cast<size_t>(cause)];
}

struct ChannelStatus {
  ChannelState state = ChannelState::waiting;
  RecoveryStep step = RecoveryStep::none;
  ChannelCause cause = ChannelCause::none;
  bool is_session_over = false;  // its end was announced, and nothing of it is to come: ended, or lost
  TimeNs since = 0;              // of the state, ns since the Unix epoch
  uint64_t next_sequence = 0;    // the next message to be applied
  uint64_t known_end = 0;        // one past the last message known to exist
};

}  // namespace hotlane
