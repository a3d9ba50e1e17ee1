// A lively market from a seed: orders near a wandering fair price, cancels, replaces and marketable orders,
// as a Poisson process in venue time. Venue thread only. What it does depends on the seed and on what the
// market's orders are when an action is due, not on how time is cut into calls.
#pragma once

#include <vector>

#include "venue/matching_engine.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane {

struct GeneratorSettings {
  uint64_t seed = 1;
  uint32_t instruments = 8;
  double messages_per_second = 20'000;  // of the published feed, all instruments together
  TimeNs start_time = 0;                // actions are due from here on
};

class MarketGenerator {
 public:
  // Orders that one instrument's public flow has in the market at most.
  static constexpr uint32_t live_orders_max = 256;

  explicit MarketGenerator(const GeneratorSettings& settings);

  // Does all that is due up to `now`, in order. Who stamps events with their own times calls it once for each
  // next_due(): the market is the same.
  void advance(TimeNs now, MatchingEngine& engine, MarketEvents& out) noexcept;
  [[nodiscard]] TimeNs next_due() const noexcept { return next_due_; }
  // Lets a time pass in which the venue didn't run: nothing is made up for.
  void skip_to(TimeNs now) noexcept;
  // Fills the books before the market opens.
  void seed_books(MatchingEngine& engine, MarketEvents& out) noexcept;

 private:
  struct Instrument {
    int32_t fair_cents;
    int32_t anchor_cents;                // what the fair price reverts to
    std::vector<OrderReference> orders;  // some may be dead: found out when picked
  };

  void act(MatchingEngine& engine, MarketEvents& out) noexcept;
  void wander(Instrument& instrument) noexcept;
  void add(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept;
  void take(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept;
  void cancel(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept;
  void replace(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept;
  [[nodiscard]] PriceTicks passive_price(const Instrument& instrument, Side side) noexcept;
  // A live order's place in `orders`, or orders.size(): dead ones met on the way are forgotten.
  [[nodiscard]] size_t pick(Instrument& instrument, const MatchingEngine& engine) noexcept;

  SeededRandom random_;
  double mean_gap_ns_;
  TimeNs next_due_ = 0;
  std::vector<Instrument> instruments_;
};

}  // namespace hotlane
