// How much came in each second, and in the worst millisecond. For the feed survey; pure, one thread. Stamps
// may go back a little, as those of real captures do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "memory/units.hpp"

namespace hotlane {

struct Traffic {
  TimeNs from = 0;  // begin of the second or millisecond
  uint64_t packets = 0;
  uint64_t messages = 0;
  uint64_t bytes = 0;  // of UDP payload

  void add(uint64_t messages_added, uint64_t bytes_added) noexcept {
    ++packets;
    messages += messages_added;
    bytes += bytes_added;
  }
};

// The busiest millisecond: by messages, then by packets. A packet that comes more than `slots` milliseconds
// behind its time begins its millisecond anew.
class BurstMeter {
 public:
  static constexpr TimeNs ns_per_slot = 1'000'000;
  static constexpr size_t slots = 16;

  void add(TimeNs time, uint64_t messages, uint64_t bytes) noexcept {
    const TimeNs from = time - time % ns_per_slot;
    Traffic& slot = slots_[static_cast<size_t>(from / ns_per_slot) % slots];
    if (slot.from != from) slot = {from, 0, 0, 0};
    slot.add(messages, bytes);
    const bool is_busier = slot.messages > worst_.messages ||
                           (slot.messages == worst_.messages && slot.packets > worst_.packets);
    if (is_busier) worst_ = slot;
  }
  [[nodiscard]] const Traffic& worst() const noexcept { return worst_; }

 private:
  std::array<Traffic, slots> slots_{};
  Traffic worst_;
};

// Second by second. Bounded: stamps that name more seconds than two days have count into the last known.
class SecondRates {
 public:
  static constexpr size_t seconds_max = 2 * 86'400;

  void add(TimeNs time, uint64_t messages, uint64_t bytes) {
    const TimeNs from = time - time % ns_per_second;
    if (current_ == nullptr || current_->from != from) {
      if (seconds_.size() == seconds_max && !seconds_.contains(from))
        return seconds_.rbegin()->second.add(messages, bytes);
      current_ = &seconds_[from];
      current_->from = from;
    }
    current_->add(messages, bytes);
  }
  [[nodiscard]] const std::map<TimeNs, Traffic>& seconds() const noexcept { return seconds_; }

 private:
  std::map<TimeNs, Traffic> seconds_;
  Traffic* current_ = nullptr;  // elements of a map stay where they are
};

}  // namespace hotlane
