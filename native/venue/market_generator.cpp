// The generated market's behaviour. See market_generator.hpp.
#include "venue/market_generator.hpp"

namespace hotlane {
namespace {

constexpr PriceTicks ticks_per_cent = 100;
constexpr uint32_t live_orders_min = 64;  // below, flow only adds
constexpr uint32_t lot = 100;
constexpr int32_t anchor_cents_min = 5'000;
constexpr uint32_t anchor_cents_range = 20'000;
constexpr int32_t fair_wander_max_cents = 200;  // how far from its anchor the fair price may go
constexpr int32_t take_reach_cents = 5;         // how far through the touch a marketable order goes

// Per thousand actions. Marketable orders are few, yet one of eight instruments sees some 150 a second.
constexpr uint32_t take_permille = 70;
constexpr uint32_t replace_permille = 130;
constexpr uint32_t cancel_permille = 360;
constexpr uint32_t wander_permille = 30;

// An action gives this many messages in the mean (measured by the generator's test): executions of several
// resting orders give more than one, actions that find nothing to do give none.
constexpr double messages_per_action = 1.03;

}  // namespace

MarketGenerator::MarketGenerator(const GeneratorSettings& settings)
    : random_(settings.seed),
      mean_gap_ns_(1e9 * messages_per_action / settings.messages_per_second),
      instruments_(settings.instruments) {
  for (Instrument& instrument : instruments_) {
    instrument.anchor_cents = anchor_cents_min + static_cast<int32_t>(random_.below(anchor_cents_range));
    instrument.fair_cents = instrument.anchor_cents;
    instrument.orders.reserve(live_orders_max + 1);
  }
  skip_to(settings.start_time);
}

void MarketGenerator::skip_to(TimeNs now) noexcept {
  next_due_ = now + 1 + static_cast<TimeNs>(random_.exponential(mean_gap_ns_));
}

void MarketGenerator::advance(TimeNs now, MatchingEngine& engine, MarketEvents& out) noexcept {
  while (next_due_ <= now) act(engine, out);
}

void MarketGenerator::seed_books(MatchingEngine& engine, MarketEvents& out) noexcept {
  for (uint32_t id = 0; id < instruments_.size(); ++id) {
    for (uint32_t i = 0; i < live_orders_min; ++i) add(static_cast<InstrumentId>(id), engine, out);
  }
}

void MarketGenerator::act(MatchingEngine& engine, MarketEvents& out) noexcept {
  next_due_ += 1 + static_cast<TimeNs>(random_.exponential(mean_gap_ns_));
  const auto id = static_cast<InstrumentId>(random_.below(static_cast<uint32_t>(instruments_.size())));
  Instrument& instrument = instruments_[id];
  if (random_.below(1'000) < wander_permille) wander(instrument);
  const uint32_t choice = random_.below(1'000);
  if (choice < take_permille) return take(id, engine, out);
  if (instrument.orders.size() >= live_orders_max) return cancel(id, engine, out);
  if (instrument.orders.size() < live_orders_min) return add(id, engine, out);
  if (choice < take_permille + replace_permille) return replace(id, engine, out);
  if (choice < take_permille + replace_permille + cancel_permille) return cancel(id, engine, out);
  add(id, engine, out);
}

void MarketGenerator::wander(Instrument& instrument) noexcept {
  // The further from its anchor, the likelier the next step leads back.
  const int32_t distance = instrument.fair_cents - instrument.anchor_cents;
  const auto up = static_cast<int32_t>(random_.below(2 * fair_wander_max_cents)) - fair_wander_max_cents;
  instrument.fair_cents += up >= distance ? 1 : -1;
}

PriceTicks MarketGenerator::passive_price(const Instrument& instrument, Side side) noexcept {
  // Geometric: 3 of 8 orders join the touch, the next level gets 3 of 8 of the rest, and so on.
  int32_t depth = 0;
  while (depth < 40 && random_.below(8) >= 3) ++depth;
  const int32_t cents = side == Side::buy ? instrument.fair_cents - depth : instrument.fair_cents + 1 + depth;
  return cents * ticks_per_cent;
}

void MarketGenerator::add(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept {
  Instrument& instrument = instruments_[id];
  MatchingEngine::Entry request;
  request.instrument = id;
  request.side = random_.below(2) == 0 ? Side::buy : Side::sell;
  request.terms.price_ticks = passive_price(instrument, request.side);
  request.terms.quantity = lot * (1 + random_.below(5));
  const OrderReference reference = engine.enter(request, out);
  if (engine.find(reference) != nullptr) instrument.orders.push_back(reference);
}

void MarketGenerator::take(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept {
  const Instrument& instrument = instruments_[id];
  MatchingEngine::Entry request;
  request.instrument = id;
  request.side = random_.below(2) == 0 ? Side::buy : Side::sell;
  request.terms.price_ticks =
      (instrument.fair_cents + sign_of(request.side) * take_reach_cents) * ticks_per_cent;
  request.terms.quantity = lot * (1 + random_.below(6));
  request.terms.is_immediate = true;
  engine.enter(request, out);
}

size_t MarketGenerator::pick(Instrument& instrument, const MatchingEngine& engine) noexcept {
  while (!instrument.orders.empty()) {
    const size_t at = random_.below(static_cast<uint32_t>(instrument.orders.size()));
    if (engine.find(instrument.orders[at]) != nullptr) return at;
    instrument.orders[at] = instrument.orders.back();
    instrument.orders.pop_back();
  }
  return 0;
}

void MarketGenerator::cancel(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept {
  Instrument& instrument = instruments_[id];
  const size_t at = pick(instrument, engine);
  if (at == instrument.orders.size()) return;
  const OrderReference reference = instrument.orders[at];
  const Quantity leaves = engine.find(reference)->leaves;
  // One in eight is cut, the others go.
  const bool is_cut = leaves > lot && random_.below(8) == 0;
  engine.reduce_to(reference, is_cut ? leaves - lot : 0, out);
  if (is_cut) return;
  instrument.orders[at] = instrument.orders.back();
  instrument.orders.pop_back();
}

void MarketGenerator::replace(InstrumentId id, MatchingEngine& engine, MarketEvents& out) noexcept {
  Instrument& instrument = instruments_[id];
  const size_t at = pick(instrument, engine);
  if (at == instrument.orders.size()) return;
  const RestingOrder& old_order = *engine.find(instrument.orders[at]);
  const PriceTicks price = passive_price(instrument, old_order.side);
  const Quantity quantity = lot * (1 + random_.below(5));
  const OrderReference reference =
      engine.replace(old_order.reference, {.price_ticks = price, .quantity = quantity}, out);
  if (engine.find(reference) != nullptr) {
    instrument.orders[at] = reference;
  } else {
    instrument.orders[at] = instrument.orders.back();
    instrument.orders.pop_back();
  }
}

}  // namespace hotlane
