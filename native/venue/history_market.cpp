#include "venue/history_market.hpp"

#include <algorithm>
#include <cstring>

namespace hotlane {
namespace itch = wire::itch50;
namespace {

uint64_t key_of(const wire::Symbol& symbol) noexcept {
  uint64_t key;
  std::memcpy(&key, symbol.chars, sizeof key);
  return key;
}

bool is_price(uint32_t price) noexcept {
  return price > 0 && price <= itch::price_max;
}

}  // namespace

std::span<const HistoryFill> HistoryMarket::apply(std::span<const std::byte> message) {
  fills_.clear();
  left_by_cross_.clear();
  ++counters_.messages;
  const char type = message.empty() ? '\0' : static_cast<char>(message[0]);
  if (message.empty() || (itch::length_of(type) != 0 && itch::length_of(type) != message.size())) {
    ++counters_.malformed;
    return fills_;
  }
  const std::byte* bytes = message.data();
  switch (type) {
    case itch::StockDirectory::code: {
      const auto& directory = itch::view<itch::StockDirectory>(bytes);
      announce(directory.header.stock_locate, directory.stock);
      break;
    }
    case itch::AddOrder::code:
    case itch::AddOrderWithMpid::code: on_add(itch::view<itch::AddOrder>(bytes)); break;
    case itch::OrderExecuted::code: {
      const auto& executed = itch::view<itch::OrderExecuted>(bytes);
      on_executed(executed.order_reference, executed.executed_shares, true, std::nullopt);
      break;
    }
    case itch::OrderExecutedWithPrice::code: {
      const auto& executed = itch::view<itch::OrderExecutedWithPrice>(bytes);
      // ITCH 5.0 §1.4.2: not printable means that a cross (Q) prints it, which reaches ours by itself.
      const uint32_t price = executed.execution_price;
      on_executed(executed.order_reference, executed.executed_shares,
                  executed.printable == 'Y' && is_price(price), static_cast<PriceTicks>(price));
      break;
    }
    case itch::OrderCancel::code: {
      const auto& cancelled = itch::view<itch::OrderCancel>(bytes);
      on_cancelled(cancelled.order_reference, cancelled.cancelled_shares);
      break;
    }
    case itch::OrderDelete::code: on_deleted(itch::view<itch::OrderDelete>(bytes).order_reference); break;
    case itch::OrderReplace::code: on_replaced(itch::view<itch::OrderReplace>(bytes)); break;
    case itch::CrossTrade::code: on_cross(itch::view<itch::CrossTrade>(bytes)); break;
    default: break;  // hidden trades give us nothing; the rest isn't about orders
  }
  return fills_;
}

void HistoryMarket::prefetch(std::span<const std::byte* const> messages) const noexcept {
  const auto reference_of = [](const std::byte* message) noexcept -> OrderReference {
    switch (static_cast<char>(*message)) {
      case itch::AddOrder::code:
      case itch::AddOrderWithMpid::code:
      case itch::OrderExecuted::code:
      case itch::OrderExecutedWithPrice::code:
      case itch::OrderCancel::code:
      case itch::OrderDelete::code:
      case itch::OrderReplace::code: return itch::view<wire::be64>(message + itch::order_reference_offset);
      default: return 0;
    }
  };
  for (const std::byte* message : messages) historical_.prefetch(reference_of(message));
  for (const std::byte* message : messages) {
    const uint32_t place = historical_.find(reference_of(message));
    if (place != ReferenceIndex::none) fetch_ahead(&pool_[place]);
  }
}

void HistoryMarket::announce(Locate locate, const wire::Symbol& symbol) {
  while (instruments_.size() <= locate) instruments_.emplace_back();
  if (instruments_[locate].is_announced) return;
  instruments_[locate].is_announced = true;
  locates_[key_of(symbol)] = locate;
}

void HistoryMarket::on_add(const itch::AddOrder& message) {
  if ((message.side != 'B' && message.side != 'S') || message.shares == 0 || !is_price(message.price)) {
    ++counters_.malformed;
    return;
  }
  announce(message.header.stock_locate, message.stock);
  QueuedOrder order;
  order.number = message.order_reference;
  order.shares = message.shares;
  order.price_ticks = static_cast<PriceTicks>(uint32_t{message.price});
  order.locate = message.header.stock_locate;
  order.side = message.side == 'B' ? Side::buy : Side::sell;
  add(order);
}

// The historical order joins its level whole; what of it would have traded with us is marked as taken.
void HistoryMarket::add(const QueuedOrder& order) {
  if (historical_.find(order.number) != ReferenceIndex::none) {
    ++counters_.repeated_references;
    return;
  }
  HistorySide& across = instruments_[order.locate].sides[static_cast<size_t>(opposite(order.side))];
  QueuedOrder joining = order;
  joining.taken = fill_resting(across, order.shares, order.price_ticks, QueuedOrder::none, order.number);
  const uint32_t place = pool_.take(joining);
  side_of(joining).enqueue(pool_, place);
  historical_.insert(joining.number, place);
}

void HistoryMarket::on_executed(OrderReference reference, Quantity shares, bool has_flow,
                                std::optional<PriceTicks> price) {
  const uint32_t place = find_historical(reference);
  if (place == ReferenceIndex::none) return;
  const QueuedOrder hit = pool_[place];
  const Quantity flow = std::min(shares, hit.shares);
  HistorySide& side = side_of(hit);
  if (has_flow) {
    // A price better than the hit order's own bounds what the flow would have paid us; a worse one doesn't
    // bring it to orders behind the one that it did reach.
    const bool is_bounded = price && side.rank(*price) > side.rank(hit.price_ticks);
    fill_resting(side, flow, is_bounded ? *price : hit.price_ticks, is_bounded ? QueuedOrder::none : place,
                 reference);
  }
  if (level_queue_) follow_level(place, flow, has_flow);
  reduce_historical(place, shares);
}

void HistoryMarket::on_cancelled(OrderReference reference, Quantity shares) noexcept {
  const uint32_t place = find_historical(reference);
  if (place == ReferenceIndex::none) return;
  if (level_queue_) follow_level(place, std::min(shares, pool_[place].shares), false);
  reduce_historical(place, shares);
}

void HistoryMarket::on_deleted(OrderReference reference) noexcept {
  const uint32_t place = find_historical(reference);
  if (place == ReferenceIndex::none) return;
  if (level_queue_) follow_level(place, pool_[place].shares, false);
  forget(place);
}

// ITCH 5.0 §1.4.5: a new reference at the tail, on the same side; its shares are new to us too.
void HistoryMarket::on_replaced(const itch::OrderReplace& message) {
  const uint32_t place = find_historical(message.original_reference);
  if (place == ReferenceIndex::none) return;
  if (message.shares == 0 || !is_price(message.price)) {
    ++counters_.malformed;
    return;
  }
  if (level_queue_) follow_level(place, pool_[place].shares, false);
  QueuedOrder order = pool_[place];
  order.number = message.new_reference;
  order.shares = message.shares;
  order.price_ticks = static_cast<PriceTicks>(uint32_t{message.price});
  forget(place);
  add(order);
}

uint32_t HistoryMarket::find_historical(OrderReference reference) noexcept {
  const uint32_t place = historical_.find(reference);
  if (place == ReferenceIndex::none) ++counters_.unknown_references;
  return place;
}

void HistoryMarket::reduce_historical(uint32_t place, Quantity shares) noexcept {
  QueuedOrder& order = pool_[place];
  if (shares > order.shares) ++counters_.excess_shares;
  if (shares >= order.shares) {
    forget(place);
  } else {
    order.shares -= shares;
  }
}

void HistoryMarket::forget(uint32_t place) noexcept {
  const QueuedOrder& order = pool_[place];
  if (order.is_own && level_queue_) level_queue_->leave(static_cast<uint32_t>(order.number));
  side_of(order).remove(pool_, place);
  (order.is_own ? own_ : historical_).erase(order.number);
  pool_.give_back(place);
}

void HistoryMarket::follow_level(uint32_t place, Quantity shares, bool is_trade) {
  const QueuedOrder& order = pool_[place];
  const HistorySide& side = side_of(order);
  if (side.own_orders() == 0) return;
  for (const HistoryLevel& level : side.levels()) {
    if (level.price_ticks != order.price_ticks || level.own_orders == 0) continue;
    own_at_level_.clear();
    uint64_t shown = 0;
    for (uint32_t at = level.displayed.first; at != QueuedOrder::none; at = pool_[at].behind) {
      if (pool_[at].is_own) {
        own_at_level_.push_back(static_cast<uint32_t>(pool_[at].number));
      } else {
        shown += pool_[at].shares;
      }
    }
    if (is_trade) {
      level_queue_->trade(own_at_level_, shares);
    } else {
      level_queue_->shrink(own_at_level_, shown, shares);
    }
  }
}

std::optional<Locate> HistoryMarket::find_locate(std::string_view symbol) const {
  if (symbol.size() > sizeof(wire::Symbol)) return std::nullopt;
  const auto found = locates_.find(key_of(wire::Symbol(symbol)));
  if (found == locates_.end()) return std::nullopt;
  return found->second;
}

}  // namespace hotlane
