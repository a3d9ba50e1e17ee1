// What attributes of an order may stand together, against a list of sentences kept apart from the rule; how a
// slot of any bits is read; and what the OUCH 5.0 encoder makes of each attribute, read back by the decoder.
#include "risk/order_attributes.hpp"

#include <random>

#include "gated_intents.hpp"
#include "harness.hpp"
#include "lane/intent_slot.hpp"
#include "session/ouch50_codec.hpp"
#include "session/ouch50_request.hpp"

namespace hotlane {
namespace {

// Mostly in its range, now and then a code that is none.
template <class Code>
Code any_code(std::mt19937_64& random, uint32_t count) {
  return static_cast<Code>(random() % 40 == 0 ? 255 : random() % count);
}

OrderAttributes any_attributes(std::mt19937_64& random) {
  OrderAttributes out;
  const auto rarely = [&random] { return random() % 6 == 0; };
  out.time_in_force = any_code<TimeInForce>(random, time_in_force_count);
  if (rarely() || out.time_in_force == TimeInForce::timed) {
    out.expire_seconds = static_cast<uint32_t>(random() % 90'000);
  }
  if (rarely()) out.min_quantity = static_cast<Quantity>(random() % 300);
  if (rarely()) out.max_floor = static_cast<Quantity>(random() % 300);
  if (rarely()) out.display = any_code<OrderDisplay>(random, order_display_count);
  if (rarely()) out.peg_kind = any_code<PegKind>(random, peg_kind_count);
  if (rarely()) out.peg_offset_ticks = static_cast<int32_t>(random());
  if (rarely()) out.cross = any_code<CrossKind>(random, cross_kind_count);
  if (rarely()) out.capacity = any_code<OrderCapacity>(random, order_capacity_count);
  if (rarely()) out.sell_kind = any_code<SellKind>(random, sell_kind_count);
  out.is_post_only = rarely();
  out.is_located = rarely();
  return out;
}

// Each sentence of docs/order-life.md, Attributes: true where it is broken.
struct Sentence {
  Refusal refusal;
  bool (*is_broken)(const OrderAttributes&, Side, Quantity);
};

constexpr Sentence sentences[] = {
    {Refusal::invalid_time_in_force,
     [](const OrderAttributes& a, Side, Quantity) {
       const int time = static_cast<int>(a.time_in_force);
       if (time > 6) return true;
       return time == 4 ? a.expire_seconds < 1 || a.expire_seconds > 86'399 : a.expire_seconds != 0;
     }},
    {Refusal::invalid_display,
     [](const OrderAttributes& a, Side, Quantity) { return static_cast<int>(a.display) > 2; }},
    {Refusal::invalid_capacity,
     [](const OrderAttributes& a, Side, Quantity) { return static_cast<int>(a.capacity) > 3; }},
    {Refusal::invalid_sell_kind,
     [](const OrderAttributes& a, Side side, Quantity) {
       const int kind = static_cast<int>(a.sell_kind);
       return kind > 2 || (kind > 0 && side == Side::buy) || (kind == 0 && a.is_located);
     }},
    {Refusal::invalid_min_quantity,
     [](const OrderAttributes& a, Side, Quantity quantity) {
       const bool is_needless = a.is_post_only || static_cast<int>(a.time_in_force) == 2;
       return a.min_quantity > quantity || (a.min_quantity > 0 && is_needless);
     }},
    {Refusal::invalid_max_floor,
     [](const OrderAttributes& a, Side, Quantity quantity) {
       const int time = static_cast<int>(a.time_in_force);
       const bool never_shows = static_cast<int>(a.display) == 1 || time == 1 || time == 2;
       return a.max_floor > 0 && (never_shows || a.max_floor > quantity);
     }},
    {Refusal::invalid_peg,
     [](const OrderAttributes& a, Side, Quantity) {
       const int64_t offset = a.peg_offset_ticks;
       return static_cast<int>(a.peg_kind) > 3 || (static_cast<int>(a.peg_kind) == 0 && offset != 0) ||
              offset > 1'000'000'000 || offset < -1'000'000'000;
     }},
    {Refusal::invalid_cross,
     [](const OrderAttributes& a, Side, Quantity) {
       const int cross = static_cast<int>(a.cross);
       const int time = static_cast<int>(a.time_in_force);
       if (cross > 3) return true;
       if (time == 5 && cross > 1) return true;
       if (time == 6 && cross != 0 && cross != 2) return true;
       return (cross > 0 || time > 4) && static_cast<int>(a.peg_kind) > 0;
     }},
    {Refusal::invalid_post_only,
     [](const OrderAttributes& a, Side, Quantity) {
       const int time = static_cast<int>(a.time_in_force);
       return a.is_post_only && (time == 1 || time == 2 || time > 4 || static_cast<int>(a.cross) > 0);
     }},
};

TEST("attributes are refused by the first sentence that they break, over 200,000 seeded orders") {
  std::mt19937_64 random(test::seed());
  std::array<uint64_t, refusal_count> reached{};
  for (uint64_t i = 0; i < test::repeats(200'000); ++i) {
    const OrderAttributes attributes = any_attributes(random);
    const Side side = random() % 2 == 0 ? Side::buy : Side::sell;
    const auto quantity = static_cast<Quantity>(1 + random() % 300);
    Refusal wanted = Refusal::none;
    for (const Sentence& sentence : sentences) {
      if (wanted == Refusal::none && sentence.is_broken(attributes, side, quantity))
        wanted = sentence.refusal;
    }
    CHECK_EQUAL(static_cast<int>(refusal_of(attributes, side, quantity)), static_cast<int>(wanted));
    ++reached[static_cast<size_t>(wanted)];
  }
  CHECK(reached[0] > 0);
  for (const Sentence& sentence : sentences) CHECK(reached[static_cast<size_t>(sentence.refusal)] > 0);
}

TEST("a slot of any bits is read as an intent with none but known values, or refused with a reason") {
  std::mt19937_64 random(test::seed());
  uint64_t read = 0;
  for (uint64_t i = 0; i < test::repeats(200'000); ++i) {
    boundary::IntentSlot slot;
    std::array<uint64_t, sizeof slot / 8> bits;
    for (uint64_t& word : bits) word = random() % 3 == 0 ? random() : random() % 5;
    std::memcpy(&slot, bits.data(), sizeof slot);
    Intent intent;
    const Refusal refusal = read_intent(slot, intent);
    CHECK(intent.kind <= IntentKind::cancel);
    CHECK(intent.instrument < boundary::instruments_max);
    if (refusal != Refusal::none) continue;
    ++read;
    CHECK(intent.strategy_order_id > 0 && intent.strategy_order_id <= INT32_MAX);
    CHECK(intent.kind == IntentKind::cancel || intent.quantity == slot.quantity);
    const bool has_attributes = (slot.flags & 1) != 0;
    if (!has_attributes) {
      OrderAttributes plain;
      plain.time_in_force = intent.attributes.time_in_force;
      CHECK(intent.attributes == plain);
    }
  }
  CHECK(read > 1'000);
}

TEST("quantities up to 2^32 - 1 arrive as they were written") {
  boundary::IntentSlot slot{};
  slot.kind = static_cast<int32_t>(boundary::IntentKind::reduce);
  slot.order_id = 7;
  slot.quantity = UINT32_MAX;
  Intent intent;
  CHECK(read_intent(slot, intent) == Refusal::none);
  CHECK_EQUAL(intent.quantity, UINT32_MAX);
  slot.quantity = 0;  // that would be a cancel
  CHECK(read_intent(slot, intent) == Refusal::invalid_quantity);
}

// The tags that an encoded message carries, all of them allowed there.
OuchRequest read_back(std::span<const std::byte> room, size_t size) {
  OuchRequest request;
  CHECK(size > 0);
  CHECK(decode_request(Bytes(room).first(size), request) == OuchFault::none);
  return request;
}

char letter_of(TimeInForce time) {
  return std::string("0335633")[static_cast<size_t>(time)];
}

TEST("OUCH 5.0 carries every attribute that is not contradictory, and no tag that says nothing") {
  using wire::ouch50::Tag;
  std::mt19937_64 random(test::seed());
  test::PermissiveGate gate;
  const Ouch50Codec codec({});
  std::array<std::byte, order_request_size_max> room;
  uint64_t encoded = 0;
  for (uint64_t i = 0; i < test::repeats(100'000); ++i) {
    Intent intent{};
    intent.strategy_order_id = 1;
    intent.price_ticks = 10'000;
    intent.quantity = static_cast<Quantity>(1 + random() % 300);
    intent.side = random() % 2 == 0 ? Side::buy : Side::sell;
    intent.attributes = any_attributes(random);
    if (refusal_of(intent.attributes, intent.side, intent.quantity) != Refusal::none) continue;
    ++encoded;
    const OrderAttributes& a = intent.attributes;
    OuchRequest request =
        read_back(room, codec.enter(room, gate.pass(intent), {wire::Symbol("A"), wire::Firm("")}, 1));
    const Quantity least = a.time_in_force == TimeInForce::fill_or_kill ? intent.quantity : a.min_quantity;
    CHECK_EQUAL(request.time_in_force, letter_of(a.time_in_force));
    CHECK_EQUAL(request.side_letter,
                intent.side == Side::buy ? 'B' : std::string("STE")[static_cast<size_t>(a.sell_kind)]);
    CHECK_EQUAL(request.display, std::string("YNA")[static_cast<size_t>(a.display)]);
    CHECK_EQUAL(request.capacity, std::string("PARO")[static_cast<size_t>(a.capacity)]);
    CHECK_EQUAL(request.min_quantity, least);
    CHECK_EQUAL(request.expire_seconds, a.expire_seconds);
    CHECK_EQUAL(request.post_only, a.is_post_only ? 'P' : 'N');
    CHECK_EQUAL(request.has(Tag::min_qty), least != 0);
    CHECK_EQUAL(request.has(Tag::max_floor), a.max_floor != 0);
    CHECK_EQUAL(request.has(Tag::price_type), a.peg_kind != PegKind::none);
    CHECK_EQUAL(request.has(Tag::shares_located), a.is_located);
    if (is_immediate(a.time_in_force)) continue;
    intent.kind = IntentKind::replace;
    request = read_back(room, codec.replace(room, gate.pass(intent), {1, 0, 1}, 2));
    CHECK_EQUAL(request.time_in_force, letter_of(a.time_in_force));
    CHECK(!request.has(Tag::min_qty) && !request.has(Tag::post_only) && !request.has(Tag::expire_time));
    CHECK_EQUAL(request.has(Tag::shares_located), a.is_located);
    intent.has_new_attributes = true;
    request = read_back(room, codec.replace(room, gate.pass(intent), {1, 0, 1}, 2));
    CHECK(request.has(Tag::min_qty) && request.has(Tag::max_floor) && request.has(Tag::price_type));
    CHECK(request.has(Tag::post_only) && request.post_only == (a.is_post_only ? 'P' : 'N'));
    CHECK_EQUAL(request.expire_seconds, a.expire_seconds);
  }
  CHECK(encoded > test::repeats(100'000) / 20);
}

}  // namespace
}  // namespace hotlane
