#include "book/market_books.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace hotlane {
namespace itch = wire::itch50;
namespace {

constexpr size_t locate_count = size_t{std::numeric_limits<Locate>::max()} + 1;

[[nodiscard]] uint64_t key_of(const wire::Symbol& symbol) noexcept {
  return std::bit_cast<uint64_t>(symbol);
}

[[nodiscard]] Aggressor aggressor_against(uint32_t resting_side) noexcept {
  return resting_side == 0 ? Aggressor::sell : Aggressor::buy;
}

// What looking ahead needs to know of a type.
enum class OrderKind : uint8_t { none, add, change, execute, replace };

struct OrderKinds {
  std::array<OrderKind, 256> kind{};
  std::array<uint8_t, 256> reference_at{};  // some eight bytes of the message where it names no order

  constexpr OrderKinds() noexcept {
    reference_at.fill(itch::message_length_min - sizeof(OrderReference));
    set("AF", OrderKind::add);
    set("DX", OrderKind::change);
    set("EC", OrderKind::execute);
    set("U", OrderKind::replace);
  }

 private:
  constexpr void set(std::string_view types, OrderKind its) noexcept {
    for (const char type : types) {
      kind[static_cast<uint8_t>(type)] = its;
      reference_at[static_cast<uint8_t>(type)] = itch::order_reference_offset;
    }
  }
};
constexpr OrderKinds order_kinds;

[[nodiscard]] PricePlace place_asked(const itch::AddOrder& message) noexcept {
  return place_of(message.price, static_cast<uint32_t>(message.side == 'S'));
}

}  // namespace

MarketBooks::MarketBooks(const MarketBooksSettings& settings)
    : settings_(settings),
      orders_(settings.orders_max, settings.growth, settings.hash_seed),
      by_locate_(locate_count, no_instrument) {
  settings_.instruments_max = std::min(settings.instruments_max, instruments_limit);
  if (settings_.windows_max == 0) settings_.windows_max = std::max(settings_.orders_max / 4, windows_least);
  ladders_ = std::make_unique<PriceLadders>(
      LadderBounds{settings_.instruments_max, settings_.windows_max, settings_.windows_per_side_max},
      settings.growth, settings.hash_seed);
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
  books_.emplace_back(symbol, *ladders_, id);
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
  const auto type = static_cast<uint8_t>(*message);
  OrderLine* home = nullptr;
  PricePlace place = 0;
  const OrderKind kind = order_kinds.kind[type];
  if (kind != OrderKind::none) {
    home = orders_.home_of(reference_in(message));
    fetch_ahead(home);
    if (kind == OrderKind::add) place = place_asked(itch::view<itch::AddOrder>(message));
  }
  return apply_at(message, home, place);
}

