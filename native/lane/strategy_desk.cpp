#include "lane/strategy_desk.hpp"

#include <algorithm>
#include <bit>

#include "lane/intent_slot.hpp"
#include "memory/seqlock.hpp"

namespace hotlane {

StrategyDesk::StrategyDesk(const LaneSettings& settings, boundary::LaneMemory& memory,
                           StageHistograms& stages, LaneJournal& journal,
                           std::span<StrategyPort* const> ports) noexcept
    : memory_(memory), stages_(stages), journal_(journal), count_(static_cast<uint32_t>(ports.size())) {
  for (uint32_t i = 0; i < count_; ++i) {
    ports_[i] = ports[i];
    if (ports[i] != nullptr) interests_[i] = ports[i]->interests();
    for (const InstrumentId instrument : settings.strategies[i].instruments) {
      owners_[instrument] = static_cast<uint8_t>(owners_[instrument] | 1U << i);
    }
    budgets_ns_[i] = settings.strategies[i].time_budget_ns;
    if (memory.frames[i].next_order_id == 0) memory.frames[i].next_order_id = 1;
  }
  for (uint32_t i = 0; i < boundary::call_histograms_max; ++i) {
    boundary::Histogram& shared = memory.calls[i];
    histograms_[i] = LatencyHistogram(shared.count, shared.maximum, shared.counts);
  }
}

void StrategyDesk::set_state(StrategyId strategy, boundary::StrategyState state) noexcept {
  states_[strategy] = state;
  publish_word(frame(strategy).state, static_cast<int32_t>(state));
  find_next_timer();
}

void StrategyDesk::install(StrategyId strategy, StrategyPort* port) noexcept {
  boundary::StrategyFrame& its_frame = frame(strategy);
  ports_[strategy] = port;
  interests_[strategy] = port == nullptr ? StrategyInterests{} : port->interests();
  timers_[strategy] = {};
  late_ns_[strategy] = 0;
  its_frame.timer_interval_ns = 0;
  its_frame.intent_count = 0;
  publish_word(its_frame.installed, its_frame.installed + 1);
  find_next_timer();
}

void StrategyDesk::put_callback(StrategyId strategy, CallResult result) noexcept {
  const boundary::StrategyFrame& its_frame = frame(strategy);
  const uint32_t intents = result == CallResult::failed ? 0 : intents_in(its_frame);
  const lane_record::Callback head{
      calls_, static_cast<uint8_t>(strategy), static_cast<uint8_t>(result == CallResult::failed),
      static_cast<uint8_t>(intents), std::bit_cast<uint64_t>(its_frame.timer_interval_ns)};
  journal_.put(head, journal_.now(), std::as_bytes(std::span(its_frame.intents).first(intents)));
}

void StrategyDesk::set_timer(StrategyId strategy, double asked_ns) noexcept {
  Timer& timer = timers_[strategy];
  timer.asked_ns = asked_ns;
  // Written by the strategy: anything that is no positive time means no timer. A week is longer than any.
  timer.interval_ns = asked_ns >= 1.0 && asked_ns < 6.1e14 ? static_cast<uint64_t>(asked_ns) : 0;
  timer.due_ns = timer.interval_ns == 0 ? never : time_of_day_ns_ + timer.interval_ns;
  find_next_timer();
}

// Another day, or a feed that began anew: what was due then is not due now.
void StrategyDesk::arm_all_timers(uint64_t time_of_day_ns) noexcept {
  for (Timer& timer : timers_) {
    if (timer.interval_ns > 0) timer.due_ns = time_of_day_ns + timer.interval_ns;
  }
  find_next_timer();
}

void StrategyDesk::find_next_timer() noexcept {
  next_timer_ns_ = never;
  for (uint32_t i = 0; i < count_; ++i) {
    if (!interests_[i].timer || !is_called(static_cast<StrategyId>(i))) continue;
    next_timer_ns_ = std::min(next_timer_ns_, timers_[i].due_ns);
  }
}

bool StrategyDesk::take_due_timer(StrategyId strategy) noexcept {
  Timer& timer = timers_[strategy];
  if (time_of_day_ns_ < timer.due_ns || !interests_[strategy].timer || !is_called(strategy)) return false;
  // Late calls are not made up for: the next is due at the next whole interval.
  timer.due_ns += (1 + (time_of_day_ns_ - timer.due_ns) / timer.interval_ns) * timer.interval_ns;
  find_next_timer();
  return true;
}

}  // namespace hotlane
