// Why a snapshot could not be used. Plain values, on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hotlane {

enum class SnapshotFault : uint8_t {
  none,
  not_connected,          // the connection could not be opened
  connection_lost,        // before End of Snapshot
  login_refused,          // J with A: our credentials; this server is not asked again
  session_not_available,  // J with S: perhaps before the day starts
  protocol,               // SoupBinTCP was broken, or the server fell silent
  ended_early,            // Z before End of Snapshot
  wrong_message,          // not what GLIMPSE sends, or of another length than the table's
  wrong_end,              // End of Snapshot without a usable number
  too_slow,               // longer than the configured patience
  ahead_of_lines,         // names a number that the lines did not reach within the patience
};
constexpr size_t snapshot_fault_count = 11;

[[nodiscard]] constexpr std::string_view text_of(SnapshotFault fault) noexcept {
  constexpr std::array<std::string_view, snapshot_fault_count> texts = {
      "none",        "not connected", "connection lost", "login refused", "session not available", "protocol",
      "ended early", "wrong message", "wrong end",       "too slow",      "ahead of lines"};
  return texts[static_cast<size_t>(fault)];
}

}  // namespace hotlane
