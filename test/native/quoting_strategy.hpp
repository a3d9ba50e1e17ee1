// A market maker for tests, native and seeded: quotes both sides of its instruments, follows the touch, takes
// now and then, and writes a nonsense intent once in a while, as a strategy of any user might. It watches
// that the lane keeps its promises to a strategy; what it saw broken is in breaches().
#pragma once

#include <array>
#include <cstring>
#include <vector>

#include "lane/boundary.hpp"
#include "orders/order_state.hpp"
#include "queue_view.hpp"
#include "risk/intent.hpp"
#include "strategy/strategy_port.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::test {

struct QuotingSettings {
  StrategyId index = 0;
  std::vector<InstrumentId> instruments;
  uint64_t seed = 1;
  uint64_t fails_at_call = UINT64_MAX;  // throws in this call, counted over all callbacks
  bool writes_nonsense = true;
  bool has_reserves = true;  // some of its orders show a part of themselves only
  int32_t lot = 50;          // its quantities are multiples of it
  bool reads_queue = true;   // asks for its orders' places
  bool minds_queue = false;  // what stands in front of its orders decides whether they stay
};

class QuotingStrategy final : public StrategyPort {
 public:
  QuotingStrategy(boundary::LaneMemory& memory, const QuotingSettings& settings)
      : memory_(memory),
        settings_(settings),
        random_(settings.seed),
        quotes_(size_t{boundary::instruments_max} * 2) {}

  StrategyInterests interests() const noexcept override {
    return {true, true, true, true, true, settings_.reads_queue};
  }

  CallResult on_start() noexcept override {
    frame().timer_interval_ns = 1e6;
    return end_call();
  }
  CallResult on_book(InstrumentId instrument) noexcept override {
    breaches_ += memory_.views[instrument].version % 2;               // never in the midst of a write
    breaches_ += view(instrument).state != told_states_[instrument];  // told of it before anything else
    if (view(instrument).state != static_cast<uint32_t>(boundary::BookState::live)) return end_call();
    follow(instrument, Side::buy);
    follow(instrument, Side::sell);
    if (random_.below(16) == 0) take(instrument, random_.below(2) == 0 ? Side::buy : Side::sell);
    if (settings_.writes_nonsense && random_.below(64) == 0) write_nonsense(instrument);
    if (random_.below(512) == 0) {
      write(boundary::IntentKind::cancel_all, random_.below(2) == 0 ? -1 : int32_t{instrument}, 0, 0, 0, 0);
    }
    return end_call();
  }
  CallResult on_trade() noexcept override {
    breaches_ += frame().trade.quantity == 0 || frame().trade.price_ticks <= 0;
    return end_call();
  }
  CallResult on_order() noexcept override {
    const boundary::OrderUpdateSlot& update = frame().update;
    ++updates_;
    breaches_ += update.filled + update.leaves > update.quantity;
    for (Quote& quote : quotes_) {
      if (quote.order_id != update.order_id) continue;
      if (update.is_done != 0) quote = {};
      if (update.is_done == 0 && update.last_quantity == 0) quote.is_moving = false;
    }
    return end_call();
  }
  CallResult on_timer() noexcept override {
    ++timers_;
    return end_call();
  }
  CallResult on_status() noexcept override {
    const boundary::StatusSlot& status = frame().status;
    if (status.kind == static_cast<int32_t>(boundary::StatusKind::book)) {
      told_states_[static_cast<size_t>(status.instrument)] = static_cast<uint32_t>(status.code);
    }
    ++statuses_;
    return end_call();
  }
  CallResult on_stop() noexcept override {
    ++stops_;
    return end_call();
  }

  [[nodiscard]] uint64_t breaches() const noexcept { return breaches_; }
  [[nodiscard]] uint64_t calls() const noexcept { return calls_; }
  [[nodiscard]] uint64_t updates() const noexcept { return updates_; }
  [[nodiscard]] uint64_t timers() const noexcept { return timers_; }
  [[nodiscard]] uint64_t statuses() const noexcept { return statuses_; }
  [[nodiscard]] uint64_t stops() const noexcept { return stops_; }
  [[nodiscard]] bool has_failed() const noexcept { return calls_ >= settings_.fails_at_call; }

 private:
  static constexpr PriceTicks ticks_per_cent = 100;

  struct Quote {
    int32_t order_id = 0;
    PriceTicks price_ticks = 0;
    bool is_moving = false;
  };

  [[nodiscard]] boundary::StrategyFrame& frame() noexcept { return memory_.frames[settings_.index]; }
  [[nodiscard]] const boundary::InstrumentView& view(InstrumentId instrument) const noexcept {
    return memory_.views[instrument];
  }

  CallResult end_call() noexcept {
    breaches_ += calls_ >= settings_.fails_at_call || stops_ > 1;  // never called again after a throw
    breaches_ += frame().time_of_day_ns < latest_time_ns_;
    latest_time_ns_ = frame().time_of_day_ns;
    return ++calls_ >= settings_.fails_at_call ? CallResult::failed : CallResult::done;
  }

