// The most recent executions by match number: tells a repeated one from a new one, and says what a broken or
// corrected trade has to undo, even long after its order is gone. Owned by the order store, one thread. The
// oldest are forgotten first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "memory/units.hpp"
#include "orders/fee_schedule.hpp"
#include "orders/number_index.hpp"
#include "risk/intent.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

struct Fill {
  uint64_t match_number = 0;
  UserRefNum user_ref_num = 0;  // that the execution came with
  StrategyOrderId strategy_order_id = 0;
  PriceTicks price_ticks = 0;
  Quantity quantity = 0;
  Fees fees;  // what breaking it gives back: without the one that an order pays once
  InstrumentId instrument = 0;
  StrategyId strategy = 0;
  AccountId account = 0;
  Side side = Side::buy;
  char liquidity = 0;
  bool is_broken = false;
};

class FillLedger {
 public:
  explicit FillLedger(uint32_t fills_max)
      : fills_(fills_max), index_{NumberIndex(fills_max), NumberIndex(fills_max)} {}

  // A match has a buyer and a seller, and both can be us.
  [[nodiscard]] Fill* find(uint64_t match_number, Side side) noexcept {
    const std::optional<uint32_t> slot = index_of(side).find(match_number);
    return slot ? &fills_[*slot] : nullptr;
  }

  // Not one that find() still finds.
  void add(const Fill& fill) noexcept {
    const auto slot = static_cast<uint32_t>(count_ % fills_.size());
    const Fill& oldest = fills_[slot];
    if (count_ >= fills_.size()) index_of(oldest.side).remove(oldest.match_number);
    fills_[slot] = fill;
    index_of(fill.side).put(fill.match_number, slot);
    ++count_;
  }

 private:
  [[nodiscard]] NumberIndex& index_of(Side side) noexcept { return index_[static_cast<size_t>(side)]; }

  std::vector<Fill> fills_;
  std::array<NumberIndex, 2> index_;  // by side
  uint64_t count_ = 0;
};

}  // namespace hotlane
