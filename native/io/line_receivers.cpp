#include "io/line_receivers.hpp"

#include <algorithm>

#include "memory/seqlock.hpp"

namespace hotlane::io {

std::string LineReceivers::open(std::span<const ChannelInput> inputs) {
  std::vector<StreamSetup> streams;
  for (size_t channel = 0; channel < inputs.size(); ++channel) {
    for (size_t line = 0; line < inputs[channel].lines.size(); ++line) {
      streams.push_back(inputs[channel].lines[line]);
      streams.back().udp.stream = static_cast<uint16_t>(channel * boundary::lines_max + line);
    }
  }
  OpenedReceivers opened = open_receivers(streams);
  if (!opened.failure.empty()) return std::move(opened.failure);
  receivers_ = std::move(opened.receivers);
  first_streams_ = std::move(opened.first_streams);
  // What two lines were given alike is said once.
  for (HostGrant& grant : opened.grants) {
    const auto is_same = [&grant](const HostGrant& said) {
      return said.what == grant.what && said.is_granted == grant.is_granted && said.reason == grant.reason;
    };
    if (std::none_of(grants_.begin(), grants_.end(), is_same)) grants_.push_back(std::move(grant));
  }
  for (size_t channel = 0; channel < inputs.size(); ++channel) {
    if (inputs[channel].play == nullptr) continue;
    auto receiver = std::make_unique<PlayReceiver>(*inputs[channel].play, inputs[channel].play_speed, clock_);
    plays_.push_back({receiver.get(), static_cast<uint32_t>(channel)});
    receivers_.push_back(std::move(receiver));
    first_streams_.push_back(static_cast<uint16_t>(channel * boundary::lines_max));
  }
  return {};
}

void LineReceivers::end_plays(TimeNs now) noexcept {
  std::erase_if(plays_, [this, now](const Play& play) noexcept {
    const InputEnd end = play.receiver->end();
    if (end == InputEnd::none) return false;
    lane_.on_input_end(play.channel, end == InputEnd::broken, now);
    play.receiver->note_played();
    return true;
  });
}

TimeNs LineReceivers::wait_max(TimeNs now, TimeNs most) const noexcept {
  for (const Play& play : plays_) {
    const TimeNs due = play.receiver->next_due();
    if (due != 0) most = std::clamp<TimeNs>(due - now, 0, most);
  }
  return most;
}

uint64_t LineReceivers::kernel_drops(uint32_t channel) const noexcept {
  uint64_t sum = 0;
  for (size_t i = 0; i < receivers_.size(); ++i) {
    if (first_streams_[i] / boundary::lines_max == channel) sum += receivers_[i]->counters().kernel_drops;
  }
  return sum;
}

void LineReceivers::publish(boundary::LaneMemory& memory) noexcept {
  for (size_t i = 0; i < receivers_.size(); ++i) {
    receivers_[i]->sample();
    const ReceiverCounters counters = receivers_[i]->counters();
    const uint32_t stream = first_streams_[i];
    boundary::LineView& out = memory.channel[stream / boundary::lines_max].line[stream % boundary::lines_max];
    publish_word(out.foreign_source, counters.foreign);
    publish_word(out.kernel_drops, counters.kernel_drops);
    publish_word(out.truncated, counters.truncated);
    publish_word(out.queue_bytes_max, counters.queue_bytes_worst);
  }
}

void LineReceivers::list_descriptors(std::vector<int>& out) const {
  for (const auto& receiver : receivers_) {
    for (const int descriptor : receiver->descriptors()) out.push_back(descriptor);
  }
}

int LineReceivers::receive_buffer_bytes() const noexcept {
  return receivers_.empty() ? 0 : receivers_.front()->receive_buffer_bytes();
}

}  // namespace hotlane::io
