#include "lane/lane_state.hpp"

#include "journal/state_mix.hpp"

namespace hotlane {
namespace {

uint64_t hash_channels(const MarketData& market) noexcept {
  StateMix mix;
  for (uint32_t i = 0; i < market.channels(); ++i) {
    const ChannelMarket& channel = market.channel(i);
    const ChannelStatus& status = channel.stream().status();
    const FeedCounters& counters = channel.stream().counters();
    mix.add(status.next_sequence);
    mix.add(status.known_end);
    mix.add(static_cast<uint64_t>(status.state) << 32 | static_cast<uint64_t>(status.step) << 16 |
            static_cast<uint64_t>(status.cause));
    mix.add(counters.packets);
    mix.add(counters.lost);
    mix.add(counters.requests);
    mix.add(counters.snapshots_asked);
    mix.add(channel.time_of_day_ns());
  }
  return mix.digest();
}

// What is published of each book, which is all that a strategy and the gate see of it.
uint64_t hash_books(const MarketData& market, const boundary::LaneMemory& memory) noexcept {
  const auto pair = [](auto high, auto low) {
    return uint64_t{static_cast<uint32_t>(high)} << 32 | static_cast<uint32_t>(low);
  };
  StateMix mix;
  for (uint32_t i = 0; i < market.instruments(); ++i) {
    const boundary::InstrumentView& view = memory.views[i];
    mix.add(pair(view.state, view.changes));
    mix.add(pair(view.bid_price_ticks[0], view.bid_quantity[0]));
    mix.add(pair(view.ask_price_ticks[0], view.ask_quantity[0]));
    mix.add(pair(view.bid_orders[0], view.ask_orders[0]));
    mix.add(pair(view.bid_levels, view.ask_levels));
    mix.add(pair(view.last_price_ticks, view.last_quantity));
    mix.add(pair(view.trades, view.trading_state));
  }
  return mix.digest();
}

uint64_t hash_sessions(const OrderDesk& desk) noexcept {
  StateMix mix;
  for (SessionId id = 0; id < desk.sessions(); ++id) {
    const OrderEntry& entry = desk.session(id).entry();
    mix.add(static_cast<uint64_t>(entry.state()));
    mix.add(entry.next_sequence());
    mix.add(entry.next_user_ref_num());
  }
  return mix.digest();
}

// All that was told of orders, in order, and what of them is open.
uint64_t hash_orders(const OrderDesk& desk) noexcept {
  StateMix mix;
  mix.add(desk.events().told());
  mix.add(desk.counts().refused);
  mix.add(desk.counts().alerts);
  for (SessionId id = 0; id < desk.sessions(); ++id) {
    const SessionDesk& session = desk.session(id);
    mix.add(session.orders().open_orders());
    mix.add(session.counts().enters);
    mix.add(session.counts().replaces);
    mix.add(session.counts().cancels);
    mix.add(session.orders().counts().unexpected);
  }
  for (AccountId account = 0; account < desk.accounts(); ++account) {
    mix.add(desk.is_in_doubt(account) ? 1 : 0);
  }
  return mix.digest();
}

void add_position(StateMix& mix, const Position& position) noexcept {
  mix.add(static_cast<uint64_t>(position.exposure.net));
  mix.add(static_cast<uint64_t>(position.exposure.open_buy));
  mix.add(static_cast<uint64_t>(position.exposure.open_sell));
  mix.add(static_cast<uint64_t>(position.open_notional));
  mix.add(static_cast<uint64_t>(position.realised));
  mix.add(static_cast<uint64_t>(position.fees.charged));
  mix.add(static_cast<uint64_t>(position.fees.rebated));
}

uint64_t hash_positions(const OrderDesk& desk) noexcept {
  const Positions& positions = desk.positions();
  StateMix mix;
  for (InstrumentId instrument = 0; instrument < positions.instruments(); ++instrument) {
    for (StrategyId strategy = 0; strategy < positions.strategies(); ++strategy) {
      add_position(mix, positions.of(strategy, instrument));
    }
    for (uint32_t account = 0; account < positions.accounts(); ++account) {
      add_position(mix, positions.of_account(static_cast<AccountId>(account), instrument));
    }
  }
  return mix.digest();
}

}  // namespace

lane_record::StateHash hash_state(const MarketData& market, const boundary::LaneMemory& memory,
                                  const OrderDesk& desk) noexcept {
  return {hash_channels(market), hash_books(market, memory), hash_sessions(desk),
          hash_orders(desk),     hash_positions(desk),       desk.gate().state_hash()};
}

}  // namespace hotlane
