// The lossless stream of a simulated day: ITCH messages of a small market, numbered from 1, and what the
// market is before each of them. Independent of native/book: the simulations hold the books against it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "itch_messages.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::test {

struct SimulatedOrder {
  uint64_t reference = 0;
  uint64_t locate = 0;
  char side = 'B';
  uint64_t shares = 0;
  uint64_t price = 0;
};

// Of one order; a market's hash is the sum over its live orders.
[[nodiscard]] uint64_t hash_of(const SimulatedOrder& order) noexcept;

class SimulatedMarket {
 public:
  SimulatedMarket(uint64_t seed, uint64_t messages);

  [[nodiscard]] uint64_t end() const noexcept { return messages_.size() + 1; }
  [[nodiscard]] const Bytes& message(uint64_t sequence) const { return messages_[sequence - 1]; }
  // After all messages below `sequence`.
  [[nodiscard]] uint64_t hash_before(uint64_t sequence) const { return hashes_[sequence - 1]; }
  // What GLIMPSE sends of that market, End of Snapshot included.
  [[nodiscard]] std::vector<Bytes> snapshot_before(uint64_t sequence) const;

 private:
  struct Effect {
    uint64_t gone = 0;  // this order is no longer as it was
    std::optional<SimulatedOrder> now;
  };

  void announce();
  void act(SeededRandom& random);
  void put_message(Bytes message, uint64_t gone, std::optional<SimulatedOrder> now);
  [[nodiscard]] SimulatedOrder new_order(SeededRandom& random);

  std::vector<Bytes> messages_;
  std::vector<std::vector<Effect>> effects_;
  std::vector<uint64_t> hashes_{0};
  std::map<uint64_t, SimulatedOrder> live_;
  uint64_t next_reference_ = 1;
};

}  // namespace hotlane::test
