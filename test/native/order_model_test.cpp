// Orders, positions, profit and fees against the slow model, event by event: over a host's sensible stream
// with every race of the field, and over a hostile one, in which anything may be answered to anything.
#include <deque>
#include <iostream>
#include <random>

#include "harness.hpp"
#include "hostile_answers.hpp"
#include "order_client.hpp"
#include "orders_beside_model.hpp"

namespace hotlane {
namespace {

using test::OrdersBesideModel;

// Each stream ends, so that a difference is found again quickly by its own seed.
constexpr uint64_t events_per_stream = 20'000;
constexpr uint64_t events_wanted = test::repeats(1'000'000);

struct Reached {
  std::array<uint64_t, OrdersBesideModel::kinds> kinds{};
  std::array<uint64_t, surprise_count> surprises{};
  uint64_t events = 0;
  void add(const OrdersBesideModel& pair) {
    for (size_t i = 0; i < kinds.size(); ++i) kinds[i] += pair.told()[i];
    for (size_t i = 0; i < surprises.size(); ++i) surprises[i] += pair.surprised()[i];
  }
  void print(const char* what) const {
    std::cout << "  " << events << " " << what << " events:";
    for (size_t i = 0; i < kinds.size(); ++i) {
      std::cout << " " << OrdersBesideModel::kind_words[i] << " " << kinds[i]
                << (i + 1 < kinds.size() ? "," : "");
    }
    std::cout << "\n";
  }
};

// Small stores, so that slots and trades are used again and late answers find nothing.
OrdersBesideModel pair_for(std::mt19937_64& random) {
  const test::RandomFees fees(random);
  return {static_cast<uint32_t>(4 + random() % 40), static_cast<uint32_t>(16 + random() % 200), fees};
}

template <class Stream>
Reached run(const char* what) {
  Reached reached;
  for (uint64_t stream = 0; reached.events < events_wanted; ++stream) {
    const uint64_t stream_seed = test::seed() + stream;
    std::mt19937_64 random(stream_seed);
    OrdersBesideModel pair = pair_for(random);
    Stream source(pair, random);
    while (pair.events() < std::min(events_per_stream, events_wanted)) {
      source.step();
      if (random() % 64 == 0) pair.compare_all();
      if (pair.difference().empty()) continue;
      test::fail(__FILE__, __LINE__,
                 "event " + std::to_string(pair.events()) + ": does not hold: " + pair.difference() +
                     " (replay with --seed " + std::to_string(stream_seed) + ")");
      return reached;
    }
    pair.compare_all();
    reached.events += pair.events();
    reached.add(pair);
  }
  reached.print(what);
  return reached;
}

TEST(
    "orders, positions, profit and fees equal the slow model over 1,000,000 events of a host with every "
    "race") {
  const Reached reached = run<test::OrderClient>("sensible");
  for (size_t kind = 1; kind < reached.kinds.size(); ++kind) {
    const auto its = static_cast<OrderUpdateKind>(kind);
    // A host in its senses answers nothing out of turn; what it says of trades long forgotten is unknown.
    if (its == OrderUpdateKind::unexpected) {
      CHECK_EQUAL(reached.kinds[kind], uint64_t{0});
    } else if (its != OrderUpdateKind::unknown_order && its != OrderUpdateKind::repeated_answer) {
      CHECK(reached.kinds[kind] > events_wanted / 20'000);
    }
  }
  for (const Surprise surprise : {Surprise::late_execution, Surprise::old_number, Surprise::before_acceptance,
                                  Surprise::beyond_leaves, Surprise::contradiction}) {
    CHECK_EQUAL(reached.surprises[static_cast<size_t>(surprise)], uint64_t{0});
  }
}

TEST("orders, positions, profit and fees equal the slow model over 1,000,000 hostile events") {
  const Reached reached = run<test::HostileAnswers>("hostile");
  for (size_t kind = 0; kind < reached.kinds.size(); ++kind)
    CHECK(reached.kinds[kind] > events_wanted / 20'000);
  for (const uint64_t times : reached.surprises) CHECK(times > events_wanted / 20'000);
}

}  // namespace
}  // namespace hotlane
