// A venue that says what it should not: whatever it is, it has a name and a count, nothing crashes, the
// position follows what was said, and where it may be wrong its accounts are in doubt: no new orders, open
// ones cancelled, until a human has looked. Over either protocol; the other accounts and sessions go on.
#include <cstring>

#include "harness.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"
#include "wire/ouch42.hpp"
#include "wire/ouch50.hpp"

namespace hotlane {
namespace {

using boundary::CommandKind;
using test::LaneWithVenue;
using test::QuotingStrategy;

constexpr uint32_t patience_turns = 500;
constexpr uint16_t instruments = 4;
constexpr std::array<SessionId, 2> both = {0, 1};

const VenueProfile newer{};
const VenueProfile older{.protocol = OrderProtocol::ouch42};

// Two strategies with an account each: the first trades by session 0 (instruments 0 and 2) and session 1, the
// second by session 1 alone.
struct Day {
  explicit Day(const VenueProfile& profile)
      : is_older(profile.protocol == OrderProtocol::ouch42),
        memory(std::make_unique<boundary::LaneMemory>()),
        first(*memory, {0, {0, 1, 2, 3}, 1, UINT64_MAX, false}),
        second(*memory, {1, {1, 3}, 2, UINT64_MAX, false}),
        ports{&first, &second},
        pair({.instruments = instruments,
              .strategies = 2,
              .traded = {{0, 1, 2, 3}, {1, 3}},
              .sessions = {profile, newer},
              .accounts = 2},
             *memory, ports) {
    for (const SessionId session : both) pair.connect(session);
    CHECK(pair.turn_until(patience_turns, [this] { return pair.is_session_ready(); }));
    CHECK(
        pair.turn_until(patience_turns, [this] { return any_live(0) != nullptr && any_live(1) != nullptr; }));
  }

  // The second trades by session 1 alone: it has no instrument of session 0. Any live order of the strategy.
  [[nodiscard]] const Order* any_live(StrategyId strategy) {
    const Order* found = nullptr;
    const SessionId session = strategy == 0 ? 0 : 1;
    desk().session(session).orders().for_each_open([&](const Order& order) {
      if (order.state == OrderState::live && order.strategy == strategy) found = &order;
    });
    return found;
  }
  [[nodiscard]] const OrderDesk& desk() { return pair.lane().desk(); }
  [[nodiscard]] bool is_in_doubt(AccountId account) { return desk().is_in_doubt(account); }
  [[nodiscard]] uint64_t alerts(VenueAlert alert) { return pair.record().alerts_of(alert); }
  [[nodiscard]] uint64_t sent(SessionId session) {
    const SessionDeskCounts& counts = desk().session(session).counts();
    return counts.enters + counts.replaces;
  }
  [[nodiscard]] double net(InstrumentId instrument) { return memory->frames[0].positions[instrument].net; }

  template <class Message>
  void say(const Message& message) {
    pair.inject(0, std::as_bytes(std::span(&message, 1)));
  }
  // A trade of the order that is named so, in the session's protocol.
  void say_executed(const OrderName& name, Quantity quantity, PriceTicks price, uint64_t match) {
    if (is_older) {
      wire::ouch42::Executed message{'E', {},   token_of(name), quantity, static_cast<uint32_t>(price),
                                     'A', match};
      return say(message);
    }
    wire::ouch50::OrderExecuted message{'E', {},    name.number, quantity, static_cast<uint64_t>(price),
                                        'A', match, uint16_t{0}};
    say(message);
  }
  void say_accepted(const OrderName& name, const char* symbol, char side, Quantity quantity,
                    PriceTicks price) {
    if (is_older) {
      wire::ouch42::Accepted message{};
      message.order.type = 'A';
      message.order.token = token_of(name);
      message.order.side = side;
      message.order.shares = quantity;
      message.order.stock = wire::Symbol(std::string_view(symbol));
      message.order.price = static_cast<uint32_t>(price);
      message.order.order_state = 'L';
      return say(message);
    }
    wire::ouch50::OrderAccepted message{};
    message.type = 'A';
    message.user_ref_num = name.number;
    message.side = side;
    message.quantity = quantity;
    message.symbol = wire::Symbol(std::string_view(symbol));
    message.price = static_cast<uint64_t>(price);
    message.order_state = 'L';
    message.cl_ord_id = text_of({name.strategy, name.order});
    say(message);
  }
  // That `name` has been replaced, under a number that the lane has not given.
  void say_replaced(const OrderName& name, UserRefNum number, const Order& order) {
    const char side = order.side == Side::buy ? 'B' : 'S';
    const std::string symbol = "SYM" + std::to_string(order.instrument);
    if (is_older) {
      wire::ouch42::Replaced message{};
      message.order.type = 'U';
      message.order.token = token_of({number, name.strategy, name.order});
      message.order.side = side;
      message.order.shares = order.quantity;
      message.order.stock = wire::Symbol(std::string_view(symbol));
      message.order.price = static_cast<uint32_t>(order.price_ticks);
      message.order.order_state = 'L';
      message.previous_token = token_of(name);
      return say(message);
    }
    wire::ouch50::OrderReplaced message{};
    message.type = 'U';
    message.orig_user_ref_num = name.number;
    message.user_ref_num = number;
    message.side = side;
    message.quantity = order.quantity;
    message.symbol = wire::Symbol(std::string_view(symbol));
    message.price = static_cast<uint64_t>(order.price_ticks);
    message.order_state = 'L';
    say(message);
  }
  [[nodiscard]] static OrderName name_of(const Order& order) {
    return {order.user_ref_num, order.strategy, order.strategy_order_id};
  }

