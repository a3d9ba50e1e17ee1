#include "venue/history_book.hpp"

namespace hotlane {

void HistorySide::enqueue(QueuedOrderPool& pool, uint32_t place) {
  QueuedOrder& order = pool[place];
  auto level = find(order.price_ticks);
  if (level == levels_.end() || level->price_ticks != order.price_ticks) {
    level = levels_.insert(level, HistoryLevel{order.price_ticks});
  }
  order.ahead = level->last;
  order.behind = QueuedOrder::none;
  (level->last == QueuedOrder::none ? level->first : pool[level->last].behind) = place;
  level->last = place;
  if (order.is_own) {
    ++level->own_orders;
    ++own_orders_;
  }
}

void HistorySide::remove(QueuedOrderPool& pool, uint32_t place) noexcept {
  const QueuedOrder& order = pool[place];
  const auto level = find(order.price_ticks);
  (order.ahead == QueuedOrder::none ? level->first : pool[order.ahead].behind) = order.behind;
  (order.behind == QueuedOrder::none ? level->last : pool[order.behind].ahead) = order.ahead;
  if (order.is_own) {
    --level->own_orders;
    --own_orders_;
  }
  if (level->first == QueuedOrder::none) levels_.erase(level);
}

}  // namespace hotlane
