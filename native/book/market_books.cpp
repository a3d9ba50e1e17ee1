#include "book/market_books.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>

namespace hotlane {
namespace itch = wire::itch50;
namespace {

constexpr size_t locate_count = size_t{std::numeric_limits<Locate>::max()} + 1;

[[nodiscard]] uint64_t key_of(const wire::Symbol& symbol) noexcept {
  return std::bit_cast<uint64_t>(symbol);
}

[[nodiscard]] bool is_price_in_range(uint32_t price) noexcept {
  return price <= static_cast<uint32_t>(std::numeric_limits<PriceTicks>::max());
}

[[nodiscard]] Aggressor aggressor_against(Side resting) noexcept {
  return resting == Side::buy ? Aggressor::sell : Aggressor::buy;
}

void note(BookChange& change, LevelEffect effect) noexcept {
  change.is_book_changed = true;
  change.is_best_changed |= effect == LevelEffect::best;
}

}  // namespace

MarketBooks::MarketBooks(const MarketBooksSettings& settings)
    : settings_(settings),
      orders_(settings.orders_max, settings.growth, settings.hash_seed),
      by_locate_(locate_count, no_instrument) {
  settings_.instruments_max = std::min(settings.instruments_max, instruments_limit);
  books_.reserve(settings_.instruments_max);
  by_symbol_.reserve(settings_.instruments_max);
}

InstrumentId MarketBooks::track(const wire::Symbol& symbol) noexcept {
  const auto known = by_symbol_.find(key_of(symbol));
  return known != by_symbol_.end() ? known->second : open(symbol);
}

InstrumentId MarketBooks::open(const wire::Symbol& symbol) noexcept {
  if (books_.size() == settings_.instruments_max) return no_instrument;
  const auto id = static_cast<InstrumentId>(books_.size());
  books_.emplace_back(symbol, settings_.levels_per_side_max, settings_.growth);
  by_symbol_.emplace(key_of(symbol), id);
  return id;
}

InstrumentId MarketBooks::find(const wire::Symbol& symbol) const noexcept {
  const auto known = by_symbol_.find(key_of(symbol));
  return known != by_symbol_.end() ? known->second : no_instrument;
}

InstrumentId MarketBooks::instrument_at(Locate locate) const noexcept {
  return is_untracked(locate) ? no_instrument : by_locate_[locate];
}

// What a locate stands for, learnt from the first message that names both it and the symbol: an R, or an A
// when we joined after the spin.
InstrumentId MarketBooks::resolve(Locate locate, const wire::Symbol& symbol) noexcept {
  InstrumentId id = find(symbol);
  if (id == no_instrument && settings_.coverage == Coverage::all) {
    id = open(symbol);
    if (id == no_instrument) return no_instrument;
  }
  by_locate_[locate] = id == no_instrument ? untracked : id;
  if (id != no_instrument) books_[id].locate = locate;
  return id;
}

BookChange MarketBooks::apply(const std::byte* message) noexcept {
  const char type = static_cast<char>(*message);
  switch (type) {
    case 'A':
    case 'F': return add(itch::view<itch::AddOrder>(message));
    case 'D': return remove(itch::view<itch::OrderDelete>(message));
    case 'U': return replace(itch::view<itch::OrderReplace>(message));
    case 'E': return execute(itch::view<itch::OrderExecuted>(message));
    case 'X': {
      const auto& cancel = itch::view<itch::OrderCancel>(message);
      OrderRecord before;
      return reduce(cancel.header.stock_locate, cancel.order_reference, cancel.cancelled_shares, before);
    }
    case 'C': return execute_with_price(itch::view<itch::OrderExecutedWithPrice>(message));
    case 'P': return print_trade(itch::view<itch::Trade>(message));
    case 'Q': return print_cross(itch::view<itch::CrossTrade>(message));
    case 'R': return announce(itch::view<itch::StockDirectory>(message));
    default: return apply_status(type, message);
  }
}

void MarketBooks::prefetch(const std::byte* message) const noexcept {
  switch (static_cast<char>(*message)) {
    case 'U': orders_.prefetch(itch::view<itch::OrderReplace>(message).new_reference); [[fallthrough]];
    case 'A':
    case 'F':
    case 'E':
    case 'C':
    case 'X':
    case 'D': orders_.prefetch(itch::view<itch::OrderDelete>(message).order_reference); break;
    default: break;
  }
}

BookChange MarketBooks::add(const itch::AddOrder& message) noexcept {
  const Locate locate = message.header.stock_locate;
  InstrumentId id = by_locate_[locate];
  if (id == untracked) return {};
  if (id == no_instrument) [[unlikely]] {
    id = resolve(locate, message.stock);
    if (is_untracked(locate)) return {};
    if (id == no_instrument) return refuse(no_instrument, BookError::instruments_full);
  }
  if (message.side != 'B' && message.side != 'S') return refuse(id, BookError::unknown_side);
  if (!is_price_in_range(message.price)) return refuse(id, BookError::price_out_of_range);
  BookChange change;
  change.instrument = id;
  const Side side = message.side == 'B' ? Side::buy : Side::sell;
  const BookError error = place(
      {message.order_reference, static_cast<PriceTicks>(uint32_t{message.price}), message.shares, id, side},
      change);
  return error == BookError::none ? change : refuse(id, error);
}

// Puts an order into the table and its level, or does nothing and says why.
BookError MarketBooks::place(const OrderRecord& order, BookChange& change) noexcept {
  if (order.quantity == 0) return BookError::zero_shares;
  switch (orders_.insert(order)) {
    case OrderTable::Insertion::inserted: break;
    case OrderTable::Insertion::duplicate: return BookError::duplicate_reference;
    case OrderTable::Insertion::full: return BookError::orders_full;
  }
  OrderBook& book = books_[order.instrument];
  const LevelEffect effect = book.levels(order.side).add(order.price_ticks, order.quantity);
  if (effect == LevelEffect::refused) [[unlikely]] {
    orders_.erase(orders_.find(order.reference));
    return BookError::levels_full;
  }
  ++book.orders;
  note(change, effect);
  return BookError::none;
}

void MarketBooks::take_out(OrderRecord* order, BookChange& change) noexcept {
  OrderBook& book = books_[order->instrument];
  note(change, book.levels(order->side).reduce(order->price_ticks, order->quantity, true));
  --book.orders;
  orders_.erase(order);
}

// E, C and X subtract from what is left of the order, at its own price; at zero it is gone and no D follows.
// `before` receives the order as it was.
BookChange MarketBooks::reduce(Locate locate, OrderReference reference, Quantity shares,
                               OrderRecord& before) noexcept {
  if (is_untracked(locate)) return {};
  OrderRecord* order = orders_.find(reference);
  if (order == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  before = *order;
  if (shares > order->quantity) [[unlikely]]
    return refuse(before.instrument, BookError::reduction_below_zero);
  BookChange change;
  change.instrument = before.instrument;
  if (shares == order->quantity) {
    take_out(order, change);
  } else if (shares > 0) {
    order->quantity -= shares;
    note(change, books_[before.instrument].levels(before.side).reduce(before.price_ticks, shares, false));
  }
  return change;
}

BookChange MarketBooks::execute(const itch::OrderExecuted& message) noexcept {
  OrderRecord before;
  BookChange change =
      reduce(message.header.stock_locate, message.order_reference, message.executed_shares, before);
  if (change.instrument != no_instrument && change.error == BookError::none) {
    record_trade(change, {before.price_ticks, aggressor_against(before.side), true,
                          uint32_t{message.executed_shares}, message.match_number});
  }
  return change;
}

BookChange MarketBooks::execute_with_price(const itch::OrderExecutedWithPrice& message) noexcept {
  OrderRecord before;
  BookChange change =
      reduce(message.header.stock_locate, message.order_reference, message.executed_shares, before);
  if (change.instrument == no_instrument || change.error != BookError::none) return change;
  if (!is_price_in_range(message.execution_price)) {
    // The shares are gone whatever they were sold for: the book must follow.
    change.error = refuse(change.instrument, BookError::price_out_of_range).error;
    return change;
  }
  const bool is_printable = message.printable != 'N';
  record_trade(change, {static_cast<PriceTicks>(uint32_t{message.execution_price}),
                        is_printable ? aggressor_against(before.side) : Aggressor::nobody, is_printable,
                        uint32_t{message.executed_shares}, message.match_number});
  return change;
}

BookChange MarketBooks::remove(const itch::OrderDelete& message) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  OrderRecord* order = orders_.find(message.order_reference);
  if (order == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  BookChange change;
  change.instrument = order->instrument;
  take_out(order, change);
  return change;
}

// ITCH 5.0 §1.4.5: U gives a new reference and loses priority; side and stock are inherited. The new order is
// placed before the old one is taken out, so that a refusal leaves all as it was.
BookChange MarketBooks::replace(const itch::OrderReplace& message) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  const OrderReference original = message.original_reference;
  const OrderRecord* old = orders_.find(original);
  if (old == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  const OrderRecord inherited = *old;
  const InstrumentId id = inherited.instrument;
  if (!is_price_in_range(message.price)) [[unlikely]]
    return refuse(id, BookError::price_out_of_range);
  BookChange change;
  change.instrument = id;
  const BookError error = place({message.new_reference, static_cast<PriceTicks>(uint32_t{message.price}),
                                 message.shares, id, inherited.side},
                                change);
  if (error != BookError::none) [[unlikely]]
    return refuse(id, error);
  take_out(orders_.find(original), change);
  return change;
}

BookChange MarketBooks::print_trade(const itch::Trade& message) noexcept {
  const Locate locate = message.header.stock_locate;
  const InstrumentId known = instrument_at(locate);
  const InstrumentId id = known != no_instrument || is_untracked(locate) ? known : find(message.stock);
  if (id == no_instrument) return {};
  if (!is_price_in_range(message.price)) return refuse(id, BookError::price_out_of_range);
  BookChange change;
  change.instrument = id;
  record_trade(change, {static_cast<PriceTicks>(uint32_t{message.price}), Aggressor::unknown, true,
                        uint32_t{message.shares}, message.match_number});
  return change;
}

BookChange MarketBooks::print_cross(const itch::CrossTrade& message) noexcept {
  const Locate locate = message.header.stock_locate;
  const InstrumentId known = instrument_at(locate);
  const InstrumentId id = known != no_instrument || is_untracked(locate) ? known : find(message.stock);
  if (id == no_instrument) return {};
  if (!is_price_in_range(message.cross_price)) return refuse(id, BookError::price_out_of_range);
  BookChange change;
  change.instrument = id;
  // ITCH 5.0 §1.5.2: a cross comes without shares, too; then nothing was traded.
  if (message.shares > 0) {
    record_trade(change, {static_cast<PriceTicks>(uint32_t{message.cross_price}), Aggressor::nobody, true,
                          message.shares, message.match_number});
  }
  return change;
}

void MarketBooks::record_trade(BookChange& change, const TradePrint& trade) noexcept {
  if (trade.quantity == 0) return;
  change.is_traded = true;
  change.trade = trade;
  if (trade.is_printable) {
    books_[change.instrument].last_trade = {trade.price_ticks, trade.quantity, trade.match_number};
  }
}

BookChange MarketBooks::refuse(InstrumentId instrument, BookError error) noexcept {
  ++counters_.by_error[static_cast<size_t>(error)];
  if (instrument != no_instrument) books_[instrument].is_untrusted = true;
  BookChange change;
  change.instrument = instrument;
  change.error = error;
  return change;
}

BookChange MarketBooks::refuse_unknown(Locate locate) noexcept {
  return refuse(instrument_at(locate), BookError::unknown_reference);
}

void MarketBooks::clear_orders() noexcept {
  orders_.clear();
  for (OrderBook& book : books_) {
    book.bids.clear();
    book.asks.clear();
    book.orders = 0;
    book.is_untrusted = false;
  }
}

uint64_t MarketBooks::state_hash() const noexcept {
  uint64_t hash = mix_bits(static_cast<uint64_t>(system_phase_) + 1);
  for (const OrderBook& book : books_) hash = mix_bits(hash ^ book.state_hash()) + key_of(book.symbol);
  uint64_t orders_sum = 0;  // commutative: slots stand in an order that depends on the seed
  orders_.for_each([&orders_sum](const OrderRecord& order) noexcept {
    uint64_t one = mix_bits(order.reference);
    one = mix_bits(one ^
                   (static_cast<uint64_t>(static_cast<uint32_t>(order.price_ticks)) << 32 | order.quantity));
    orders_sum += mix_bits(one ^ (uint64_t{order.instrument} << 1 | static_cast<uint64_t>(order.side)));
  });
  return mix_bits(hash ^ orders_sum);
}

}  // namespace hotlane
