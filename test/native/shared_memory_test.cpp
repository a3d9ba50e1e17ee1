// Everything that a lane shares with other threads, hammered by its real writer and by readers that read as
// TypeScript does: no torn view, no event lost or told twice, no counter that falls. Under TSan this is also
// the proof that nothing is shared without order. Writers are bounded by counts, readers by their writer's
// end.
#include <atomic>
#include <memory>
#include <thread>

#include "harness.hpp"
#include "lane/command_ring.hpp"
#include "lane/event_ring.hpp"
#include "lane/instrument_publisher.hpp"
#include "lane_with_venue.hpp"
#include "quoting_strategy.hpp"

namespace {

using namespace hotlane;

constexpr uint32_t rounds = test::repeats(400'000);

// Runs the writer here and a reader in each of two threads; a reader looks once more after the writer's end.
// Gives the looks that found something broken.
template <class Write, class Look>
uint64_t hammer(Write&& write, Look&& look, uint32_t readers = 2) {
  std::atomic<bool> is_written{false};
  std::atomic<uint64_t> broken{0};
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < readers; ++i) {
    threads.emplace_back([&, mine = look]() mutable {
      bool is_last = false;
      do {
        is_last = is_written.load(std::memory_order_acquire);
        if (!mine()) broken.fetch_add(1, std::memory_order_relaxed);
      } while (!is_last);
    });
  }
  write();
  is_written.store(true, std::memory_order_release);
  for (std::thread& thread : threads) thread.join();
  return broken.load();
}

// --- instrument views ---

constexpr PriceTicks bid_ticks(uint32_t round, uint32_t level) {
  return 1'000'000 + static_cast<int32_t>(round % 50) - 100 * static_cast<int32_t>(level);
}
constexpr PriceTicks ask_ticks(uint32_t round, uint32_t level) {
  return 1'000'100 + static_cast<int32_t>(round % 50) + 100 * static_cast<int32_t>(level);
}

// Every field of the round's book follows from the round.
void write_rounds(boundary::InstrumentView& view) {
  PriceLadders ladders({1, 64, 64}, Growth::fixed, 1);
  const OrderBook book(wire::Symbol(std::string_view("SYM")), ladders, 0);
  std::array<LevelHandle, boundary::depth_levels * size_t{2}> handles{};
  for (uint32_t round = 1; round <= rounds; ++round) {
    for (uint32_t level = 0; level < boundary::depth_levels; ++level) {
      if (round > 1) ladders.reduce(handles[2 * level], round - 1, true);
      if (round > 1) ladders.reduce(handles[2 * level + 1], round - 1, true);
    }
    for (uint32_t level = 0; level < boundary::depth_levels; ++level) {
      const auto place = [](PriceTicks price, uint32_t side) {
        return place_of(static_cast<uint32_t>(price), side);
      };
      handles[2 * level] = ladders.add(0, place(bid_ticks(round, level), 0), round).level;
      handles[2 * level + 1] = ladders.add(1, place(ask_ticks(round, level), 1), round).level;
    }
    static_cast<void>(publish_instrument(book, both_sides, boundary::BookState::live, round, view));
    publish_trade(static_cast<PriceTicks>(round), round, view);
  }
}

// Of one consistent reading.
bool is_one_round(boundary::InstrumentView& view, uint32_t round) {
  if (observe_word(view.bid_levels) != boundary::depth_levels) return false;
  bool is_one =
      observe_word(view.changes) == round && observe_word(view.time_of_day_ns) == static_cast<double>(round);
  for (uint32_t level = 0; level < boundary::depth_levels; ++level) {
    is_one = is_one && observe_word(view.bid_price_ticks[level]) == bid_ticks(round, level) &&
             observe_word(view.ask_price_ticks[level]) == ask_ticks(round, level) &&
             observe_word(view.bid_quantity[level]) == round && observe_word(view.bid_orders[level]) == 1 &&
             observe_word(view.ask_quantity[level]) == round && observe_word(view.ask_orders[level]) == 1;
  }
  const uint32_t trades = observe_word(view.trades);
  return is_one && trades <= round && trades + 1 >= round && observe_word(view.last_quantity) == trades &&
         observe_word(view.last_price_ticks) == static_cast<PriceTicks>(trades) &&
         observe_word(view.volume) == 0.5 * trades * (trades + 1.0);
}

TEST("no reader ever sees a torn instrument view") {
  const auto view = std::make_unique<boundary::InstrumentView>();
  std::atomic<uint64_t> whole{0};
  const uint64_t broken = hammer([&] { write_rounds(*view); },
                                 [&, latest = 0U]() mutable {
                                   bool is_good = true;
                                   uint32_t round = 0;
                                   const bool is_whole = seqlock_read(view->version, [&] {
                                     round = observe_word(view->bid_quantity[0]);
                                     is_good = round == 0 || is_one_round(*view, round);
                                   });
                                   if (!is_whole) return true;  // torn, and known to be
                                   whole.fetch_add(1, std::memory_order_relaxed);
                                   is_good = is_good && round >= latest;
                                   latest = round;
                                   return is_good;
                                 });
  CHECK_EQUAL(broken, uint64_t{0});
  CHECK(whole.load() > 0);
  CHECK(is_one_round(*view, rounds));
}

// --- rings ---

boundary::Command command_of(uint32_t number) {
  boundary::Command command{};
  command.kind = number;
  command.index = static_cast<int32_t>(~number);
  command.port = number * 3;
  command.password[15] = static_cast<uint8_t>(number);
  return command;
}

TEST("a lane takes every command once, whole and in order") {
  const auto ring = std::make_unique<boundary::CommandRing>();
  ring->written = ring->read = 0xffff'ff00;  // the counts pass 2^32 on the way
  CommandReader reader(*ring);
  constexpr uint32_t commands = rounds / 10;  // each waits for the other's core
  uint32_t taken = 0;
  // The lane reads here, TypeScript's main thread writes over there.
  std::thread producer([&] {
    for (uint32_t number = 0; number < commands;) {
      const uint32_t written = std::atomic_ref<uint32_t>(ring->written).load(std::memory_order_seq_cst);
      const uint32_t read = std::atomic_ref<uint32_t>(ring->read).load(std::memory_order_seq_cst);
      if (written - read >= boundary::commands_max) {
        std::this_thread::yield();
        continue;
      }
      ring->slots[written % boundary::commands_max] = command_of(number++);
      std::atomic_ref<uint32_t>(ring->written).store(written + 1, std::memory_order_seq_cst);
    }
  });
  uint64_t broken = 0;
  while (taken < commands) {
    boundary::Command command;
    if (!reader.take(command)) {
      std::this_thread::yield();
      continue;
    }
    const boundary::Command expected = command_of(taken++);
    broken += std::memcmp(&command, &expected, sizeof command) != 0;
  }
  producer.join();
  boundary::Command command;
  CHECK(!reader.take(command));
  CHECK_EQUAL(broken, uint64_t{0});
}

boundary::Event event_of(uint32_t number) {
  boundary::Event event{};
  event.time_ns = int64_t{number} << 20;
  event.match_number = ~uint64_t{number};
  event.order_id = number;
  event.last_quantity = number * 7;
  return event;
}

TEST("a lane's events are told once each and in order, and what had no room is counted") {
  const auto ring = std::make_unique<boundary::EventRing>();
  ring->written = ring->read = 0xffff'0000;  // the counts pass 2^32 on the way
  EventWriter writer(*ring, false);
  uint32_t kept = 0;
  uint32_t seen = 0;
  uint64_t latest = 0;  // number + 1
  // The first ring's worth and some is written before the reader begins, so that some must be dropped.
  const uint32_t before_reader = boundary::events_max + 1'000;
  const uint32_t events = before_reader + rounds * 2;
  for (uint32_t number = 0; number < before_reader; ++number) kept += writer.put(event_of(number));
  CHECK_EQUAL(kept, boundary::events_max);
  CHECK_EQUAL(ring->dropped, 1'000U);
  const uint64_t broken = hammer(
      [&] {
        for (uint32_t number = before_reader; number < events; ++number) kept += writer.put(event_of(number));
      },
      [&] {
        const uint32_t written = std::atomic_ref<uint32_t>(ring->written).load(std::memory_order_seq_cst);
        const uint32_t first = std::atomic_ref<uint32_t>(ring->read).load(std::memory_order_seq_cst);
        bool is_good = written - first <= boundary::events_max;
        for (uint32_t i = first; i != written; ++i) {
          const boundary::Event event = ring->slots[i % boundary::events_max];
          const boundary::Event expected = event_of(event.order_id);
          is_good = is_good && event.order_id >= latest && std::memcmp(&event, &expected, sizeof event) == 0;
          latest = uint64_t{event.order_id} + 1;
          ++seen;
        }
        std::atomic_ref<uint32_t>(ring->read).store(written, std::memory_order_seq_cst);
        return is_good;
      },
      1);
  CHECK_EQUAL(broken, uint64_t{0});
  CHECK_EQUAL(seen, kept);
  CHECK_EQUAL(kept + ring->dropped, events);
}

// --- histograms, counters, a whole lane ---

TEST("a stage's histogram never counts down for a reader, and ends exact") {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  StageHistograms stages(*memory);
  boundary::Histogram& shared = memory->histograms[static_cast<size_t>(boundary::Stage::book)];
  std::vector<uint64_t> expected(boundary::histogram_counts);
  const uint64_t broken = hammer(
      [&] {
        SeededRandom random(test::seed());
        for (uint32_t i = 0; i < rounds; ++i) {
          const uint64_t value = random.next() >> random.below(64);
          stages.record(boundary::Stage::book, value);
          ++expected[histogram_index(value)];
        }
      },
      [&, counts = std::vector<uint64_t>(boundary::histogram_counts), count = uint64_t{0},
       maximum = uint64_t{0}]() mutable {
        const uint64_t count_before = observe_word(shared.count);
        bool is_good = count_before >= count;
        count = count_before;
        const uint64_t maximum_now = observe_word(shared.maximum);
        is_good = is_good && maximum_now >= maximum;
        maximum = maximum_now;
        for (uint32_t i = 0; i < boundary::histogram_counts; ++i) {
          const uint64_t now = observe_word(shared.counts[i]);
          is_good = is_good && now >= counts[i];
          counts[i] = now;
        }
        return is_good;
      });
  CHECK_EQUAL(broken, uint64_t{0});
  CHECK_EQUAL(shared.count, uint64_t{rounds});
  for (uint32_t i = 0; i < boundary::histogram_counts; ++i) CHECK_EQUAL(shared.counts[i], expected[i]);
}

// A book as a reader must find it: whole levels, best first, nothing behind them.
bool is_sound_side(int32_t (&prices)[boundary::depth_levels], uint32_t (&quantities)[boundary::depth_levels],
                   uint32_t levels, int direction) {
  bool is_sound = levels <= boundary::depth_levels;
  for (uint32_t i = 0; i < boundary::depth_levels; ++i) {
    const int32_t price = observe_word(prices[i]);
    const uint32_t quantity = observe_word(quantities[i]);
    is_sound = is_sound && (i < levels ? price > 0 && quantity > 0 : price == 0 && quantity == 0);
    if (i > 0 && i < levels) is_sound = is_sound && (price - observe_word(prices[i - 1])) * direction > 0;
  }
  return is_sound;
}

bool is_sound(boundary::InstrumentView& view) {
  bool is_good = true;
  const bool is_whole = seqlock_read(view.version, [&] {
    const uint32_t bids = observe_word(view.bid_levels);
    const uint32_t asks = observe_word(view.ask_levels);
    is_good = is_sound_side(view.bid_price_ticks, view.bid_quantity, bids, -1) &&
              is_sound_side(view.ask_price_ticks, view.ask_quantity, asks, 1) &&
              (bids == 0 || asks == 0 ||
               observe_word(view.bid_price_ticks[0]) < observe_word(view.ask_price_ticks[0]));
  });
  return !is_whole || is_good;
}

constexpr uint32_t turns_watched = rounds / 100 + 300;

TEST("a lane at work can be read from any thread: its books are whole, its counters never fall") {
  const auto memory = std::make_unique<boundary::LaneMemory>();
  test::QuotingStrategy strategy(*memory, {0, {0, 1, 2, 3, 4, 5, 6, 7}, test::seed()});
  std::array<StrategyPort*, 1> ports{&strategy};
  test::LaneWithVenue pair({.seed = test::seed(), .messages_per_second = 100'000}, *memory, ports);
  boundary::LaneStatus& status = memory->status;
  const uint64_t broken = hammer(
      [&] {
        pair.connect();
        for (uint32_t i = 0; i < turns_watched / 100; ++i) {
          pair.turn_times(100);
          pair.cut_line();
          pair.connect();
        }
        pair.command(boundary::CommandKind::stop);
        pair.turn_times(200);
      },
      [&, packets = uint64_t{0}, heartbeat = int64_t{0}, sent = uint64_t{0}]() mutable {
        bool is_good =
            observe_word(status.packets) >= packets && observe_word(status.heartbeat_ns) >= heartbeat;
        packets = observe_word(status.packets);
        heartbeat = observe_word(status.heartbeat_ns);
        sent = observe_word(status.sent);
        is_good = is_good && observe_word(status.state) <= static_cast<uint32_t>(boundary::LaneState::failed);
        is_good = is_good && observe_word(memory->session[0].state) <= 6;
        // A letter only: TSan keeps the last few accesses of eight bytes, and must still know the writer's.
        const uint8_t letter = observe_word(memory->session[0].soup_session[0]);
        is_good = is_good && (letter == 0 || letter == ' ' || letter == 'T');
        for (InstrumentId id = 0; id < 8; ++id) {
          is_good = is_good && is_sound(memory->views[id]);
          boundary::PositionView& position = memory->frames[0].positions[id];
          is_good = is_good && observe_word(position.open_buy) >= 0 && observe_word(position.open_sell) >= 0;
          is_good = is_good && std::abs(observe_word(position.net)) <= 2'000;
          static_cast<void>(observe_word(position.realised));
        }
        return is_good;
      });
  CHECK_EQUAL(broken, uint64_t{0});
  CHECK(pair.lane().is_stopped());
  CHECK(strategy.updates() > 100);
}

}  // namespace
