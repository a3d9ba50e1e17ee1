#include "venue/history_book.hpp"

namespace hotlane {

void HistorySide::enqueue(QueuedOrderPool& pool, uint32_t place) {
  QueuedOrder& order = pool[place];
  auto level = find(order.price_ticks);
  if (level == levels_.end() || level->price_ticks != order.price_ticks) {
    level = levels_.insert(level, HistoryLevel{order.price_ticks, 0, {}, {}});
  }
  HistoryQueue& queue = level->of(order);
  order.ahead = queue.last;
  order.behind = QueuedOrder::none;
  (queue.last == QueuedOrder::none ? queue.first : pool[queue.last].behind) = place;
  queue.last = place;
  if (!order.is_own) return;
  ++own_orders_;
  if (!order.is_hidden) ++level->own_orders;
}

void HistorySide::remove(QueuedOrderPool& pool, uint32_t place) noexcept {
  const QueuedOrder& order = pool[place];
  const auto level = find(order.price_ticks);
  HistoryQueue& queue = level->of(order);
  (order.ahead == QueuedOrder::none ? queue.first : pool[order.ahead].behind) = order.behind;
  (order.behind == QueuedOrder::none ? queue.last : pool[order.behind].ahead) = order.ahead;
  if (order.is_own) {
    --own_orders_;
    if (!order.is_hidden) --level->own_orders;
  }
  const bool is_empty =
      level->displayed.first == QueuedOrder::none && level->hidden.first == QueuedOrder::none;
  if (is_empty) levels_.erase(level);
}

}  // namespace hotlane
