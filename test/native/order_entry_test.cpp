// Order entry's life on either protocol: ready only behind the answer to its question, numbers that are never
// used twice, a stream joined again wherever it broke, and what a venue may do to recovery that it should
// not.
#include "entries_with_venue.hpp"
#include "venue/seeded_random.hpp"
#include "wire/ouch42.hpp"

namespace hotlane {
namespace {

using test::EntriesWithVenue;
using wire::soupbintcp::PacketType;

const VenueProfile newer{};
const VenueProfile older{.protocol = OrderProtocol::ouch42};

// An entry without a venue: what the host says is put in by hand.
class Alone {
 public:
  explicit Alone(const VenueProfile& profile) : entry_(profile, 8'192, 8'192) {}

  void log_in(uint64_t sequence = 1) {
    entry_.connect({}, now_);
    entry_.out().clear();
    const std::string digits = std::to_string(sequence);
    const std::string accepted = " SESSION A" + std::string(20 - digits.size(), ' ') + digits;
    say(PacketType::login_accepted, std::as_bytes(std::span(accepted)));
    CHECK(next() == OrderEntryEventKind::logged_in);
  }
  void say(PacketType type, Bytes payload) {
    ByteQueue wire(4'096);
    CHECK(write_packet(wire, type, payload));
    std::memcpy(entry_.receive_space().data(), wire.waiting().data(), wire.waiting().size());
    entry_.received(wire.waiting().size(), now_);
  }
  template <class Message>
  void answer(const Message& message) {
    say(PacketType::sequenced_data, std::as_bytes(std::span(&message, 1)));
  }
  [[nodiscard]] std::optional<OrderEntryEventKind> next() {
    OrderEntryEvent event;
    if (!entry_.next(event, now_)) return std::nullopt;
    return event.kind;
  }
  // The request that waits to be sent, taken.
  template <class Message>
  [[nodiscard]] Message asked() {
    SoupPacket packet;
    Message message{};
    CHECK(peek_packet(entry_.out().waiting(), packet) == FrameResult::packet);
    CHECK(packet.payload.size() == sizeof message);
    if (packet.payload.size() == sizeof message) message = message_as<Message>(packet.payload);
    entry_.out().clear();
    return message;
  }
  void pass(TimeNs time) {
    now_ += time;
    entry_.on_time(now_);
  }
  [[nodiscard]] UserRefNum send() {
    Intent intent{};
    intent.price_ticks = 100;
    intent.quantity = 1;
    return entry_.send_new(gate_.pass(intent), {wire::Symbol("A"), wire::Firm("")}, now_);
  }
  [[nodiscard]] OrderEntry& entry() { return entry_; }

 private:
  test::PermissiveGate gate_;
  OrderEntry entry_;
  TimeNs now_ = EntriesWithVenue::opening;
};

wire::ouch50::AccountQueryResponse query_response(uint32_t number) {
  wire::ouch50::AccountQueryResponse message{};
  message.type = 'Q';
  message.next_user_ref_num = number;
  return message;
}

wire::ouch42::Rejected reject(const wire::ouch42::Token& token) {
  wire::ouch42::Rejected message{};
  message.type = 'J';
  message.token = token;
  message.reason = 'S';
  return message;
}

wire::ouch42::Accepted accept(const wire::ouch42::Token& token) {
  wire::ouch42::Accepted message{};
  message.order.type = 'A';
  message.order.token = token;
  message.order.side = 'B';
  message.order.shares = 1U;
  message.order.order_state = 'L';
  return message;
}

TEST("order entry over OUCH 5.0 trades only after the Account Query behind the replay is answered") {
  Alone alone(newer);
  CHECK_EQUAL(alone.send(), 0U);
  alone.log_in();
  CHECK_EQUAL(alone.asked<wire::ouch50::AccountQuery>().type, 'Q');
  CHECK_EQUAL(alone.send(), 0U);
  alone.answer(query_response(12));
  CHECK(alone.next() == OrderEntryEventKind::ready);
  CHECK_EQUAL(alone.send(), 12U);
  CHECK_EQUAL(alone.send(), 13U);
  CHECK_EQUAL(alone.entry().next_sequence(), uint64_t{2});
  // A lower number would be taken for a resend: ours go on.
  alone.entry().on_disconnect();
  alone.log_in(2);
  alone.answer(query_response(13));
  CHECK(alone.next() == OrderEntryEventKind::ready);
  CHECK_EQUAL(alone.send(), 14U);
}

TEST("order entry over OUCH 4.2 trades only after its probe is rejected, which can neither trade nor rest") {
  Alone alone(older);
  alone.log_in();
  const auto probe = alone.asked<wire::ouch42::EnterOrder>();
  CHECK(is_probe(probe.token) && probe.stock.text() == "ZZZZZZZZ");
  CHECK(probe.side == 'B' && probe.shares == 1U && probe.price == 1U);
  CHECK(probe.time_in_force == wire::ouch42::time_in_force::immediate_or_cancel);
  CHECK(probe.minimum_quantity > probe.shares);
  CHECK_EQUAL(alone.send(), 0U);
  alone.answer(reject(wire::ouch42::Token("HL0001")));  // another's order
  CHECK(alone.next() == OrderEntryEventKind::answer);
  CHECK(!alone.entry().is_ready());
  alone.answer(reject(probe.token));
  CHECK(alone.next() == OrderEntryEventKind::ready);
  CHECK_EQUAL(alone.send(), 1U);
}

TEST(
    "order entry over OUCH 4.2 takes an earlier life's probe for nothing, and asks again in a silent "
    "stream") {
  Alone alone(older);
  alone.log_in();
  const auto first = alone.asked<wire::ouch42::EnterOrder>();
  alone.answer(reject(probe_token(EntriesWithVenue::midnight, 1)));
  CHECK(alone.next() == OrderEntryEventKind::answer);  // says nothing
  alone.pass(OrderEntry::question_patience_ns);
  CHECK(!alone.next());
  CHECK_EQUAL(alone.entry().counts().questions, uint64_t{1});
  alone.entry().out().clear();  // heartbeats
  alone.pass(1);
  CHECK(alone.next() == OrderEntryEventKind::unanswered);
  const auto second = alone.asked<wire::ouch42::EnterOrder>();
  CHECK(is_probe(second.token) && !(second.token == first.token));
  alone.answer(reject(first.token));  // late: the newest one counts
  CHECK(alone.next() == OrderEntryEventKind::answer);
  CHECK(!alone.entry().is_ready());
  alone.answer(reject(second.token));
  CHECK(alone.next() == OrderEntryEventKind::ready);
  CHECK_EQUAL(alone.entry().counts().questions, uint64_t{2});
}

TEST("order entry over OUCH 4.2 does not trade, nor probe again, where a venue takes the probe") {
  Alone alone(older);
  alone.log_in();
  const auto probe = alone.asked<wire::ouch42::EnterOrder>();
  alone.answer(accept(probe.token));
  CHECK(alone.next() == OrderEntryEventKind::probe_taken);
  alone.pass(10 * OrderEntry::question_patience_ns / 4);
  CHECK(!alone.entry().is_ready());
  CHECK_EQUAL(alone.entry().counts().questions, uint64_t{1});
  CHECK_EQUAL(alone.send(), 0U);
}

TEST("order entry steps past numbers that it never sent, and asks before it trades again") {
  Alone alone(older);
  alone.log_in();
  alone.answer(reject(alone.asked<wire::ouch42::EnterOrder>().token));
  CHECK(alone.next() == OrderEntryEventKind::ready);
  alone.answer(accept(token_of({77, 0, 5})));
  CHECK(alone.next() == OrderEntryEventKind::foreign_answer);
  CHECK(!alone.entry().is_ready());
  alone.answer(reject(alone.asked<wire::ouch42::EnterOrder>().token));
  CHECK(alone.next() == OrderEntryEventKind::ready);
  CHECK_EQUAL(alone.send(), 78U);
  CHECK_EQUAL(alone.entry().counts().foreign_numbers, uint64_t{1});
}

TEST("order entry that is spoken to in the other protocol counts each message, and never becomes ready") {
  Alone alone(older);
  alone.log_in();
  for (uint32_t i = 0; i < 20; ++i) {
    alone.answer(query_response(1));
    CHECK(alone.next() == OrderEntryEventKind::malformed_answer);
  }
  CHECK(!alone.entry().is_ready());
  CHECK_EQUAL(alone.entry().counts().malformed[static_cast<size_t>(OuchFault::unknown_type)], uint64_t{20});
  Alone other(newer);
  other.log_in();
  other.answer(accept(token_of({1, 0, 1})));
  CHECK(other.next() == OrderEntryEventKind::malformed_answer);
  CHECK(!other.entry().is_ready());
}

TEST("order entry goes on in a venue's next session from its first message, with numbers never used before") {
  for (const VenueProfile& profile : {newer, older}) {
    EntriesWithVenue port({profile});
    port.begin();
    const UserRefNum last = port.enter(0, Side::buy, 100, 10'000);
    port.turn(2);
    OrderEntry& entry = port.entry(0);
    const uint64_t sequence = entry.next_sequence();
    CHECK(sequence > 1);
    ByteQueue wire(64);
    CHECK(write_packet(wire, PacketType::end_of_session, {}));
    std::memcpy(entry.receive_space().data(), wire.waiting().data(), wire.waiting().size());
    entry.received(wire.waiting().size(), port.now());
    port.turn();
    CHECK(entry.state() == OrderEntryState::ended);
    port.cut(0);
    CHECK(entry.state() == OrderEntryState::ended);
    port.connect(0);
    CHECK_EQUAL(entry.next_sequence(), uint64_t{1});
    port.turn(4);
    CHECK(entry.is_ready());
    CHECK(port.enter(0, Side::buy, 100, 10'000) > last);
  }
}

TEST("order entry hears everything once and in order, however often and wherever its connection breaks") {
  for (const VenueProfile& profile : {newer, older}) {
    for (uint64_t i = 0; i < test::repeats(40) && test::failures() == 0; ++i) {
      SeededRandom random(test::seed() + i);
      EntriesWithVenue port({profile, newer});
      port.begin();
      std::vector<UserRefNum> sent;
      for (uint32_t step = 0; step < 200; ++step) {
        const auto price = static_cast<PriceTicks>(10'000 + random.below(5));
        const UserRefNum number = port.enter(0, random.below(2) == 0 ? Side::buy : Side::sell, 100, price);
        if (number != 0) sent.push_back(number);
        static_cast<void>(port.enter(1, random.below(2) == 0 ? Side::buy : Side::sell, 100, price));
        if (random.below(3) == 0) port.turn();
        if (random.below(25) != 0) continue;
        port.cut(0, random.below(200));
        port.turn(random.below(3));
        port.connect(0);
        port.turn(4);
        CHECK(port.entry(0).is_ready());
      }
      port.turn(3);
      // Each number at most once, in order; what was executed here is what was executed there.
      CHECK(std::is_sorted(sent.begin(), sent.end()));
      CHECK(std::adjacent_find(sent.begin(), sent.end()) == sent.end());
      std::map<UserRefNum, Quantity> executed;
      std::map<UserRefNum, uint32_t> accepted;
      for (const OrderAnswer& answer : port.client(0).answers) {
        if (answer.kind == OrderAnswerKind::executed) executed[answer.user_ref_num] += answer.quantity;
        if (answer.kind == OrderAnswerKind::accepted) ++accepted[answer.user_ref_num];
      }
      for (const UserRefNum number : sent) {
        const venue::LedgerOrder* recorded = port.recorded(0, number);
        CHECK_EQUAL(accepted[number], recorded != nullptr ? 1U : 0U);
        CHECK_EQUAL(executed[number], recorded != nullptr ? recorded->executed : 0U);
      }
      CHECK_EQUAL(port.client(0).ready, static_cast<uint32_t>(port.entry(0).counts().logins));
    }
  }
}

}  // namespace
}  // namespace hotlane
