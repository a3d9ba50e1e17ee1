// A lively market from a seed: orders near a wandering fair price, cancels, replaces and marketable orders,
// as a Poisson process in venue time. Venue thread only. What it does depends on the seed and on what the
// market's orders are when an action is due, not on how time is cut into calls.
#pragma once

#include <vector>

#include "venue/matching_engine.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::venue {

struct GeneratorSettings {
  uint64_t seed = 1;
  uint32_t instruments = 8;
  double messages_per_second = 20'000;  // of the published feed, all instruments together
};

class MarketGenerator {
 public:
  // Orders that one instrument's public flow has in the market at most.
  static constexpr uint32_t live_orders_max = 256;

  explicit MarketGenerator(const GeneratorSettings& settings);

  // From when on actions are due; also skips a time in which the venue didn't run.
  void start(TimeNs now) noexcept;
  [[nodiscard]] TimeNs next_due() const noexcept { return next_due_; }
  // Does the action due at next_due(), and sets the next.
  void act(MatchingEngine& engine, MarketListener& listener) noexcept;
  // Fills the books before the market opens.
  void seed_books(MatchingEngine& engine, MarketListener& listener) noexcept;

 private:
  struct Instrument {
    int32_t fair_cents;
    int32_t anchor_cents;             // what the fair price reverts to
    std::vector<OrderHandle> orders;  // some may be dead: found out when picked
  };

  void wander(Instrument& instrument) noexcept;
  void add(InstrumentId id, MatchingEngine& engine, MarketListener& listener) noexcept;
  void take(InstrumentId id, MatchingEngine& engine, MarketListener& listener) noexcept;
  void cancel(InstrumentId id, MatchingEngine& engine, MarketListener& listener) noexcept;
  void replace(InstrumentId id, MatchingEngine& engine, MarketListener& listener) noexcept;
  [[nodiscard]] PriceTicks passive_price(const Instrument& instrument, Side side) noexcept;
  // A live order's place in `orders`, or orders.size(): dead ones met on the way are forgotten.
  [[nodiscard]] size_t pick(Instrument& instrument, const MatchingEngine& engine) noexcept;

  SeededRandom random_;
  double mean_gap_ns_;
  TimeNs next_due_ = 0;
  std::vector<Instrument> instruments_;
};

}  // namespace hotlane::venue
