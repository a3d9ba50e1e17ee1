// A backtest's simulated time: what takes how long, and what comes first when two things happen at once.
#include "backtest_run.hpp"
#include "itch_messages.hpp"

namespace hotlane::test {
namespace {

constexpr uint64_t open_ns = 34'200'000'000'000;

Bytes at(uint64_t ns, Bytes message) {
  for (size_t i = 0; i < 6; ++i) message[5 + i] = static_cast<uint8_t>((open_ns + ns) >> (8 * (5 - i)));
  return message;
}

// Bids 100 at the best bid when it first sees one, and cancels when the ask is 11.00.
class OneBid final : public StrategyPort {
 public:
  explicit OneBid(boundary::LaneMemory& memory) : memory_(memory) {}
  [[nodiscard]] StrategyInterests interests() const noexcept override { return {.book = true}; }
  [[nodiscard]] CallResult on_start() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_book(InstrumentId) noexcept override {
    ++calls;
    const boundary::InstrumentView& view = memory_.views[0];
    boundary::StrategyFrame& frame = memory_.frames[0];
    if (id_ == 0 && view.bid_levels > 0) {
      boundary::IntentSlot& slot = frame.intents[frame.intent_count++];
      slot = {};
      slot.kind = static_cast<int32_t>(boundary::IntentKind::enter);
      slot.order_id = id_ = frame.next_order_id++;
      slot.price_ticks = view.bid_price_ticks[0];
      slot.quantity = 100;
    } else if (view.ask_levels > 0 && view.ask_price_ticks[0] == 110'000) {
      boundary::IntentSlot& slot = frame.intents[frame.intent_count++];
      slot = {};
      slot.kind = static_cast<int32_t>(boundary::IntentKind::cancel);
      slot.order_id = id_;
    }
    return CallResult::done;
  }
  [[nodiscard]] CallResult on_trade() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_order() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_timer() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_status() noexcept override { return CallResult::done; }
  [[nodiscard]] CallResult on_stop() noexcept override { return CallResult::done; }

  uint32_t calls = 0;

