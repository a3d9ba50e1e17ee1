// What the risk gate costs with every control on: intents checked in blocks, and the same loop without the
// gate, block by block in turn, in one run. Percentiles over blocks, so that the clock's own cost is spread.
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "outcome.hpp"
#include "risk_flow.hpp"

namespace {

using namespace hotlane;
using bench::intents_per_block;
using bench::Question;

constexpr uint32_t blocks = 50'000;
constexpr uint32_t blocks_warm = 500;

// Nanoseconds an intent of one block.
template <class Ask>
double time_block(const std::vector<Question>& block, Ask&& ask) {
  const auto begun = std::chrono::steady_clock::now();
  for (const Question& question : block) ask(question);
  const auto spent = std::chrono::steady_clock::now() - begun;
  return static_cast<double>(std::chrono::nanoseconds(spent).count()) / intents_per_block;
}

}  // namespace

int main(int argc, char** argv) {
  bench::RiskFlow flow;
  uint64_t sum = 0;
  std::vector<double> empty;
  std::vector<double> gated;
  for (uint32_t i = 0; i < blocks + blocks_warm; ++i) {
    flow.ask();
    const double floor_ns = time_block(flow.block(), [&sum](const Question& question) {
      sum += question.intent.quantity;
      __asm__ volatile("" : "+r"(sum));
    });
    const double gate_ns = time_block(flow.block(), [&](const Question& question) {
      sum += static_cast<uint64_t>(flow.gate().check(question.intent, question.inputs).refusal());
      __asm__ volatile("" : "+r"(sum));
    });
    flow.answer();
    if (i < blocks_warm) continue;
    empty.push_back(floor_ns);
    gated.push_back(gate_ns);
  }
  bench::Outcome outcome("risk", "the order gate, with every control on, checks an intent in less than 50 ns",
                         "ns/intent");
  outcome.add("order gate", bench::Role::subject, gated);
  outcome.add("empty loop", bench::Role::floor, empty);
  outcome.note("passed", static_cast<double>(flow.gate().passed()));
  outcome.note("intents", double{blocks + blocks_warm} * intents_per_block);
  // What passes costs all there is; a refusal ends early.
  for (uint32_t code = 1; code < refusal_count; ++code) {
    const auto refusal = static_cast<Refusal>(code);
    const uint64_t refused = flow.gate().count_of(refusal);
    if (refused != 0)
      outcome.note(std::string("refused: ") + words_of(refusal), static_cast<double>(refused));
  }
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
