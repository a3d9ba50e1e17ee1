#include "io/group_recording.hpp"

#include <poll.h>

#include <limits>

#include "io/tsc_clock.hpp"

namespace hotlane::io {
namespace {

constexpr int poll_ms = 50;  // how late a stop may be seen
// After it, so many batches a group are still taken: what had arrived, but not a stream that never pauses.
constexpr uint32_t last_rounds_max = 4096;

}  // namespace

std::string GroupRecording::start(const GroupRecordingSetup& setup) {
  for (const UdpReceiverSetup& wanted : setup.groups) {
    auto group = std::make_unique<Group>();
    if (std::string failure = group->receiver.open(wanted); !failure.empty()) return failure;
    group->sent_to = RecordedGroup::of(wanted.group, wanted.port);
    groups_.push_back(std::move(group));
  }
  if (std::string failure = recorder_.open(setup.file); !failure.empty()) return failure;
  packets_left_ = setup.packets_max == 0 ? std::numeric_limits<uint64_t>::max() : setup.packets_max;
  receiver_ = std::thread([this] { receive_until_stopped(); });
  return {};
}

void GroupRecording::stop() noexcept {
  if (!receiver_.joinable()) return;
  is_stopping_.store(true, std::memory_order_release);
  receiver_.join();
  recorder_.close(kernel_drops_.load(std::memory_order_relaxed));
}

void GroupRecording::receive_until_stopped() noexcept {
  std::vector<pollfd> waiting;
  for (const auto& group : groups_) waiting.push_back({group->receiver.descriptor(), POLLIN, 0});
  uint32_t last_rounds = 0;
  while (packets_left_ > 0) {
    const bool is_stopping =
        is_stopping_.load(std::memory_order_acquire);  // before the last look at the sockets
    bool has_any = false;
    for (const auto& group : groups_) has_any |= take(*group);
    if (is_stopping) ++last_rounds;
    if (has_any && last_rounds < last_rounds_max) continue;
    sample();
    if (is_stopping) return;
    poll(waiting.data(), waiting.size(), poll_ms);
  }
  sample();
  is_done_.store(true, std::memory_order_release);
}

// False: nothing was there.
bool GroupRecording::take(Group& group) noexcept {
  const std::span<const Datagram> datagrams = group.receiver.receive();
  for (const Datagram& datagram : datagrams) {
    if (packets_left_ == 0) return true;
    --packets_left_;
    const TimeNs time = datagram.received_ns != 0 ? datagram.received_ns : system_time_ns();
    recorder_.push(group.sent_to.packet(datagram, time));
  }
  return !datagrams.empty();
}

void GroupRecording::sample() noexcept {
  ReceiverCounters sum;
  for (const auto& group : groups_) {
    group->receiver.sample();
    const ReceiverCounters counters = group->receiver.counters();
    sum.kernel_drops += counters.kernel_drops;
    sum.foreign += counters.foreign;
    sum.failures += counters.failures;
  }
  kernel_drops_.store(sum.kernel_drops, std::memory_order_relaxed);
  foreign_.store(sum.foreign, std::memory_order_relaxed);
  failures_.store(sum.failures, std::memory_order_relaxed);
}

GroupRecordingCounters GroupRecording::counters() const noexcept {
  GroupRecordingCounters out;
  out.recorder = recorder_.counters();
  out.kernel_drops = kernel_drops_.load(std::memory_order_relaxed);
  out.foreign = foreign_.load(std::memory_order_relaxed);
  out.failures = failures_.load(std::memory_order_relaxed);
  return out;
}

}  // namespace hotlane::io
