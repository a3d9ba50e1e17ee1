// Generated from native/lane/boundary.json by `npm run generate`: edit that, not this.
// What latency shares with TypeScript: records, codes and bounds, with every offset asserted.
// clang-format off
#pragma once

#include <cstddef>
#include <cstdint>

namespace hotlane::boundary {

constexpr uint32_t hiccup_causes = 18;  // causes of HiccupCause
constexpr uint32_t hiccups_max = 1024;  // hiccups that are remembered, a power of two
constexpr uint32_t hiccup_long_ns = 50000;  // hiccups longer than this are counted apart too

// What a gap in a lane's loop came from, docs/operation.md. `steal` and `interrupts` are TypeScript's word for some that the lane could not name, `polling` for those of the rest in which it looked for packets and answers. From `strategy` on: what the loop itself was at.
enum class HiccupCause : uint8_t { unknown, context_switch, page_fault, blocked, steal, interrupts, waking, gc, strategy, socket, journal, market_data, session, control, connection, clock, publishing, polling };
constexpr uint32_t hiccup_cause_count = 18;

// What V8 collected, or did for it, in the lane's isolate.
enum class GcKind : uint8_t { none, scavenge, minor_mark_sweep, mark_sweep_compact, incremental_marking, weak_callbacks };
constexpr uint32_t gc_kind_count = 6;

// One gap in a lane's loop. Written by the lane under its version; the slot is used again for a later one.
struct Hiccup {
  uint32_t version;  // seqlock
  uint32_t number;  // from 1, of all of the lane's hiccups, modulo 2^32
  int64_t time_ns;  // when it began, ns since the Unix epoch
  uint64_t length_ns;  // from one turn's begin to the next one's, or to the loop's wait
  uint64_t gc_ns;  // of that, in collections of the isolate
  uint64_t own_ns;  // of that, in what the loop itself was at longest
  uint8_t cause;  // HiccupCause
  uint8_t own_cause;  // what it was at longest, whether or not that is the cause
  uint8_t gc_kind;  // GcKind of the newest collection in it
  uint8_t padding;
  uint32_t switches;  // involuntary context switches since the last look at them
  uint32_t blocks;  // the same, voluntary ones: sleeps in a system call or on a lock; 0 where the loop waited meanwhile
  uint32_t minor_faults;  // the same, page faults without a read from disk
  uint32_t major_faults;  // with one
  uint32_t padding_end;
};
static_assert(sizeof(Hiccup) == 64);
static_assert(offsetof(Hiccup, version) == 0);
static_assert(offsetof(Hiccup, number) == 4);
static_assert(offsetof(Hiccup, time_ns) == 8);
static_assert(offsetof(Hiccup, length_ns) == 16);
static_assert(offsetof(Hiccup, gc_ns) == 24);
static_assert(offsetof(Hiccup, own_ns) == 32);
static_assert(offsetof(Hiccup, cause) == 40);
static_assert(offsetof(Hiccup, own_cause) == 41);
static_assert(offsetof(Hiccup, gc_kind) == 42);
static_assert(offsetof(Hiccup, padding) == 43);
static_assert(offsetof(Hiccup, switches) == 44);
static_assert(offsetof(Hiccup, blocks) == 48);
static_assert(offsetof(Hiccup, minor_faults) == 52);
static_assert(offsetof(Hiccup, major_faults) == 56);
static_assert(offsetof(Hiccup, padding_end) == 60);

// Hiccups of one cause. Written by the lane.
struct HiccupCount {
  uint64_t count;
  uint64_t count_long;  // of them, those longer than hiccup_long_ns
  uint64_t longest_ns;
  uint64_t total_ns;  // their lengths added
};
static_assert(sizeof(HiccupCount) == 32);
static_assert(offsetof(HiccupCount, count) == 0);
static_assert(offsetof(HiccupCount, count_long) == 8);
static_assert(offsetof(HiccupCount, longest_ns) == 16);
static_assert(offsetof(HiccupCount, total_ns) == 24);

}  // namespace hotlane::boundary
