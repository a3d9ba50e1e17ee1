#include "io/capture_replay.hpp"

#include <arpa/inet.h>
#include <time.h>

#include <algorithm>
#include <chrono>

namespace hotlane::io {
namespace {

constexpr size_t ring_bytes = 16 << 20;
constexpr auto empty_pause = std::chrono::microseconds(200);  // the reader hands over far more at a time
constexpr int64_t ns_per_ms = 1'000'000;
constexpr int64_t stop_seen_ns = 50 * ns_per_ms;  // how late a stop may be seen
constexpr int64_t spin_ns = 60'000;               // a sleep may end that late: the rest is waited out awake

int64_t monotonic_ns() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * ns_per_second + now.tv_nsec;
}

void sleep_until(int64_t time_ns) noexcept {
  timespec until{};
  until.tv_sec = time_ns / ns_per_second;
  until.tv_nsec = time_ns % ns_per_second;
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
}

}  // namespace

std::string CaptureReplay::start(const CaptureReplaySetup& setup) {
  if (std::string failure = sender_.open(setup.interface_address); !failure.empty()) return failure;
  in_addr interface_address{};
  inet_pton(AF_INET, setup.interface_address.c_str(), &interface_address);
  route_ = std::make_unique<ReplayRoute>(setup.mappings, ntohl(interface_address.s_addr),
                                         setup.is_anything_allowed);
  ring_ = std::make_unique<PacketRing>(ring_bytes);
  speed_ = setup.speed;
  thread_ = std::thread([this] { send_until_done(); });
  return {};
}

bool CaptureReplay::pump() {
  if (has_pending_ && !ring_->push(pending_)) return false;
  has_pending_ = false;
  while (reader_.next(packet_)) {
    if (!hand_over()) return false;
  }
  return true;
}

// False: no room, the packet waits.
bool CaptureReplay::hand_over() {
  ++packets_;
  const UdpFrame& frame = packet_.frame;
  ++by_content_[static_cast<size_t>(frame.content)];
  if (frame.content != FrameContent::udp) return true;
  if (frame.destination.is_ipv6) {
    ++ipv6_;
    return true;
  }
  const ReplayDestination* destination = route_->take(frame.destination);
  if (destination == nullptr) {
    ++beyond_;
    return true;
  }
  if (!destination->is_allowed || frame.payload.size() > PacketRing::packet_bytes_max) return true;
  pending_.time = packet_.time;
  pending_.destination_address = ipv4_address(destination->to);
  pending_.destination_port = destination->to.port;
  pending_.bytes = frame.payload;
  has_pending_ = !ring_->push(pending_);
  return !has_pending_;
}

void CaptureReplay::finish() noexcept {
  reader_.finish();
  is_finished_.store(true, std::memory_order_release);
}

void CaptureReplay::stop() noexcept {
  if (!thread_.joinable()) return;
  is_stopping_.store(true, std::memory_order_release);
  thread_.join();
}

void CaptureReplay::send_until_done() noexcept {
  TimeNs first_time = 0;
  TimeNs latest_time = 0;  // stamps that go back are sent at once
  int64_t started_ns = 0;
  RingPacket packet;
  while (!is_stopping_.load(std::memory_order_acquire)) {
    const bool is_finished =
        is_finished_.load(std::memory_order_acquire);  // before the last look into the ring
    if (!ring_->next(packet)) {
      flush();
      ring_->release();
      if (is_finished) break;
      std::this_thread::sleep_for(empty_pause);
      continue;
    }
    if (packet.time != 0 && first_time == 0) {
      first_time = latest_time = packet.time;
      started_ns = monotonic_ns();
    }
    latest_time = std::max(latest_time, packet.time);
    captured_span_.store(latest_time - first_time, std::memory_order_relaxed);
    if (speed_ > 0 && first_time != 0) {
      const double after_ns = static_cast<double>(latest_time - first_time) / speed_;
      const int64_t due_ns =
          started_ns + static_cast<int64_t>(std::min(after_ns, 9e18 - static_cast<double>(started_ns)));
      if (!wait_until(due_ns)) break;
    }
    sender_.add(packet.destination_address, packet.destination_port, packet.bytes);
    if (sender_.is_full()) {
      flush();
      ring_->release();
    }
  }
  flush();
  is_done_.store(true, std::memory_order_release);
}

// Sends what is due before it waits. False: stopped.
bool CaptureReplay::wait_until(int64_t due_ns) noexcept {
  int64_t now_ns = monotonic_ns();
  if (now_ns >= due_ns) return true;
  flush();
  ring_->release_earlier();  // the packet that waits is still in it
  while (now_ns < due_ns) {
    if (is_stopping_.load(std::memory_order_acquire)) return false;
    if (due_ns - now_ns > spin_ns) sleep_until(std::min(due_ns - spin_ns, now_ns + stop_seen_ns));
    now_ns = monotonic_ns();
  }
  return true;
}

void CaptureReplay::flush() noexcept {
  if (sender_.is_empty()) return;
  sender_.flush();
  sent_.store(sender_.sent(), std::memory_order_relaxed);
  sent_bytes_.store(sender_.sent_bytes(), std::memory_order_relaxed);
  failed_.store(sender_.failed(), std::memory_order_relaxed);
  failure_.store(sender_.failure(), std::memory_order_relaxed);
}

CaptureReplayCounters CaptureReplay::counters() const noexcept {
  CaptureReplayCounters out;
  out.sent = sent_.load(std::memory_order_relaxed);
  out.sent_bytes = sent_bytes_.load(std::memory_order_relaxed);
  out.failed = failed_.load(std::memory_order_relaxed);
  out.failure = failure_.load(std::memory_order_relaxed);
  out.captured_span = captured_span_.load(std::memory_order_relaxed);
  return out;
}

}  // namespace hotlane::io
