// The most recent executions by match number: tells a repeated one from a new one, and says what a broken
// trade has to undo, even long after its order is gone. Owned by the order store, one thread. The oldest are
// forgotten first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/units.hpp"
#include "orders/number_index.hpp"
#include "risk/intent.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

struct Fill {
  uint64_t match_number = 0;
  UserRefNum user_ref_num = 0;  // that the execution came with
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;
  InstrumentId instrument = 0;
  StrategyId strategy = 0;
  Side side = Side::buy;
  bool is_broken = false;
};

class FillLedger {
 public:
  explicit FillLedger(uint32_t fills_max) : fills_(fills_max), index_(fills_max) {}

  // A match has a buyer and a seller, and both can be us.
  [[nodiscard]] Fill* find(uint64_t match_number, Side side) noexcept {
    const std::optional<uint32_t> slot = index_.find(key_of(match_number, side));
    if (!slot) return nullptr;
    Fill& fill = fills_[*slot];
    return fill.match_number == match_number && fill.side == side ? &fill : nullptr;
  }

  void add(const Fill& fill) noexcept {
    const auto slot = static_cast<uint32_t>(count_ % fills_.size());
    if (count_ >= fills_.size()) index_.remove(key_of(fills_[slot].match_number, fills_[slot].side));
    fills_[slot] = fill;
    index_.put(key_of(fill.match_number, fill.side), slot);
    ++count_;
  }

 private:
  [[nodiscard]] static uint64_t key_of(uint64_t match_number, Side side) noexcept {
    return side == Side::buy ? match_number : match_number ^ (uint64_t{1} << 63);
  }

  std::vector<Fill> fills_;
  NumberIndex index_;
  uint64_t count_ = 0;
};

}  // namespace hotlane
