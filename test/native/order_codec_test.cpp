// Our requests in both protocols, read back by the venue's own decoders as they were meant: every combination
// of attributes that a protocol carries, from seeds, and golden bytes of the sheets. What a protocol has no
// words for is not written.
#include <array>
#include <random>

#include "gated_intents.hpp"
#include "harness.hpp"
#include "session/ouch42_codec.hpp"
#include "session/ouch42_request.hpp"
#include "session/ouch50_codec.hpp"
#include "session/ouch50_request.hpp"

namespace hotlane {
namespace {

using Room = std::array<std::byte, order_request_size_max>;

std::string hex_of(Bytes bytes) {
  std::string out;
  for (const std::byte byte : bytes) {
    constexpr const char* digits = "0123456789abcdef";
    out += digits[static_cast<size_t>(byte) >> 4];
    out += digits[static_cast<size_t>(byte) & 15];
  }
  return out;
}

struct Asked {
  Intent intent{};
  OrderTerms terms;
  UserRefNum number = 0;
  StrategyId strategy = 0;
};

Asked ask(std::mt19937_64& random) {
  const auto pick = [&random](uint64_t below) { return static_cast<uint32_t>(random() % below); };
  Asked asked;
  asked.strategy = static_cast<StrategyId>(pick(4));
  asked.number = 1 + pick(UINT32_MAX - 1);
  asked.intent.strategy_order_id = 1 + pick(INT32_MAX);
  asked.intent.quantity = 1 + pick(999'999);
  asked.intent.price_ticks = static_cast<PriceTicks>(1 + pick(1'999'999'900));
  asked.intent.side = pick(2) == 0 ? Side::buy : Side::sell;
  asked.terms.symbol = wire::Symbol(pick(2) == 0 ? "AMZN" : "ABCDEFGH");
  asked.terms.firm = wire::Firm(pick(2) == 0 ? "" : "FIRM");
  OrderAttributes& attributes = asked.intent.attributes;
  attributes.time_in_force = static_cast<TimeInForce>(pick(7));
  if (attributes.time_in_force == TimeInForce::timed) attributes.expire_seconds = 1 + pick(86'399);
  attributes.display = static_cast<OrderDisplay>(pick(3));
  attributes.peg_kind = static_cast<PegKind>(pick(4));
  if (attributes.peg_kind != PegKind::none && pick(2) == 0) {
    attributes.peg_offset_ticks = static_cast<int32_t>(pick(2'000)) - 1'000;
  }
  attributes.cross = static_cast<CrossKind>(pick(4));
  attributes.capacity = static_cast<OrderCapacity>(pick(4));
  attributes.sell_kind = static_cast<SellKind>(pick(3));
  attributes.is_post_only = pick(3) == 0;
  attributes.is_located = pick(3) == 0;
  if (pick(3) == 0) attributes.min_quantity = pick(asked.intent.quantity);
  if (pick(3) == 0) attributes.max_floor = pick(asked.intent.quantity);
  return asked;
}

char side_of(const Asked& asked) {
  if (asked.intent.side == Side::buy) return 'B';
  return "STE"[static_cast<size_t>(asked.intent.attributes.sell_kind)];
}

// What both protocols' requests must say alike.
void check_common(const OuchRequest& read, const Asked& asked) {
  const OrderAttributes& attributes = asked.intent.attributes;
  CHECK_EQUAL(read.quantity, asked.intent.quantity);
  CHECK_EQUAL(read.price, static_cast<uint64_t>(asked.intent.price_ticks));
  CHECK_EQUAL(read.time_in_force, "0335633"[static_cast<size_t>(attributes.time_in_force)]);
  CHECK_EQUAL(read.expire_seconds, attributes.expire_seconds);
  CHECK_EQUAL(read.min_quantity, attributes.time_in_force == TimeInForce::fill_or_kill
                                     ? asked.intent.quantity
                                     : attributes.min_quantity);
  CHECK_EQUAL(read.post_only == 'P', attributes.is_post_only);
}

void check_entered(const OuchRequest& read, const Asked& asked) {
  const OrderAttributes& attributes = asked.intent.attributes;
  check_common(read, asked);
  CHECK_EQUAL(read.side_letter, side_of(asked));
  CHECK(read.symbol == asked.terms.symbol);
  CHECK(read.firm.text() == asked.terms.firm.text());
  CHECK_EQUAL(read.capacity, "PARO"[static_cast<size_t>(attributes.capacity)]);
  CHECK_EQUAL(read.cross_type, "NOCH"[static_cast<size_t>(cross_of(attributes))]);
}

TEST("OUCH 5.0 carries every order, with every attribute, to the venue as it was meant") {
  std::mt19937_64 random(test::seed());
  test::PermissiveGate gate;
  for (uint64_t i = 0; i < test::repeats(50'000) && test::failures() == 0; ++i) {
    Asked asked = ask(random);
    const OrderAttributes& attributes = asked.intent.attributes;
    const auto channel = static_cast<uint8_t>(random() % 3);
    const Ouch50Codec codec({.user_ref_idx = channel});
    CHECK(codec.can_carry(attributes));
    Room room;
    OuchRequest read;
    size_t size = codec.enter(room, gate.pass(asked.intent, asked.strategy), asked.terms, asked.number);
    REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
    check_entered(read, asked);
    CHECK_EQUAL(read.user_ref_num, asked.number);
    CHECK_EQUAL(read.display, "YNA"[static_cast<size_t>(attributes.display)]);
    CHECK_EQUAL(read.max_floor, attributes.max_floor);
    CHECK_EQUAL(read.price_type, "LRPM"[static_cast<size_t>(attributes.peg_kind)]);
    CHECK_EQUAL(read.peg_offset, attributes.peg_offset_ticks);
    CHECK_EQUAL(read.is_located, attributes.is_located);
    CHECK_EQUAL(read.user_ref_idx, channel);
    const auto client = parse_client_order_id(read.cl_ord_id);
    CHECK(client && client->strategy == asked.strategy && client->order == asked.intent.strategy_order_id);

    asked.intent.kind = IntentKind::replace;
    const OrderName original{asked.number, asked.strategy, asked.intent.strategy_order_id};
    asked.intent.has_new_attributes = true;
    size = codec.replace(room, gate.pass(asked.intent, asked.strategy), original, asked.number + 1);
    REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
    check_common(read, asked);
    CHECK(read.orig_user_ref_num == asked.number && read.user_ref_num == asked.number + 1);
    CHECK(read.max_floor == attributes.max_floor && read.is_located == attributes.is_located);
    // Nothing of the earlier attributes may stay: what is at its default is said too.
    for (const auto tag :
         {wire::ouch50::Tag::min_qty, wire::ouch50::Tag::max_floor, wire::ouch50::Tag::price_type,
          wire::ouch50::Tag::peg_offset, wire::ouch50::Tag::post_only}) {
      CHECK(read.has(tag));
    }
    asked.intent.has_new_attributes = false;
    size = codec.replace(room, gate.pass(asked.intent, asked.strategy), original, asked.number + 1);
    REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
    CHECK(!read.has(wire::ouch50::Tag::post_only) && !read.has(wire::ouch50::Tag::min_qty));
    CHECK(read.is_located == attributes.is_located);  // a Replace that doesn't say so again loses it

    size = codec.modify(room, gate.pass(asked.intent, asked.strategy), original, side_of(asked));
    REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
    CHECK(read.side_letter == side_of(asked) && read.quantity == asked.intent.quantity);
    CHECK(read.user_ref_num == asked.number && read.user_ref_idx == channel);
    size = codec.cancel(room, original, 7);
    REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
    CHECK(read.user_ref_num == asked.number && read.quantity == 7 && read.user_ref_idx == channel);
  }
}

TEST("OUCH 5.0 carries what is asked about a whole firm, and recovery's question") {
  Ouch50Codec codec({.user_ref_idx = 3});
  Room room;
  OuchRequest read;
  size_t size = codec.mass_cancel(room, 79, wire::Firm("FIRM"), wire::Symbol("AMZN"));
  REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
  CHECK(read.type == wire::ouch50::InboundType::mass_cancel && read.user_ref_num == 79);
  CHECK(read.firm.text() == "FIRM" && read.symbol.text() == "AMZN" && read.user_ref_idx == 3);
  for (const bool is_on : {false, true}) {
    size = codec.switch_entry(room, 80, wire::Firm("FIRM"), is_on);
    REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
    CHECK(read.type == (is_on ? wire::ouch50::InboundType::enable_order_entry
                              : wire::ouch50::InboundType::disable_order_entry));
    CHECK(read.firm.text() == "FIRM" && read.user_ref_num == 80);
  }
  size = codec.question(room, 0, 1);
  REQUIRE(decode_request(Bytes(room).first(size), read) == OuchFault::none);
  CHECK(read.type == wire::ouch50::InboundType::account_query && read.user_ref_idx == 3);
}

TEST("OUCH 4.2 carries every order that it has words for to the venue as it was meant, and no other") {
  std::mt19937_64 random(test::seed());
  test::PermissiveGate gate;
  uint64_t carried = 0;
  for (uint64_t i = 0; i < test::repeats(50'000) && test::failures() == 0; ++i) {
    Asked asked = ask(random);
    const OrderAttributes& attributes = asked.intent.attributes;
    const bool has_customer_type = random() % 2 == 0;
    const Ouch42Codec codec({.protocol = OrderProtocol::ouch42, .has_customer_type = has_customer_type});
    Room room;
    OuchRequest read;
    size_t size = codec.enter(room, gate.pass(asked.intent, asked.strategy), asked.terms, asked.number);
    const bool has_words =
        (attributes.peg_kind == PegKind::none || attributes.peg_kind == PegKind::midpoint) &&
        attributes.peg_offset_ticks == 0 && attributes.max_floor == 0 &&
        !(attributes.peg_kind == PegKind::midpoint && attributes.display == OrderDisplay::attributable) &&
        !(attributes.peg_kind == PegKind::none && attributes.display == OrderDisplay::hidden &&
          attributes.is_post_only);
    CHECK_EQUAL(size != 0, has_words);
    CHECK_EQUAL(codec.can_carry(attributes), has_words);
    if (!has_words) continue;
    ++carried;
    CHECK_EQUAL(size, has_customer_type ? size_t{49} : size_t{48});
    REQUIRE(decode_ouch42_request(Bytes(room).first(size), read) == OuchFault::none);
    check_entered(read, asked);
    CHECK_EQUAL(read.price_type, attributes.peg_kind == PegKind::midpoint ? 'M' : 'L');
    if (attributes.peg_kind == PegKind::none) {
      CHECK_EQUAL(read.display, "YNA"[static_cast<size_t>(attributes.display)]);
    }
    const OrderName name{asked.number, asked.strategy, asked.intent.strategy_order_id};
    CHECK(parse_token(read.token) == name);

    asked.intent.kind = IntentKind::replace;
    size = codec.replace(room, gate.pass(asked.intent, asked.strategy), name, asked.number + 1);
    REQUIRE(decode_ouch42_request(Bytes(room).first(size), read) == OuchFault::none);
    check_common(read, asked);
    CHECK(parse_token(read.existing_token) == name);
    CHECK(parse_token(read.token)->number == asked.number + 1);
    size = codec.modify(room, gate.pass(asked.intent, asked.strategy), name, side_of(asked));
    REQUIRE(decode_ouch42_request(Bytes(room).first(size), read) == OuchFault::none);
    CHECK(read.side_letter == side_of(asked) && read.quantity == asked.intent.quantity);
    size = codec.cancel(room, name, 7);
    REQUIRE(decode_ouch42_request(Bytes(room).first(size), read) == OuchFault::none);
    CHECK(read.quantity == 7 && parse_token(read.token) == name);
    CHECK_EQUAL(codec.mass_cancel(room, 1, wire::Firm("A"), wire::Symbol("")), size_t{0});
    CHECK_EQUAL(codec.switch_entry(room, 1, wire::Firm("A"), true), size_t{0});
  }
  CHECK(carried > test::repeats(50'000) / 20);
}

TEST("OUCH 4.2's golden Enter Order is read, and is what we would have written") {
  const std::string golden =
      "4f48"
      "4c303030303030303120202020"
      "42"
      "00000064"
      "4141504c20202020"
      "0012d644"
      "0001869e"
      "20202020"
      "59"
      "50"
      "4e"
      "00000000"
      "4e"
      "20";
  test::PermissiveGate gate;
  Intent intent{};
  intent.strategy_order_id = 1;
  intent.quantity = 100;
  intent.price_ticks = 1'234'500;
  Room room;
  const Ouch42Codec codec({.protocol = OrderProtocol::ouch42});
  OrderTerms terms;
  terms.symbol = wire::Symbol("AAPL");
  const size_t size = codec.enter(room, gate.pass(intent), terms, 1);
  REQUIRE(size == 49);
  std::string ours = hex_of(Bytes(room).first(size));
  CHECK_EQUAL(ours.substr(0, 2) + "484c303030303030303120202020" + ours.substr(30),
              golden);  // but for the token
  OuchRequest read;
  std::array<std::byte, 49> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(std::stoul(golden.substr(i * 2, 2), nullptr, 16));
  }
  REQUIRE(decode_ouch42_request(bytes, read) == OuchFault::none);
  CHECK(read.token.text() == "HL00000001" && !parse_token(read.token));
  CHECK(read.side_letter == 'B' && read.quantity == 100 && read.symbol.text() == "AAPL");
  CHECK(read.price == 1'234'500 && read.time_in_force == '0' && read.display == 'Y' && read.capacity == 'P');
}

TEST("a request that has too little room is not written") {
  test::PermissiveGate gate;
  Asked asked;
  asked.intent.quantity = 1;
  asked.intent.price_ticks = 1;
  asked.intent.attributes.is_post_only = true;
  Ouch50Codec newer({});
  Ouch42Codec older({.protocol = OrderProtocol::ouch42});
  Room room;
  const auto sizes = [&](OrderCodec& codec, std::span<std::byte> space) {
    return std::array{codec.enter(space, gate.pass(asked.intent), asked.terms, 1),
                      codec.replace(space, gate.pass(asked.intent), {1, 0, 1}, 2),
                      codec.cancel(space, {1, 0, 1}, 0),
                      codec.modify(space, gate.pass(asked.intent), {1, 0, 1}, 'S'),
                      codec.mass_cancel(space, 1, wire::Firm(""), wire::Symbol("")),
                      codec.switch_entry(space, 1, wire::Firm(""), true),
                      codec.question(space, 1, 1)};
  };
  for (OrderCodec* codec : {static_cast<OrderCodec*>(&newer), static_cast<OrderCodec*>(&older)}) {
    const auto whole = sizes(*codec, room);
    for (size_t request = 0; request < whole.size(); ++request) {
      if (whole[request] == 0) continue;
      for (size_t space = 0; space < whole[request]; ++space) {
        CHECK_EQUAL(sizes(*codec, std::span(room).first(space))[request], size_t{0});
      }
    }
  }
}

TEST("tokens hold strategy, order and number, and nothing else is taken for one") {
  std::mt19937_64 random(test::seed());
  for (uint64_t i = 0; i < test::repeats(200'000); ++i) {
    const OrderName name{static_cast<uint32_t>(random() | 1), static_cast<StrategyId>(random() % 62),
                         static_cast<StrategyOrderId>(random())};
    CHECK(parse_token(token_of(name)) == name);
    wire::ouch42::Token token = token_of(name);
    token.chars[random() % 14] = static_cast<char>(random());
    const auto other = parse_token(token);
    CHECK(!other || (token_of(*other) == token));  // one name, one token
  }
  CHECK(!parse_token(wire::ouch42::Token("H0000000000000")));  // numbers begin at 1
  CHECK(!parse_token(wire::ouch42::Token("H0zzzzzz000001")) &&
        !parse_token(wire::ouch42::Token("H0000001zzzzzz")));
  CHECK(!parse_token(wire::ouch42::Token("")) && !parse_token(wire::ouch42::Token("h0000001000001")));
  CHECK(is_probe(probe_token(INT64_MAX, UINT32_MAX)) && !is_probe(token_of({1, 0, 1})));
  CHECK(!(probe_token(1, 1) == probe_token(2, 1)) && !(probe_token(1, 1) == probe_token(1, 2)));
}

}  // namespace
}  // namespace hotlane
