#include "lane/strategy_desk.hpp"

#include "memory/seqlock.hpp"

namespace hotlane {

StrategyDesk::StrategyDesk(const LaneSettings& settings, boundary::LaneMemory& memory,
                           StageHistograms& stages, std::span<StrategyPort* const> ports) noexcept
    : memory_(memory), stages_(stages), count_(static_cast<uint32_t>(ports.size())) {
  for (uint32_t i = 0; i < count_; ++i) {
    ports_[i] = ports[i];
    interests_[i] = ports[i]->interests();
    for (const InstrumentId instrument : settings.strategies[i].instruments) {
      owners_[instrument] = static_cast<uint8_t>(owners_[instrument] | 1U << i);
    }
    if (memory.frames[i].next_order_id == 0) memory.frames[i].next_order_id = 1;
  }
}

void StrategyDesk::set_state(StrategyId strategy, boundary::StrategyState state) noexcept {
  states_[strategy] = state;
  publish_word(frame(strategy).state, static_cast<int32_t>(state));
}

bool StrategyDesk::is_timer_due(StrategyId strategy, uint64_t time_of_day_ns) noexcept {
  const double interval = frame(strategy).timer_interval_ns;
  uint64_t& due = timer_due_ns_[strategy];
  // Written by the strategy: anything that is no positive time means no timer. A week is longer than any.
  if (!(interval >= 1.0 && interval < 6.1e14) || !interests_[strategy].timer || !is_running(strategy)) {
    due = 0;
    return false;
  }
  const auto interval_ns = static_cast<uint64_t>(interval);
  if (due == 0 || due > time_of_day_ns + interval_ns) due = time_of_day_ns + interval_ns;
  if (time_of_day_ns < due) return false;
  // Late calls are not made up for: the next is due at the next whole interval.
  due += (1 + (time_of_day_ns - due) / interval_ns) * interval_ns;
  return true;
}

}  // namespace hotlane