// Rounds, so that each fetches what the next one reads: the orders' lines and the ladders'; then the windows;
// at last the few lines behind the orders' own. All are asked for once more, later: a processor may drop a
// prefetch whose page it has to look up first (docs/books.md), and has looked it up by then. Messages are
// sorted by kind into lists that grow by a comparison's result, without a branch on what can't be foreseen.
void MarketBooks::look_ahead(std::span<const std::byte* const> messages, Lookahead& ahead) noexcept {
  const void* window[batch_max];
  LadderIndex ladder[batch_max];
  uint32_t adds[batch_max];
  uint32_t changes[batch_max];
  uint32_t replaces[batch_max];
  uint32_t elsewhere[batch_max];  // changes of orders that are not in their home line
  size_t add_count = 0, change_count = 0, replace_count = 0, elsewhere_count = 0;
  for (uint32_t i = 0; i < messages.size(); ++i) {
    const std::byte* message = messages[i];
    const auto type = static_cast<uint8_t>(*message);
    const InstrumentId instrument = by_locate_[itch::view<itch::Header>(message).stock_locate];
    OrderLine* home = orders_.home_of(itch::view<wire::be64>(message + order_kinds.reference_at[type]));
    const OrderKind kind = instrument < untracked ? order_kinds.kind[type] : OrderKind::none;
    ladder[i] = instrument * 2U;
    window[i] = message;
    ahead.home[i] = home;
    ahead.place[i] = 0;
    fetch_ahead(kind == OrderKind::none ? window[i] : home);
    adds[add_count] = i;
    changes[change_count] = i;
    replaces[replace_count] = i;
    add_count += static_cast<size_t>(kind == OrderKind::add);
    change_count += static_cast<size_t>(kind >= OrderKind::change);
    replace_count += static_cast<size_t>(kind == OrderKind::replace);
  }
  for (const uint32_t i : std::span(adds, add_count)) {
    const auto& message = itch::view<itch::AddOrder>(messages[i]);
    ladder[i] += static_cast<uint32_t>(message.side == 'S');
    ahead.place[i] = place_asked(message);
    ladders_->prefetch(ladder[i]);
  }
  for (const uint32_t i : std::span(replaces, replace_count)) {
    const auto& message = itch::view<itch::OrderReplace>(messages[i]);
    fetch_ahead(orders_.home_of(message.new_reference));
  }
  for (const uint32_t i : std::span(changes, change_count)) {
    const OrderLine& home = *ahead.home[i];
    const unsigned matches = OrderTable::matches_in(home, reference_in(messages[i]));
    elsewhere[elsewhere_count] = i;
    elsewhere_count += static_cast<size_t>(matches == 0);
    fetch_ahead(&home + static_cast<size_t>(matches == 0));
    const LevelHandle level =
        OrderTable::level_at(home, static_cast<uint32_t>(std::countr_zero(matches | 8U)));
    ladder[i] += PriceLadders::side_of(level);
    window[i] = ladders_->window_of(level);
    ladders_->prefetch(ladder[i]);  // a window may end
    fetch_ahead(window[i]);
    const bool is_trade = order_kinds.kind[static_cast<uint8_t>(*messages[i])] == OrderKind::execute;
    fetch_ahead(is_trade ? &books_[ladder[i] / 2].last_trade : window[i]);
  }
  for (const uint32_t i : std::span(adds, add_count)) {
    window[i] = ladders_->window_of(ladder[i], ahead.place[i]);
    fetch_ahead(window[i]);
    fetch_ahead(ahead.home[i]);
  }
  for (const uint32_t i : std::span(replaces, replace_count)) {
    const auto& message = itch::view<itch::OrderReplace>(messages[i]);
    fetch_ahead(ladders_->window_of(ladder[i], place_of(message.price, ladder[i] & 1)));
    fetch_ahead(orders_.home_of(message.new_reference));
  }
  for (const uint32_t i : std::span(elsewhere, elsewhere_count)) {
    const OrderTable::Place order = orders_.find(reference_in(messages[i]), ahead.home[i]);
    if (order.line != nullptr) window[i] = ladders_->window_of(order.level());
  }
  for (size_t i = 0; i < messages.size(); ++i) fetch_ahead(window[i]);
  if (orders_.is_crowded()) {
    for (const uint32_t i : std::span(adds, add_count)) OrderTable::prefetch_room(*ahead.home[i]);
  }
}

// An add whose locate was not tracked when its packet was looked at, or that is refused for what it says.
BookChange MarketBooks::add_rarely(const itch::AddOrder& message, OrderLine* home) noexcept {
  const Locate locate = message.header.stock_locate;
  InstrumentId id = by_locate_[locate];
  if (id == untracked) return {};
  if (id == no_instrument) {
    id = resolve(locate, message.stock);
    if (is_untracked(locate)) return {};
    if (id == no_instrument) return refuse(no_instrument, BookError::instruments_full);
  }
  if (message.side != 'B' && message.side != 'S') return refuse(id, BookError::unknown_side);
  if (!is_price_in_range(message.price)) return refuse(id, BookError::price_out_of_range);
  if (message.shares == 0) return refuse(id, BookError::zero_shares);
  return add(message, home, place_asked(message));
}

