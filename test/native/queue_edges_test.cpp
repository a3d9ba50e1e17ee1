// Where an order of ours stands, edge by edge: replaces, fills, odd orders, repairs, snapshots, bounds.
#include <array>

#include "followed_queues.hpp"

namespace hotlane::test {
namespace {

constexpr TimeNs noon = 43'200'000'000'000;

void take(FollowedQueues& followed, const Bytes& message, TimeNs time_ns) {
  followed.apply(at_time(message, static_cast<uint64_t>(time_ns)));
}
Bytes bid(OrderReference reference, uint64_t shares, uint64_t price = 10'000) {
  return itch_add(1, followed_symbols[0], reference, 'B', shares, price);
}
void accept(FollowedQueues& followed, Order& order, OrderReference reference, TimeNs time_ns) {
  order.is_answered = true;
  order.state = OrderState::live;
  order.order_reference = reference;
  followed.places.on_update(order, time_ns);
}

TEST("an order that is sent, refused by the venue or done has no known place") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  Order order = new_order(7, 10'000);
  followed.places.on_sent(order);
  CHECK_EQUAL(followed.ahead(7), int64_t{-1});
  accept(followed, order, 2, noon + 1);
  CHECK_EQUAL(followed.ahead(7), int64_t{500});
  order.state = OrderState::cancelled;
  followed.places.on_update(order, 0);
  CHECK_EQUAL(followed.ahead(7), int64_t{-1});
  Order other = new_order(8, 10'000);
  followed.places.on_sent(other);
  other.state = OrderState::rejected;
  followed.places.on_update(other, 0);
  CHECK_EQUAL(followed.ahead(8), int64_t{-1});
}

TEST(
    "a partial fill and a cut of ours leave our place as it is, and take from whoever of ours stands "
    "behind") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  Order first = new_order(1, 10'000);
  Order second = new_order(2, 10'000);
  followed.places.on_sent(first);
  followed.places.on_sent(second);
  take(followed, bid(10, 100), noon + 1);
  take(followed, bid(11, 100), noon + 1);  // in the same nanosecond
  accept(followed, first, 10, noon + 1);
  accept(followed, second, 11, noon + 1);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
  CHECK_EQUAL(followed.ahead(2), int64_t{600});
  take(followed, itch_execute(1, 10, 30), noon + 2);
  take(followed, itch_cancel(1, 10, 20), noon + 3);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
  CHECK_EQUAL(followed.ahead(2), int64_t{550});
}

TEST("a replace of ours goes to the back of its new level, and one that is refused changes nothing") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  take(followed, bid(2, 300, 10'100), noon);
  Order order = new_order(1, 10'000);
  followed.places.on_sent(order);
  take(followed, bid(10, 100), noon + 1);
  accept(followed, order, 10, noon + 1);
  order.state = OrderState::pending_replace;
  order.pending_user_ref_num = 5;
  order.pending_price_ticks = 10'100;
  followed.places.on_sent(order);
  take(followed, bid(3, 200, 10'100), noon + 2);
  take(followed, itch_replace(1, 10, 20, 100, 10'100), noon + 3);
  take(followed, bid(4, 900, 10'100), noon + 4);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});  // not heard yet
  order.state = OrderState::live;
  order.pending_user_ref_num = 0;
  order.order_reference = 20;
  order.price_ticks = 10'100;
  followed.places.on_update(order, noon + 3);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});  // 300 and 200
  take(followed, itch_delete(1, 4), noon + 5);
  take(followed, itch_delete(1, 2), noon + 6);
  CHECK_EQUAL(followed.ahead(1), int64_t{200});
  // To the same price, refused.
  order.state = OrderState::pending_replace;
  order.pending_user_ref_num = 6;
  order.pending_price_ticks = 10'200;
  followed.places.on_sent(order);
  order.state = OrderState::live;
  order.pending_user_ref_num = 0;
  followed.places.on_update(order, 0);
  CHECK_EQUAL(followed.ahead(1), int64_t{200});
}

TEST(
    "an execution at another price takes from the level where its order stood, a cross and a broken trade "
    "from none") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  Order order = new_order(1, 10'000);
  followed.places.on_sent(order);
  accept(followed, order, 10, noon + 1);
  take(followed, itch_execute_with_price(1, 1, 200, 'Y', 9'000), noon + 2);
  CHECK_EQUAL(followed.ahead(1), int64_t{300});
  take(followed, itch_execute_with_price(1, 1, 100, 'N', 9'000), noon + 3);
  CHECK_EQUAL(followed.ahead(1), int64_t{200});
  Bytes cross = itch_header('Q', 1);
  put(cross, 5'000, 8);
  put(cross, followed_symbols[0], 8);
  put(cross, 10'000, 4);
  put(cross, 9, 8);
  put(cross, std::string("O"), 1);
  take(followed, cross, noon + 4);
  Bytes broken = itch_header('B', 1);
  put(broken, 1, 8);
  take(followed, broken, noon + 5);
  CHECK_EQUAL(followed.ahead(1), int64_t{200});
}

TEST("a place is unknown while the book is not whole, and what is repaired is counted") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  Order order = new_order(1, 10'000);
  followed.places.on_sent(order);
  take(followed, bid(10, 100), noon + 1);
  accept(followed, order, 10, noon + 1);
  followed.set_whole(false);
  CHECK_EQUAL(followed.ahead(1), int64_t{-1});
  take(followed, itch_execute(1, 1, 200), noon + 2);  // the missing message
  CHECK_EQUAL(followed.ahead(1), int64_t{-1});
  followed.set_whole(true);
  CHECK_EQUAL(followed.ahead(1), int64_t{300});
}

TEST("after a snapshot all that it shows at our price counts as in front of us, until it is gone") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  Order order = new_order(1, 10'000);
  followed.places.on_sent(order);
  take(followed, bid(10, 100), noon + 1);
  accept(followed, order, 10, noon + 1);
  take(followed, bid(2, 300), noon + 2);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
  followed.snapshot(
      {at_time(bid(2, 300), noon + 2), at_time(bid(10, 100), noon + 1), at_time(bid(1, 500), noon)});
  CHECK_EQUAL(followed.ahead(1), int64_t{800});
  take(followed, bid(3, 700), noon + 3);
  CHECK_EQUAL(followed.ahead(1), int64_t{800});
  take(followed, itch_delete(1, 2), noon + 4);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
  take(followed, itch_execute(1, 1, 500), noon + 5);
  take(followed, itch_execute(1, 10, 40), noon + 6);
  CHECK_EQUAL(followed.ahead(1), int64_t{0});
}

TEST("a hidden order stands behind all that is displayed at its price, whenever that came") {
  FollowedQueues followed;
  Order order = new_order(1, 10'000);
  order.attributes.display = OrderDisplay::hidden;
  followed.places.on_sent(order);
  accept(followed, order, 10, noon);
  CHECK_EQUAL(followed.ahead(1), int64_t{0});
  take(followed, bid(1, 500), noon + 1);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
  take(followed, itch_cancel(1, 1, 100), noon + 2);
  CHECK_EQUAL(followed.ahead(1), int64_t{400});
}

TEST("pegs, reserves, immediate orders and orders for a cross have no known place") {
  FollowedQueues followed;
  std::array<OrderAttributes, 4> odd{};
  odd[0].peg_kind = PegKind::midpoint;
  odd[1].max_floor = 10;
  odd[2].time_in_force = TimeInForce::immediate_or_cancel;
  odd[3].cross = CrossKind::closing;
  for (StrategyOrderId id = 1; id <= odd.size(); ++id) {
    Order order = new_order(id, 10'000);
    order.attributes = odd[id - 1];
    followed.places.on_sent(order);
    accept(followed, order, id + 10, noon);
    CHECK_EQUAL(followed.ahead(id), int64_t{-1});
  }
  CHECK_EQUAL(followed.places.misses(), uint64_t{0});
}

TEST("a reserve has no known place until it is replaced by an order that shows all of itself") {
  FollowedQueues followed;
  take(followed, bid(1, 500), noon);
  Order order = new_order(1, 10'000);
  order.attributes.max_floor = 10;
  followed.places.on_sent(order);
  accept(followed, order, 10, noon);
  CHECK_EQUAL(followed.ahead(1), int64_t{-1});
  order.state = OrderState::pending_replace;
  order.pending_user_ref_num = 5;
  order.pending_price_ticks = 10'000;
  followed.places.on_sent(order);
  followed.places.on_update(order, noon + 1);  // a fill of the old one
  CHECK_EQUAL(followed.ahead(1), int64_t{-1});
  order.pending_user_ref_num = 0;
  order.attributes = {};
  accept(followed, order, 11, noon + 2);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
}

TEST("an order that the venue puts at another price is followed there, behind all that it finds") {
  FollowedQueues followed;
  take(followed, bid(1, 500, 9'900), noon);
  Order order = new_order(1, 10'000);
  followed.places.on_sent(order);
  take(followed, bid(10, 100, 9'900), noon + 1);
  order.price_ticks = 9'900;
  accept(followed, order, 10, noon + 1);
  CHECK_EQUAL(followed.ahead(1), int64_t{500});
  take(followed, bid(2, 300, 9'900), noon + 2);
  take(followed, itch_execute(1, 1, 200), noon + 3);
  CHECK_EQUAL(followed.ahead(1), int64_t{300});
}

TEST("orders beyond a bucket's room and levels beyond an instrument's are counted and unknown") {
  FollowedQueues followed;
  for (uint32_t i = 0; i <= boundary::queue_bucket_slots; ++i) {
    Order order = new_order(1 + i * queue_buckets, 10'000);
    followed.places.on_sent(order);
    accept(followed, order, 100 + i, noon);
    CHECK_EQUAL(followed.ahead(order.strategy_order_id), int64_t{i < boundary::queue_bucket_slots ? 0 : -1});
  }
  CHECK_EQUAL(followed.places.misses(), uint64_t{1});
  for (uint32_t i = 0; i < QueuePlaces::instrument_levels_max; ++i) {
    Order order = new_order(2 + i, static_cast<PriceTicks>(20'000 + i * 100));
    if (order.strategy_order_id % queue_buckets == 1) order.strategy_order_id += 1'001;
    followed.places.on_sent(order);
    accept(followed, order, 1'000 + i, noon);
    CHECK_EQUAL(followed.ahead(order.strategy_order_id),
                int64_t{i + 1 < QueuePlaces::instrument_levels_max ? 0 : -1});
  }
  CHECK_EQUAL(followed.places.misses(), uint64_t{3});  // when it was sent, and when it was accepted
}

TEST("arrivals beyond the room for them make those in front of them unknown, those behind stay exact") {
  FollowedQueues followed;
  Order first = new_order(1, 10'000);
  followed.places.on_sent(first);
  accept(followed, first, 10, noon);
  const auto arrivals = static_cast<uint64_t>(QueueArrivals::arrivals_max);
  for (uint64_t i = 0; i < arrivals; ++i) take(followed, bid(1'000 + i, 1), noon + 1);
  CHECK_EQUAL(followed.ahead(1), int64_t{0});
  take(followed, bid(500, 1), noon + 2);
  CHECK_EQUAL(followed.ahead(1), int64_t{-1});
  CHECK_EQUAL(followed.places.misses(), uint64_t{1});
  Order second = new_order(2, 10'000);
  followed.places.on_sent(second);
  accept(followed, second, 11, noon + 3);
  CHECK_EQUAL(followed.ahead(2), static_cast<int64_t>(arrivals + 1));
  take(followed, itch_delete(1, 500), noon + 4);
  take(followed, itch_delete(1, 1'000), noon + 4);
  CHECK_EQUAL(followed.ahead(2), static_cast<int64_t>(arrivals - 1));
  // What nobody watches any more makes room.
  for (Order* order : {&first, &second}) {
    order->state = OrderState::cancelled;
    followed.places.on_update(*order, 0);
  }
  Order third = new_order(3, 9'900);
  followed.places.on_sent(third);
  accept(followed, third, 12, noon + 5);
  for (uint64_t i = 0; i < arrivals; ++i) take(followed, bid(100'000 + i, 1, 9'900), noon + 6);
  CHECK_EQUAL(followed.ahead(3), int64_t{0});
  CHECK_EQUAL(followed.places.misses(), uint64_t{1});
}

}  // namespace
}  // namespace hotlane::test
