// The store of a session's messages against a plain list of them.
#include "venue/sequenced_store.hpp"

#include <algorithm>
#include <random>

#include "harness.hpp"

namespace {

using namespace hotlane;
using venue::SequencedStore;

std::vector<std::byte> random_message(std::mt19937_64& random) {
  const size_t length = random() % 20 == 0 ? random() % 1'025 : random() % 51;
  std::vector<std::byte> message(length);
  for (std::byte& byte : message) byte = static_cast<std::byte>(random());
  return message;
}

void compare(const SequencedStore& store, const std::vector<std::vector<std::byte>>& model,
             uint64_t sequence) {
  const Bytes kept = store.message(sequence);
  CHECK(std::ranges::equal(kept, model[sequence - 1]));
}

TEST("a store gives each message by its number, and forgets exactly those older than it keeps") {
  std::mt19937_64 random(test::seed());
  for (const uint64_t keep_max : {SequencedStore::keep_all, uint64_t{1}, uint64_t{7}, uint64_t{1'024},
                                  uint64_t{1'025}, uint64_t{5'000}}) {
    SequencedStore store(keep_max);
    CHECK_EQUAL(store.next_sequence(), uint64_t{1});
    CHECK_EQUAL(store.oldest_sequence(), uint64_t{1});
    std::vector<std::vector<std::byte>> model;
    const size_t count = 10'000 + random() % 3'000;
    while (model.size() < count) {
      model.push_back(random_message(random));
      store.append(Bytes(model.back()));
      REQUIRE(store.next_sequence() == model.size() + 1);
      const uint64_t oldest = model.size() > keep_max ? model.size() - keep_max + 1 : 1;
      REQUIRE(store.oldest_sequence() == oldest);
      compare(store, model, oldest);
      compare(store, model, model.size());
      compare(store, model, oldest + random() % (model.size() - oldest + 1));
    }
    for (uint64_t i = store.oldest_sequence(); i < store.next_sequence(); ++i) compare(store, model, i);
    const SequencedStore copy = store;
    for (uint64_t i = copy.oldest_sequence(); i < copy.next_sequence(); ++i) compare(copy, model, i);
  }
}

}  // namespace
