// The order gate against a slow model written from its documentation in wide integers, over seeded intents;
// the message rate against a bucket that counts nanoseconds; and the rules that must never bend, one by one.
#include <deque>
#include <random>
#include <vector>

#include "harness.hpp"
#include "risk/order_gate.hpp"

namespace hotlane {
namespace {

__extension__ using Wide = __int128;

// A token bucket in plain words: tokens of `interval` nanoseconds, filled by time.
struct SlowBucket {
  Wide interval = 0, burst = 0, level = 0;
  TimeNs last = 0;
  explicit SlowBucket(const Limits& limits) {
    if (limits.messages_per_second_max == 0) return;
    interval = (Wide{ns_per_second} + limits.messages_per_second_max - 1) / limits.messages_per_second_max;
    burst = Wide{limits.messages_burst_max} * interval;
    level = burst;
  }
  bool has_token(TimeNs now) {
    level = std::min<Wide>(burst, level + (now - last));
    last = now;
    return interval > 0 && level >= interval;
  }
  void take() { level -= interval; }
};

struct SlowScope {
  Limits limits;
  SlowBucket bucket{Limits{}};
  bool is_killed = false;
};

struct SlowGate {
  std::vector<SlowScope> instruments{4}, strategies{3};
  bool is_all_killed = false;

