#include "lane/shadow_desk.hpp"

#include <algorithm>

#include "lane/position_view.hpp"
#include "lane/queue_slots.hpp"

namespace hotlane {
namespace {

// Liquidity flags of OUCH: added, removed.
constexpr char added = 'A';
constexpr char removed = 'R';

// An order at `limit` accepts `price`.
bool accepts(Side side, PriceTicks limit, PriceTicks price) noexcept {
  return side == Side::buy ? price <= limit : price >= limit;
}

bool is_immediate(const Order& order) noexcept {
  return order.attributes.time_in_force == TimeInForce::immediate_or_cancel ||
         order.attributes.time_in_force == TimeInForce::fill_or_kill;
}

}  // namespace

ShadowDesk::ShadowDesk(const LaneSettings& settings, boundary::LaneMemory& memory, const MarketData& market)
    : memory_(memory),
      market_(market),
      positions_(static_cast<uint16_t>(settings.instruments.size()),
                 static_cast<uint16_t>(settings.strategies.size()), 0),
      books_(settings.strategies.size()),
      strategies_(static_cast<uint16_t>(settings.strategies.size())) {
  for (const LaneInstrument& instrument : settings.instruments) {
    fees_.push_back(settings.fees_of(instrument.session));
  }
  for (Book& book : books_) {
    for (ShadowOrder& one : book) one.order.state = OrderState::cancelled;
  }
}

void ShadowDesk::begin(StrategyId strategy) noexcept {
  boundary::StrategyFrame& frame = memory_.frames[strategy];
  publish_word(frame.shadow_orders, 0U);
  publish_word(frame.shadow_fills, 0U);
  for (InstrumentId i = 0; i < positions_.instruments(); ++i) {
    positions_.forget(strategy, i);
    publish_position(positions_.of(strategy, i), frame.positions[i]);
    publish_mark(positions_.of(strategy, i), MarkPrice{}, frame.positions[i]);
  }
}

void ShadowDesk::end(StrategyId strategy) noexcept {
  for (ShadowOrder& one : books_[strategy]) {
    if (one.is_there) finish(one, OrderState::cancelled);
  }
  // What is on its way arrives nowhere, and is told so.
  for (uint32_t i = 0; i < waiting_; ++i) {
    Underway& underway = underway_[(first_ + i) % on_the_way_max];
    if (underway.strategy != strategy) continue;
    if (underway.intent.kind == IntentKind::new_order) {
      refuse(strategy, underway.intent, Refusal::killed);
    }
    underway.strategy = strategies_;  // nobody's
  }
}

void ShadowDesk::take_intents(StrategyId strategy, TimeNs now) noexcept {
  boundary::StrategyFrame& frame = memory_.frames[strategy];
  const uint32_t count = intents_in(frame);
  frame.intent_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const boundary::IntentSlot& slot = frame.intents[i];
    if (slot.kind == static_cast<int32_t>(boundary::IntentKind::cancel_all)) {
      cancel_all(strategy, slot.instrument, now);
      continue;
    }
    Intent intent;
    const Refusal unread = read_intent(slot, intent);
    if (unread != Refusal::none) {
      refuse(strategy, intent, unread);
    } else {
      send(strategy, intent, now);
    }
  }
}

void ShadowDesk::send(StrategyId strategy, const Intent& intent, TimeNs now) noexcept {
  if (waiting_ == on_the_way_max) return refuse(strategy, intent, Refusal::message_rate_strategy);
  underway_[(first_ + waiting_++) % on_the_way_max] = {now + way_ns, strategy, intent};
}

void ShadowDesk::on_market(const MarketChanges& changes, TimeNs now) noexcept {
  on_time(now);
  if (open_ == 0) return;
  for (const InstrumentTrade& trade : changes.trades()) on_trade(trade);
  for (const InstrumentId instrument : changes.instruments()) on_book(instrument);
}

void ShadowDesk::on_time(TimeNs now) noexcept {
  while (waiting_ > 0 && underway_[first_].due <= now) {
    const Underway underway = underway_[first_];
    first_ = (first_ + 1) % on_the_way_max;
    --waiting_;
    if (underway.strategy < strategies_) arrive(underway);
  }
}

void ShadowDesk::arrive(const Underway& underway) noexcept {
  const Intent& intent = underway.intent;
  if (intent.kind == IntentKind::new_order) return enter(underway.strategy, intent);
  ShadowOrder* one = find(underway.strategy, intent.strategy_order_id);
  if (one == nullptr) return refuse(underway.strategy, intent, Refusal::unknown_order);
  if (intent.kind == IntentKind::cancel) return cut(*one, intent.quantity);
  replace(*one, intent);
}