// ITCH 5.0 §1.4.5: U gives a new reference and loses priority; side and stock are inherited. The new order is
// placed before the old one is taken out, so that a refusal leaves all as it was.
BookChange MarketBooks::replace(const itch::OrderReplace& message, OrderLine* home) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  const OrderReference original = message.original_reference;
  const OrderTable::Place old = orders_.find(original, home);
  if (old.line == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  const LevelHandle level = old.level();
  BookChange change;
  change.instrument = ladders_->instrument_of(level);
  if (!is_price_in_range(message.price)) [[unlikely]]
    return refuse(change.instrument, BookError::price_out_of_range);
  if (message.shares == 0) [[unlikely]]
    return refuse(change.instrument, BookError::zero_shares);
  const uint32_t side = PriceLadders::side_of(level);
  const OrderReference reference = message.new_reference;
  const BookError error = enter(reference, orders_.home_of(reference), message.shares,
                                change.instrument * 2U + side, place_of(message.price, side), change);
  if (error != BookError::none) [[unlikely]]
    return refuse(change.instrument, error);
  OrderLine* home_now = orders_.home_of(original);  // the table may have grown
  take_out(orders_.find(original, home_now), home_now, change);
  return change;
}

BookChange MarketBooks::execute(const itch::OrderExecuted& message, OrderLine* home) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  const OrderTable::Place order = orders_.find(message.order_reference, home);
  if (order.line == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  const LevelHandle level = order.level();
  BookChange change;
  change.instrument = ladders_->instrument_of(level);
  const PriceTicks price = ladders_->price_of(level);
  const BookError error = reduce(order, home, message.executed_shares, change);
  if (error != BookError::none) [[unlikely]]
    return refuse(change.instrument, error);
  record_trade(change, {price, aggressor_against(PriceLadders::side_of(level)), true,
                        uint32_t{message.executed_shares}, message.match_number});
  return change;
}

BookChange MarketBooks::execute_with_price(const itch::OrderExecutedWithPrice& message,
                                           OrderLine* home) noexcept {
  const Locate locate = message.header.stock_locate;
  if (is_untracked(locate)) return {};
  const OrderTable::Place order = orders_.find(message.order_reference, home);
  if (order.line == nullptr) [[unlikely]]
    return refuse_unknown(locate);
  const uint32_t side = PriceLadders::side_of(order.level());
  BookChange change;
  change.instrument = ladders_->instrument_of(order.level());
  const BookError error = reduce(order, home, message.executed_shares, change);
  if (error != BookError::none) [[unlikely]]
    return refuse(change.instrument, error);
  if (!is_price_in_range(message.execution_price)) {
    // The shares are gone whatever they were sold for: the book must follow.
    change.error = refuse(change.instrument, BookError::price_out_of_range).error;
    return change;
  }
  const bool is_printable = message.printable != 'N';
  record_trade(change, {static_cast<PriceTicks>(uint32_t{message.execution_price}),
                        is_printable ? aggressor_against(side) : Aggressor::nobody, is_printable,
                        uint32_t{message.executed_shares}, message.match_number});
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
  ladders_->clear();
  for (OrderBook& book : books_) book.is_untrusted = false;
}

OrderRecord MarketBooks::record_of(OrderReference reference, Quantity quantity,
                                   LevelHandle level) const noexcept {
  return {reference, ladders_->price_of(level), quantity, ladders_->instrument_of(level),
          static_cast<Side>(PriceLadders::side_of(level))};
}

std::optional<OrderRecord> MarketBooks::find_order(OrderReference reference) const noexcept {
  const OrderTable::Place order = const_cast<OrderTable&>(orders_).find(reference);  // looks only
  if (order.line == nullptr) return std::nullopt;
  return record_of(reference, order.quantity(), order.level());
}

std::array<std::span<std::byte>, 4> MarketBooks::memory() noexcept {
  const auto [heads, cells, links] = ladders_->memory();
  return {orders_.memory(), heads, cells, links};
}

uint64_t MarketBooks::state_hash() const noexcept {
  uint64_t hash = mix_bits(static_cast<uint64_t>(system_phase_) + 1);
  for (const OrderBook& book : books_) hash = mix_bits(hash ^ book.state_hash()) + key_of(book.symbol);
  uint64_t orders_sum = 0;  // commutative: orders stand in an order that depends on the seed
  for_each_order([&orders_sum](const OrderRecord& order) noexcept {
    uint64_t one = mix_bits(order.reference);
    one = mix_bits(one ^
                   (static_cast<uint64_t>(static_cast<uint32_t>(order.price_ticks)) << 32 | order.quantity));
    orders_sum += mix_bits(one ^ (uint64_t{order.instrument} << 1 | static_cast<uint64_t>(order.side)));
  });
  return mix_bits(hash ^ orders_sum);
}

}  // namespace hotlane
