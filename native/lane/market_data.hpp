// The first half of the lane: its channels, and every instrument's book by the lane's own number. Owned by
// the lane, called from its thread; made once, allocates then.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "lane/channel_market.hpp"

namespace hotlane {

class MarketData {
 public:
  MarketData(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages);

  [[nodiscard]] uint32_t channels() const noexcept { return static_cast<uint32_t>(channels_.size()); }
  [[nodiscard]] ChannelMarket& channel(uint32_t index) noexcept { return *channels_[index]; }
  [[nodiscard]] const ChannelMarket& channel(uint32_t index) const noexcept { return *channels_[index]; }

  [[nodiscard]] uint32_t instruments() const noexcept { return instruments_; }
  // `instrument`: below instruments().
  [[nodiscard]] const OrderBook& book(InstrumentId instrument) const noexcept {
    return channel(channel_of_[instrument]).book(instrument);
  }
  [[nodiscard]] boundary::BookState state_of(InstrumentId instrument) const noexcept {
    return channel(channel_of_[instrument]).state_of(instrument);
  }
  // What the exchange of the instrument's channel said last of its day.
  [[nodiscard]] SystemPhase phase_of(InstrumentId instrument) const noexcept {
    return channel(channel_of_[instrument]).books().system_phase();
  }
  // Exchange time since the instrument's last trade, ns; without one, or by its clock, 0.
  [[nodiscard]] int64_t trade_age_ns(InstrumentId instrument) const noexcept {
    const ChannelMarket& its = channel(channel_of_[instrument]);
    const uint64_t at = its.traded_at_ns(instrument);
    return at < its.time_of_day_ns() ? static_cast<int64_t>(its.time_of_day_ns() - at) : 0;
  }
  // Where our orders stand, for whoever knows of them.
  [[nodiscard]] QueuePlaces& queues() noexcept { return queues_; }
  [[nodiscard]] const QueuePlaces& queues() const noexcept { return queues_; }
  // The instrument of a symbol, where the lane has it; looks through all of them.
  [[nodiscard]] std::optional<InstrumentId> find(const wire::Symbol& symbol) const noexcept;
  // Exchange time of the newest message of any channel, ns since midnight.
  [[nodiscard]] uint64_t time_of_day_ns() const noexcept;

 private:
  MarketChanges changes_;
  QueuePlaces queues_;
  std::vector<std::unique_ptr<ChannelMarket>> channels_;
  std::array<uint8_t, boundary::instruments_max> channel_of_{};
  uint32_t instruments_ = 0;
};

}  // namespace hotlane
