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

uint64_t hash_session(const OrderDesk& desk) noexcept {
  StateMix mix;
  mix.add(static_cast<uint64_t>(desk.session().state()));
  mix.add(desk.session().next_sequence());
  mix.add(desk.session().next_user_ref_num());
  return mix.digest();
}

// All that was told of orders, in order, and what of them is open.
uint64_t hash_orders(const OrderDesk& desk) noexcept {
  const OrderDeskCounts& sent = desk.counts();
  StateMix mix;
  mix.add(desk.told());
  mix.add(desk.orders().open_orders());
  mix.add(sent.enters);
  mix.add(sent.replaces);
  mix.add(sent.cancels);
  mix.add(sent.refused);
  mix.add(desk.orders().counts().unexpected);
  return mix.digest();
}

uint64_t hash_positions(const OrderDesk& desk) noexcept {
  const Positions& positions = desk.positions();
  StateMix mix;
  for (uint32_t strategy = 0; strategy < positions.strategies(); ++strategy) {
    for (uint32_t instrument = 0; instrument < positions.instruments(); ++instrument) {
      const Position& its =
          positions.of(static_cast<StrategyId>(strategy), static_cast<InstrumentId>(instrument));
      mix.add(static_cast<uint64_t>(its.exposure.net));
      mix.add(static_cast<uint64_t>(its.exposure.open_buy));
      mix.add(static_cast<uint64_t>(its.exposure.open_sell));
      mix.add(static_cast<uint64_t>(its.open_notional));
      mix.add(static_cast<uint64_t>(its.realised));
    }
  }
  return mix.digest();
}

}  // namespace

lane_record::StateHash hash_state(const MarketData& market, const boundary::LaneMemory& memory,
                                  const OrderDesk& desk) noexcept {
  return {hash_channels(market), hash_books(market, memory), hash_session(desk), hash_orders(desk),
          hash_positions(desk)};
}

}  // namespace hotlane
