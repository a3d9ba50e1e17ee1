// What may be asked of a venue's order port and what it answers (ouch50.md and ouch42.md, Semantics): the
// same over either protocol, where both have words for it; and what only one of them has.
#include "entries_with_venue.hpp"
#include "wire/ouch42.hpp"

namespace hotlane {
namespace {

using test::EntriesWithVenue;

const VenueProfile newer{};
const VenueProfile older{.protocol = OrderProtocol::ouch42};

// Calls check(port) with two clients at each protocol: the same must come of it.
template <class Check>
void over_either(Check&& check) {
  for (const VenueProfile& profile : {newer, older}) {
    EntriesWithVenue port({profile, profile});
    port.begin();
    check(port);
  }
}

TEST("order port: orders rest, trade, are cut, replaced and cancelled alike over either protocol") {
  over_either([](EntriesWithVenue& port) {
    const UserRefNum resting = port.enter(0, Side::sell, 300, 10'000);
    CHECK_EQUAL(port.told(0), std::string("A"));
    const UserRefNum taking = port.enter(1, Side::buy, 100, 10'000);
    CHECK_EQUAL(port.told(1), std::string("AE"));
    CHECK_EQUAL(port.told(0), std::string("E"));
    CHECK(port.cancel(0, resting, 250));  // 250 in all: 100 done, 150 left
    CHECK_EQUAL(port.told(0), std::string("CU"));
    CHECK(port.cancel(0, resting, 250));  // no cut any more
    CHECK(port.cancel(1, taking));        // done
    CHECK_EQUAL(port.told(0) + port.told(1), std::string());
    const UserRefNum moved = port.replace(0, resting, 400, 11'000);
    port.turn(2);
    REQUIRE(port.client(0).answers.size() == 1);
    CHECK_EQUAL(port.client(0).answers[0].quantity, 300U);  // the chain's, less what is done
    CHECK_EQUAL(port.client(0).answers[0].orig_user_ref_num, resting);
    CHECK_EQUAL(port.client(0).answers[0].user_ref_num, moved);
    CHECK_EQUAL(port.told(0), std::string("U"));
    CHECK(port.cancel(0, resting));  // its old number means nothing now
    CHECK_EQUAL(port.told(0), std::string());
    CHECK(port.cancel(0, moved));
    CHECK_EQUAL(port.told(0), std::string("CU"));
    static_cast<void>(port.replace(0, moved, 100, 11'000));  // not live: no answer
    CHECK_EQUAL(port.told(0), std::string());
  });
}

TEST("order port: an invalid replace kills its order and does not spend its number") {
  over_either([](EntriesWithVenue& port) {
    const UserRefNum resting = port.enter(0, Side::sell, 300, 10'000);
    static_cast<void>(port.enter(1, Side::buy, 100, 10'000));
    CHECK_EQUAL(port.told(0), std::string("AE"));
    static_cast<void>(port.replace(0, resting, 100, 10'000));  // no more than is done
    CHECK_EQUAL(port.told(0), std::string("CU"));
  });
}

TEST("order port: what is no order is rejected, with the same code over either protocol") {
  over_either([](EntriesWithVenue& port) {
    static_cast<void>(port.enter(0, Side::sell, 1'000'000, 10'000));
    static_cast<void>(port.enter(0, Side::sell, 100, 2'000'000'000));
    CHECK_EQUAL(port.told(0), port.exchange().accounts()[0].is_ouch42() ? std::string("J(15)J(29)")
                                                                        : std::string("J(19)J(29)"));
    CHECK_EQUAL(port.ledger(0).size(), 0U);
  });
}

TEST("order port: a modify changes the kind of sell or takes shares away, and keeps the place") {
  over_either([](EntriesWithVenue& port) {
    const UserRefNum first = port.enter(0, Side::sell, 300, 10'000);
    const UserRefNum second = port.enter(0, Side::sell, 100, 10'000);
    CHECK(port.modify(0, first, 200, 'T'));
    port.turn(2);
    REQUIRE(port.client(0).answers.size() == 3);
    CHECK(port.client(0).answers[2].kind == OrderAnswerKind::modified);
    CHECK(port.client(0).answers[2].quantity == 200 && port.client(0).answers[2].side_letter == 'T');
    CHECK(port.modify(0, first, 200, 'T'));  // changes nothing
    CHECK(port.modify(0, first, 200, 'B'));  // no sell any more
    CHECK(port.modify(0, 99, 1, 'S'));       // no order
    CHECK_EQUAL(port.told(0), std::string("AAM"));
    static_cast<void>(port.enter(1, Side::buy, 200, 10'000));
    port.turn(2);
    REQUIRE(port.client(0).answers.size() == 1);  // the first in the queue still
    CHECK_EQUAL(port.client(0).answers[0].user_ref_num, first);
    CHECK_EQUAL(port.told(0), std::string("E"));
    CHECK(port.modify(0, second, 0, 'S'));  // all of it
    CHECK_EQUAL(port.told(0), std::string("CU"));
    REQUIRE(port.recorded(0, first) != nullptr);
    CHECK_EQUAL(port.recorded(0, first)->cancelled + port.recorded(0, first)->executed, 300U);
  });
}

TEST("order port: OUCH 4.2 lets a modify add shares, which costs the place; OUCH 5.0 ignores it") {
  over_either([](EntriesWithVenue& port) {
    const bool is_older = port.exchange().accounts()[0].is_ouch42();
    const UserRefNum first = port.enter(0, Side::sell, 100, 10'000);
    const UserRefNum second = port.enter(0, Side::sell, 100, 10'000);
    CHECK(port.modify(0, first, 300, 'S'));
    CHECK_EQUAL(port.told(0), is_older ? std::string("AAM") : std::string("AA"));
    static_cast<void>(port.enter(1, Side::buy, 100, 10'000));
    port.turn(2);
    REQUIRE(port.client(0).answers.size() == 1 && port.recorded(0, first) != nullptr);
    CHECK_EQUAL(port.client(0).answers[0].user_ref_num, is_older ? second : first);
    CHECK_EQUAL(port.recorded(0, first)->quantity, is_older ? 300U : 100U);
  });
}

TEST("order port: a mass cancel is answered, then each order of its firm is cancelled") {
  EntriesWithVenue port({newer, newer});
  port.begin();
  const UserRefNum ours = port.enter(0, Side::sell, 100, 10'000, {}, "ABCD");
  static_cast<void>(port.enter(0, Side::sell, 100, 10'000, {}, "EFGH"));
  static_cast<void>(port.enter(0, Side::buy, 100, 9'000, {}, "ABCD"));
  static_cast<void>(port.enter(1, Side::sell, 100, 10'000, {}, "ABCD"));  // another account's
  CHECK_EQUAL(port.told(0) + port.told(1), std::string("AAAA"));
  const UserRefNum number =
      port.entry(0).send_mass_cancel(wire::Firm("ABCD"), wire::Symbol("WXYZ"), port.now());
  CHECK_EQUAL(port.told(0), std::string("X"));  // none of that symbol
  CHECK(number > ours);
  CHECK(port.entry(0).send_mass_cancel(wire::Firm("ABCD"), wire::Symbol(""), port.now()) == number + 1);
  CHECK_EQUAL(port.told(0), std::string("XCUCU"));
  // Blank: the port's own firm, which none of these named.
  CHECK(port.entry(0).send_mass_cancel(wire::Firm(""), wire::Symbol(""), port.now()) != 0);
  CHECK_EQUAL(port.told(0), std::string("X"));
  CHECK_EQUAL(port.told(1), std::string());
}

TEST("order port: a firm whose order entry is disabled can enter nothing until it is enabled") {
  EntriesWithVenue port({newer});
  port.begin();
  const UserRefNum standing = port.enter(0, Side::sell, 100, 10'000, {}, "ABCD");
  CHECK(port.entry(0).send_entry_switch(wire::Firm("ABCD"), false, port.now()) != 0);
  static_cast<void>(port.enter(0, Side::sell, 100, 10'000, {}, "ABCD"));
  static_cast<void>(port.enter(0, Side::sell, 100, 10'000, {}, "EFGH"));
  CHECK(port.cancel(0, standing, 50));  // what stands, stands
  CHECK_EQUAL(port.told(0), std::string("AGJ(12)ACU"));
  CHECK(port.entry(0).send_entry_switch(wire::Firm("ABCD"), true, port.now()) != 0);
  static_cast<void>(port.enter(0, Side::sell, 100, 10'000, {}, "ABCD"));
  CHECK_EQUAL(port.told(0), std::string("KA"));
}

TEST("order port: each channel of an OUCH 5.0 port counts its numbers for itself") {
  VenueProfile second = newer;
  second.user_ref_idx = 7;
  EntriesWithVenue port({second});
  port.begin();
  static_cast<void>(port.enter(0, Side::sell, 100, 10'000));
  const UserRefNum number = port.enter(0, Side::sell, 100, 10'000);
  CHECK_EQUAL(port.told(0), std::string("AA"));
  // The same number of the port-wide channel is another order's, and nothing that this client is told of.
  const auto bytes = [](char type, auto&& fill) {
    wire::ouch50::EnterOrder message{};
    message.type = type;
    fill(message);
    return message;
  };
  const auto other = bytes('O', [&](wire::ouch50::EnterOrder& message) {
    message.user_ref_num = number;
    message.side = 'S';
    message.quantity = 100U;
    message.symbol = wire::Symbol("ABCD");
    message.price = uint64_t{10'000};
    message.time_in_force = '0';
    message.display = 'Y';
    message.capacity = 'P';
    message.iso_eligibility = message.cross_type = 'N';
  });
  port.exchange().request(0, std::as_bytes(std::span(&other, 1)), port.now());
  CHECK_EQUAL(port.told(0), std::string());
  CHECK_EQUAL(port.entry(0).counts().other_channels, uint64_t{1});
  CHECK(port.ledger(0).find(number, 0) != nullptr && port.ledger(0).find(number, 7) != nullptr);
  CHECK(port.cancel(0, number));
  CHECK_EQUAL(port.told(0), std::string("CU"));
  const venue::LedgerOrder* theirs = port.ledger(0).find(number, 0);
  CHECK(theirs != nullptr && theirs->state == venue::LedgerState::live);
}

TEST("order port: a request whose tags are wrong is rejected, kills its order or is ignored") {
  EntriesWithVenue port({newer});
  port.begin();
  const UserRefNum standing = port.enter(0, Side::sell, 100, 10'000);
  CHECK_EQUAL(port.told(0), std::string("A"));
  const auto ask = [&port](auto message, std::initializer_list<int> tags) {
    message.appendage_length = static_cast<uint16_t>(tags.size());
    std::vector<std::byte> bytes(sizeof message);
    std::memcpy(bytes.data(), &message, sizeof message);
    for (const int byte : tags) bytes.push_back(static_cast<std::byte>(byte));
    port.exchange().request(0, bytes, port.now());
  };
  wire::ouch50::EnterOrder order{};
  order.type = 'O';
  order.user_ref_num = 50U;
  order.side = 'S';
  order.quantity = 100U;
  order.symbol = wire::Symbol("ABCD");
  order.price = uint64_t{10'000};
  order.display = 'Y';
  order.cl_ord_id = wire::ouch50::ClOrdId("X");
  ask(order, {2, 200, 'X'});  // no such tag
  order.user_ref_num = 51U;
  ask(order, {2, 27, 'S'});  // a Replace's tag
  order.user_ref_num = 52U;
  ask(order, {2, 12, 'P', 2, 12, 'P'});  // twice
  order.user_ref_num = 53U;
  ask(order, {3, 12, 'P', 'P'});  // too long for its tag
  ask(order, {0});                // and spent by now
  CHECK_EQUAL(port.told(0), std::string("J(15)J(15)J(15)J(15)"));
  wire::ouch50::ReplaceOrder moved{};
  moved.type = 'U';
  moved.orig_user_ref_num = standing;
  moved.user_ref_num = 60U;
  moved.quantity = 100U;
  moved.price = uint64_t{10'000};
  ask(moved, {2, 24, 1});  // GroupID is not for a Replace
  CHECK_EQUAL(port.told(0), std::string("CU"));
  wire::ouch50::MassCancel all{'C', 61U, wire::Firm(""), wire::Symbol(""), {}};
  ask(all, {2, 12, 'P'});
  CHECK_EQUAL(port.told(0), std::string("J(15)"));
}

TEST("order port: an account's orders go with its connection, where it is so agreed") {
  for (const bool is_agreed : {false, true}) {
    EntriesWithVenue port({older, newer}, 0, is_agreed);
    port.begin();
    static_cast<void>(port.enter(0, Side::sell, 100, 10'000));
    static_cast<void>(port.enter(1, Side::sell, 100, 10'000));
    port.turn(2);
    port.cut(0);
    port.connect(0);
    CHECK_EQUAL(port.told(0), is_agreed ? std::string("ACZ") : std::string("A"));
    CHECK_EQUAL(port.told(1), std::string("A"));
    CHECK_EQUAL(port.client(0).ready, 2U);
  }
}

TEST("order port: an OUCH 4.2 token is taken once, whether its order was accepted or rejected") {
  EntriesWithVenue port({older});
  port.begin();
  wire::ouch42::EnterOrder order{};
  order.type = 'O';
  order.token = wire::ouch42::Token("Theirs");
  order.side = 'S';
  order.shares = 100U;
  order.stock = wire::Symbol("ABCD");
  order.price = 10'000U;
  order.time_in_force = wire::ouch42::time_in_force::market_hours;
  order.firm = wire::Firm("");
  order.display = 'Y';
  order.capacity = 'P';
  const auto ask = [&](size_t size) {
    port.exchange().request(0, std::as_bytes(std::span(&order, 1)).first(size), port.now());
  };
  ask(49);
  ask(49);
  order.token = wire::ouch42::Token("theirs");  // another one
  ask(48);
  order.token = wire::ouch42::Token("Bad");
  order.stock = wire::Symbol("NONE");
  ask(49);
  order.stock = wire::Symbol("ABCD");
  ask(49);
  ask(47);  // none of the sizes
  CHECK_EQUAL(port.told(0), std::string("AAJ(23)"));
  const auto& orders = port.ledger(0).orders();
  REQUIRE(orders.size() == 2);
  CHECK(orders[0].token.text() == "Theirs" && orders[1].token.text() == "theirs");
  CHECK(orders[0].firm.text() == "USER");  // the port's own
}

}  // namespace
}  // namespace hotlane
