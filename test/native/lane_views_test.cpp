// What a lane publishes of its books, packet by packet, against the books themselves: only sides that a
// packet changed are looked at, so a side that was forgotten would stay as it was.
#include <algorithm>
#include <memory>
#include <random>

#include "harness.hpp"
#include "lane/market_data.hpp"
#include "look_counter.hpp"
#include "mold_datagrams.hpp"
#include "simulated_market.hpp"

namespace hotlane::test {
namespace {

LaneSettings settings_of_three() {
  LaneSettings settings;
  LaneChannel channel;
  channel.stream.lines = 1;
  channel.instruments = 3;
  settings.channels.push_back(channel);
  for (const char* symbol : {"ALFA", "BRAVO", "CHARLIE"})
    settings.instruments.push_back({wire::Symbol(std::string_view(symbol)), {}});
  settings.book_orders_max = 1 << 12;
  return settings;
}

// As it is in the view: the levels there are, zeros behind.
void check_side(const PriceLevels& levels, uint32_t count, const int32_t* price_ticks,
                const uint32_t* quantity, const uint32_t* orders) {
  uint32_t seen = 0;
  levels.walk([&](const Level& level) {
    CHECK_EQUAL(price_ticks[seen], level.price_ticks);
    CHECK_EQUAL(quantity[seen], level.shares);
    CHECK_EQUAL(orders[seen], level.orders);
    return ++seen < boundary::depth_levels;
  });
  CHECK_EQUAL(count, seen);
  for (; seen < boundary::depth_levels; ++seen)
    CHECK(price_ticks[seen] == 0 && quantity[seen] == 0 && orders[seen] == 0);
}

}  // namespace

TEST("what a lane publishes of each book is that book, after every packet, refused messages among them") {
  constexpr uint64_t messages = 3'000;
  uint64_t told = 0;
  for (uint64_t round = 0; round < repeats(20); ++round) {
    std::mt19937_64 random(seed() + round);
    const SimulatedMarket day(seed() + round, messages);
    const auto memory = std::make_unique<boundary::LaneMemory>();
    StageHistograms stages(*memory);
    const LookCounter clock;
    const auto market = std::make_unique<MarketData>(settings_of_three(), *memory, stages);
    ChannelMarket& channel = market->channel(0);
    std::array<uint32_t, 3> changes{};
    const auto tell = [&told](const MarketChanges& its, bool) { told += its.instruments().size(); };
    uint64_t sent = 1;
    uint64_t next = 1;
    TimeNs now = 1'700'000'000'000'000'000;
    while (next < day.end()) {
      std::vector<Bytes> packet;
      for (uint64_t count = 1 + random() % 4; count > 0 && next < day.end(); --count)
        packet.push_back(day.message(next++));
      if (random() % 50 == 0) packet.push_back(itch_delete(1 + random() % 3, 1'000'000'000 + sent));
      const Bytes bytes = mold_packet(sent, packet.size(), packet);
      sent += packet.size();
      now += 1'000;
      channel.on_datagram(0, as_datagram(bytes), {1, now}, now, clock, tell);
      for (InstrumentId id = 0; id < 3; ++id) {
        const boundary::InstrumentView& view = memory->views[id];
        const OrderBook& book = channel.book(id);
        check_side(book.bids, view.bid_levels, view.bid_price_ticks, view.bid_quantity, view.bid_orders);
        check_side(book.asks, view.ask_levels, view.ask_price_ticks, view.ask_quantity, view.ask_orders);
        CHECK_EQUAL(view.state, static_cast<uint32_t>(channel.state_of(id)));
        changes[id] = static_cast<uint32_t>(view.changes);
      }
    }
    CHECK(std::all_of(changes.begin(), changes.end(), [](uint32_t count) { return count > 100; }));
  }
  CHECK(told > 1'000);
}

}  // namespace hotlane::test
