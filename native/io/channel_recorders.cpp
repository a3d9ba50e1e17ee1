#include "io/channel_recorders.hpp"

#include "memory/seqlock.hpp"

namespace hotlane::io {

std::string ChannelRecorders::open(std::span<const ChannelInput> inputs) {
  for (size_t channel = 0; channel < inputs.size(); ++channel) {
    const ChannelInput& input = inputs[channel];
    if (input.record_file.empty()) continue;
    Recording& recording = recordings_[channel];
    for (size_t line = 0; line < input.lines.size(); ++line) {
      const UdpReceiverSetup& udp = input.lines[line].udp;
      recording.lines[line] = RecordedGroup::of(udp.group, udp.port);
    }
    recording.recorder = std::make_unique<PacketRecorder>();
    if (std::string failure = recording.recorder->open({input.record_file}); !failure.empty()) return failure;
  }
  return {};
}

void ChannelRecorders::record(const Recording& recording, const Datagram& datagram, TimeNs arrived) noexcept {
  const RecordedGroup& line = recording.lines[datagram.stream % boundary::lines_max];
  recording.recorder->push(line.packet(datagram, datagram.received_ns != 0 ? datagram.received_ns : arrived));
}

void ChannelRecorders::publish(boundary::LaneMemory& memory) const noexcept {
  for (size_t channel = 0; channel < recordings_.size(); ++channel) {
    if (recordings_[channel].recorder == nullptr) continue;
    const PacketRecorderCounters counters = recordings_[channel].recorder->counters();
    boundary::ChannelView& out = memory.channel[channel];
    publish_word(out.recorded, counters.packets);
    publish_word(out.record_written, counters.written);
    publish_word(out.record_bytes, counters.written_bytes);
    publish_word(out.record_dropped, counters.dropped);
    publish_word(out.record_unwritten, counters.unwritten);
    publish_word(out.record_failure, static_cast<uint64_t>(counters.failure));
  }
}

}  // namespace hotlane::io
