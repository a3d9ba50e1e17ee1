// The way of orders: `risk` checks intents with every control on; `encode` writes OUCH 5.0's new orders,
// replaces and cancels in SoupBinTCP's frames; `answer` decodes an order's three answers and applies them.
#pragma once

#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "fixed_work/fixed_work.hpp"
#include "gated_intents.hpp"
#include "orders/order_store.hpp"
#include "risk_flow.hpp"
#include "session/ouch50_codec.hpp"
#include "wire/ouch50.hpp"

namespace hotlane::bench {

class RiskWork final : public FixedWork {
 public:
  void prepare() override {
    flow_.answer();
    flow_.ask();
  }
  void run() override {
    for (const Question& question : flow_.block()) {
      refused_ += !flow_.gate().check(question.intent, question.inputs).has_passed();
    }
  }
  [[nodiscard]] uint32_t operations_per_block() const override { return intents_per_block; }

 private:
  RiskFlow flow_;
  uint64_t refused_ = 0;
};

// Intents that have passed, for what stands behind the gate.
class PassedIntents {
 public:
  void renew(size_t count) {
    passed_.clear();
    for (size_t i = 0; i < count; ++i) {
      Intent intent;
      intent.strategy_order_id = ++ids_;
      intent.kind = IntentKind::new_order;
      intent.instrument = static_cast<InstrumentId>(ids_ % 8);
      intent.side = ids_ % 2 == 0 ? Side::buy : Side::sell;
      intent.price_ticks = static_cast<PriceTicks>(1'000'000 + ids_ % 50 * 100);
      intent.quantity = 100 + ids_ % 4 * 100;
      passed_.push_back(gate_.pass(intent));
    }
  }
  [[nodiscard]] const std::vector<GatedIntent>& all() const { return passed_; }

 private:
  test::PermissiveGate gate_;
  std::vector<GatedIntent> passed_;
  StrategyOrderId ids_ = 0;
};

class EncodeWork final : public FixedWork {
 public:
  void prepare() override { intents_.renew(orders_per_block); }
  void run() override {
    for (const GatedIntent& gated : intents_.all()) {
      const OrderName name{number_, gated.strategy(), gated.intent().strategy_order_id};
      written_ += codec_.enter(room_, gated, terms_, number_);
      written_ += codec_.replace(room_, gated, name, number_ + 1);
      written_ += codec_.cancel(room_, name, 0);
      number_ += 2;
    }
  }
  [[nodiscard]] uint32_t operations_per_block() const override { return orders_per_block * 3; }

 private:
  static constexpr uint32_t orders_per_block = 64;

  PassedIntents intents_;
  Ouch50Codec codec_{VenueProfile{}};
  OrderTerms terms_{wire::Symbol("AAPL"), wire::Firm("HOTL")};
  std::array<std::byte, order_request_size_max> room_{};
  UserRefNum number_ = 1;
  uint64_t written_ = 0;
};

// Accepted, half filled, the rest cancelled.
class AnswerWork final : public FixedWork {
 public:
  void prepare() override {
    intents_.renew(orders_per_block);
    for (size_t i = 0; i < orders_per_block; ++i) {
      const GatedIntent& gated = intents_.all()[i];
      static_cast<void>(store_.open(gated, number_));
      answer(answers_[i], gated.intent());
      ++number_;
    }
  }
  void run() override {
    for (const Answers& one : answers_) {
      take(std::as_bytes(std::span(&one.accepted, 1)));
      take(std::as_bytes(std::span(&one.executed, 1)));
      take(std::as_bytes(std::span(&one.cancelled, 1)));
    }
  }
  [[nodiscard]] uint32_t operations_per_block() const override { return orders_per_block * 3; }

 private:
  static constexpr uint32_t orders_per_block = 64;

  struct Answers {
    wire::ouch50::OrderAccepted accepted{};
    wire::ouch50::OrderExecuted executed{};
    wire::ouch50::OrderCanceled cancelled{};
  };

  void answer(Answers& out, const Intent& intent) {
    const uint64_t time = ++time_;
    out.accepted.type = 'A';
    out.accepted.timestamp = time;
    out.accepted.user_ref_num = number_;
    out.accepted.side = intent.side == Side::buy ? 'B' : 'S';
    out.accepted.quantity = intent.quantity;
    out.accepted.symbol = wire::Symbol("AAPL");
    out.accepted.price = static_cast<uint64_t>(intent.price_ticks);
    out.accepted.time_in_force = wire::ouch50::time_in_force::day;
    out.accepted.display = 'Y';
    out.accepted.order_reference_number = number_;
    out.accepted.order_state = wire::ouch50::order_state::live;
    out.executed.type = 'E';
    out.executed.timestamp = time;
    out.executed.user_ref_num = number_;
    out.executed.quantity = intent.quantity / 2;
    out.executed.price = static_cast<uint64_t>(intent.price_ticks);
    out.executed.liquidity_flag = 'A';
    out.executed.match_number = number_;
    out.cancelled.type = 'C';
    out.cancelled.timestamp = time;
    out.cancelled.user_ref_num = number_;
    out.cancelled.quantity = intent.quantity - intent.quantity / 2;
    out.cancelled.reason = 'U';
  }
  void take(Bytes message) {
    OrderAnswer answer;
    if (codec_.decode(message, answer) != OuchFault::none) std::abort();
    if (store_.apply(answer).order == nullptr) std::abort();
  }

  PassedIntents intents_;
  Ouch50Codec codec_{VenueProfile{}};
  OrderStore store_{1'024, 4'096};
  std::array<Answers, orders_per_block> answers_{};
  UserRefNum number_ = 1;
  uint64_t time_ = 34'200'000'000'000;
};

}  // namespace hotlane::bench
