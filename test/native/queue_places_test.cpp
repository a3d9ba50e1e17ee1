// Where our orders stand in their queues, against lists of whole levels, on seeded markets whose feed and
// whose answers run ahead of one another.
#include <algorithm>
#include <deque>
#include <map>
#include <random>

#include "followed_queues.hpp"
#include "slow_queues.hpp"

namespace hotlane::test {
namespace {

// A venue that acts at random.
class RandomVenue {
 public:
  explicit RandomVenue(uint64_t its_seed) : random_(its_seed) {}

  void step() {
    time_ += pick(3);  // several things a nanosecond
    const uint64_t kind = pick(100);
    if (kind < 30)
      add_other();
    else if (kind < 62)
      change_other();
    else if (kind < 72)
      send_new();
    else if (kind < 77)
      send_change(true);
    else if (kind < 80)
      send_change(false);
    else if (kind < 90)
      take_request();
    else if (kind < 95)
      fill_own();
    else
      deliver_snapshot();
    while (pick(2) == 0 && !feed_.empty()) hear_feed();
    while (pick(2) == 0 && !answers_.empty()) hear_answer();
    compare();
  }
  size_t compared = 0;
  size_t compared_shown = 0;

 private:
  enum class Kind { shown, not_shown, hidden };
  struct Own {
    Order order;  // as the lane has it
    Kind kind = Kind::shown;
    uint64_t accepted = 0;  // as the lane has heard
    // At the venue:
    OrderReference reference = 0;
    uint64_t left = 0;
    PriceTicks price = 0;
  };
  struct Request {
    StrategyOrderId id;
    char kind;  // enter, replace, cancel
  };
  struct Answer {
    StrategyOrderId id;
    char kind;  // accepted, replaced, cancelled, executed
    OrderReference reference = 0;
    PriceTicks price = 0;
    uint64_t time = 0;
    uint64_t shares = 0;
  };
  struct Other {
    OrderReference reference;
    uint64_t shares;
    uint64_t locate;
    uint64_t price;
  };