  // From here on nothing new leaves for the account, and what is open is cancelled; until it is acknowledged.
  void check_stopped_until_acknowledged(AccountId account) {
    pair.turn();
    const auto open_of = [&] {
      uint32_t open = 0;
      for (const SessionId session : both) {
        desk().session(session).orders().for_each_open(
            [&](const Order& order) { open += order.strategy == account; });
      }
      return open;
    };
    CHECK(pair.turn_until(patience_turns, [&] { return open_of() == 0; }));
    pair.turn_times(100);
    CHECK_EQUAL(open_of(), 0U);
    CHECK(memory->status.accounts_in_doubt >> account & 1);
    pair.command(CommandKind::acknowledge_account, account);
    CHECK(pair.turn_until(patience_turns, [&] { return open_of() > 0; }));
    CHECK(!is_in_doubt(account));
  }

  bool is_older;
  std::unique_ptr<boundary::LaneMemory> memory;
  QuotingStrategy first;
  QuotingStrategy second;
  std::array<StrategyPort*, 2> ports;
  LaneWithVenue pair;
};

template <class Check>
void over_either(Check&& check) {
  for (const VenueProfile& profile : {newer, older}) {
    Day day(profile);
    check(day);
  }
}

TEST("a bad venue: bytes that are no message stop who trades by that session, and nobody else") {
  over_either([](Day& day) {
    day.pair.inject(0, std::as_bytes(std::span("?what is this", 13)));
    CHECK_EQUAL(day.alerts(VenueAlert::malformed_answer), uint64_t{1});
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
    const uint64_t others = day.sent(1);
    day.check_stopped_until_acknowledged(0);
    CHECK(day.sent(1) > others);
    day.pair.publish_status();
    CHECK_EQUAL(day.memory->status.answers_malformed, uint64_t{1});
    CHECK_EQUAL(day.memory->session[0].malformed, uint64_t{1});
  });
}

TEST("a bad venue: a trade of no order of ours moves no position, and puts in doubt who may have it") {
  over_either([](Day& day) {
    const double before = day.net(0);
    day.say_executed({1'000'000, 0, 7}, 100, 1'000'000, 1U << 30);
    CHECK_EQUAL(day.alerts(VenueAlert::unknown_execution), uint64_t{1});
    CHECK_EQUAL(day.net(0), before);
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
    day.check_stopped_until_acknowledged(0);
  });
}

TEST("a bad venue: a trade beyond what an order had left counts, and puts its account in doubt") {
  over_either([](Day& day) {
    const Order order = *day.any_live(0);
    const double before = day.net(order.instrument);
    day.say_executed(Day::name_of(order), order.leaves + 100, order.price_ticks, 1U << 30);
    const double shares = sign_of(order.side) * static_cast<double>(order.leaves + 100);
    CHECK_EQUAL(day.net(order.instrument), before + shares);
    CHECK_EQUAL(day.alerts(VenueAlert::execution_too_large), uint64_t{1});
    // The same trade of the order that is over: told again, it counts once.
    day.say_executed(Day::name_of(order), order.leaves + 100, order.price_ticks, 1U << 30);
    CHECK_EQUAL(day.alerts(VenueAlert::execution_repeated), uint64_t{1});
    // And with other figures.
    day.say_executed(Day::name_of(order), 1, order.price_ticks, 1U << 30);
    CHECK_EQUAL(day.alerts(VenueAlert::execution_differs), uint64_t{1});
    CHECK_EQUAL(day.net(order.instrument), before + shares);
    day.say_executed(Day::name_of(order), 10, order.price_ticks, 1U << 31);
    CHECK_EQUAL(day.alerts(VenueAlert::execution_of_done), uint64_t{1});
    CHECK_EQUAL(day.net(order.instrument), before + shares + sign_of(order.side) * 10.0);
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
  });
}

TEST("a bad venue: a trade at a price or of a size that none can have is no message") {
  over_either([](Day& day) {
    const Order order = *day.any_live(0);
    const double before = day.net(order.instrument);
    day.say_executed(Day::name_of(order), 10, 0, 1U << 30);
    day.say_executed(Day::name_of(order), 10, 2'000'000'000, 1U << 30);
    day.say_executed(Day::name_of(order), 0, order.price_ticks, 1U << 30);
    day.say_executed(Day::name_of(order), 1'000'000, order.price_ticks, 1U << 30);
    CHECK_EQUAL(day.alerts(VenueAlert::malformed_answer), uint64_t{4});
    CHECK_EQUAL(day.net(order.instrument), before);
    CHECK(day.is_in_doubt(0));
  });
}

TEST("a bad venue: an order at the venue that is none of ours puts in doubt who may have it") {
  over_either([](Day& day) {
    day.say_accepted({2'000'000, 60, 7}, "SYM0", 'B', 100, 1'000'000);
    CHECK_EQUAL(day.alerts(VenueAlert::unknown_live_order), uint64_t{1});
    CHECK_EQUAL(day.alerts(VenueAlert::foreign_number), uint64_t{1});
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
  });
}

TEST("a bad venue: an order with our name on it is known again, counts, and is cancelled") {
  over_either([](Day& day) {
    const double before = day.net(2);
    day.say_accepted({2'000'000, 0, 777'777}, "SYM2", 'B', 100, 1'000'000);
    CHECK_EQUAL(day.alerts(VenueAlert::adopted_order), uint64_t{1});
    CHECK(day.is_in_doubt(0));
    CHECK(day.memory->frames[0].next_order_id > 777'777);  // its number is not given again
    day.say_executed({2'000'000, 0, 777'777}, 40, 1'000'000, 1U << 30);
    CHECK_EQUAL(day.net(2), before + 40);
    CHECK_EQUAL(day.alerts(VenueAlert::unknown_execution), uint64_t{0});
    const auto is_cancelled = [&] {
      const Order* order = day.desk().session(0).orders().find(StrategyId{0}, StrategyOrderId{777'777});
      return order != nullptr && order->state == OrderState::pending_cancel;
    };
    CHECK(day.pair.turn_until(patience_turns, is_cancelled));
  });
}

TEST("a bad venue: a replacement of ours that we have forgotten is known again, and casts doubt") {
  over_either([](Day& day) {
    const Order order = *day.any_live(0);
    const double before = day.net(order.instrument);
    const OrderName number{2'000'000, order.strategy, order.strategy_order_id};
    day.say_replaced(Day::name_of(order), number.number, order);
    CHECK_EQUAL(day.alerts(VenueAlert::adopted_order), uint64_t{1});
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
    const Order* known = day.desk().session(0).orders().find(number.number);
    CHECK(known != nullptr && known->strategy_order_id == order.strategy_order_id);
    day.say_executed(number, 40, order.price_ticks, 1U << 30);
    CHECK_EQUAL(day.net(order.instrument), before + sign_of(order.side) * 40.0);
    CHECK_EQUAL(day.alerts(VenueAlert::unknown_execution), uint64_t{0});
  });
}

TEST("a bad venue: an order taken on other terms than asked for puts its account in doubt") {
  over_either([](Day& day) {
    // Not answered yet: the venue's own acceptance is then a repetition that differs.
    const Order* pending = nullptr;
    CHECK(day.pair.turn_until(patience_turns, [&] {
      day.desk().session(0).orders().for_each_open([&](const Order& order) {
        if (order.state == OrderState::pending_new) pending = &order;
      });
      return pending != nullptr;
    }));
    REQUIRE(pending != nullptr);
    const Order order = *pending;
    const char side = order.side == Side::buy ? 'B' : 'S';
    day.say_accepted(Day::name_of(order), "SYM1", side, order.quantity, order.price_ticks);
    CHECK_EQUAL(day.alerts(VenueAlert::terms_contradicted), uint64_t{1});
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
  });
}

TEST("a bad venue: a busted trade that nobody has seen puts in doubt who may have it") {
  over_either([](Day& day) {
    if (day.is_older) {
      day.say(wire::ouch42::BrokenTrade{'B', {}, wire::ouch42::Token("X"), uint64_t{1} << 40, 'E'});
    } else {
      day.say(wire::ouch50::BrokenTrade{'B', {}, 5U, uint64_t{1} << 40, 'E', wire::ouch50::ClOrdId("")});
    }
    CHECK_EQUAL(day.alerts(VenueAlert::unknown_trade), uint64_t{1});
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
  });
}

TEST("a bad venue: an answer to no order that moves nothing is counted, and trading goes on") {
  over_either([](Day& day) {
    const uint64_t sent = day.sent(0);
    if (day.is_older) {
      day.say(wire::ouch42::Canceled{'C', {}, wire::ouch42::Token("Theirs"), 100U, 'U'});
    } else {
      day.say(wire::ouch50::OrderCanceled{'C', {}, 1'000'000U, 100U, 'U'});
    }
    CHECK_EQUAL(day.alerts(VenueAlert::unknown_order), uint64_t{1});
    CHECK(!day.is_in_doubt(0));
    CHECK(day.pair.turn_until(patience_turns, [&] { return day.sent(0) > sent; }));
  });
}

// A SoupBinTCP packet of the host.
std::vector<std::byte> packet(char type, const std::string& payload) {
  const size_t length = payload.size() + 1;
  std::vector<std::byte> out{static_cast<std::byte>(length >> 8), static_cast<std::byte>(length),
                             static_cast<std::byte>(type)};
  for (const char c : payload) out.push_back(static_cast<std::byte>(c));
  return out;
}

std::vector<std::byte> login_accepted(const std::string& session, uint64_t sequence) {
  const std::string digits = std::to_string(sequence);
  return packet(
      'A', std::string(10 - session.size(), ' ') + session + std::string(20 - digits.size(), ' ') + digits);
}

TEST("a bad venue: a login to another session, or beyond what we have heard, stops who trades by it") {
  over_either([](Day& day) {
    const uint64_t next = day.desk().session(0).entry().next_sequence();
    day.pair.open_by_hand(0);
    day.pair.hear(0, login_accepted("OTHER", next));
    CHECK_EQUAL(day.alerts(VenueAlert::other_session), uint64_t{1});
    CHECK(day.is_in_doubt(0) && !day.is_in_doubt(1));
    CHECK(day.memory->session[0].state == static_cast<uint32_t>(boundary::SessionState::down));
    day.pair.open_by_hand(0);
    day.pair.hear(0, login_accepted("TEST000001", next + 1));
    CHECK_EQUAL(day.alerts(VenueAlert::messages_lost), uint64_t{1});
    // What it held is still asked for.
    CHECK_EQUAL(day.desk().session(0).entry().next_sequence(), next);
  });
}

TEST("a bad venue: a stream from the past is heard once, one that is cut in a message goes on where it was") {
  over_either([](Day& day) {
    const uint64_t next = day.desk().session(0).entry().next_sequence();
    const double before = day.net(0) + day.net(2);
    day.pair.open_by_hand(0);
    day.pair.hear(0, login_accepted("TEST000001", next - 1));
    day.pair.hear(0, packet('S', "whatever it was"));  // heard before
    CHECK_EQUAL(day.desk().session(0).entry().repeated(), uint64_t{1});
    std::vector<std::byte> half = packet('S', "never heard to its end");
    half.resize(9);
    day.pair.hear(0, half);
    day.pair.open_by_hand(0);  // the connection is lost there
    day.pair.hear(0, login_accepted("TEST000001", next));
    CHECK_EQUAL(day.desk().session(0).entry().next_sequence(), next);
    CHECK_EQUAL(day.alerts(VenueAlert::malformed_answer), uint64_t{0});
    CHECK_EQUAL(day.net(0) + day.net(2), before);
    CHECK(!day.is_in_doubt(0));
  });
}

TEST("a bad venue: bytes that break SoupBinTCP end the connection with a word, and trading by it") {
  over_either([](Day& day) {
    day.pair.open_by_hand(0);
    day.pair.hear(0, packet('?', ""));
    CHECK_EQUAL(day.alerts(VenueAlert::connection_broken), uint64_t{1});
    CHECK(day.pair.lane().wants_disconnect(0));
    const uint64_t sent = day.sent(0);
    day.pair.turn_times(20);
    CHECK_EQUAL(day.sent(0), sent);
    CHECK(!day.is_in_doubt(0));
  });
}

}  // namespace
}  // namespace hotlane
