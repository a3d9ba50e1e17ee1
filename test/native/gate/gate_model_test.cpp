// The gate against the slow gate over a seeded life of a lane (twin_gates.hpp).
#include <algorithm>
#include <iterator>

#include "gate/twin_gates.hpp"
#include "harness.hpp"

namespace {

using namespace hotlane;
using test::TwinGates;

constexpr uint64_t events_played = 1'000'000;

// Given by the lane, or told apart by the attributes' own tests.
constexpr Refusal not_here[] = {Refusal::invalid_intent,       Refusal::invalid_time_in_force,
                                Refusal::invalid_display,      Refusal::invalid_capacity,
                                Refusal::invalid_min_quantity, Refusal::invalid_max_floor,
                                Refusal::invalid_peg,          Refusal::invalid_cross,
                                Refusal::invalid_post_only,    Refusal::too_many_intents};

TEST("the gate says what a slow gate says, with the same figures, over a million seeded events") {
  const uint64_t events = test::repeats(events_played);
  TwinGates twins(test::seed());
  twins.play(events);
  uint64_t reasons = 0;
  for (uint32_t code = 0; code < refusal_count; ++code) {
    const auto refusal = static_cast<Refusal>(code);
    CHECK_EQUAL(twins.gate().count_of(refusal), twins.expected()[code]);
    reasons += twins.expected()[code] > 0 ? 1U : 0U;
    const bool is_elsewhere =
        std::find(std::begin(not_here), std::end(not_here), refusal) != std::end(not_here);
    if (!is_elsewhere && events == events_played && twins.expected()[code] == 0) {
      test::fail(__FILE__, __LINE__, std::string("never came up: ") + words_of(refusal));
    }
  }
  std::cout << "  " << events << " events, " << twins.gate().passed() << " intents passed, " << reasons - 1
            << " reasons to refuse came up\n";
}

}  // namespace
