#include "lane/market_data.hpp"

#include <algorithm>

namespace hotlane {

MarketData::MarketData(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages)
    : queues_(memory, changes_, static_cast<uint32_t>(settings.strategies.size()), settings.hash_seed) {
  const std::span<const LaneInstrument> all(settings.instruments);
  for (const LaneChannel& channel : settings.channels) {
    const auto first = static_cast<InstrumentId>(instruments_);
    std::fill_n(channel_of_.begin() + first, channel.instruments, static_cast<uint8_t>(channels_.size()));
    boundary::ChannelView& view = memory.channel[channels_.size()];
    channels_.push_back(std::make_unique<ChannelMarket>(channel, all.subspan(first, channel.instruments),
                                                        first, settings, memory, view, stages, changes_,
                                                        queues_));
    instruments_ += channel.instruments;
  }
}

std::optional<InstrumentId> MarketData::find(const wire::Symbol& symbol) const noexcept {
  for (uint32_t i = 0; i < instruments_; ++i) {
    const auto instrument = static_cast<InstrumentId>(i);
    if (book(instrument).symbol == symbol) return instrument;
  }
  return std::nullopt;
}

uint64_t MarketData::time_of_day_ns() const noexcept {
  uint64_t newest = 0;
  for (const auto& channel : channels_) newest = std::max(newest, channel->time_of_day_ns());
  return newest;
}

}  // namespace hotlane
