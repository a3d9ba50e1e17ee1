#include "backtest/mold_messages.hpp"

#include <algorithm>

namespace hotlane {
namespace {

ChannelSettings settings_of(uint32_t lines) {
  ChannelSettings settings;
  settings.first_sequence = 0;  // where the recording begins
  settings.lines = lines;
  settings.silence_max_ns = 0;
  return settings;
}

}  // namespace

struct MoldMessages::Sink {
  MoldMessages& its;

  void on_messages(std::span<const MessageBytes> messages) noexcept {
    if (its.has_gap_) return;
    for (const MessageBytes message : messages) {
      if (!message.empty()) its.waiting_.put(message);
    }
  }
  void on_status(const ChannelStatus& status) noexcept {
    if (its.has_gap_) return;
    // Given up, the stream goes on behind the hole.
    if (status.state == ChannelState::lost) {
      its.has_gap_ = true;
      its.missing_to_ = status.next_sequence;
    } else {
      its.missing_from_ = status.next_sequence;
    }
  }
  void on_snapshot_begin() noexcept {}
  void on_snapshot_message(MessageBytes) noexcept {}
  void on_snapshot_end() noexcept {}
};

MoldMessages::MoldMessages(uint32_t lines) : channel_(settings_of(lines)) {}

void MoldMessages::take(uint32_t line, Bytes datagram, TimeNs now) {
  Sink sink{*this};
  now_ = std::max(now_, now);
  channel_.on_time(now_, sink);
  channel_.on_datagram(line, datagram, now_, sink, now_);
}

void MoldMessages::take_answer(Bytes datagram, TimeNs now) {
  Sink sink{*this};
  now_ = std::max(now_, now);
  channel_.on_answer(datagram, now_, sink);
}

void MoldMessages::end() {
  Sink sink{*this};
  channel_.on_input_end(false, now_, sink);
}

}  // namespace hotlane
