// GLIMPSE 5.0: the one message that ITCH 5.0 does not have, End of Snapshot (glimpse50.md §2, §1.7 of the
// document). A plain view over a SoupBinTCP payload, on any thread; alignment 1.
#pragma once

#include <cstddef>

#include "wire/alpha.hpp"

namespace hotlane::wire::glimpse50 {

constexpr char end_of_snapshot_type = 'G';

// No locate, no time: a decoder that reads ITCH's common header first runs into digits.
struct EndOfSnapshot {
  char type;  // 'G'
  Alpha<20>
      sequence_number;  // digits, padded on either side: the first ITCH message to apply after the snapshot
};
static_assert(sizeof(EndOfSnapshot) == 21 && alignof(EndOfSnapshot) == 1);
static_assert(offsetof(EndOfSnapshot, sequence_number) == 1);

}  // namespace hotlane::wire::glimpse50
