#include "simulated_market.hpp"

#include <iterator>

#include "glimpse_bytes.hpp"

namespace hotlane::test {
namespace {

const std::vector<std::string> symbols = {"ALFA", "BRAVO", "CHARLIE"};
constexpr size_t live_orders_max = 60;

Bytes trading_action(uint64_t locate) {
  return itch_stock_message('H', locate, symbols[locate - 1], "T     ");
}

}  // namespace

uint64_t hash_of(const SimulatedOrder& order) noexcept {
  uint64_t hash = 0;
  for (const uint64_t part :
       {order.reference, order.locate, static_cast<uint64_t>(order.side), order.shares, order.price}) {
    hash = SeededRandom(hash ^ part).next();
  }
  return hash;
}

SimulatedMarket::SimulatedMarket(uint64_t seed, uint64_t messages) {
  SeededRandom random(seed);
  announce();
  while (messages_.size() < messages) act(random);
}

void SimulatedMarket::announce() {
  for (uint64_t locate = 1; locate <= symbols.size(); ++locate) {
    put_message(itch_directory(locate, symbols[locate - 1]), 0, {});
    put_message(trading_action(locate), 0, {});
  }
}

SimulatedOrder SimulatedMarket::new_order(SeededRandom& random) {
  const bool is_bid = random.below(2) == 0;
  return {next_reference_++, 1 + random.below(3), is_bid ? 'B' : 'S', 1 + random.below(500),
          is_bid ? 9'990 - random.below(12) * 10 : 10'010 + random.below(12) * 10};
}

// Puts one order, or one state of it, in another's place.
void SimulatedMarket::put_message(Bytes message, uint64_t gone, std::optional<SimulatedOrder> now) {
  uint64_t hash = hashes_.back();
  std::vector<Effect> effects;
  if (gone != 0) {
    hash -= hash_of(live_.at(gone));
    live_.erase(gone);
    effects.push_back({gone, {}});
  }
  if (now) {
    hash += hash_of(*now);
    live_[now->reference] = *now;
    effects.push_back({0, *now});
  }
  messages_.push_back(std::move(message));
  effects_.push_back(std::move(effects));
  hashes_.push_back(hash);
}

void SimulatedMarket::act(SeededRandom& random) {
  const uint32_t dice = random.below(10);
  if (live_.empty() || (dice < 4 && live_.size() < live_orders_max)) {
    const SimulatedOrder order = new_order(random);
    put_message(itch_add(order.locate, symbols[order.locate - 1], order.reference, order.side, order.shares,
                         order.price),
                0, order);
    return;
  }
  SimulatedOrder order = std::next(live_.begin(), random.below(static_cast<uint32_t>(live_.size())))->second;
  const uint64_t reference = order.reference;
  if (dice < 6) {
    put_message(itch_delete(order.locate, reference), reference, {});
  } else if (dice < 8) {
    const uint64_t shares = 1 + random.below(static_cast<uint32_t>(order.shares));
    const Bytes message = dice == 6 ? itch_execute(order.locate, reference, shares)
                                    : itch_cancel(order.locate, reference, shares);
    order.shares -= shares;
    put_message(message, reference, order.shares > 0 ? std::optional(order) : std::nullopt);
  } else {
    SimulatedOrder next = new_order(random);
    next.locate = order.locate;
    next.side = order.side;
    next.price = order.price + 10;
    put_message(itch_replace(order.locate, reference, next.reference, next.shares, next.price), reference,
                next);
  }
}

std::vector<Bytes> SimulatedMarket::snapshot_before(uint64_t sequence) const {
  std::vector<Bytes> out;
  for (uint64_t locate = 1; locate <= symbols.size(); ++locate) {
    if (2 * locate - 1 < sequence) out.push_back(itch_directory(locate, symbols[locate - 1]));
    if (2 * locate < sequence) out.push_back(trading_action(locate));
  }
  std::map<uint64_t, SimulatedOrder> live;
  for (uint64_t i = 0; i + 1 < sequence; ++i) {
    for (const Effect& effect : effects_[i]) {
      if (effect.gone != 0) live.erase(effect.gone);
      if (effect.now) live[effect.now->reference] = *effect.now;
    }
  }
  for (const auto& [reference, order] : live) {
    out.push_back(
        itch_add(order.locate, symbols[order.locate - 1], reference, order.side, order.shares, order.price));
  }
  const std::string digits = std::to_string(sequence);
  out.push_back(end_of_snapshot(std::string(20 - digits.size(), ' ') + digits));
  return out;
}

}  // namespace hotlane::test
