// The matching engine against the slow model, call by call: what each call answers, every event in order, the
// queues of the books; and no share comes from nowhere or is lost.
#include "venue/matching_engine.hpp"

#include <algorithm>
#include <unordered_map>

#include "harness.hpp"
#include "order_flow.hpp"
#include "share_account.hpp"
#include "slow_matching.hpp"

namespace hotlane::test {
namespace {

constexpr uint64_t streams = 1'500;

VenueAccountId account_of(int account) {
  return account < 0 ? flow_account : static_cast<VenueAccountId>(account);
}

MatchingEngine::Entry entry_of(const SlowTicket& ticket) {
  return {.instrument = ticket.instrument,
          .account = account_of(ticket.account),
          .side = ticket.is_buy ? Side::buy : Side::sell,
          .price_ticks = ticket.price,
          .quantity = ticket.shares,
          .time_in_force = ticket.is_immediate ? TimeInForce::immediate_or_cancel : TimeInForce::day,
          .is_post_only = ticket.is_post_only};
}

// How often the streams came where they should.
struct Reached {
  uint64_t trades = 0;
  uint64_t trades_at_a_better_price = 0;
  uint64_t partial_fills = 0;
  uint64_t replacements_that_trade = 0;
  uint64_t replacements_in_a_queue = 0;
  uint64_t immediate_remainders = 0;
  uint64_t post_only_removals = 0;
  uint64_t self_matches_prevented = 0;
  uint64_t self_matches_of_the_flow = 0;
  uint64_t cuts_in_place = 0;
  uint64_t full_books = 0;
};

// The engine and the model side by side, fed the same steps.
class Pair {
 public:
  Pair(uint32_t orders_max, Reached& reached)
      : engine_({.instruments = OrderFlow::instruments, .orders_max = orders_max}),
        slow_(orders_max),
        reached_(reached) {}

  [[nodiscard]] uint64_t numbers() const { return references_.size() - 1; }
  // Empty: none up to now.
  [[nodiscard]] const std::string& difference() const { return difference_.first(); }

  void take(const FlowStep& step) {
    events_.clear();
    slow_.events.clear();
    switch (step.kind) {
      case FlowKind::enter: enter(step.ticket); break;
      case FlowKind::reduce: reduce(step); break;
      case FlowKind::replace: replace(step); break;
    }
    compare_events();
    for (uint16_t instrument = 0; instrument < OrderFlow::instruments; ++instrument) {
      compare_side(instrument, Side::buy);
      compare_side(instrument, Side::sell);
    }
    expect(engine_.live_orders() == slow_.resting(), "as many orders rest");
  }

  void balance() {
    shares_.balance([this](OrderReference reference) {
      const RestingOrder* order = engine_.find(reference);
      return order == nullptr ? uint64_t{0} : uint64_t{order->leaves};
    });
  }

 private:
  void expect(bool is_right, const char* statement) { difference_.expect(is_right, statement); }

  [[nodiscard]] OrderReference reference_of(uint64_t number) const {
    return number < references_.size() ? references_[number] : number << OrderPool::slot_bits;
  }
  [[nodiscard]] const SlowTicket& ticket_of(OrderReference reference) {
    return tickets_[number_of_[reference]];
  }
  void give_number(OrderReference reference, uint64_t number, const SlowTicket& ticket) {
    expect(number == references_.size(), "numbers follow each other");
    number_of_[reference] = references_.size();
    references_.push_back(reference);
    tickets_.push_back(ticket);
  }

  void enter(const SlowTicket& ticket) {
    const OrderReference reference = engine_.enter(entry_of(ticket), events_);
    const uint64_t number = slow_.enter(ticket);
    expect((reference == 0) == (number == 0), "both have room for an order, or both have not");
    if (reference == 0) {
      ++reached_.full_books;
      return;
    }
    give_number(reference, number, ticket);
    shares_.enter(reference, ticket.shares);
  }

  void reduce(const FlowStep& step) {
    const bool is_done = engine_.reduce_to(reference_of(step.order), step.cut_to, events_);
    expect(is_done == slow_.reduce_to(step.order, step.cut_to), "both cut an order, or both don't");
  }

  void replace(const FlowStep& step) {
    const MatchingEngine::Entry entry = entry_of(step.ticket);
    const OrderReference reference = engine_.replace(reference_of(step.order),
                                                     {.price_ticks = entry.price_ticks,
                                                      .quantity = entry.quantity,
                                                      .time_in_force = entry.time_in_force,
                                                      .is_post_only = entry.is_post_only},
                                                     events_);
    const uint64_t number = slow_.replace(step.order, step.ticket);
    expect((reference == 0) == (number == 0), "both replace an order, or both don't");
    if (reference == 0 || number == 0) return;
    SlowTicket ticket = step.ticket;
    ticket.instrument = tickets_[step.order].instrument;
    ticket.account = tickets_[step.order].account;
    ticket.is_buy = tickets_[step.order].is_buy;
    give_number(reference, number, ticket);
  }

  void compare_events() {
    const auto told = events_.all();
    expect(told.size() == slow_.events.size(), "as many events");
    for (size_t i = 0; i < std::min(told.size(), slow_.events.size()); ++i) {
      compare_event(told[i], slow_.events[i]);
      shares_.tell(told[i]);
      count(told[i]);
    }
  }

