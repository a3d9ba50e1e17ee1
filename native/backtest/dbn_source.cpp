// DbnSource's half about the market: what records say, as ITCH messages.
#include "backtest/dbn_source.hpp"

#include <algorithm>
#include <limits>

#include "wire/itch50.hpp"

namespace hotlane {
namespace {

namespace itch = wire::itch50;
namespace dbn = wire::dbn;

constexpr std::endian order_of_file = std::endian::little;
constexpr int64_t billionths_per_tick = 100'000;
constexpr PriceTicks no_price = 0;

// 0: none, or one that no tick states.
PriceTicks ticks_of(int64_t price) noexcept {
  if (price <= 0 || price % billionths_per_tick != 0) return no_price;
  const int64_t ticks = price / billionths_per_tick;
  return ticks <= int64_t{itch::price_max} ? static_cast<PriceTicks>(ticks) : no_price;
}

}  // namespace

template <class Message>
Message DbnSource::begin(Locate locate) const noexcept {
  Message message{};
  message.header.type = Message::code;
  message.header.stock_locate = locate;
  message.header.timestamp = time_ - midnight_;
  return message;
}

void DbnSource::open_market() {
  auto opened = begin<itch::SystemEvent>(0);
  opened.event_code = 'O';
  put(opened);
  std::vector<const Instrument*> announced;
  for (const auto& [id, its] : instruments_) announced.push_back(&its);
  std::sort(announced.begin(), announced.end(),
            [](const Instrument* a, const Instrument* b) { return a->locate < b->locate; });
  for (const Instrument* its : announced) announce(*its);
  opened.event_code = 'Q';
  put(opened);
}

void DbnSource::announce(const Instrument& its) {
  auto directory = begin<itch::StockDirectory>(its.locate);
  directory.stock = its.symbol;
  directory.round_lot_size = 1;
  directory.authenticity = 'P';
  put(directory);
  auto trading = begin<itch::StockTradingAction>(its.locate);
  trading.stock = its.symbol;
  trading.trading_state = 'T';
  put(trading);
}

// One that the metadata does not name is named by its number.
const DbnSource::Instrument& DbnSource::instrument(uint32_t id) {
  const auto [found, is_new] = instruments_.try_emplace(id);
  if (is_new) {
    found->second = {static_cast<Locate>(instruments_.size()),
                     wire::Symbol(std::string_view(std::to_string(id)).substr(0, sizeof(wire::Symbol)))};
    announce(found->second);
  }
  return found->second;
}

void DbnSource::take(const dbn::Mbo& record) {
  time_ = std::max({time_, start_, record.header.ts_event.in(order_of_file)});
  const uint16_t publisher = record.header.publisher_id.in(order_of_file);
  if (!has_publisher_) publisher_ = publisher;
  has_publisher_ = true;
  if (publisher != publisher_) {
    ++counters_.other_publishers;
    return;
  }
  const auto price = static_cast<int64_t>(record.price.in(order_of_file));
  const PriceTicks price_ticks = ticks_of(price);
  const bool needs_price = record.action == 'A' || record.action == 'M' || record.action == 'T';
  if (needs_price && price_ticks == no_price) {
    ++counters_.fine_prices;
    if (record.action == 'M') erase(record.order_id.in(order_of_file));
  } else {
    switch (record.action) {
      case 'A': take_add(record, price_ticks); break;
      case 'C': take_cancel(record); break;
      case 'M': take_change(record, price_ticks); break;
      case 'F': take_fill(record); break;
      case 'R': clear(record.header.instrument_id.in(order_of_file)); break;
      case 'T':
        close_event();
        traded_instrument_ = record.header.instrument_id.in(order_of_file);
        traded_price_ = price_ticks;
        traded_ = record.size.in(order_of_file);
        break;
      default: break;  // N: nothing
    }
  }
  if ((record.flags & dbn::flag_last) != 0) close_event();
}

void DbnSource::take_add(const dbn::Mbo& record, PriceTicks price_ticks) {
  const OrderReference reference = record.order_id.in(order_of_file);
  const Quantity shares = record.size.in(order_of_file);
  if (shares == 0 || (record.side != 'B' && record.side != 'A')) return;
  erase(reference);  // what stood under this number before
  filled_.erase(reference);
  const uint32_t id = record.header.instrument_id.in(order_of_file);
  const Instrument& its = instrument(id);
  auto add = begin<itch::AddOrder>(its.locate);
  add.order_reference = reference;
  add.side = record.side == 'B' ? 'B' : 'S';
  add.shares = shares;
  add.stock = its.symbol;
  add.price = static_cast<uint32_t>(price_ticks);
  put(add);
  orders_[reference] = {id, price_ticks, shares, record.side == 'B' ? Side::buy : Side::sell};
}

void DbnSource::take_fill(const dbn::Mbo& record) {
  const OrderReference reference = record.order_id.in(order_of_file);
  const auto found = orders_.find(reference);
  if (found == orders_.end()) {
    ++counters_.unknown_orders;
    return;
  }
  Order& order = found->second;
  const Quantity shares = std::min(order.shares, Quantity{record.size.in(order_of_file)});
  traded_ -= std::min(traded_, shares);
  if (shares == 0) return;
  auto executed = begin<itch::OrderExecuted>(instrument(order.instrument).locate);
  executed.order_reference = reference;
  executed.executed_shares = shares;
  executed.match_number = ++matches_;
  put(executed);
  filled_[reference] += shares;
  order.shares -= shares;
  if (order.shares == 0) orders_.erase(found);
}

// Shares that a fill has taken already are only said again.
void DbnSource::take_cancel(const dbn::Mbo& record) {
  const OrderReference reference = record.order_id.in(order_of_file);
  Quantity shares = record.size.in(order_of_file);
  if (const auto filled = filled_.find(reference); filled != filled_.end()) {
    shares -= std::min(shares, filled->second);
    filled_.erase(filled);
    if (shares == 0) return;
  }
  const auto found = orders_.find(reference);
  if (found == orders_.end()) {
    ++counters_.unknown_orders;
  } else {
    cut(reference, found->second, shares);
  }
}

void DbnSource::take_change(const dbn::Mbo& record, PriceTicks price_ticks) {
  const OrderReference reference = record.order_id.in(order_of_file);
  filled_.erase(reference);
  const Quantity shares = record.size.in(order_of_file);
  const auto found = orders_.find(reference);
  if (found == orders_.end()) return take_add(record, price_ticks);
  Order& order = found->second;
  if (order.price_ticks == price_ticks && shares <= order.shares) {
    if (shares < order.shares) cut(reference, order, order.shares - shares);
  } else {
    take_add(record, price_ticks);
  }
}

void DbnSource::cut(OrderReference reference, Order& order, Quantity shares) {
  if (shares >= order.shares) return erase(reference);
  auto cancelled = begin<itch::OrderCancel>(instrument(order.instrument).locate);
  cancelled.order_reference = reference;
  cancelled.cancelled_shares = shares;
  put(cancelled);
  order.shares -= shares;
}

void DbnSource::erase(OrderReference reference) {
  const auto found = orders_.find(reference);
  if (found == orders_.end()) return;
  auto deleted = begin<itch::OrderDelete>(instrument(found->second.instrument).locate);
  deleted.order_reference = reference;
  put(deleted);
  orders_.erase(found);
}

// In the order of their numbers: the same in every run.
void DbnSource::clear(uint32_t instrument_id) {
  std::vector<OrderReference> gone;
  for (const auto& [reference, order] : orders_) {
    if (order.instrument == instrument_id) gone.push_back(reference);
  }
  std::sort(gone.begin(), gone.end());
  for (const OrderReference reference : gone) erase(reference);
}

void DbnSource::close_event() {
  if (traded_ == 0) return;
  const Instrument& its = instrument(traded_instrument_);
  auto trade = begin<itch::Trade>(its.locate);
  trade.side = 'B';
  trade.shares = traded_;
  trade.stock = its.symbol;
  trade.price = static_cast<uint32_t>(traded_price_);
  trade.match_number = ++matches_;
  put(trade);
  traded_ = 0;
}

}  // namespace hotlane