void ShadowDesk::enter(StrategyId strategy, const Intent& intent) noexcept {
  if (intent.instrument >= positions_.instruments()) {
    return refuse(strategy, intent, Refusal::unknown_instrument);
  }
  if (market_.state_of(intent.instrument) != boundary::BookState::live) {
    return refuse(strategy, intent, Refusal::book_stale);
  }
  Book& book = books_[strategy];
  const auto place = std::find_if(book.begin(), book.end(),
                                  [](const ShadowOrder& one) noexcept { return is_done(one.order.state); });
  if (place == book.end()) return refuse(strategy, intent, Refusal::open_orders_max);
  ShadowOrder& one = *place;
  one = {};
  one.order.strategy = strategy;
  one.order.strategy_order_id = intent.strategy_order_id;
  one.order.instrument = intent.instrument;
  one.order.side = intent.side;
  one.order.price_ticks = intent.price_ticks;
  one.order.quantity = one.order.leaves = intent.quantity;
  one.order.attributes = intent.attributes;
  one.order.state = OrderState::live;
  one.is_there = true;
  ++open_;
  boundary::StrategyFrame& frame = memory_.frames[strategy];
  publish_word(frame.shadow_orders, frame.shadow_orders + 1);
  OrderUpdate update = update_of(one.order, OrderUpdateKind::accepted);
  update.open_change = one.order.leaves;
  tell(one, update);
  match(one);
}

void ShadowDesk::replace(ShadowOrder& one, const Intent& intent) noexcept {
  Order& order = one.order;
  if (intent.quantity <= order.filled) return finish(one, OrderState::cancelled);
  const int64_t left = int64_t{intent.quantity} - order.filled;
  OrderUpdate update = update_of(order, OrderUpdateKind::replaced);
  update.open_change = left - order.leaves;
  order.price_ticks = intent.price_ticks;
  order.quantity = intent.quantity;
  order.leaves = static_cast<Quantity>(left);
  if (intent.has_new_attributes) order.attributes = intent.attributes;
  tell(one, update);
  match(one);
}

void ShadowDesk::cut(ShadowOrder& one, Quantity total) noexcept {
  Order& order = one.order;
  if (total <= order.filled) return finish(one, OrderState::cancelled);
  if (total >= order.quantity) return;
  OrderUpdate update = update_of(order, OrderUpdateKind::cancelled);
  update.cancelled_quantity = order.quantity - total;
  update.open_change = -int64_t{update.cancelled_quantity};
  order.leaves -= update.cancelled_quantity;
  order.quantity = total;
  tell(one, update);
}

void ShadowDesk::cancel_all(StrategyId strategy, int32_t instrument, TimeNs now) noexcept {
  for (const ShadowOrder& one : books_[strategy]) {
    if (!one.is_there || (instrument >= 0 && one.order.instrument != instrument)) continue;
    Intent intent{};
    intent.kind = IntentKind::cancel;
    intent.strategy_order_id = one.order.strategy_order_id;
    send(strategy, intent, now);
  }
}

void ShadowDesk::match(ShadowOrder& one) noexcept {
  Order& order = one.order;
  const PriceLevels& opposite = market_.book(order.instrument).levels(hotlane::opposite(order.side));
  const auto best = opposite.best();
  const bool is_marketable = best && accepts(order.side, order.price_ticks, best->price_ticks);
  if (is_marketable && order.attributes.is_post_only) return finish(one, OrderState::cancelled);
  if (is_marketable) take_displayed(one, 0);
  if (!one.is_there) return;
  if (is_immediate(order)) return finish(one, OrderState::cancelled);
  one.ahead = shares_at(order);
  show_queue(one);
}

// At each level's price, or all at the order's own (`at_own_price`, 0: not): what rested is hit there.
void ShadowDesk::take_displayed(ShadowOrder& one, PriceTicks at_own_price) noexcept {
  const Order& order = one.order;
  const char liquidity = at_own_price == 0 ? removed : added;
  market_.book(order.instrument).levels(opposite(order.side)).walk([&](const Level& level) noexcept {
    if (!accepts(order.side, order.price_ticks, level.price_ticks)) return false;
    const auto quantity = static_cast<Quantity>(std::min<uint64_t>(order.leaves, level.shares));
    fill(one, quantity, at_own_price == 0 ? level.price_ticks : at_own_price, liquidity);
    return one.is_there;
  });
}

template <class Visit>
void ShadowDesk::for_each_resting(InstrumentId instrument, Visit&& visit) noexcept {
  for (Book& book : books_) {
    for (ShadowOrder& one : book) {
      if (one.is_there && one.order.instrument == instrument) visit(one);
    }
  }
}

