// The same orders, from the same seed, over OUCH 5.0 and over OUCH 4.2 to the same exchange: the same answers
// in the same order, the same trades, the same record at the venue. Connections are cut at random bytes, so
// that recovery of either kind is held against the other: what one calls lost, the other does too.
#include <algorithm>

#include "entries_with_venue.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane {
namespace {

using test::EntriesWithVenue;

constexpr uint64_t days = test::repeats(60);
constexpr uint32_t steps = 600;

// A code that OUCH 4.2 has no letter for comes as its "other".
uint16_t as_ouch42(uint16_t code) {
  using namespace wire::ouch42;
  const char letter = letter_of(static_cast<wire::ouch50::RejectReason>(code), RejectLetters::text2018);
  return reject_code_of(letter, RejectLetters::text2018);
}

// What must be alike of an answer over OUCH 5.0 and one over OUCH 4.2.
bool is_alike(const OrderAnswer& a, const OrderAnswer& b) {
  return a.kind == b.kind && a.is_live == b.is_live && a.side_letter == b.side_letter &&
         a.user_ref_num == b.user_ref_num && a.orig_user_ref_num == b.orig_user_ref_num &&
         a.quantity == b.quantity && a.price_ticks == b.price_ticks && a.time_in_force == b.time_in_force &&
         a.match_number == b.match_number && a.order_reference == b.order_reference && a.symbol == b.symbol &&
         a.liquidity == b.liquidity &&
         (a.reject_reason == b.reject_reason || as_ouch42(a.reject_reason) == b.reject_reason) &&
         a.detail.cross_type == b.detail.cross_type && a.detail.capacity == b.detail.capacity &&
         (a.kind == OrderAnswerKind::rejected || a.reason == b.reason);
}

bool is_alike(const venue::LedgerOrder& a, const venue::LedgerOrder& b) {
  return a.instrument == b.instrument && a.side == b.side && a.state == b.state && a.quantity == b.quantity &&
         a.price_ticks == b.price_ticks && a.executed == b.executed && a.cancelled == b.cancelled &&
         a.executed_notional == b.executed_notional && a.firm == b.firm;
}

// One client at one exchange with a market; the other client of the same exchange trades against it.
struct World {
  explicit World(const VenueProfile& profile) : port({profile, profile}, 20'000) {}

  EntriesWithVenue port;
  std::vector<UserRefNum> numbers[2];
};

// Attributes that both protocols have words for.
OrderAttributes attributes_of(SeededRandom& random) {
  OrderAttributes attributes;
  attributes.is_post_only = random.below(8) == 0;
  attributes.time_in_force =
      attributes.is_post_only || random.below(4) != 0 ? TimeInForce::day : TimeInForce::immediate_or_cancel;
  attributes.display =
      attributes.is_post_only || random.below(4) != 0 ? OrderDisplay::visible : OrderDisplay::attributable;
  attributes.capacity = static_cast<OrderCapacity>(random.below(4));
  return attributes;
}

// The same action in either world, whose randomness is drawn once.
void act(World& world, uint64_t action_seed) {
  SeededRandom random(action_seed);
  const size_t client = random.below(2);
  std::vector<UserRefNum>& numbers = world.numbers[client];
  const auto price = static_cast<PriceTicks>(1'632'000 + random.below(400) * 100);
  const auto quantity = static_cast<Quantity>(50 * random.below(12));
  const uint32_t age = random.below(static_cast<uint32_t>(std::clamp<size_t>(numbers.size(), 1, 12)));
  const UserRefNum known = numbers.empty() ? 1 : numbers[numbers.size() - 1 - age];
  const OrderAttributes attributes = attributes_of(random);
  switch (random.below(10)) {
    case 0:
    case 1: static_cast<void>(world.port.cancel(client, known, random.below(2) == 0 ? 0 : quantity)); break;
    case 2:
    case 3:
    case 4: {
      const UserRefNum number = world.port.replace(client, known, quantity, price, attributes);
      if (number != 0) numbers.push_back(number);
      break;
    }
    default: {
      const char* firm = random.below(2) == 0 ? "" : "FIRM";
      const Side side = random.below(2) == 0 ? Side::buy : Side::sell;
      const UserRefNum number = world.port.enter(client, side, quantity, price, attributes, firm);
      if (number != 0) numbers.push_back(number);
    }
  }
}

struct Difference {
  uint64_t answers = 0;
  uint64_t fills = 0;
  uint64_t lost = 0;  // numbers that the venue never saw
};

void compare(World& newer, World& older, Difference& sum) {
  for (size_t client = 0; client < 2; ++client) {
    std::vector<OrderAnswer>& ours = newer.port.client(client).answers;
    std::vector<OrderAnswer>& theirs = older.port.client(client).answers;
    CHECK_EQUAL(ours.size(), theirs.size());
    for (size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
      CHECK(is_alike(ours[i], theirs[i]));
      sum.fills += ours[i].kind == OrderAnswerKind::executed;
    }
    sum.answers += ours.size();
    ours.clear();
    theirs.clear();
  }
}

// The connection is lost with what was on its way, and comes back.
void cut(World& world, size_t client) {
  world.port.cut(client);
  world.port.turn(2);
  world.port.connect(client);
  world.port.turn(4);
  CHECK(world.port.entry(client).is_ready());
}

void trade_a_day(uint64_t seed, Difference& sum) {
  World newer(VenueProfile{});
  World older(VenueProfile{.protocol = OrderProtocol::ouch42, .has_customer_type = seed % 2 == 0});
  newer.port.begin();
  older.port.begin();
  SeededRandom random(seed);
  for (uint32_t step = 0; step < steps && test::failures() == 0; ++step) {
    const uint64_t action_seed = random.next();
    for (World* world : {&newer, &older}) act(*world, action_seed);
    if (random.below(3) == 0) {
      for (World* world : {&newer, &older}) world->port.turn();
      compare(newer, older, sum);
    }
    if (random.below(60) == 0) {
      const size_t client = random.below(2);
      for (World* world : {&newer, &older}) cut(*world, client);
      compare(newer, older, sum);
    }
  }
  for (World* world : {&newer, &older}) world->port.turn(3);
  compare(newer, older, sum);
  for (size_t client = 0; client < 2; ++client) {
    const auto& ours = newer.port.ledger(client).orders();
    const auto& theirs = older.port.ledger(client).orders();
    CHECK_EQUAL(ours.size(), theirs.size());
    CHECK(newer.numbers[client] == older.numbers[client]);
    for (size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) CHECK(is_alike(ours[i], theirs[i]));
    for (const UserRefNum number : newer.numbers[client]) {
      const bool is_recorded = newer.port.recorded(client, number) != nullptr;
      CHECK_EQUAL(is_recorded, older.port.recorded(client, number) != nullptr);
      sum.lost += !is_recorded;
    }
  }
}

TEST("the same orders over OUCH 5.0 and over OUCH 4.2 come to the same answers, trades and records") {
  Difference sum;
  for (uint64_t i = 0; i < days && test::failures() == 0; ++i) {
    trade_a_day(test::seed() + i, sum);
    if (test::failures() > 0) std::cout << "  replay with --seed " << test::seed() + i << "\n";
  }
  std::cout << "  " << days << " days: " << sum.answers << " answers alike, " << sum.fills
            << " of them trades, " << sum.lost << " requests rejected, ignored or lost\n";
  CHECK(sum.fills > days * 20);
  CHECK(sum.answers > days * steps / 2);
}

}  // namespace
}  // namespace hotlane
