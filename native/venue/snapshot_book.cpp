// See snapshot_book.hpp. The rules by which an order changes are those of itch50.md §5 and §7.
#include "venue/snapshot_book.hpp"

#include <bit>
#include <cstring>
#include <limits>

namespace hotlane::venue {
namespace itch = wire::itch50;
namespace {

// An order that books can hold: MarketBooks refuses the others, so no snapshot may show them.
[[nodiscard]] bool is_sound(const itch::AddOrderWithMpid& order) noexcept {
  return (order.side == 'B' || order.side == 'S') && order.shares > 0 &&
         order.price <= static_cast<uint32_t>(std::numeric_limits<PriceTicks>::max());
}

template <class Message>
void write_told(SequencedStore& out, const Message& message) {
  if (message.header.type != 0) out.append(message);
}

}  // namespace

void SnapshotBook::apply(Bytes message) {
  if (message.empty()) return;
  const char type = static_cast<char>(message[0]);
  if (itch::length_of(type) != message.size()) return;
  const std::byte* at = message.data();
  switch (type) {
    case 'A':
    case 'F': {
      itch::AddOrderWithMpid order{};
      std::memcpy(&order, at, message.size());
      return add(order);
    }
    case 'E':
    case 'C': {
      const auto& executed = itch::view<itch::OrderExecuted>(at);  // C begins like E (ITCH 5.0 §1.4.2)
      return reduce(executed.order_reference, executed.executed_shares);
    }
    case 'X': {
      const auto& cancelled = itch::view<itch::OrderCancel>(at);
      return reduce(cancelled.order_reference, cancelled.cancelled_shares);
    }
    case 'D': return remove(itch::view<itch::OrderDelete>(at).order_reference);
    case 'U': return replace(itch::view<itch::OrderReplace>(at));
    case 'S': return events_.push_back(itch::view<itch::SystemEvent>(at));
    case 'R': {
      const auto& directory = itch::view<itch::StockDirectory>(at);
      security(directory.stock).directory = directory;
      return;
    }
    case 'H': {
      const auto& action = itch::view<itch::StockTradingAction>(at);
      security(action.stock).action = action;
      return;
    }
    case 'Y': {
      const auto& restriction = itch::view<itch::RegShoRestriction>(at);
      security(restriction.stock).restriction = restriction;
      return;
    }
    case 'h': return take_halt(itch::view<itch::OperationalHalt>(at));
    default: return;
  }
}

void SnapshotBook::write(SequencedStore& out) const {
  for (const itch::SystemEvent& event : events_) out.append(event);
  for (const Security& one : securities_) write_told(out, one.directory);
  for (const Security& one : securities_) {
    write_told(out, one.action);
    write_told(out, one.restriction);
    for (const itch::OperationalHalt& halt : one.halts) write_told(out, halt);
  }
  for (uint32_t place = earliest_; place != none; place = places_[place].later) {
    const itch::AddOrderWithMpid& order = places_[place].message;
    out.append(std::as_bytes(std::span(&order, 1)).first(itch::length_of(order.header.type)));
  }
}

SnapshotBook::Security& SnapshotBook::security(const wire::Symbol& symbol) {
  const auto [found, is_new] =
      by_symbol_.try_emplace(std::bit_cast<uint64_t>(symbol), static_cast<uint32_t>(securities_.size()));
  if (is_new) securities_.emplace_back();
  return securities_[found->second];
}

void SnapshotBook::take_halt(const itch::OperationalHalt& halt) {
  constexpr std::array<char, halt_markets> markets = {'Q', 'B', 'X'};
  for (size_t i = 0; i < markets.size(); ++i) {
    if (markets[i] == halt.market_code) security(halt.stock).halts[i] = halt;
  }
}

void SnapshotBook::add(const itch::AddOrderWithMpid& order) {
  const OrderReference reference = order.order_reference;
  if (!is_sound(order) || by_reference_.find(reference) != none) return;
  auto place = static_cast<uint32_t>(places_.size());
  if (free_places_.empty()) {
    places_.emplace_back();
  } else {
    place = free_places_.back();
    free_places_.pop_back();
  }
  places_[place] = {order, latest_, none};
  (latest_ == none ? earliest_ : places_[latest_].later) = place;
  latest_ = place;
  by_reference_.insert(reference, place);
  ++orders_;
}

void SnapshotBook::take_out(uint32_t place) {
  const ShownOrder& order = places_[place];
  (order.earlier == none ? earliest_ : places_[order.earlier].later) = order.later;
  (order.later == none ? latest_ : places_[order.later].earlier) = order.earlier;
  by_reference_.erase(order.message.order_reference);
  free_places_.push_back(place);
  --orders_;
}

void SnapshotBook::reduce(OrderReference reference, Quantity shares) {
  const uint32_t place = by_reference_.find(reference);
  if (place == none) return;
  itch::AddOrderWithMpid& order = places_[place].message;
  if (shares > order.shares) return;
  if (shares == order.shares) return take_out(place);
  order.shares = order.shares - shares;
}

void SnapshotBook::remove(OrderReference reference) {
  const uint32_t place = by_reference_.find(reference);
  if (place != none) take_out(place);
}

// ITCH 5.0 §1.4.5: a new reference at the tail; side, stock and attribution are inherited.
void SnapshotBook::replace(const itch::OrderReplace& message) {
  const uint32_t place = by_reference_.find(message.original_reference);
  if (place == none) return;
  itch::AddOrderWithMpid successor = places_[place].message;
  successor.header.timestamp = uint64_t{message.header.timestamp};
  successor.order_reference = uint64_t{message.new_reference};
  successor.shares = uint32_t{message.shares};
  successor.price = uint32_t{message.price};
  if (!is_sound(successor) || by_reference_.find(successor.order_reference) != none) return;
  take_out(place);
  add(successor);
}

}  // namespace hotlane::venue
