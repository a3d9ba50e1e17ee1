// Keeps what a lane's channels receive, a file each, where that is asked for: the lane's thread pushes
// datagrams, each recorder's writer thread writes them. push() never waits; what finds no room is counted.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>

#include "io/channel_input.hpp"
#include "io/packet_recorder.hpp"
#include "io/recorded_group.hpp"
#include "lane/boundary.hpp"

namespace hotlane::io {

class ChannelRecorders {
 public:
  // Creates the files and starts the writers, which run where the calling thread may: call it before that is
  // pinned. Empty: good; else what failed and why, in words.
  [[nodiscard]] std::string open(std::span<const ChannelInput> inputs);

  // Lane's thread. `arrived`: the datagram's time, where it has no receive stamp.
  void push(const Datagram& datagram, TimeNs arrived) noexcept {
    const Recording& recording = recordings_[datagram.stream / boundary::lines_max];
    if (recording.recorder == nullptr) [[likely]]
      return;
    record(recording, datagram, arrived);
  }
  // Into the lane's tables, about once a second.
  void publish(boundary::LaneMemory& memory) const noexcept;
  // Waits until everything is written. `kernel_drops(channel)`: for the file's own statistics.
  template <class KernelDrops>
  void close(KernelDrops&& kernel_drops) noexcept {
    for (uint32_t channel = 0; channel < recordings_.size(); ++channel) {
      PacketRecorder* recorder = recordings_[channel].recorder.get();
      if (recorder != nullptr) recorder->close(kernel_drops(channel));
    }
  }

 private:
  struct Recording {
    std::unique_ptr<PacketRecorder> recorder;  // null: not recorded
    std::array<RecordedGroup, boundary::lines_max> lines{};
  };

  static void record(const Recording& recording, const Datagram& datagram, TimeNs arrived) noexcept;

  std::array<Recording, boundary::channels_max> recordings_;
};

}  // namespace hotlane::io
