// See exchange.hpp. OUCH rules: ouch50.md, Semantics.
#include "venue/exchange.hpp"

#include <algorithm>

#include "venue/order_terms.hpp"

namespace hotlane::venue {

using wire::ouch50::CancelReason;

Exchange::Exchange(const ExchangeSettings& settings, TimeNs now)
    : publisher_(settings.feed_session, settings.symbols, settings.keep_messages_max),
      symbols_(settings.symbols),
      order_session_(settings.order_session),
      sizes_(settings.sizes),
      engine_({.instruments = static_cast<uint32_t>(settings.symbols.size()),
               .orders_max = settings.sizes.live_orders_max}),
      generator_({.seed = settings.seed,
                  .instruments = static_cast<uint32_t>(settings.symbols.size()),
                  .messages_per_second = settings.messages_per_second,
                  .start_time = now}),
      is_historical_(settings.is_historical),
      is_published_(settings.is_published),
      midnight_(settings.midnight) {
  for (const AccountSettings& account : settings.accounts) accounts_.emplace_back(account);
  connections_.resize(connections_max);
  if (is_historical_) history_.emplace();
  if (is_historical_ && settings.level_queue) history_->queue_by_level(*settings.level_queue);
}

void Exchange::set_time(TimeNs now) noexcept {
  if (is_historical_) return;  // history brings its own
  time_of_day_ = static_cast<uint64_t>(now - midnight_);
  publisher_.set_time_of_day(now - midnight_);
}

void Exchange::note(VenueInputKind kind, TimeNs now, uint16_t account, Bytes payload) {
  if (recorder_ == nullptr) return;
  recorder_->append(
      {.kind = kind, .now = now, .position = market_position_, .account = account, .payload = payload});
}

void Exchange::open_day(TimeNs now) {
  market_position_ = static_cast<uint64_t>(now);
  note(VenueInputKind::open_day, now);
  set_time(now);
  publisher_.open_day();
  generator_.skip_to(now);
  generator_.seed_books(engine_, events_);
  take_events();
}

void Exchange::advance(TimeNs now) {
  while (generator_.next_due() <= now) {
    expire(static_cast<uint64_t>(generator_.next_due() - midnight_));
    set_time(generator_.next_due());
    generator_.advance(generator_.next_due(), engine_, events_);
    take_events();
  }
  expire(static_cast<uint64_t>(now - midnight_));
  market_position_ = std::max(market_position_, static_cast<uint64_t>(now));
  set_time(now);
}

void Exchange::resume(TimeNs promised, TimeNs now) {
  if (!is_historical_) {
    advance(promised);
    market_position_ = std::max(market_position_, static_cast<uint64_t>(now));
    generator_.skip_to(static_cast<TimeNs>(market_position_));
  }
  note(VenueInputKind::resume, now);
  recorded_until_ = market_position_;
}

void Exchange::close_day(TimeNs now) {
  note(VenueInputKind::close_day, now);
  has_closed_ = true;
  set_time(now);
  if (!is_historical_) publisher_.close_day();
}

void Exchange::historical(Bytes message) {
  if (message.size() >= sizeof(wire::itch50::Header)) {
    set_historical_time(reinterpret_cast<const wire::itch50::Header*>(message.data())->timestamp);
  }
  ++market_position_;
  if (is_published_) publisher_.pass_on(message);
  take_fills(history_->apply(message));
  if (!history_->left_by_cross().empty()) [[unlikely]]
    release_from_cross();
}

void Exchange::take_off_history(OrderReference reference, Quantity shares, uint64_t time_of_day) {
  set_historical_time(time_of_day);
  history_->take_off(reference, shares);
}

void Exchange::hit_own(Locate locate, Side side, Quantity shares, PriceTicks price_ticks,
                       uint64_t time_of_day) {
  set_historical_time(time_of_day);
  take_fills(history_->hit(locate, side, shares, price_ticks));
}

void Exchange::set_historical_time(uint64_t time_of_day) {
  expire(time_of_day);
  time_of_day_ = time_of_day;
}

std::optional<uint32_t> Exchange::connect(TimeNs now) {
  for (uint32_t id = 0; id < connections_.size(); ++id) {
    Connection& connection = connections_[id];
    if (connection.is_taken) continue;
    if (!connection.server)
      connection.server =
          std::make_unique<SoupBinServer>(sizes_.connection_in_bytes, sizes_.connection_out_bytes);
    connection.is_taken = true;
    connection.account = -1;
    connection.server->open(now);
    return id;
  }
  return std::nullopt;
}

void Exchange::disconnect(uint32_t id, TimeNs now) {
  const int account = connections_[id].account;
  connections_[id].server->on_disconnect();
  connections_[id].is_taken = false;
  connections_[id].account = -1;
  if (account >= 0 && accounts_[static_cast<size_t>(account)].settings().cancel_on_disconnect) {
    cancel_all(static_cast<uint16_t>(account), now);
  }
}

void Exchange::serve(uint32_t id, TimeNs now) {
  set_time(now);
  SoupBinServer& server = connection(id);
  SoupServerEvent event;
  while (server.next(event)) {
    if (event.kind == SoupServerEventKind::login) log_in(id, event.login, now);
    if (event.kind == SoupServerEventKind::unsequenced && connections_[id].account >= 0) {
      request(static_cast<uint16_t>(connections_[id].account), event.payload, now);
    }
  }
}

void Exchange::log_in(uint32_t id, const SoupLogin& login, TimeNs now) {
  SoupBinServer& server = connection(id);
  for (size_t i = 0; i < accounts_.size(); ++i) {
    const AccountSettings& settings = accounts_[i].settings();
    if (!credentials_match(login, settings.username, settings.password)) continue;
    const auto first = first_sequence_for(login, {order_session_, accounts_[i].store().next_sequence()});
    if (!first) return server.reject_login(wire::soupbintcp::RejectReason::session_not_available, now);
    // The newer login wins, so that a client whose old socket is half dead gets back in.
    for (Connection& other : connections_) {
      if (other.account == static_cast<int>(i)) other.account = -1;
    }
    connections_[id].account = static_cast<int>(i);
    has_login_ = true;
    return server.accept_login(order_session_, *first, now);
  }
  server.reject_login(wire::soupbintcp::RejectReason::not_authorized, now);
}
// Publishes what the books did, and tells the accounts whose orders traded or lost what never rested.
void Exchange::take_events() {
  const auto order_of = [this](OrderReference reference) -> VenueOrder* {
    const auto found = by_reference_.find(reference);
    return found == by_reference_.end() ? nullptr : &orders_[found->second - 1];
  };
  for (const MarketEvent& event : events_.all()) {
    publisher_.publish(event);
    if (event.kind == MarketEventKind::executed) {
      ++trades_;
      VenueOrder* resting = event.account == flow_account ? nullptr : order_of(event.order);
      VenueOrder* aggressor = event.aggressor_account == flow_account ? nullptr : order_of(event.aggressor);
      const char added = event.shown > 0 ? 'A' : 'J';
      if (resting != nullptr) fill(*resting, event.quantity, event.price_ticks, added, event.match_number);
      if (aggressor != nullptr) fill(*aggressor, event.quantity, event.price_ticks, 'R', event.match_number);
    } else if (event.kind == MarketEventKind::refreshed && event.account != flow_account) {
      if (VenueOrder* order = order_of(event.previous)) show_more(*order, event);
    } else if (event.kind == MarketEventKind::removed && event.account != flow_account) {
      // A cancel asked for has been told already; what is left of an order here was taken by the market's
      // rules.
      VenueOrder* order = order_of(event.order);
      if (order != nullptr && order->leaves > 0) {
        drop(*order, order->leaves, reason_of_removal(*order));
      }
    }
  }
  events_.clear();
}

// The next part of a reserve order: under a new reference, which its account is told (ouch50.md, Restated).
void Exchange::show_more(VenueOrder& order, const MarketEvent& event) {
  by_reference_[event.order] = by_reference_[event.previous];
  by_reference_.erase(event.previous);
  order.reference = event.order;
  accounts_[order.account].tell(time_of_day_,
                                [&](AnswerTeller& teller) { teller.restated(order, event.shown); });
}

void Exchange::take_fills(std::span<const HistoryFill> fills) {
  for (const HistoryFill& one : fills) {
    ++trades_;
    VenueOrder& order = orders_[one.handle - 1];
    const char liquidity = one.cross != 0             ? one.cross  // ouch50.md, Liquidity flags
                           : !one.adds_liquidity      ? 'R'
                           : is_hidden(order.entered) ? 'J'
                                                      : 'A';
    const uint64_t match_number = own_reference_base + trades_;
    if (watcher_ != nullptr) watcher_->on_fill(order, one, liquidity, match_number);
    fill(order, one.shares, one.price_ticks, liquidity, match_number);
  }
}

void Exchange::fill(VenueOrder& order, Quantity quantity, PriceTicks price, char liquidity,
                    uint64_t match_number) {
  Account& account = accounts_[order.account];
  LedgerOrder& entry = account.ledger().at(order.ledger_index);
  order.leaves -= quantity;
  order.chain_executed += quantity;
  entry.executed += quantity;
  entry.executed_notional += Money{price} * quantity;
  if (order.leaves == 0) {
    entry.state = LedgerState::filled;
    by_reference_.erase(order.reference);
  }
  account.tell(time_of_day_, [&](AnswerTeller& teller) {
    teller.executed(order, {quantity, price, liquidity, match_number});
  });
  if (order.leaves == 0) release(order);
}

void Exchange::drop(VenueOrder& order, Quantity quantity, CancelReason reason) {
  Account& account = accounts_[order.account];
  LedgerOrder& entry = account.ledger().at(order.ledger_index);
  order.leaves -= quantity;
  entry.cancelled += quantity;
  if (order.leaves == 0) {
    entry.state = LedgerState::cancelled;
    by_reference_.erase(order.reference);
  }
  account.tell(time_of_day_, [&](AnswerTeller& teller) { teller.cancelled(order, quantity, reason); });
  if (order.leaves == 0) release(order);
}

void Exchange::end_turn(TimeNs now) {
  for (Connection& connection : connections_) {
    if (!connection.is_taken) continue;
    connection.server->on_time(now);
    if (connection.account >= 0) {
      connection.server->send_new(accounts_[static_cast<size_t>(connection.account)].store(), now);
    }
  }
  publisher_.packets().end_turn(now);
  if (recorder_ == nullptr || market_position_ <= recorded_until_) return;
  note(VenueInputKind::turn, now);
  recorded_until_ = market_position_ + (is_historical_ ? 0 : uint64_t{market_ahead_ns});
}

}  // namespace hotlane::venue
