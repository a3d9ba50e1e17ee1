// The lane's start, and what its channels bring. Definitions of lane.hpp, which alone includes this.
#pragma once

#include "lane/lane.hpp"

namespace hotlane {

template <class Clock>
void Lane<Clock>::start(TimeNs now) noexcept {
  const Input input(*this, lane_record::Start{}, now);
  state_ = boundary::LaneState::running;
  desk_.gate().on_control(now);
  stages_.begin(clock_.ticks());
  publish_status(now);  // from here on it is watched, its strategies' first calls included
  for (uint32_t i = 0; i < strategies_.size(); ++i) {
    const auto strategy = static_cast<StrategyId>(i);
    if (!strategies_.has(strategy)) continue;
    strategies_.set_state(strategy, boundary::StrategyState::running);
    after_call(strategy, strategies_.tell_start(strategy, clock_), Cause{}, now);
  }
}

template <class Clock>
void Lane<Clock>::on_datagram(uint32_t channel, uint32_t line, std::span<const std::byte> datagram,
                              const Arrival& arrival, TimeNs now) noexcept {
  const Input input(*this,
                    lane_record::Datagram{static_cast<uint8_t>(channel), static_cast<uint8_t>(line),
                                          arrival.ticks, static_cast<uint64_t>(arrival.reached)},
                    now, datagram);
  market_.channel(channel).on_datagram(
      line, datagram, arrival, now, clock_,
      market_teller(channel, Cause{true, arrival.ticks, arrival.waited_ns}, now));
}

template <class Clock>
void Lane<Clock>::on_answer(uint32_t channel, std::span<const std::byte> datagram, TimeNs now) noexcept {
  const Input input(*this, lane_record::Answer{static_cast<uint8_t>(channel)}, now, datagram);
  market_.channel(channel).on_answer(datagram, now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_input_end(uint32_t channel, bool is_broken, TimeNs now) noexcept {
  const Input input(
      *this, lane_record::InputEnd{static_cast<uint8_t>(channel), static_cast<uint8_t>(is_broken ? 1 : 0)},
      now);
  market_.channel(channel).on_input_end(is_broken, now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_snapshot_open(uint32_t channel, TimeNs now) noexcept {
  const Input input(*this, lane_record::SnapshotOpen{static_cast<uint8_t>(channel)}, now);
  market_.channel(channel).on_snapshot_open(now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_snapshot_bytes(uint32_t channel, Bytes bytes, TimeNs now) noexcept {
  const Input input(*this, lane_record::SnapshotBytes{static_cast<uint8_t>(channel)}, now, bytes);
  market_.channel(channel).on_snapshot_bytes(bytes.size(), now, clock_, market_teller(channel, Cause{}, now));
}

template <class Clock>
void Lane<Clock>::on_snapshot_lost(uint32_t channel, TimeNs now) noexcept {
  const Input input(*this, lane_record::SnapshotLost{static_cast<uint8_t>(channel)}, now);
  market_.channel(channel).on_snapshot_lost(now, clock_, market_teller(channel, Cause{}, now));
}

}  // namespace hotlane
