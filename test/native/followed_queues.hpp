// Books and the places of our orders in them, joined as a lane's channel joins them, without a lane.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "harness.hpp"
#include "itch_messages.hpp"
#include "lane/queue_places.hpp"
#include "queue_view.hpp"

namespace hotlane::test {

inline constexpr std::array<const char*, 2> followed_symbols{"ALFA    ", "BRAVO   "};

inline Bytes at_time(Bytes message, uint64_t time_ns) {
  for (size_t i = 0; i < 6; ++i) message[5 + i] = static_cast<uint8_t>(time_ns >> (8 * (5 - i)));
  return message;
}

class FollowedQueues {
 public:
  FollowedQueues() {
    for (InstrumentId i = 0; i < followed_symbols.size(); ++i) {
      places.bind(i, books_, books_.track(wire::Symbol(followed_symbols[i])));
      apply(itch_directory(i + 1U, followed_symbols[i]));
      places.on_state(i, true);
    }
  }
  void apply(const Bytes& message) {
    const BookChange change = books_.apply(bytes_of(message));
    if (change.instrument >= followed_symbols.size()) return;
    const bool is_watched = changes_.touch(change.instrument, change.changed_sides);
    changes_.publish_touched([](InstrumentId, BookSides) { return false; });
    changes_.clear();
    if (is_watched && change.is_book_changed()) {
      places.on_message(change.instrument, change.changed_sides, bytes_of(message));
    }
  }
  void snapshot(const std::vector<Bytes>& orders) {
    set_whole(false);
    books_.clear_orders();
    for (InstrumentId i = 0; i < followed_symbols.size(); ++i) places.on_cleared(i);
    for (const Bytes& order : orders) static_cast<void>(books_.apply(bytes_of(order)));
    for (InstrumentId i = 0; i < followed_symbols.size(); ++i) places.on_joined(i);
    set_whole(true);
  }
  void set_whole(bool is_whole) {
    for (InstrumentId i = 0; i < followed_symbols.size(); ++i) places.on_state(i, is_whole);
  }
  [[nodiscard]] int64_t ahead(StrategyOrderId id) const {
    return queue_ahead(memory_->frames[0], static_cast<int32_t>(id));
  }

 private:
  std::unique_ptr<boundary::LaneMemory> memory_ = std::make_unique<boundary::LaneMemory>();
  MarketChanges changes_;
  MarketBooks books_{{.orders_max = 1 << 16, .instruments_max = 2}};

 public:
  QueuePlaces places{*memory_, changes_, 1, seed()};
};

inline Order new_order(StrategyOrderId id, PriceTicks price, Side side = Side::buy,
                       InstrumentId instrument = 0) {
  Order order;
  order.strategy_order_id = id;
  order.instrument = instrument;
  order.side = side;
  order.price_ticks = price;
  order.quantity = order.leaves = 100;
  return order;
}

}  // namespace hotlane::test
