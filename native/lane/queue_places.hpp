// How many displayed shares stand in front of our resting orders, followed message by message and written
// into their strategies' frames. Owned by the lane's market data, told of orders by the order desk; the
// lane's thread. Allocates at construction.
//
// A level is watched from the moment that an order of ours leaves for it. From then on each order that comes
// to it is noted with its turn; those that are not noted were there before. So whichever comes first, the
// market's message of our order or the venue's acceptance, it is known who stands in front:
// - an order of ours that the market shows (OUCH tells the reference that ITCH uses) has the turn of its own
//   arrival: exact;
// - one that it does not show, or not yet, stands behind all that came up to its acceptance, by the
//   exchange's time: exact where the market is history and our order no part of it;
// - one that is hidden stands behind all that is displayed at its price, whenever that comes;
// - after a snapshot, and where the venue took an order at another price than it was sent with, all that is
//   found there counts as in front until it is gone: at least what is.
// Whatever leaves the level takes from those who stood behind it; whose an execution, cancel, delete or
// replace is, its reference says.
//
// Unknown are orders that do not rest at one price, whole (pegs, reserves, orders for a cross, immediate
// ones), all while their book is not whole, and those for which there was no room.
#pragma once

#include <array>
#include <vector>

#include "book/market_books.hpp"
#include "lane/market_changes.hpp"
#include "lane/queue_arrivals.hpp"
#include "lane/queue_slots.hpp"
#include "orders/order.hpp"

namespace hotlane {

class QueuePlaces {
 public:
  // Watched price levels: of the lane, and of one instrument. Each costs a message of its instrument one
  // look at the level's sum.
  static constexpr uint32_t levels_max = 1024;
  static constexpr uint32_t instrument_levels_max = 64;

  QueuePlaces(boundary::LaneMemory& memory, MarketChanges& changes, uint32_t strategies, uint64_t hash_seed);

  // Before the start: where the instrument's book is kept.
  void bind(InstrumentId instrument, const MarketBooks& books, InstrumentId book) noexcept {
    sources_[instrument] = {&books, book};
  }

  // ---- Orders

  // It is on its way to the venue, or what is to replace it.
  void on_sent(const Order& order) noexcept {
    if (!rests_never(order)) watch(order);
  }
  // Something happened to it. `time_of_day_ns`: at the exchange, of an acceptance or a replacement; 0: not
  // told.
  void on_update(const Order& order, TimeNs time_of_day_ns) noexcept {
    if (Place* place = find(order); place != nullptr) follow(*place, order, time_of_day_ns);
  }

  // ---- The market

  // After a message that changed `sides` of the instrument's book.
  void on_message(InstrumentId instrument, BookSides sides, const std::byte* message) noexcept;
  // The book came to another state; `is_whole`: what it shows is all there is.
  void on_state(InstrumentId instrument, bool is_whole) noexcept;
  // A snapshot follows; it has been taken over.
  void on_cleared(InstrumentId instrument) noexcept;
  void on_joined(InstrumentId instrument) noexcept;

  // Orders and arrivals that there was no room to follow.
  [[nodiscard]] uint64_t misses() const noexcept { return misses_; }

 private:
  static constexpr uint32_t none = UINT32_MAX;
  static constexpr uint64_t at_the_end = UINT64_MAX;  // behind whatever else comes

  struct Place {  // of one order
    StrategyOrderId id = 0;
    OrderReference reference = 0;
    TimeNs accepted_ns = 0;      // exchange time, since midnight
    uint64_t turn = at_the_end;  // arrivals from this one on stand behind it
    uint64_t ahead = 0;
    uint32_t level = none;
    uint32_t next_level = none;  // where a replacement would rest
    uint32_t next = none;        // of those who rest at the level
    StrategyId strategy = 0;
    bool is_resting = false;  // by the venue's word: `ahead` counts
    bool is_certain = true;   // nothing is missing of what is needed to know
    int32_t shown = unknown_queue;
  };
  struct Level {
    ArrivalList arrivals;
    uint64_t shares = 0;       // displayed, as last seen
    uint64_t missed_turn = 0;  // of the newest arrival that there was no room for; 0: none
    TimeNs missed_ns = 0;
    PriceTicks price_ticks = 0;
    uint32_t watchers = 0;  // places on the way to it or there
    uint32_t places = none;
    uint32_t next = none;  // of the instrument's, or free
    InstrumentId instrument = 0;
    Side side = Side::buy;
  };
  struct Source {
    const MarketBooks* books = nullptr;
    InstrumentId book = 0;
  };
  struct Change;  // what a message takes off a side and puts there

  [[nodiscard]] static bool rests_never(const Order& order) noexcept {
    const TimeInForce time = order.attributes.time_in_force;
    return time != TimeInForce::day && time != TimeInForce::extended && time != TimeInForce::timed;
  }
  [[nodiscard]] static uint32_t bucket_of(const Order& order) noexcept {
    return order.strategy * boundary::queue_slots_max + queue_bucket_of(order.strategy_order_id);
  }
  [[nodiscard]] Place* find(const Order& order) noexcept {
    const uint32_t bucket = bucket_of(order);
    for (uint32_t i = bucket; i < bucket + boundary::queue_bucket_slots; ++i) {
      if (ids_[i] == order.strategy_order_id) return &places_[i];
    }
    return nullptr;
  }
  void watch(const Order& order) noexcept;
  [[nodiscard]] Place* begin(const Order& order) noexcept;
  void follow(Place& place, const Order& order, TimeNs time_of_day_ns) noexcept;
  void settle(Place& place, const Order& order, TimeNs time_of_day_ns) noexcept;
  void measure(Place& place) noexcept;
  void give_up(Place& place) noexcept;
  void show(Place& place) noexcept;
  [[nodiscard]] uint32_t watch_level(InstrumentId instrument, Side side, PriceTicks price_ticks) noexcept;
  void release(uint32_t& level) noexcept;
  void rest(Place& place) noexcept;
  void stop_resting(Place& place) noexcept;
  void take(Level& level, OrderReference reference, uint64_t shares) noexcept;
  void arrive(Level& level, const Change& change) noexcept;
  [[nodiscard]] uint64_t shares_at(const Level& level) const noexcept;

  boundary::LaneMemory& memory_;
  MarketChanges& changes_;
  std::array<Source, boundary::instruments_max> sources_{};
  std::array<uint32_t, boundary::instruments_max> first_level_{};
  std::array<uint8_t, boundary::instruments_max> level_count_{};
  std::array<bool, boundary::instruments_max> is_whole_{};
  std::vector<StrategyOrderId> ids_;  // of the places, by strategy and then by bucket; 0: free
  std::vector<Place> places_;
  std::vector<Level> levels_;
  QueueArrivals arrivals_;
  uint32_t free_level_ = 0;
  uint64_t turns_ = 0;
  uint64_t misses_ = 0;
};

}  // namespace hotlane
