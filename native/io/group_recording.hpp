// Records what multicast groups receive: a receive thread takes datagrams with the kernel's stamps from all
// of them and pushes them to a packet recorder. Started and stopped by one thread; counters() from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "io/packet_recorder.hpp"
#include "io/recorded_group.hpp"
#include "io/udp_receiver.hpp"

namespace hotlane::io {

struct GroupRecordingSetup {
  std::vector<UdpReceiverSetup> groups;  // lines A and B of a channel, or more
  PacketRecorderSetup file;
  uint64_t packets_max = 0;  // ends by itself after so many; 0: never
};

struct GroupRecordingCounters {
  PacketRecorderCounters recorder;
  uint64_t kernel_drops = 0;
  uint64_t foreign = 0;   // not from the configured source
  uint64_t failures = 0;  // receive calls that failed
};

class GroupRecording {
 public:
  GroupRecording() noexcept = default;
  ~GroupRecording() { stop(); }
  GroupRecording(const GroupRecording&) = delete;
  GroupRecording& operator=(const GroupRecording&) = delete;

  // Joins, creates the file, starts. Empty: good; else what failed and why, in words. Once.
  [[nodiscard]] std::string start(const GroupRecordingSetup& setup);
  // Takes what has arrived, then closes the file. Safe to call twice.
  void stop() noexcept;

  // Has taken its packets_max.
  [[nodiscard]] bool is_done() const noexcept { return is_done_.load(std::memory_order_acquire); }
  [[nodiscard]] GroupRecordingCounters counters() const noexcept;

 private:
  struct Group {
    UdpReceiver receiver;
    RecordedGroup sent_to;
  };

  void receive_until_stopped() noexcept;
  [[nodiscard]] bool take(Group& group) noexcept;
  void sample() noexcept;

  std::vector<std::unique_ptr<Group>> groups_;
  PacketRecorder recorder_;
  uint64_t packets_left_ = 0;
  std::thread receiver_;
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> is_done_{false};
  std::atomic<uint64_t> kernel_drops_{0};
  std::atomic<uint64_t> foreign_{0};
  std::atomic<uint64_t> failures_{0};
};

}  // namespace hotlane::io
