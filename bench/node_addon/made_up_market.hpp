// A market that is made up in a lane's memory: views as the lane publishes them, the touch moving now and
// then, and every intent answered at once. It makes a quoting strategy decide as it would in a lane, with
// none of a lane's work.
#pragma once

#include <cstdint>

#include "lane/boundary.hpp"
#include "lane/intent_slot.hpp"
#include "strategy/strategy_port.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::bench {

class MadeUpMarket {
 public:
  static constexpr uint16_t instruments = 8;

  explicit MadeUpMarket(boundary::LaneMemory& memory) : memory_(memory) {
    for (uint16_t i = 0; i < instruments; ++i) {
      memory.views[i].state = static_cast<uint32_t>(boundary::BookState::live);
      memory.views[i].bid_levels = memory.views[i].ask_levels = boundary::depth_levels;
      move_to(memory.views[i], 1'000'000 + i * 10'000);
    }
    memory.frames[0].next_order_id = 1;
  }

  // The next change: of this instrument. What the strategy is to see of it is in the memory.
  [[nodiscard]] InstrumentId next() noexcept {
    const auto instrument = static_cast<InstrumentId>(random_.below(instruments));
    boundary::InstrumentView& view = memory_.views[instrument];
    if (random_.below(4) == 0) {
      move_to(view, view.bid_price_ticks[0] + (random_.below(2) == 0 ? 100 : -100));
    } else {
      view.bid_quantity[random_.below(boundary::depth_levels)] += 100;
    }
    boundary::StrategyFrame& frame = memory_.frames[0];
    frame.time_of_day_ns += 20'000;
    frame.intent_count = 0;
    frame.instrument = instrument;
    return instrument;
  }
  // Accepts what a call has left in the frame, telling it to `on_order`; gives the intents' number.
  template <class OnOrder>
  uint32_t answer(OnOrder&& on_order) noexcept {
    boundary::StrategyFrame& frame = memory_.frames[0];
    const uint32_t count = intents_in(frame);
    for (uint32_t i = 0; i < count; ++i) {
      const boundary::IntentSlot& slot = frame.intents[i];
      digest_ =
          digest_ * 31 + static_cast<uint64_t>(slot.order_id) * 7 + static_cast<uint64_t>(slot.price_ticks);
      frame.update = {};
      frame.update.order_id = slot.order_id;
      frame.update.price_ticks = slot.price_ticks;
      frame.update.quantity = frame.update.leaves = slot.quantity;
      if (slot.kind == static_cast<int32_t>(boundary::IntentKind::enter)) {
        places_[static_cast<uint32_t>(slot.order_id) % orders_max] = {slot.instrument, slot.side};
      }
      const Place& place = places_[static_cast<uint32_t>(slot.order_id) % orders_max];
      frame.update.instrument = place.instrument;
      frame.update.side = place.side;
      on_order();
    }
    return count;
  }
  // Of all intents so far: equal decisions, equal digests.
  [[nodiscard]] uint64_t digest() const noexcept { return digest_; }

 private:
  static constexpr uint32_t orders_max = 1'024;

  struct Place {
    int32_t instrument = 0;
    int32_t side = 0;
  };

  static void move_to(boundary::InstrumentView& view, int32_t bid_ticks) noexcept {
    for (uint32_t level = 0; level < boundary::depth_levels; ++level) {
      view.bid_price_ticks[level] = bid_ticks - static_cast<int32_t>(level) * 100;
      view.ask_price_ticks[level] = bid_ticks + 100 + static_cast<int32_t>(level) * 100;
      view.bid_quantity[level] = view.ask_quantity[level] = 500;
    }
  }

  boundary::LaneMemory& memory_;
  SeededRandom random_{7};
  Place places_[orders_max]{};
  uint64_t digest_ = 0;
};

}  // namespace hotlane::bench
