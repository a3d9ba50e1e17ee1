// How a file of a journal ended, by the names that src/lanes/native.ts declares as JournalFileEnd.
#pragma once

#include "journal/record_reader.hpp"

namespace hotlane::addon {

[[nodiscard]] constexpr const char* name_of(ReadStatus status) noexcept {
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
