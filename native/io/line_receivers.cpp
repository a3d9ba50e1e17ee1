#include "io/line_receivers.hpp"

#include <algorithm>

#include "memory/seqlock.hpp"

namespace hotlane::io {

std::string LineReceivers::open(const std::vector<std::vector<StreamSetup>>& lines) {
  std::vector<StreamSetup> streams;
  for (size_t channel = 0; channel < lines.size(); ++channel) {
    for (size_t line = 0; line < lines[channel].size(); ++line) {
      streams.push_back(lines[channel][line]);
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
  return {};
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
