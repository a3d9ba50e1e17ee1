// What the order gate costs: intents checked in blocks, against the same loop without the gate, in one run.
// Percentiles over blocks, so that the clock's own cost is spread.
#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

#include "outcome.hpp"
#include "risk/order_gate.hpp"

namespace {

using namespace hotlane;

constexpr uint32_t intents_per_block = 64;
constexpr uint32_t blocks = 100'000;
constexpr uint16_t instruments = 64;

struct Question {
  Intent intent{};
  GateInputs inputs{};
};

std::vector<Question> seeded_questions() {
  std::mt19937_64 random(1);
  std::vector<Question> questions(4'096);
  for (Question& question : questions) {
    question.intent.kind = random() % 4 == 0 ? IntentKind::replace : IntentKind::new_order;
    question.intent.price_ticks = static_cast<PriceTicks>(990'000 + random() % 20'000);
    question.intent.quantity = static_cast<Quantity>(1 + random() % 500);
    question.intent.instrument = static_cast<InstrumentId>(random() % instruments);
    question.intent.side = static_cast<Side>(random() % 2);
    question.inputs.is_session_ready = question.inputs.has_order_room = true;
    question.inputs.bid_ticks = 999'900;
    question.inputs.ask_ticks = 1'000'100;
    question.inputs.order = {true, false, true, question.intent.side, question.intent.instrument,
                             500,  0,     500};
  }
  return questions;
}

OrderGate open_gate() {
  OrderGate gate(instruments, 1);
  Limits limits;
  limits.is_set = true;
  limits.order_quantity_max = 1'000;
  limits.order_notional_max = 10'000'000'000;
  limits.collar_ticks = 50'000;
  limits.collar_basis_points = 500;
  limits.position_max = 100'000;
  limits.messages_per_second_max = 1'000'000'000;
  limits.messages_burst_max = 1'000'000'000;
  for (InstrumentId id = 0; id < instruments; ++id) gate.set_instrument_limits(id, limits);
  gate.set_strategy_limits(0, limits);
  return gate;
}

// Nanoseconds an intent, one figure a block.
template <class Ask>
std::vector<double> measure(std::vector<Question>& questions, Ask&& ask) {
  std::vector<double> ns_per_intent(blocks);
  size_t at = 0;
  TimeNs now = 0;
  for (double& figure : ns_per_intent) {
    const auto begun = std::chrono::steady_clock::now();
    for (uint32_t i = 0; i < intents_per_block; ++i) {
      Question& question = questions[at++ % questions.size()];
      question.inputs.now = ++now;
      ask(question);
    }
    const auto spent = std::chrono::steady_clock::now() - begun;
    figure = static_cast<double>(std::chrono::nanoseconds(spent).count()) / intents_per_block;
  }
  return ns_per_intent;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Question> questions = seeded_questions();
  OrderGate gate = open_gate();
  uint64_t sum = 0;
  const auto empty = measure(questions, [&sum](const Question& question) {
    sum += question.intent.quantity;
    __asm__ volatile("" : "+r"(sum));
  });
  const auto gated = measure(questions, [&](const Question& question) {
    sum += static_cast<uint64_t>(gate.check(question.intent, question.inputs).refusal());
    __asm__ volatile("" : "+r"(sum));
  });
  bench::Outcome outcome("risk", "the order gate checks an intent in less than 50 ns", "ns/intent");
  outcome.add("order gate", bench::Role::subject, gated);
  outcome.add("empty loop", bench::Role::floor, empty);
  outcome.note("passed", static_cast<double>(gate.passed()));
  outcome.note("intents", double{blocks} * intents_per_block);
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
