// The example market maker (src/strategies/examples/market-maker.ts) written by hand in C++: the same
// decisions, so that what the two cost differs by language and call alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "lane/boundary.hpp"
#include "risk/intent.hpp"
#include "strategy/strategy_port.hpp"

namespace hotlane::bench {

class MarketMaker final : public StrategyPort {
 public:
  // Quotes the first `instruments` of the lane as its strategy `index`.
  MarketMaker(boundary::LaneMemory& memory, StrategyId index, uint16_t instruments)
      : memory_(memory), frame_(memory.frames[index]), instruments_(instruments) {}

  StrategyInterests interests() const noexcept override { return {.book = true, .order = true}; }
  CallResult on_start() noexcept override { return CallResult::done; }
  CallResult on_book(InstrumentId instrument) noexcept override {
    const boundary::InstrumentView& view = memory_.views[instrument];
    if (instrument >= instruments_ || view.state != static_cast<uint32_t>(boundary::BookState::live)) {
      return CallResult::done;
    }
    follow(instrument, Side::buy);
    follow(instrument, Side::sell);
    return CallResult::done;
  }
  CallResult on_trade() noexcept override { return CallResult::done; }
  CallResult on_order() noexcept override {
    const boundary::OrderUpdateSlot& update = frame_.update;
    if (update.instrument >= instruments_) return CallResult::done;
    Quote& quote = quotes_[static_cast<size_t>(update.side)][static_cast<size_t>(update.instrument)];
    if (quote.order_id != update.order_id) return CallResult::done;
    const auto state = static_cast<boundary::OrderState>(update.state);
    const bool is_entry_refused =
        state == boundary::OrderState::refused || state == boundary::OrderState::rejected;
    const bool is_change_refused = update.reason != 0 && update.is_done == 0;
    if (is_entry_refused || is_change_refused) quote.rest_until_ns = frame_.time_of_day_ns + rest_ns;
    if (update.is_done != 0) {
      quote.order_id = 0;
      quote.price_ticks = 0;
      quote.is_moving = false;
    } else if (update.last_quantity == 0) {
      quote.price_ticks = update.price_ticks;
      quote.is_moving = false;
    }
    return CallResult::done;
  }
  CallResult on_timer() noexcept override { return CallResult::done; }
  CallResult on_status() noexcept override { return CallResult::done; }
  CallResult on_stop() noexcept override { return CallResult::done; }

 private:
  static constexpr int32_t quantity = 100;
  static constexpr PriceTicks skew_ticks = 100;
  static constexpr int32_t position_max = 1'000;
  static constexpr double rest_ns = 100'000'000;  // after a refusal

  struct Quote {
    int32_t order_id = 0;
    PriceTicks price_ticks = 0;
    bool is_moving = false;
    double rest_until_ns = 0;  // exchange time
  };

  // 0: nowhere.
  [[nodiscard]] PriceTicks wanted(InstrumentId instrument, Side side) const noexcept {
    const boundary::InstrumentView& view = memory_.views[instrument];
    const auto position = static_cast<int32_t>(frame_.positions[instrument].net);
    const int32_t held = side == Side::buy ? position : -position;
    if (held >= position_max) return 0;
    const PriceTicks lean = held > 0 ? held / quantity * skew_ticks : 0;
    const PriceTicks bid = view.bid_levels > 0 ? view.bid_price_ticks[0] : 0;
    const PriceTicks ask = view.ask_levels > 0 ? view.ask_price_ticks[0] : 0;
    if (bid == 0 || ask == 0 || bid >= ask) return 0;
    return side == Side::buy ? bid - lean : ask + lean;
  }

  void follow(InstrumentId instrument, Side side) noexcept {
    Quote& quote = quotes_[static_cast<size_t>(side)][instrument];
    if (quote.is_moving || frame_.intent_count == static_cast<int32_t>(boundary::intents_max)) return;
    const PriceTicks price_ticks = wanted(instrument, side);
    if (price_ticks == quote.price_ticks) return;
    if (price_ticks <= 0) {
      if (quote.order_id == 0) return;
      write(boundary::IntentKind::cancel, quote.order_id);
      quote.is_moving = true;
      return;
    }
    if (frame_.time_of_day_ns < quote.rest_until_ns) return;
    if (quote.order_id == 0) {
      quote.order_id = frame_.next_order_id++;
      boundary::IntentSlot& slot = write(boundary::IntentKind::enter, quote.order_id);
      slot.instrument = instrument;
      slot.side = static_cast<int32_t>(side);
      slot.time_in_force = static_cast<int32_t>(boundary::TimeInForce::day);
      slot.price_ticks = price_ticks;
      slot.quantity = quantity;
    } else {
      boundary::IntentSlot& slot = write(boundary::IntentKind::replace, quote.order_id);
      slot.price_ticks = price_ticks;
      slot.quantity = quantity;
    }
    quote.price_ticks = price_ticks;
    quote.is_moving = true;
  }

  boundary::IntentSlot& write(boundary::IntentKind kind, int32_t order_id) noexcept {
    boundary::IntentSlot& slot = frame_.intents[frame_.intent_count++];
    slot.kind = static_cast<int32_t>(kind);
    slot.order_id = order_id;
    slot.flags = 0;
    return slot;
  }

  boundary::LaneMemory& memory_;
  boundary::StrategyFrame& frame_;
  uint16_t instruments_;
  std::array<std::array<Quote, boundary::instruments_max>, 2> quotes_{};  // by side
};

}  // namespace hotlane::bench
