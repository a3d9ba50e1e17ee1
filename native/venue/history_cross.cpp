// HistoryMarket's part about crosses: which orders of ours are in one, and what it leaves of them. What they
// trade there is the cross model's (cross_model.hpp).
#include "venue/cross_model.hpp"
#include "venue/history_market.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;

// The opening and the closing cross come once a day.
[[nodiscard]] constexpr uint8_t bit_of(char cross) noexcept {
  return cross == 'O' ? 1 : cross == 'C' ? 2 : 0;
}

}  // namespace

bool HistoryMarket::is_cross_over(Locate locate, char cross) const noexcept {
  return locate < instruments_.size() && (instruments_[locate].crosses_over & bit_of(cross)) != 0;
}

HistoryEntryResult HistoryMarket::wait_for_cross(const HistoryOrder& order) {
  waiting_.add({.handle = order.handle,
                .locate = order.locate,
                .cross = order.cross,
                .side = order.side,
                .price_ticks = order.price_ticks,
                .shares = order.shares,
                .min_quantity = order.min_quantity});
  return {HistoryEntry::waits, order.shares, {}};
}

void HistoryMarket::on_cross(const itch::CrossTrade& message) {
  const Locate locate = message.header.stock_locate;
  const char cross = message.cross_type;
  // Other crosses (intraday ones of old files) are not ours to be in.
  const bool is_ours = cross == 'O' || cross == 'C' || cross == 'H';
  if (!is_ours || locate >= instruments_.size()) return;
  const uint32_t price = message.cross_price;
  const uint64_t shares = message.shares;
  if (shares > 0 && (price == 0 || price > itch::price_max)) {
    ++counters_.malformed;
    return;
  }
  instruments_[locate].crosses_over |= bit_of(cross);
  std::vector<CrossOrder> orders;
  if (shares > 0) {
    for (const Side side : {Side::buy, Side::sell})
      put_resting(instruments_[locate].sides[static_cast<size_t>(side)], orders);
  }
  for (const WaitingOrder& order : waiting_.all()) {
    if (order.locate != locate || order.cross != cross) continue;
    orders.push_back({order.handle, order.side, order.price_ticks, order.shares, order.min_quantity, 0});
    left_by_cross_.push_back(order.handle);
  }
  if (orders.empty()) return;
  fill_in_cross({static_cast<PriceTicks>(price), shares}, orders);
  for (const CrossOrder& order : orders) {
    if (order.filled == 0) continue;
    fills_.push_back({order.handle, order.filled, static_cast<PriceTicks>(price), 0, false, cross});
    static_cast<void>(cancel(order.handle, order.filled));
  }
  std::erase_if(left_by_cross_, [this](uint32_t handle) { return waiting_.find(handle) == nullptr; });
  for (const uint32_t handle : left_by_cross_) waiting_.remove(handle);
}

// Those of ours that rest on a side, best first, then in their queue's order.
void HistoryMarket::put_resting(const HistorySide& side, std::vector<CrossOrder>& out) const {
  if (side.own_orders() == 0) return;
  for (size_t i = side.levels().size(); i > 0; --i) {
    const HistoryLevel& level = side.levels()[i - 1];
    for (const HistoryQueue& queue : {level.displayed, level.hidden}) {
      for (uint32_t at = queue.first; at != QueuedOrder::none; at = pool_[at].behind) {
        const QueuedOrder& order = pool_[at];
        if (!order.is_own) continue;
        out.push_back({static_cast<uint32_t>(order.number), order.side, order.price_ticks, order.shares,
                       order.min_quantity, 0});
      }
    }
  }
}

}  // namespace hotlane