  void follow(InstrumentId instrument, Side side) noexcept {
    const boundary::InstrumentView& its = view(instrument);
    if (its.bid_levels == 0 || its.ask_levels == 0) return;
    Quote& quote = quotes_[size_t{instrument} * 2 + static_cast<size_t>(side)];
    const PriceTicks touch = side == Side::buy ? its.bid_price_ticks[0] : its.ask_price_ticks[0];
    const PriceTicks wanted = touch - sign_of(side) * ticks_per_cent * static_cast<int32_t>(random_.below(2));
    if (quote.order_id == 0) {
      quote = {enter(instrument, side, wanted, 0), wanted, true};
      if (quote.order_id != 0 && random_.below(3) == 0) add_attributes();
    } else if (!quote.is_moving && settings_.minds_queue && dislikes_queue(quote.order_id)) {
      quote.is_moving = write(boundary::IntentKind::cancel, 0, 0, 0, 0, quote.order_id);
    } else if (!quote.is_moving && random_.below(24) == 0) {
      // Cut below what it has, or above: then the gate says so.
      write(boundary::IntentKind::reduce, 0, 0, 0, quantity(), quote.order_id);
    } else if (!quote.is_moving && random_.below(8) == 0) {
      quote.is_moving = write(boundary::IntentKind::cancel, 0, 0, 0, 0, quote.order_id);
    } else if (!quote.is_moving && wanted != quote.price_ticks) {
      // Larger, smaller, and below what has been filled already: the venue then kills the order.
      quote.is_moving = write(boundary::IntentKind::replace, 0, 0, wanted, quantity(), quote.order_id);
      quote.price_ticks = wanted;
      if (quote.is_moving && random_.below(8) == 0) add_attributes();
    }
  }

  // At random, as far as anyone can tell, and by every share.
  [[nodiscard]] bool dislikes_queue(int32_t order_id) noexcept {
    return queue_ahead(frame(), order_id) / 50 % 16 == 5;
  }

  // To the intent just written: something that a resting order may ask for, or may not.
  void add_attributes() noexcept {
    boundary::IntentSlot& slot = frame().intents[frame().intent_count - 1];
    slot.flags = 1;
    const uint32_t kind = random_.below(8);
    if (!settings_.has_reserves && (kind == 3 || kind == 7)) return;
    switch (kind) {
      case 0: slot.flags |= 2; break;  // post only
      case 1: slot.display = static_cast<uint8_t>(boundary::OrderDisplay::hidden); break;
      case 2:
        slot.display = static_cast<uint8_t>(boundary::OrderDisplay::hidden);
        slot.min_quantity = 50;
        break;
      case 3: slot.max_floor = 50; break;
      case 4:
        slot.time_in_force = static_cast<int32_t>(boundary::TimeInForce::timed);
        slot.expire_seconds = 1 + random_.below(3);
        break;
      case 5: slot.time_in_force = static_cast<int32_t>(boundary::TimeInForce::extended); break;
      case 6: slot.peg_kind = static_cast<uint8_t>(boundary::PegKind::midpoint); break;  // not at this venue
      default: slot.max_floor = UINT32_MAX; break;                                       // of what?
    }
  }

  void take(InstrumentId instrument, Side side) noexcept {
    const boundary::InstrumentView& its = view(instrument);
    if (its.bid_levels == 0 || its.ask_levels == 0) return;
    const auto ioc = static_cast<int32_t>(boundary::TimeInForce::immediate_or_cancel);
    enter(instrument, side, side == Side::buy ? its.ask_price_ticks[0] : its.bid_price_ticks[0], ioc);
  }

  void write_nonsense(InstrumentId instrument) noexcept {
    switch (random_.below(5)) {
      case 0: write(boundary::IntentKind::cancel, 0, 0, 0, 0, 0x7fff'0000); break;           // unknown order
      case 1: write(boundary::IntentKind::enter, 200, 0, 100, 100, next_order_id()); break;  // not its own
      case 2: write(boundary::IntentKind::enter, instrument, 0, 0, 0, next_order_id()); break;
      case 3: write(boundary::IntentKind::replace, 0, 0, -1, -1, -1); break;
      default: write(static_cast<boundary::IntentKind>(77), -5, 9, 1, 1, next_order_id()); break;
    }
  }

  [[nodiscard]] int32_t quantity() noexcept {
    return static_cast<int32_t>(1 + random_.below(5)) * settings_.lot;
  }
  [[nodiscard]] int32_t next_order_id() noexcept { return frame().next_order_id++; }

  // Its number; 0: no room for another intent.
  int32_t enter(InstrumentId instrument, Side side, PriceTicks price_ticks, int32_t time_in_force) noexcept {
    const int32_t id = frame().next_order_id;
    if (!write(boundary::IntentKind::enter, instrument, static_cast<int32_t>(side), price_ticks, quantity(),
               id, time_in_force)) {
      return 0;
    }
    return next_order_id();
  }

  bool write(boundary::IntentKind kind, int32_t instrument, int32_t side, PriceTicks price_ticks,
             int32_t shares, int32_t order_id, int32_t time_in_force = 0) noexcept {
    if (frame().intent_count == static_cast<int32_t>(boundary::intents_max)) return false;
    boundary::IntentSlot& slot = frame().intents[frame().intent_count++];
    slot = {};
    slot.kind = static_cast<int32_t>(kind);
    slot.instrument = instrument;
    slot.side = side;
    slot.price_ticks = price_ticks;
    slot.quantity = static_cast<uint32_t>(shares);
    slot.time_in_force = time_in_force;
    slot.order_id = order_id;
    return true;
  }

  boundary::LaneMemory& memory_;
  QuotingSettings settings_;
  SeededRandom random_;
  std::vector<Quote> quotes_;                                      // two an instrument: buy, sell
  std::array<uint32_t, boundary::instruments_max> told_states_{};  // by onStatus; at first: waiting
  double latest_time_ns_ = 0;
  uint64_t breaches_ = 0;
  uint64_t calls_ = 0;
  uint64_t updates_ = 0;
  uint64_t timers_ = 0;
  uint64_t statuses_ = 0;
  uint64_t stops_ = 0;
};

}  // namespace hotlane::test