  void compare_event(const MarketEvent& event, const SlowEvent& slow) {
    static constexpr SlowKind kinds[] = {SlowKind::rests, SlowKind::trades, SlowKind::cut, SlowKind::gone,
                                         SlowKind::replaced};
    const bool is_trade = event.kind == MarketEventKind::executed;
    const OrderReference other = is_trade ? event.aggressor : event.previous;
    expect(kinds[static_cast<size_t>(event.kind)] == slow.kind, "the same kind of event");
    expect(event.was_resting == slow.is_shown, "the book showed the order, or did not");
    expect(number_of_[event.order] == slow.order, "the event is of the same order");
    expect((other == 0 ? 0 : number_of_[other]) == slow.other, "the event has the same other order");
    expect(event.price_ticks == slow.price, "the event has the same price");
    expect(event.quantity == slow.shares && event.leaves == slow.left, "the event has the same shares");
    expect(event.aggressor_leaves == slow.left_of_other, "as much is left of the incoming order");
    expect(event.match_number == slow.match, "the same match number");
    const SlowTicket& ticket = ticket_of(event.order);
    expect(event.instrument == ticket.instrument, "the event is of the order's instrument");
    expect(event.account == account_of(ticket.account), "the event is of the order's account");
    expect((event.side == Side::buy) == ticket.is_buy, "the event is of the order's side");
    expect(event.aggressor_account == (is_trade ? account_of(ticket_of(other).account) : flow_account),
           "the event names the incoming order's account");
  }

  void compare_side(uint16_t instrument, Side side) {
    const auto levels = engine_.levels(instrument, side);
    const auto queues = slow_.queues(instrument, side == Side::buy);
    expect(levels.size() == queues.size(), "as many levels");
    expect(engine_.best(instrument, side) == (levels.empty() ? nullptr : &levels.back()),
           "the best level is the last");
    for (size_t depth = 0; depth < std::min(levels.size(), queues.size()); ++depth) {
      compare_queue(levels[levels.size() - 1 - depth], *queues[depth]);
    }
  }

  void compare_queue(const QueueLevel& level, const SlowMatching::Queue& queue) {
    uint32_t slot = level.head;
    uint32_t last = no_slot;
    for (const SlowResting& slow : queue) {
      if (slot == no_slot) return expect(false, "a queue is as long");
      const RestingOrder& order = engine_.order_at(slot);
      expect(number_of_[order.reference] == slow.number, "the same order waits at this place of the queue");
      expect(order.leaves == slow.left, "as much waits of it");
      expect(order.price_ticks == slow.ticket.price && level.price_ticks == slow.ticket.price,
             "at the same price");
      expect(order.previous == last, "the queue is linked backwards too");
      expect(engine_.find(order.reference) == &order, "a waiting order is found");
      last = slot;
      slot = order.next;
    }
    expect(slot == no_slot && level.tail == last, "the queue ends with its tail");
  }

  void count(const MarketEvent& event) {
    const SlowTicket& ticket = ticket_of(event.order);
    switch (event.kind) {
      case MarketEventKind::added: return;
      case MarketEventKind::executed: {
        const SlowTicket& came = ticket_of(event.aggressor);
        ++reached_.trades;
        reached_.trades_at_a_better_price += came.price != event.price_ticks ? 1 : 0;
        reached_.partial_fills += event.leaves > 0 ? 1 : 0;
        reached_.self_matches_of_the_flow += came.account == -1 && ticket.account == -1 ? 1 : 0;
        return;
      }
      case MarketEventKind::reduced: ++reached_.cuts_in_place; return;
      case MarketEventKind::removed:
        if (event.was_resting) return;
        ++(ticket.is_immediate   ? reached_.immediate_remainders
           : ticket.is_post_only ? reached_.post_only_removals
                                 : reached_.self_matches_prevented);
        return;
      case MarketEventKind::replaced:
        ++(event.was_resting ? reached_.replacements_in_a_queue : reached_.replacements_that_trade);
        return;
    }
  }

  Difference difference_;
  MatchingEngine engine_;
  MarketEvents events_;
  SlowMatching slow_;
  ShareAccount shares_{difference_};
  Reached& reached_;
  std::vector<OrderReference> references_{0};      // by number
  std::vector<SlowTicket> tickets_{SlowTicket{}};  // by number
  std::unordered_map<OrderReference, uint64_t> number_of_;
};

}  // namespace

TEST("matching: 1,500 seeded order streams equal the slow model and lose no share") {
  std::mt19937_64 random(seed());
  Reached reached;
  for (uint64_t stream = 0; stream < streams; ++stream) {
    OrderFlow flow(random());
    const uint32_t orders_max = random() % 8 == 0 ? 12 : 1'024;
    const uint64_t steps = 100 + random() % 200;
    Pair pair(orders_max, reached);
    for (uint64_t step = 1; step <= steps; ++step) {
      pair.take(flow.next(pair.numbers()));
      if (step == steps) pair.balance();
      if (pair.difference().empty()) continue;
      return fail(__FILE__, __LINE__,
                  "stream " + std::to_string(stream) + ", step " + std::to_string(step) +
                      ": does not hold: " + pair.difference());
    }
  }
  for (const uint64_t times :
       {reached.trades, reached.trades_at_a_better_price, reached.partial_fills,
        reached.replacements_that_trade, reached.replacements_in_a_queue, reached.immediate_remainders,
        reached.post_only_removals, reached.self_matches_prevented, reached.self_matches_of_the_flow,
        reached.cuts_in_place, reached.full_books}) {
    CHECK(times > streams / 4);
  }
}

}  // namespace hotlane::test
