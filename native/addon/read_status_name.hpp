// How a journal's file ended, for JavaScript.
#pragma once

#include "journal/record_reader.hpp"

namespace hotlane::addon {

// The names that src/lanes/native.ts declares as JournalFileEnd.
[[nodiscard]] inline const char* name_of(ReadStatus status) noexcept {
  switch (status) {
    case ReadStatus::record:
    case ReadStatus::hungry:
    case ReadStatus::end: return "end";
    case ReadStatus::torn_tail: return "tornTail";
    case ReadStatus::corrupt: return "corrupt";
    case ReadStatus::not_a_log: return "notALog";
    case ReadStatus::unknown_version: return "unknownVersion";
  }
  return "end";
}

}  // namespace hotlane::addon