  static bool breaks_collar(const Intent& i, const Limits& l, const GateInputs& in, bool& has_reference) {
    Wide reference2 =
        in.bid_ticks > 0 && in.ask_ticks > 0 ? Wide{in.bid_ticks} + in.ask_ticks : Wide{in.last_ticks} * 2;
    has_reference = reference2 > 0;
    Wide distance2 = Wide{i.price_ticks} * 2 - reference2;
    if (distance2 < 0) distance2 = -distance2;
    return (l.collar_ticks > 0 && distance2 > Wide{l.collar_ticks} * 2) ||
           (l.collar_basis_points > 0 && distance2 * 10'000 > reference2 * l.collar_basis_points);
  }

  static Refusal limits_refusal(const Intent& i, const GateInputs& in, const Limits& l, const Exposure& e,
                                Wide open) {
    if (open > l.order_quantity_max) return Refusal::order_quantity;
    if (open * i.price_ticks > l.order_notional_max) return Refusal::notional;
    if (l.collar_ticks > 0 || l.collar_basis_points > 0) {
      bool has_reference = false;
      const bool breaks = breaks_collar(i, l, in, has_reference);
      if (!has_reference) return Refusal::no_reference_price;
      if (breaks) return Refusal::price_collar;
    }
    const bool is_new = i.kind == IntentKind::new_order;
    const Side side = is_new ? i.side : in.order.side;
    Wide worst = side == Side::buy ? Wide{e.net} + e.open_buy : Wide{e.open_sell} - e.net;
    worst += is_new ? open : std::max<Wide>(0, open - in.order.exposed);
    return worst > l.position_max ? Refusal::position : Refusal::none;
  }

  Refusal check(const Intent& i, const GateInputs& in) {
    if (i.kind == IntentKind::cancel) {
      if (!in.order.is_known) return Refusal::unknown_order;
      if (in.order.is_done) return Refusal::order_done;
      if (!in.is_session_ready) return Refusal::session_down;
      if (i.quantity > 0 && i.quantity >= in.order.total) return Refusal::invalid_quantity;
      for (SlowScope* scope : {&instruments[in.order.instrument], &strategies[in.strategy]}) {
        if (scope->bucket.has_token(in.now)) scope->bucket.take();
      }
      return Refusal::none;
    }
    const bool is_new = i.kind == IntentKind::new_order;
    const size_t id = is_new ? i.instrument : in.order.instrument;
    const Wide open = is_new ? Wide{i.quantity} : Wide{i.quantity} - in.order.used;
    if (is_all_killed) return Refusal::kill_switch_global;
    if (strategies[in.strategy].is_killed) return Refusal::kill_switch_strategy;
    if (in.outage != Refusal::none) return in.outage;
    if (!in.is_session_ready) return Refusal::session_down;
    if (in.is_account_in_doubt) return Refusal::account_in_doubt;
    if (!in.can_be_carried) return Refusal::attribute_not_carried;
    if (is_new && in.is_order_id_used) return Refusal::duplicate_order_id;
    if (is_new && !in.has_order_room) return Refusal::order_store_full;
    if (!is_new && !in.order.is_known) return Refusal::unknown_order;
    if (!is_new && in.order.is_done) return Refusal::order_done;
    if (!is_new && !in.order.is_replaceable) return Refusal::order_not_live;
    if (i.price_ticks < 1 || i.price_ticks > 1'999'999'900) return Refusal::invalid_price;
    if (i.quantity < 1 || i.quantity > 999'999 || open < 1) return Refusal::invalid_quantity;
    if (id >= instruments.size()) return Refusal::unknown_instrument;
    SlowScope& instrument = instruments[id];
    SlowScope& strategy = strategies[in.strategy];
    if (instrument.is_killed) return Refusal::kill_switch_instrument;
    if (!instrument.limits.is_set || !strategy.limits.is_set) return Refusal::limit_missing;
    if (in.is_halted) return Refusal::halted;
    if (in.is_book_stale) return Refusal::stale_book;
    Refusal refusal = limits_refusal(i, in, instrument.limits, in.of_instrument, open);
    if (refusal == Refusal::none) refusal = limits_refusal(i, in, strategy.limits, in.of_strategy, open);
    if (refusal != Refusal::none) return refusal;
    const bool instrument_has = instrument.bucket.has_token(in.now);
    if (!instrument_has || !strategy.bucket.has_token(in.now)) return Refusal::message_rate;
    instrument.bucket.take();
    strategy.bucket.take();
    return Refusal::none;
  }
};

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  uint64_t below(uint64_t bound) { return random_() % bound; }
  bool one_in(uint64_t n) { return below(n) == 0; }
  // Mostly ordinary, sometimes at the edge of its type.
  template <class T>
  T number(uint64_t usual) {
    const uint64_t kind = below(30);
    if (kind == 0) return 0;
    if (kind == 1) return static_cast<T>(INT32_MAX);
    if (kind == 2) return static_cast<T>(usual);
    return static_cast<T>(1 + below(usual));
  }

 private:
  std::mt19937_64 random_;
};

Limits random_limits(Dice& dice) {
  Limits limits;
  limits.is_set = !dice.one_in(12);
  limits.order_quantity_max = static_cast<Quantity>(400 + dice.below(800));
  limits.order_notional_max = static_cast<Money>(400'000'000 + dice.below(600'000'000));
  limits.collar_ticks = dice.one_in(4) ? 0 : static_cast<PriceTicks>(50'000 + dice.below(100'000));
  limits.collar_basis_points = dice.one_in(4)   ? 0
                               : dice.one_in(9) ? UINT32_MAX
                                                : static_cast<uint32_t>(500 + dice.below(500));
  limits.position_max = static_cast<int64_t>(1'500 + dice.below(2'000));
  limits.messages_per_second_max = dice.one_in(10) ? 0 : static_cast<uint32_t>(100 + dice.below(3'000));
  limits.messages_burst_max = dice.one_in(10) ? 0 : static_cast<uint32_t>(1 + dice.below(20));
  return limits;
}

Intent random_intent(Dice& dice) {
  Intent intent{};
  intent.kind = static_cast<IntentKind>(dice.below(3));
  intent.price_ticks = dice.one_in(20) ? dice.number<PriceTicks>(2'000'000'000)
                                       : static_cast<PriceTicks>(950'000 + dice.below(100'000));
  intent.quantity =
      dice.one_in(20) ? dice.number<Quantity>(1'000'000) : static_cast<Quantity>(1 + dice.below(600));
  intent.instrument = static_cast<InstrumentId>(dice.one_in(30) ? 65'535 : dice.below(4));
  intent.side = static_cast<Side>(dice.below(2));
  return intent;
}

GateInputs random_inputs(Dice& dice, TimeNs now) {
  GateInputs in;
  in.now = now;
  in.strategy = static_cast<StrategyId>(dice.below(3));
  if (dice.one_in(30)) {
    in.outage = static_cast<Refusal>(static_cast<size_t>(Refusal::journal_behind) + dice.below(3));
  }
  in.is_session_ready = !dice.one_in(30);
  in.is_account_in_doubt = dice.one_in(30);
  in.can_be_carried = !dice.one_in(30);
  in.has_order_room = !dice.one_in(30);
  in.is_order_id_used = dice.one_in(30);
  in.is_book_stale = dice.one_in(30);
  in.is_halted = dice.one_in(30);
  in.bid_ticks = dice.one_in(10) ? 0 : static_cast<PriceTicks>(980'000 + dice.below(20'000));
  in.ask_ticks = dice.one_in(10) ? 0 : in.bid_ticks + static_cast<PriceTicks>(dice.below(2'001));
  in.last_ticks = dice.one_in(3) ? 0 : dice.one_in(20) ? INT32_MAX : 990'000;
  for (Exposure* exposure : {&in.of_instrument, &in.of_strategy}) {
    *exposure = {static_cast<int64_t>(dice.below(4'000)) - 2'000, static_cast<int64_t>(dice.below(700)),
                 static_cast<int64_t>(dice.below(700))};
  }
  in.order = {!dice.one_in(15),
              dice.one_in(15),
              !dice.one_in(15),
              static_cast<Side>(dice.below(2)),
              static_cast<InstrumentId>(dice.below(4)),
              static_cast<Quantity>(1 + dice.below(600)),
              static_cast<Quantity>(dice.below(200)),
              static_cast<Quantity>(dice.below(400))};
  return in;
}

TEST("the gate agrees with a slow model on 200,000 seeded intents, and every reason comes up") {
  Dice dice(test::seed());
  OrderGate gate(4, 3);
  SlowGate model;
  std::array<uint64_t, refusal_count> expected{};
  TimeNs now = 0;
  for (uint32_t step = 0; step < 200'000; ++step) {
    now += static_cast<TimeNs>(dice.below(400'000));
    if (dice.one_in(100)) {
      const Limits limits = random_limits(dice);
      const auto id = static_cast<uint16_t>(dice.below(4));
      SlowScope& scope = id < 3 && dice.one_in(2) ? model.strategies[id] : model.instruments[id];
      scope.limits = limits;
      scope.bucket = SlowBucket(limits);
      scope.bucket.last = now;
      const bool is_strategy = id < 3 && &scope == &model.strategies[id];
      if (is_strategy) gate.set_strategy_limits(id, limits);
      if (!is_strategy) gate.set_instrument_limits(id, limits);
    }
    if (dice.one_in(200)) gate.kill_all(model.is_all_killed = dice.one_in(8));
    if (dice.one_in(200)) gate.kill_strategy(1, model.strategies[1].is_killed = dice.one_in(4));
    if (dice.one_in(200)) gate.kill_instrument(2, model.instruments[2].is_killed = dice.one_in(4));
    const Intent intent = random_intent(dice);
    const GateInputs inputs = random_inputs(dice, now);
    const Refusal wanted = model.check(intent, inputs);
    const Verdict verdict = gate.check(intent, inputs);
    CHECK_EQUAL(static_cast<int>(verdict.refusal()), static_cast<int>(wanted));
    ++expected[static_cast<size_t>(wanted)];
  }
  for (uint32_t code = 0; code < refusal_count; ++code) {
    const auto refusal = static_cast<Refusal>(code);
    CHECK_EQUAL(gate.count_of(refusal), expected[code]);
    // Attributes: order_attributes_test.cpp.
    const bool is_of_the_lane =
        refusal == Refusal::too_many_intents || refusal == Refusal::invalid_intent ||
        refusal == Refusal::unknown_strategy ||
        (refusal > Refusal::invalid_intent && refusal <= Refusal::invalid_post_only) ||
        refusal == Refusal::account_in_doubt;
    CHECK(expected[code] > 0 || is_of_the_lane);
  }
}

TEST("the gate refuses intents that are none, before anything else") {
  OrderGate gate(1, 1);
  GateInputs inputs;
  Intent intent{};
  intent.kind = static_cast<IntentKind>(3);
  CHECK(gate.check(intent, inputs).refusal() == Refusal::invalid_intent);
  intent = {};
  intent.side = static_cast<Side>(2);
  CHECK(gate.check(intent, inputs).refusal() == Refusal::invalid_intent);
  intent = {};
  inputs.strategy = 1;
  CHECK(gate.check(intent, inputs).refusal() == Refusal::unknown_strategy);
}

TEST("neither kill switch, halt, stale book, missing limits nor rate holds a cancel back") {
  OrderGate gate(1, 1);
  gate.kill_all(true);
  gate.kill_strategy(0, true);
  gate.kill_instrument(0, true);
  GateInputs inputs;
  inputs.is_session_ready = inputs.is_book_stale = inputs.is_halted = true;
  inputs.order.is_known = true;
  Intent cancel{};
  cancel.kind = IntentKind::cancel;
  for (int i = 0; i < 1'000; ++i) CHECK(gate.check(cancel, inputs).has_passed());
}

TEST("no window of time holds more messages than burst and rate allow") {
  std::mt19937_64 random(test::seed());
  for (const auto& [per_second, burst] : {std::pair{1U, 1U}, {7U, 3U}, {1'000U, 50U}, {999'999U, 2U}}) {
    MessageRate rate(per_second, burst);
    std::deque<TimeNs> sent;
    TimeNs now = 5;
    for (uint32_t i = 0; i < 20'000; ++i) {
      now += static_cast<TimeNs>(random() % (2 * static_cast<uint64_t>(ns_per_second) / per_second));
      if (!rate.has_token(now)) continue;
      rate.take(now);
      sent.push_back(now);
      while (sent.front() <= now - ns_per_second) sent.pop_front();
      CHECK(sent.size() <= size_t{per_second} + burst);
    }
  }
}

}  // namespace
}  // namespace hotlane
