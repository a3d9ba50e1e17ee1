// The meter of events by a clock that the test moves: an event is late by the stalls that meet it and by the
// events before it, and by nothing else.
#include "latency/event_meter.hpp"

#include <vector>

#include "harness.hpp"

namespace hotlane {
namespace {

// Each look takes a ns; at one moment the machine takes the core away for a while.
class StallingClock {
 public:
  StallingClock(uint64_t stall_at, uint64_t stall_ns) : stall_at_(stall_at), stall_ns_(stall_ns) {}

  [[nodiscard]] uint64_t ticks() const noexcept {
    pass(1);
    return now_;
  }
  [[nodiscard]] static uint64_t ns(uint64_t span) noexcept { return span; }
  void pass(uint64_t ns) const noexcept {
    const bool is_hit = now_ < stall_at_ && now_ + ns >= stall_at_;
    now_ += ns + (is_hit ? stall_ns_ : 0);
  }

 private:
  uint64_t stall_at_;
  uint64_t stall_ns_;
  mutable uint64_t now_ = 0;
};

constexpr uint64_t far = 1'000'000'000;
constexpr uint64_t look_slack = 8;  // of the clock's own looks

std::vector<uint64_t> took(const StallingClock& clock, const std::vector<MeteredEvent>& events) {
  std::vector<uint64_t> out;
  measure_events(
      clock, events, [&clock](uint64_t ns) noexcept { clock.pass(ns); },
      [&out](uint64_t ns) noexcept { out.push_back(ns); });
  return out;
}

bool is_about(uint64_t found, uint64_t expected) {
  return found >= expected && found <= expected + look_slack;
}

TEST("takes an event's work and no more where nothing disturbs it") {
  const auto found = took({far, 0}, {{1'000, 300, true}, {2'000, 500, true}, {9'000, 0, true}});
  REQUIRE(found.size() == 3);
  CHECK(is_about(found[0], 300));
  CHECK(is_about(found[1], 500));
  CHECK(is_about(found[2], 0));
}

TEST("makes an event wait for those before it, counted or not") {
  const auto found = took({far, 0}, {{1'000, 700, false}, {1'000, 300, true}, {1'500, 100, true}});
  REQUIRE(found.size() == 2);
  CHECK(is_about(found[0], 1'000));
  CHECK(is_about(found[1], 600));
}

TEST("finds every event late that a stall meets, each by its own part of it") {
  // From 5,000 to 15,000.
  const auto found = took({5'000, 10'000}, {{4'900, 200, true},
                                            {6'000, 200, true},
                                            {14'000, 200, true},
                                            {15'300, 200, true},
                                            {20'000, 200, true}});
  REQUIRE(found.size() == 5);
  CHECK(is_about(found[0], 10'200));
  CHECK(is_about(found[1], 9'300));
  CHECK(is_about(found[2], 1'500));
  CHECK(is_about(found[3], 400));
  CHECK(is_about(found[4], 200));
}

}  // namespace
}  // namespace hotlane
