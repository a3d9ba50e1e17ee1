// A strategy for tests that stands at the back of real queues: joins the touch, follows it now and then,
// takes now and then, cancels now and then; nothing else, so that a slow model can say from its orders' times
// alone what fills.
#pragma once

#include <array>

#include "lane/boundary.hpp"
#include "strategy/strategy_port.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::test {

class QueueingStrategy final : public StrategyPort {
 public:
  QueueingStrategy(boundary::LaneMemory& memory, uint64_t seed) : memory_(memory), random_(seed) {}

  [[nodiscard]] StrategyInterests interests() const noexcept override {
    return {.book = true, .order = true};
  }
  [[nodiscard]] CallResult on_start() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_book(InstrumentId instrument) noexcept override {
    const boundary::InstrumentView& view = memory_.views[instrument];
    if (view.state != static_cast<uint32_t>(boundary::BookState::live)) return CallResult::done;
    if (view.bid_levels == 0 || view.ask_levels == 0) return CallResult::done;
    follow(instrument, 0, view.bid_price_ticks[0]);
    follow(instrument, 1, view.ask_price_ticks[0]);
    if (random_.below(256) == 0) take(instrument, view);
    return CallResult::done;
  }
  [[nodiscard]] CallResult on_trade() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_order() noexcept override {
    const boundary::OrderUpdateSlot& update = memory_.frames[0].update;
    for (auto& both : quotes_) {
      for (Quote& quote : both) {
        if (quote.id != update.order_id) continue;
        if (update.is_done != 0) quote = {};
        if (update.is_done == 0 && update.last_quantity == 0) quote.is_moving = false;
      }
    }
    return CallResult::done;
  }
  [[nodiscard]] CallResult on_timer() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_status() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_stop() noexcept override { return CallResult::done; }

 private:
  static constexpr uint32_t quantity = 300;

  struct Quote {
    int32_t id = 0;
    PriceTicks price_ticks = 0;
    bool is_moving = false;
  };

  void follow(InstrumentId instrument, size_t side, PriceTicks touch) noexcept {
    Quote& quote = quotes_[instrument][side];
    if (quote.is_moving) return;
    if (quote.id == 0) {
      if (random_.below(16) != 0) return;
      boundary::IntentSlot& slot = write(boundary::IntentKind::enter, memory_.frames[0].next_order_id++);
      slot.instrument = instrument;
      slot.side = static_cast<int32_t>(side);
      slot.price_ticks = touch;
      slot.quantity = quantity;
      if (random_.below(4) == 0) slot.flags = 1 | 2;  // post only
      quote = {slot.order_id, touch, true};
    } else if (random_.below(200) == 0) {
      write(boundary::IntentKind::cancel, quote.id);
      quote.is_moving = true;
    } else if (quote.price_ticks != touch && random_.below(20) == 0) {
      boundary::IntentSlot& slot = write(boundary::IntentKind::replace, quote.id);
      slot.price_ticks = touch;
      slot.quantity = quantity;
      quote.price_ticks = touch;
      quote.is_moving = true;
    }
  }

  void take(InstrumentId instrument, const boundary::InstrumentView& view) noexcept {
    const bool is_buy = random_.below(2) == 0;
    boundary::IntentSlot& slot = write(boundary::IntentKind::enter, memory_.frames[0].next_order_id++);
    slot.instrument = instrument;
    slot.side = is_buy ? 0 : 1;
    slot.price_ticks = is_buy ? view.ask_price_ticks[0] : view.bid_price_ticks[0];
    slot.quantity = 1 + random_.below(500);
    slot.time_in_force = static_cast<int32_t>(boundary::TimeInForce::immediate_or_cancel);
  }

  boundary::IntentSlot& write(boundary::IntentKind kind, int32_t order_id) noexcept {
    boundary::StrategyFrame& frame = memory_.frames[0];
    boundary::IntentSlot& slot = frame.intents[frame.intent_count++];
    slot = {};
    slot.kind = static_cast<int32_t>(kind);
    slot.order_id = order_id;
    return slot;
  }

  boundary::LaneMemory& memory_;
  SeededRandom random_;
  std::array<std::array<Quote, 2>, boundary::instruments_max> quotes_{};  // by side
};

}  // namespace hotlane::test