// The flow of one trade fills each strategy's orders as if the others' were not there.
void ShadowDesk::on_trade(const InstrumentTrade& trade) noexcept {
  const TradePrint& print = trade.print;
  if (!print.is_printable || (print.aggressor != Aggressor::buy && print.aggressor != Aggressor::sell))
    return;
  const Side resting = print.aggressor == Aggressor::buy ? Side::sell : Side::buy;
  for_each_resting(trade.instrument, [&](ShadowOrder& one) noexcept {
    const Order& order = one.order;
    // Those that the trade's price would not have reached stand behind it.
    if (order.side != resting || !accepts(resting, order.price_ticks, print.price_ticks)) return;
    uint64_t flow = print.quantity;
    if (order.price_ticks == print.price_ticks) {
      const uint64_t before_us = std::min(one.ahead, flow);
      one.ahead -= before_us;
      flow -= before_us;
      show_queue(one);
    }
    const auto quantity = static_cast<Quantity>(std::min<uint64_t>(order.leaves, flow));
    if (quantity > 0) fill(one, quantity, order.price_ticks, added);
  });
}

void ShadowDesk::on_book(InstrumentId instrument) noexcept {
  for_each_resting(instrument, [&](ShadowOrder& one) noexcept {
    one.ahead = std::min(one.ahead, shares_at(one.order));
    show_queue(one);
    const auto best = market_.book(instrument).levels(opposite(one.order.side)).best();
    if (best && accepts(one.order.side, one.order.price_ticks, best->price_ticks)) {
      take_displayed(one, one.order.price_ticks);
    }
  });
}

void ShadowDesk::fill(ShadowOrder& one, Quantity quantity, PriceTicks price_ticks, char liquidity) noexcept {
  Order& order = one.order;
  order.leaves -= quantity;
  order.filled += quantity;
  if (order.leaves == 0) {
    order.state = OrderState::filled;
    one.is_there = false;
    --open_;
    show_queue(one);
  }
  OrderUpdate update = update_of(order, OrderUpdateKind::filled);
  update.liquidity = liquidity;
  update.fill_quantity = quantity;
  update.fill_price_ticks = price_ticks;
  update.open_change = -int64_t{quantity};
  update.fees = fees_[order.instrument].fees_of(order.side, quantity, price_ticks, liquidity);
  boundary::StrategyFrame& frame = memory_.frames[order.strategy];
  publish_word(frame.shadow_fills, frame.shadow_fills + 1);
  tell(one, update);
}

void ShadowDesk::finish(ShadowOrder& one, OrderState state) noexcept {
  Order& order = one.order;
  OrderUpdate update = update_of(order, OrderUpdateKind::cancelled);
  update.cancelled_quantity = order.leaves;
  update.open_change = -int64_t{order.leaves};
  order.leaves = 0;
  order.state = state;
  one.is_there = false;
  --open_;
  show_queue(one);
  tell(one, update);
}

void ShadowDesk::refuse(StrategyId strategy, const Intent& intent, Refusal refusal) noexcept {
  const ShadowOrder* standing =
      intent.kind == IntentKind::new_order ? nullptr : find(strategy, intent.strategy_order_id);
  updates_.push(strategy, refused_slot(intent, refusal, standing == nullptr ? nullptr : &standing->order));
}

void ShadowDesk::tell(ShadowOrder& one, OrderUpdate update) noexcept {
  const Order& order = one.order;
  update.order = &order;
  positions_.apply(update);
  publish_position(positions_.of(order.strategy, order.instrument),
                   memory_.frames[order.strategy].positions[order.instrument]);
  updates_.push(order.strategy, slot_of(update));
}

// As queue_places.hpp tells it of real ones: unknown while the book is not whole.
void ShadowDesk::show_queue(const ShadowOrder& one) noexcept {
  const Order& order = one.order;
  boundary::StrategyFrame& frame = memory_.frames[order.strategy];
  if (!one.is_there) return drop_queue_slot(frame, order.strategy_order_id);
  const bool is_known = is_whole(market_.state_of(order.instrument));
  static_cast<void>(
      put_queue_slot(frame, order.strategy_order_id, is_known ? queue_word(one.ahead) : unknown_queue));
}

ShadowDesk::ShadowOrder* ShadowDesk::find(StrategyId strategy, StrategyOrderId id) noexcept {
  for (ShadowOrder& one : books_[strategy]) {
    if (one.is_there && one.order.strategy_order_id == id) return &one;
  }
  return nullptr;
}

uint64_t ShadowDesk::shares_at(const Order& order) const noexcept {
  return market_.book(order.instrument).levels(order.side).shares_at(order.price_ticks);
}

OrderUpdate ShadowDesk::update_of(const Order& order, OrderUpdateKind kind) const noexcept {
  OrderUpdate update;
  update.kind = kind;
  update.order = &order;
  update.strategy = order.strategy;
  update.strategy_order_id = order.strategy_order_id;
  update.instrument = order.instrument;
  update.side = order.side;
  return update;
}

}  // namespace hotlane
