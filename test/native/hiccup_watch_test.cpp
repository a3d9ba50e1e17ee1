// The watch over a loop's gaps with a clock that the test sets: what is one, where its time went, what it is
// put down to; and the log of them, which stays bounded. Then a whole lane's own.
#include "latency/hiccup_watch.hpp"

#include <sys/mman.h>

#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "harness.hpp"
#include "io/lane_hiccups.hpp"
#include "lane/hiccup_log.hpp"
#include "latency/gc_pauses.hpp"

namespace hotlane {
namespace {

using boundary::GcKind;

constexpr uint64_t threshold = 5'000;
// Of what the loop was at, all that is a cause by itself.
constexpr auto own_begin = static_cast<uint32_t>(HiccupCause::strategy);
constexpr auto own_end = static_cast<uint32_t>(HiccupCause::polling);

// Two ticks a ns.
struct HalfNsClock {
  [[nodiscard]] static uint64_t ns(uint64_t ticks) noexcept { return ticks / 2; }
};

HiccupEvidence gap_of(uint64_t length) {
  HiccupEvidence seen;
  seen.length = length;
  return seen;
}

HiccupEvidence gap_with(uint64_t length, HiccupCause cause, uint64_t part) {
  HiccupEvidence seen = gap_of(length);
  seen.own[static_cast<size_t>(cause)] = part;
  return seen;
}

TEST("takes a turn for a gap from the threshold on, and not one that ends before it begins") {
  HiccupWatch watch(threshold);
  watch.begin(1'000'000, 0, 0);
  CHECK(!watch.is_over(1'000'000));
  CHECK(!watch.is_over(1'000'000 + threshold));
  CHECK(watch.is_over(1'000'000 + threshold + 1));
  // Another core's counter, which is behind.
  CHECK(!watch.is_over(999'000));
  watch.begin(2'000'000, 0, 0);
  CHECK(!watch.is_over(2'000'000 + threshold));
}

TEST("tells where a gap's time went: laps from the one before, calls beside them, in ns") {
  HiccupWatch watch(threshold);
  watch.begin(1'000, 700, 40);
  watch.poll(1'200);                            // nothing, and not for long
  watch.lap(HiccupCause::market_data, 5'200);   // 4,000 ticks
  watch.add(HiccupCause::socket, 600);          // inside the next one
  watch.lap(HiccupCause::session, 9'200);       // 4,000
  watch.lap(HiccupCause::market_data, 11'200);  // 2,000 more
  const HiccupEvidence seen = watch.evidence(12'000, 1'600, 240, {1, 2, 3, 4}, HalfNsClock{});
  CHECK_EQUAL(seen.length, 5'500U);
  CHECK_EQUAL(seen.own[static_cast<size_t>(HiccupCause::market_data)], 3'000U);
  CHECK_EQUAL(seen.own[static_cast<size_t>(HiccupCause::session)], 2'000U);
  CHECK_EQUAL(seen.own[static_cast<size_t>(HiccupCause::socket)], 300U);
  CHECK_EQUAL(seen.own[static_cast<size_t>(HiccupCause::strategy)], 900U);
  CHECK_EQUAL(seen.own[static_cast<size_t>(HiccupCause::control)], 0U);
  CHECK_EQUAL(seen.own[static_cast<size_t>(HiccupCause::polling)], 0U);
  CHECK_EQUAL(seen.gc, 100U);
  CHECK_EQUAL(seen.kernel.major_faults, 4U);
  CHECK(!seen.is_waking);
  // The next turn knows nothing of it.
  watch.begin(12'000, 1'600, 240);
  const HiccupEvidence next = watch.evidence(32'000, 1'600, 240, {}, HalfNsClock{});
  CHECK_EQUAL(next.length, 10'000U);
  for (const uint64_t part : next.own) CHECK_EQUAL(part, 0U);
  CHECK_EQUAL(next.gc, 0U);
}

TEST("puts a gap down to what the loop was at, if that took half of it") {
  for (uint32_t i = own_begin; i < own_end; ++i) {
    const auto cause = static_cast<HiccupCause>(i);
    CHECK(cause_of(gap_with(10'000, cause, 5'000)) == cause);
    CHECK(cause_of(gap_with(10'000, cause, 4'999)) == HiccupCause::unknown);
  }
  CHECK(cause_of(gap_of(10'000)) == HiccupCause::unknown);
}

TEST("tells of a gap in which the loop only looked for work, and leaves open what held it up") {
  HiccupWatch watch(threshold);
  watch.begin(0, 0, 0);
  watch.poll(threshold);
  CHECK_EQUAL(longest_work(watch.evidence(threshold, 0, 0, {}, HalfNsClock{})).length, 0U);
  watch.poll(2 * threshold + 1);
  const HiccupEvidence seen = watch.evidence(2 * threshold + 1, 0, 0, {}, HalfNsClock{});
  CHECK(longest_work(seen).cause == HiccupCause::polling);
  CHECK_EQUAL(longest_work(seen).length, (threshold + 1) / 2);
  CHECK(cause_of(seen) == HiccupCause::unknown);
  // A longer part of the turn says more.
  watch.lap(HiccupCause::publishing, 4 * threshold);
  CHECK(cause_of(watch.evidence(4 * threshold, 0, 0, {}, HalfNsClock{})) == HiccupCause::unknown);
  watch.lap(HiccupCause::publishing, 5 * threshold);
  const HiccupEvidence told = watch.evidence(5 * threshold, 0, 0, {}, HalfNsClock{});
  CHECK(cause_of(told) == HiccupCause::publishing);
  CHECK(longest_work(told).cause == HiccupCause::publishing);
}

TEST("puts a gap down to the call inside a lap, if that took half of it, else to the lap") {
  HiccupEvidence seen = gap_with(10'000, HiccupCause::market_data, 9'900);
  seen.own[static_cast<size_t>(HiccupCause::strategy)] = 3'000;
  seen.own[static_cast<size_t>(HiccupCause::socket)] = 4'000;
  CHECK(cause_of(seen) == HiccupCause::market_data);
  CHECK(longest_work(seen).cause == HiccupCause::market_data);
  seen.own[static_cast<size_t>(HiccupCause::strategy)] = 5'000;
  CHECK(cause_of(seen) == HiccupCause::strategy);
  CHECK_EQUAL(longest_work(seen).length, 5'000U);
  seen.own[static_cast<size_t>(HiccupCause::socket)] = 5'001;
  CHECK(cause_of(seen) == HiccupCause::socket);
}

TEST(
    "puts a gap down to a collection before the call that it fell into, and to the kernel's word before "
    "both") {
  HiccupEvidence seen = gap_with(10'000, HiccupCause::strategy, 9'000);
  seen.gc = 4'999;
  CHECK(cause_of(seen) == HiccupCause::strategy);
  seen.gc = 5'000;
  CHECK(cause_of(seen) == HiccupCause::gc);
  // Faults without a read from disk don't take so long: they are named where nothing else is.
  seen.kernel.minor_faults = 3;
  CHECK(cause_of(seen) == HiccupCause::gc);
  seen.kernel.major_faults = 1;
  CHECK(cause_of(seen) == HiccupCause::page_fault);
  seen.kernel.switches = 1;
  CHECK(cause_of(seen) == HiccupCause::context_switch);
  HiccupEvidence idle = gap_of(10'000);
  idle.kernel.minor_faults = 1;
  CHECK(cause_of(idle) == HiccupCause::page_fault);
}

TEST("puts a gap in which the thread slept down to that, unless a call in which it did says more") {
  HiccupEvidence seen = gap_with(10'000, HiccupCause::session, 9'000);
  seen.kernel.blocks = 1;
  CHECK(cause_of(seen) == HiccupCause::blocked);
  CHECK(longest_work(seen).cause == HiccupCause::session);
  seen.own[static_cast<size_t>(HiccupCause::strategy)] = 5'000;
  CHECK(cause_of(seen) == HiccupCause::strategy);
}

TEST("takes a short gap right after a wait for cold caches, and a long one not") {
  HiccupWatch watch(threshold);
  watch.begin(0, 0, 0, true);
  CHECK(cause_of(watch.evidence(20'000, 0, 0, {}, HalfNsClock{})) == HiccupCause::waking);
  const uint64_t longest = 2 * boundary::hiccup_long_ns;
  CHECK(cause_of(watch.evidence(longest, 0, 0, {}, HalfNsClock{})) == HiccupCause::waking);
  CHECK(cause_of(watch.evidence(longest + 2, 0, 0, {}, HalfNsClock{})) == HiccupCause::unknown);
  watch.begin(0, 0, 0);
  CHECK(cause_of(watch.evidence(20'000, 0, 0, {}, HalfNsClock{})) == HiccupCause::unknown);
}

TEST("adds up collections, and none that had begun before it listened") {
  GcPauses pauses;
  pauses.end(500, GcKind::mark_sweep_compact);
  CHECK_EQUAL(pauses.ticks(), 0U);
  CHECK(pauses.newest() == GcKind::none);
  pauses.begin(1'000);
  pauses.end(1'300, GcKind::scavenge);
  pauses.begin(2'000);
  pauses.end(2'050, GcKind::mark_sweep_compact);
  CHECK_EQUAL(pauses.ticks(), 350U);
  CHECK(pauses.newest() == GcKind::mark_sweep_compact);
}

TEST("keeps the newest gaps, all counts and all lengths, however many there are") {
  auto memory = std::make_unique<boundary::LaneMemory>();
  boundary::HiccupView& view = memory->hiccups;
  HiccupLog log(view, threshold);
  CHECK_EQUAL(view.threshold_ns, threshold);
  std::mt19937_64 random(test::seed());
  constexpr uint64_t total = 3 * boundary::hiccups_max + 7;
  std::vector<HiccupEvidence> put;
  std::array<boundary::HiccupCount, boundary::hiccup_causes> expected{};
  for (uint64_t i = 0; i < total; ++i) {
    const auto cause = static_cast<HiccupCause>(own_begin + random() % (own_end - own_begin));
    const uint64_t length = threshold + 1 + random() % 100'000;
    HiccupEvidence seen = gap_with(length, cause, length);
    seen.kernel.minor_faults = uint64_t{1} << 40;  // more than the record's field holds
    put.push_back(seen);
    log.put(seen, static_cast<TimeNs>(1'000'000'000 + i * 1'000'000), GcKind::scavenge);
    boundary::HiccupCount& its = expected[static_cast<size_t>(cause)];
    its.count += 1;
    its.count_long += length > boundary::hiccup_long_ns ? 1 : 0;
    its.longest_ns = std::max(its.longest_ns, length);
    its.total_ns += length;
  }
  CHECK_EQUAL(view.count, total);
  CHECK_EQUAL(view.lengths.count, total);
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK_EQUAL(view.causes[i].count, expected[i].count);
    CHECK_EQUAL(view.causes[i].count_long, expected[i].count_long);
    CHECK_EQUAL(view.causes[i].longest_ns, expected[i].longest_ns);
    CHECK_EQUAL(view.causes[i].total_ns, expected[i].total_ns);
  }
  for (uint64_t number = total - boundary::hiccups_max + 1; number <= total; ++number) {
    const boundary::Hiccup& slot = view.newest[number % boundary::hiccups_max];
    const HiccupEvidence& seen = put[number - 1];
    CHECK_EQUAL(slot.number, static_cast<uint32_t>(number));
    CHECK_EQUAL(slot.version % 2, 0U);
    CHECK_EQUAL(slot.length_ns, seen.length);
    CHECK_EQUAL(slot.time_ns, static_cast<TimeNs>(1'000'000'000 + (number - 1) * 1'000'000 - seen.length));
    CHECK_EQUAL(slot.cause, static_cast<uint8_t>(cause_of(seen)));
    CHECK_EQUAL(slot.own_ns, seen.length);
    CHECK_EQUAL(slot.gc_kind, static_cast<uint8_t>(GcKind::none));  // there was none in it
    CHECK_EQUAL(slot.minor_faults, UINT32_MAX);
  }
}

// The edge's part, on this thread and its real clock: a turn that is made long, by a call that the stages
// tell of.
TEST("records a long turn of a real loop once, with its call, and not what the record itself took") {
  auto memory = std::make_unique<boundary::LaneMemory>();
  io::TscClock clock(1);
  StageHistograms stages(*memory);
  GcPauses pauses;
  // No host is so busy that a few instructions take a second.
  constexpr uint64_t second_ns = 1'000'000'000;
  io::LaneHiccups hiccups(second_ns, memory->hiccups, clock, stages, &pauses);
  const uint64_t begun = clock.ticks();
  hiccups.begin(begun);
  hiccups.look(begun);
  hiccups.turn(clock.ticks());
  CHECK_EQUAL(memory->hiccups.count, 0U);
  const auto ticks_a_ns =
      static_cast<double>(uint64_t{1} << 30) / static_cast<double>(clock.ns(uint64_t{1} << 30));
  const auto later = static_cast<uint64_t>(3e9 * ticks_a_ns);  // three seconds that nobody has to wait for
  stages.add(boundary::Stage::strategy, 2'500'000'000);
  pauses.begin(begun);
  pauses.end(begun + later / 10, GcKind::scavenge);
  hiccups.turn(begun + later);
  CHECK_EQUAL(memory->hiccups.count, 1U);
  const boundary::Hiccup& hiccup = memory->hiccups.newest[1];
  CHECK(hiccup.length_ns > 2 * second_ns);
  CHECK_EQUAL(hiccup.own_cause, static_cast<uint8_t>(HiccupCause::strategy));
  CHECK_EQUAL(hiccup.own_ns, 2'500'000'000U);
  CHECK(hiccup.gc_ns > 200'000'000 && hiccup.gc_ns < 400'000'000);
  CHECK_EQUAL(hiccup.gc_kind, static_cast<uint8_t>(GcKind::scavenge));
  CHECK(hiccup.time_ns > 0);
  // The turn after it begins when it had been written down: before `later`, so nothing is over.
  hiccups.turn(clock.ticks());
  CHECK_EQUAL(memory->hiccups.count, 1U);
}

// Faults that are made on purpose stand in for a switch, which can't be.
TEST("gives a gap what the kernel counted in it, though the look of each second falls into it") {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  StageHistograms stages(*memory);
  io::TscClock clock;
  constexpr uint64_t second_ns = 1'000'000'000;  // as above
  io::LaneHiccups hiccups(second_ns, memory->hiccups, clock, stages, nullptr);
  const auto later = [&clock](uint64_t ns) {
    return clock.ticks() + ns * (uint64_t{1} << 30) / clock.ns(uint64_t{1} << 30);
  };
  constexpr size_t pages = 64;
  constexpr size_t page_bytes = 4'096;
  const auto touch = [] {  // pages from the kernel: those of an allocator may have been touched before
    void* fresh =
        mmap(nullptr, pages * page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(fresh != MAP_FAILED);
    madvise(fresh, pages * page_bytes, MADV_NOHUGEPAGE);
    std::memset(fresh, 1, pages * page_bytes);
    munmap(fresh, pages * page_bytes);
  };
  hiccups.begin(clock.ticks());
  hiccups.look(clock.ticks());
  touch();
  hiccups.look(later(2 * second_ns));
  hiccups.turn(later(3 * second_ns));
  REQUIRE(memory->hiccups.count == 1U);
  CHECK(memory->hiccups.newest[1].minor_faults >= pages / 2);
  // Nothing of it is left for the next; and what comes before a look in a calm turn is nobody's.
  touch();
  hiccups.begin(clock.ticks());
  hiccups.look(clock.ticks());
  hiccups.turn(later(3 * second_ns));
  REQUIRE(memory->hiccups.count == 2U);
  CHECK(memory->hiccups.newest[2].minor_faults < pages / 2);
}

}  // namespace
}  // namespace hotlane