 private:
  boundary::LaneMemory& memory_;
  int32_t id_ = 0;
};

std::vector<Bytes> opening() {
  Bytes market_hours = itch_header('S', 0);
  market_hours.push_back('Q');
  return {market_hours, itch_directory(1, "ABCD"), itch_stock_message('H', 1, "ABCD", "T     ")};
}

BacktestSettings settings_of(TimeNs feed, TimeNs order, TimeNs answer) {
  BacktestSettings settings = backtest_settings({"ABCD"});
  settings.feed.constant_ns = feed;
  settings.order.constant_ns = order;
  settings.answer.constant_ns = answer;
  return settings;
}

TEST("backtest time: a decision is at the venue after both latencies, and its answer heard after the third") {
  std::vector<Bytes> messages = opening();
  messages.push_back(at(1'000'000, itch_add(1, "ABCD", 1, 'B', 300, 100'000)));
  messages.push_back(at(9'000'000, itch_add(1, "ABCD", 2, 'S', 300, 100'500)));
  BacktestRun<OneBid> run(settings_of(2'000, 20'000, 5'000));
  run.play_messages(messages);
  const BacktestRecord& record = run.backtest().record();
  REQUIRE(record.orders().size() == 1);
  const OrderRow& row = record.orders()[0];
  const TimeNs seen = backtest_midnight + static_cast<TimeNs>(open_ns) + 1'000'000;
  CHECK_EQUAL(row.seen, seen);
  CHECK_EQUAL(row.decided, seen + 2'000);
  CHECK_EQUAL(row.entered, seen + 22'000);
  CHECK_EQUAL(row.heard, seen + 27'000);
  CHECK_EQUAL(row.shares_ahead, uint64_t{300});
}

// An execution of an order that comes after ours fills ours if ours was there before that order.
TEST("backtest time: what history says at a moment happens before our order that arrives at that moment") {
  for (const TimeNs late : {TimeNs{-1}, TimeNs{0}, TimeNs{1}}) {
    std::vector<Bytes> messages = opening();
    messages.push_back(at(1'000'000, itch_add(1, "ABCD", 1, 'B', 300, 100'000)));
    messages.push_back(at(1'500'000, itch_delete(1, 1)));
    messages.push_back(at(2'000'000, itch_add(1, "ABCD", 2, 'B', 300, 100'000)));
    messages.push_back(at(3'000'000, itch_execute(1, 2, 50)));
    BacktestRun<OneBid> run(settings_of(400'000, 600'000 + late, 1));
    run.play_messages(messages);
    REQUIRE(run.backtest().record().orders().size() == 1);
    CHECK_EQUAL(run.backtest().record().orders()[0].shares_ahead, uint64_t{late < 0 ? 0U : 300U});
    CHECK_EQUAL(run.backtest().record().fills().size(), size_t{late < 0 ? 1U : 0U});
  }
}

TEST("backtest time: messages of one moment are one packet, and a cancel may come too late") {
  std::vector<Bytes> messages = opening();
  messages.push_back(at(1'000'000, itch_add(1, "ABCD", 1, 'B', 300, 100'000)));
  messages.push_back(at(1'000'000, itch_add(1, "ABCD", 2, 'S', 300, 110'000)));
  messages.push_back(at(1'000'500, itch_delete(1, 1)));
  // Our order has come at 1,000,100; the cancel, decided at 1,000,500, comes at 1,000,600.
  messages.push_back(at(1'000'590, itch_add(1, "ABCD", 3, 'S', 40, 100'000)));
  messages.push_back(at(1'000'700, itch_add(1, "ABCD", 4, 'S', 40, 100'000)));
  BacktestRun<OneBid> run(settings_of(0, 100, 1));
  run.play_messages(messages);
  CHECK_EQUAL(run.strategy().calls, 5U);  // the opening's packet, and four
  const BacktestRecord& record = run.backtest().record();
  REQUIRE(record.fills().size() == 1);
  CHECK_EQUAL(record.fills()[0].quantity, Quantity{40});
  REQUIRE(record.orders().size() == 1);
  CHECK_EQUAL(record.orders()[0].filled, Quantity{40});
  CHECK(record.orders()[0].end == OrderEnd::cancelled);
}

TEST("backtest time: between from and to the strategy runs; before, the books are built") {
  std::vector<Bytes> messages = opening();
  messages.push_back(at(1'000'000, itch_add(1, "ABCD", 1, 'B', 300, 100'000)));
  messages.push_back(at(5'000'000, itch_add(1, "ABCD", 2, 'B', 100, 99'000)));
  messages.push_back(at(9'000'000, itch_add(1, "ABCD", 3, 'B', 100, 98'000)));
  BacktestSettings settings = settings_of(0, 1, 1);
  settings.from = static_cast<TimeNs>(open_ns) + 4'000'000;
  settings.to = static_cast<TimeNs>(open_ns) + 8'000'000;
  BacktestRun<OneBid> run(settings);
  run.play_messages(messages);
  CHECK_EQUAL(run.strategy().calls, 1U);
  REQUIRE(run.backtest().record().orders().size() == 1);
  const OrderRow& row = run.backtest().record().orders()[0];
  CHECK_EQUAL(row.price_ticks, PriceTicks{100'000});
  CHECK_EQUAL(row.cancel_sent, settings.midnight + settings.to);
  CHECK(row.end == OrderEnd::cancelled);
}

TEST("latency: drawn as often as counted, the same from a seed; recorded ones in order, the last again") {
  const LatencySettings histogram{
      .kind = LatencyKind::histogram, .buckets = {{1'000, 3}, {2'000, 0}, {9'000, 1}}, .seed = seed()};
  LatencyModel model(histogram, 1);
  LatencyModel again(histogram, 1);
  size_t slow = 0;
  constexpr size_t draws = 10'000;
  for (size_t i = 0; i < draws; ++i) {
    const TimeNs drawn = model.next();
    CHECK_EQUAL(drawn, again.next());
    REQUIRE(drawn == 1'000 || drawn == 9'000);
    slow += drawn == 9'000;
  }
  CHECK(slow > draws / 5 && slow < draws * 3 / 10);
  LatencyModel recorded({.kind = LatencyKind::recorded, .recorded_ns = {7, 0, 5}}, 1);
  for (const TimeNs expected : {7, 1, 5, 5, 5}) CHECK_EQUAL(recorded.next(), expected);
  CHECK_EQUAL(recorded.beyond_record(), uint64_t{2});
}

TEST("a timed queue never lets a piece overtake, and keeps every byte, however it is filled and emptied") {
  SeededRandom random(seed());
  TimedQueue queue;
  std::vector<std::vector<std::byte>> expected;
  size_t first = 0;
  TimeNs due = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (random.below(2) == 0 || first == expected.size()) {
      std::vector<std::byte> piece(random.below(60));
      for (std::byte& byte : piece) byte = static_cast<std::byte>(random.below(256));
      queue.put(piece, static_cast<TimeNs>(random.below(1'000)));
      expected.push_back(piece);
    } else {
      REQUIRE(queue.due() >= due && queue.due() != never_due);
      due = queue.due();
      const auto front = queue.front();
      REQUIRE(std::equal(front.begin(), front.end(), expected[first].begin(), expected[first].end()));
      ++first;
      queue.pop();
    }
  }
  CHECK(first > 1'000);
}

}  // namespace
}  // namespace hotlane::test
