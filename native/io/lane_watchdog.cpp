#include "io/lane_watchdog.hpp"

#include <pthread.h>
#include <time.h>

#include <algorithm>

#include "io/host_setup.hpp"
#include "io/session_lifeline.hpp"
#include "io/tsc_clock.hpp"
#include "lane/heartbeat_watch.hpp"
#include "memory/seqlock.hpp"

namespace hotlane::io {
namespace {

// So often in a time of patience: what it takes longer to see is an eighth at most.
constexpr TimeNs looks_per_patience = 8;
constexpr TimeNs interval_min_ns = 500'000;
constexpr TimeNs interval_max_ns = 50'000'000;

// Runs on whatever the system clock is set to; stands still while the machine sleeps.
TimeNs steady_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return TimeNs{now.tv_sec} * ns_per_second + now.tv_nsec;
}

void sleep_for(TimeNs span_ns) noexcept {
  const timespec span{static_cast<time_t>(span_ns / ns_per_second),
                      static_cast<long>(span_ns % ns_per_second)};
  nanosleep(&span, nullptr);
}

// A lane that is starting or has stopped publishes no heartbeat.
bool is_running(boundary::LaneMemory& lane) noexcept {
  const auto state = static_cast<boundary::LaneState>(observe_word(lane.status.state));
  return state == boundary::LaneState::running || state == boundary::LaneState::stopping;
}

}  // namespace

void halt_lane(boundary::LaneMemory& lane, TimeNs silent_ns) noexcept {
  const uint64_t begin = TscClock::ticks();
  const TimeNs begun = steady_ns();
  publish_word(lane.watch.silent_ns, static_cast<uint64_t>(silent_ns));
  publish_word(lane.watch.halt_ticks, begin);
  // The word first: from here on the lane's edge sends nothing. Then the sockets.
  std::atomic_ref<uint32_t>(lane.watch.halts).fetch_add(1, std::memory_order_release);
  uint32_t cut = 0;
  for (uint64_t& place : lane.watch.session_socket) cut += cut_session(place) ? 1U : 0U;
  publish_word(lane.watch.shut_ns, static_cast<uint64_t>(steady_ns() - begun));
  std::atomic_ref<uint32_t>(lane.watch.sockets_shut).fetch_add(cut, std::memory_order_release);
}

void LaneWatchdog::start(const LaneWatchdogSettings& settings, std::vector<boundary::LaneMemory*> lanes) {
  lanes_ = std::move(lanes);
  thread_ = std::thread([this, settings] { watch(settings); });
  has_begun_.wait(false);
}

void LaneWatchdog::stop() noexcept {
  is_stopping_.store(true, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
}

void LaneWatchdog::watch(const LaneWatchdogSettings& settings) noexcept {
  pthread_setname_np(pthread_self(), "watchdog");  // what tools that list threads call it
  if (settings.core >= 0) {
    const HostWishes wishes{
        .core = settings.core, .lock_memory = false, .huge_pages = false, .real_time = false};
    for (const HostGrant& grant : prepare_thread(wishes)) {
      if (grant.what.starts_with("pinned") && !grant.is_granted) obstacle_ = grant.what + ": " + grant.reason;
    }
  }
  has_begun_.store(true);
  has_begun_.notify_all();
  const TimeNs interval =
      std::clamp(settings.patience_ns / looks_per_patience, interval_min_ns, interval_max_ns);
  std::vector<HeartbeatWatch> watches(
      lanes_.size(), HeartbeatWatch(settings.patience_ns, interval + settings.patience_ns / 2));
  while (!is_stopping_.load(std::memory_order_relaxed)) {
    for (size_t i = 0; i < lanes_.size(); ++i) {
      boundary::LaneMemory& lane = *lanes_[i];
      const uint64_t deadline = observe_word(lane.call.deadline_ticks);
      if (deadline != 0 && TscClock::ticks() > deadline && settings.end_call)
        settings.end_call(lane, deadline);
      if (watches[i].is_overdue(steady_ns(), observe_word(lane.status.turns), is_running(lane))) {
        halt_lane(lane, watches[i].silent_ns());
      }
      if (i == 0) late_looks_.store(watches[i].late_looks(), std::memory_order_relaxed);
    }
    sleep_for(interval);
  }
}

}  // namespace hotlane::io