  uint64_t pick(uint64_t below) { return random_() % below; }
  uint64_t any_price() { return 10'000 + 100 * pick(4); }
  OrderReference fresh() { return (random_() << 16 >> 16) * 2 + 1; }
  void tell(const Bytes& message) { feed_.push_back(at_time(message, time_)); }

  void add_other() {
    const Other other{fresh(), 100 * (1 + pick(5)), 1 + pick(2), any_price()};
    tell(itch_add(other.locate, followed_symbols[other.locate - 1], other.reference, pick(2) == 0 ? 'B' : 'S',
                  other.shares, other.price));
    others_.push_back(other);
  }
  void change_other() {
    if (others_.empty()) return;
    const size_t at = pick(others_.size());
    Other& other = others_[at];
    const uint64_t shares = pick(4) == 0 ? other.shares : 1 + pick(other.shares);
    const uint64_t kind = pick(5);
    if (kind == 0) {
      const Other next{fresh(), 100 * (1 + pick(5)), other.locate, any_price()};
      tell(itch_replace(other.locate, other.reference, next.reference, next.shares, next.price));
      other = next;
      return;
    }
    if (kind == 1) tell(itch_delete(other.locate, other.reference));
    if (kind == 2) tell(itch_cancel(other.locate, other.reference, shares));
    if (kind == 3) tell(itch_execute(other.locate, other.reference, shares));
    if (kind == 4) tell(itch_execute_with_price(other.locate, other.reference, shares, 'N', other.price + 7));
    other.shares -= kind == 1 ? other.shares : shares;
    if (other.shares == 0) others_.erase(others_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  void send_new() {
    if (own_.size() > 60) return;
    const StrategyOrderId id = ++ids_;
    Own& own = own_[id];
    own.kind = static_cast<Kind>(pick(3));
    own.order = new_order(id, static_cast<PriceTicks>(any_price()), static_cast<Side>(pick(2)),
                          static_cast<InstrumentId>(pick(2)));
    if (own.kind == Kind::hidden) own.order.attributes.display = OrderDisplay::hidden;
    followed_.places.on_sent(own.order);
    requests_.push_back({id, 'e'});
  }
  void send_change(bool is_replace) {
    if (own_.empty()) return;
    auto at = own_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(pick(own_.size())));
    Order& order = at->second.order;
    if (order.state != OrderState::live) return;
    order.state = is_replace ? OrderState::pending_replace : OrderState::pending_cancel;
    if (is_replace) {
      order.pending_user_ref_num = 1;
      order.pending_price_ticks = static_cast<PriceTicks>(any_price());
      order.pending_attributes = order.attributes;
      followed_.places.on_sent(order);
    }
    requests_.push_back({at->first, is_replace ? 'r' : 'c'});
  }
  // The venue acts on the oldest request.
  void take_request() {
    if (requests_.empty()) return;
    const Request request = requests_.front();
    requests_.pop_front();
    Own& own = own_.at(request.id);
    const Order& order = own.order;
    const uint64_t locate = order.instrument + 1U;
    if (request.kind != 'e' && own.left == 0) return;
    const OrderReference old = own.reference;
    if (request.kind == 'c') {
      own.left = 0;
      if (own.kind == Kind::shown) tell(itch_delete(locate, old));
      answers_.push_back({request.id, 'c'});
      return;
    }
    own.reference = fresh();
    own.left = 100;
    own.price = request.kind == 'e' ? order.price_ticks : order.pending_price_ticks;
    const auto price = static_cast<uint64_t>(own.price);
    if (own.kind == Kind::shown && request.kind == 'e') {
      tell(itch_add(locate, followed_symbols[locate - 1], own.reference, order.side == Side::buy ? 'B' : 'S',
                    100, price));
    } else if (own.kind == Kind::shown) {
      tell(itch_replace(locate, old, own.reference, 100, price));
    }
    answers_.push_back({request.id, request.kind == 'e' ? 'a' : 'r', own.reference, own.price, time_});
  }
  void fill_own() {
    for (auto& [id, own] : own_) {
      if (own.left == 0 || pick(4) != 0) continue;
      const uint64_t shares = pick(3) == 0 ? own.left : 1 + pick(own.left);
      own.left -= shares;
      if (own.kind == Kind::shown) tell(itch_execute(own.order.instrument + 1U, own.reference, shares));
      answers_.push_back({id, 'x', 0, 0, time_, shares});
      return;
    }
  }

  void hear_feed() {
    followed_.apply(feed_.front());
    slow_.apply(feed_.front());
    feed_.pop_front();
  }
  void deliver_snapshot() {
    if (pick(20) != 0) return;
    std::vector<Bytes> orders;
    slow_.snapshot([&](uint64_t locate, char side, uint64_t reference, uint64_t shares, uint64_t price) {
      orders.push_back(itch_add(locate, followed_symbols[locate - 1], reference, side, shares, price));
    });
    std::shuffle(orders.begin(), orders.end(), random_);
    followed_.snapshot(orders);
  }
  void hear_answer() {
    const Answer answer = answers_.front();
    answers_.pop_front();
    Own& own = own_.at(answer.id);
    Order& order = own.order;
    if (answer.kind == 'a' || answer.kind == 'r') {
      order.is_answered = true;
      order.order_reference = answer.reference;
      order.price_ticks = answer.price;
      order.leaves = 100;
      order.pending_user_ref_num = 0;
      if (order.state != OrderState::pending_cancel) order.state = OrderState::live;
      own.accepted = own.kind == Kind::hidden ? UINT64_MAX : answer.time;
    } else {
      order.leaves -= answer.kind == 'c' ? order.leaves : static_cast<Quantity>(answer.shares);
      if (order.leaves == 0) order.state = answer.kind == 'c' ? OrderState::cancelled : OrderState::filled;
    }
    followed_.places.on_update(order, static_cast<TimeNs>(answer.time));
    if (is_done(order.state)) {
      done_.push_back(answer.id);
      std::erase_if(requests_, [&](const Request& request) { return request.id == answer.id; });
      own_.erase(answer.id);
    }
  }
  void compare() {
    for (const auto& [id, own] : own_) {
      const int64_t told = followed_.ahead(id);
      if (!own.order.is_answered) {
        REQUIRE(told == unknown_queue);
        continue;
      }
      ++compared;
      compared_shown += slow_.lives(own.order.order_reference) ? 1U : 0U;
      const auto expected =
          static_cast<int64_t>(slow_.ahead(own.order.instrument + 1U, own.order, own.accepted));
      CHECK_EQUAL(told, expected);
      REQUIRE(told == expected);
    }
    for (const StrategyOrderId id : done_) REQUIRE(followed_.ahead(id) == unknown_queue);
    done_.clear();
  }

  std::mt19937_64 random_;
  FollowedQueues followed_;
  SlowQueues slow_{true};
  std::deque<Bytes> feed_;
  std::deque<Answer> answers_;
  std::deque<Request> requests_;
  std::vector<Other> others_;
  std::map<StrategyOrderId, Own> own_;
  std::vector<StrategyOrderId> done_;
  StrategyOrderId ids_ = 0;
  uint64_t time_ = 34'200'000'000'000;
};

TEST("an order's place is that in a list of its whole level, whichever of feed and answers is ahead") {
  for (uint64_t i = 0; i < repeats(40); ++i) {
    RandomVenue venue(seed() + i);
    for (int step = 0; step < 5'000; ++step) {
      venue.step();
      if (failures() > 0) return;
    }
    CHECK(venue.compared > 5'000);
    CHECK(venue.compared_shown > 1'000);
  }
}

}  // namespace
}  // namespace hotlane::test
