// Where the market stood around fills (backtest/market_marks.hpp), on books that datagrams make, against what
// the quotes' own list says.
#include "backtest/market_marks.hpp"

#include <memory>
#include <random>

#include "harness.hpp"
#include "lane/market_data.hpp"
#include "look_counter.hpp"
#include "mold_datagrams.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {
namespace {

constexpr TimeNs ms = 1'000'000;
constexpr TimeNs begin = 1'340'000'000 * ns_per_second;

struct Quote {
  TimeNs time = 0;
  PriceTicks bid = 0;  // 0: none
  PriceTicks ask = 0;
};

// Two instruments, fills of ours in either, and the marks that follow.
class Marked {
 public:
  Marked()
      : memory_(std::make_unique<boundary::LaneMemory>()), stages_(*memory_), positions_(2, 1, 1), marks_(2) {
    LaneSettings settings;
    LaneChannel channel;
    channel.instruments = 2;
    settings.channels.push_back(channel);
    for (const char* symbol : symbols) settings.instruments.push_back({wire::Symbol(symbol), {}});
    settings.book_orders_max = 1 << 10;
    market_ = std::make_unique<MarketData>(settings, *memory_, stages_);
    tell({itch_directory(1, symbols[0]), itch_directory(2, symbols[1])}, begin);
  }

  // The instrument's quote from then on, a packet.
  void quote(InstrumentId instrument, const Quote& quote) {
    std::vector<Bytes> messages;
    for (const uint64_t reference : shown_[instrument])
      messages.push_back(itch_delete(instrument + 1U, reference));
    shown_[instrument].clear();
    const auto show = [&](char side, PriceTicks price) {
      if (price == 0) return;
      shown_[instrument].push_back(++references_);
      messages.push_back(itch_add(instrument + 1U, symbols[instrument], references_, side, 100,
                                  static_cast<uint64_t>(price)));
    };
    show('B', quote.bid);
    show('S', quote.ask);
    tell(messages, quote.time);
  }
  // An order of ours for the instrument, and a fill of it.
  void order(InstrumentId instrument) {
    Intent intent{};
    intent.instrument = instrument;
    record_.on_sent(0, 0, intent, ++numbers_);
    order_of_[instrument] = numbers_;
  }
  void fill(InstrumentId instrument, TimeNs time) {
    if (order_of_[instrument] == 0) order(instrument);
    record_.set_time(time);
    venue::VenueOrder order;
    order.user_ref_num = order_of_[instrument];
    record_.on_fill(order, {.shares = 1}, 'A',
                    venue::Exchange::match_number_base() + record_.fills().size() + 1);
  }
  void buy(InstrumentId instrument, Quantity shares) {
    OrderUpdate update;
    update.kind = OrderUpdateKind::filled;
    update.instrument = instrument;
    update.fill_quantity = shares;
    update.fill_price_ticks = 1;
    positions_.apply(update);
  }
  void sample(TimeNs time) { marks_.sample(time, record_, *market_, positions_); }
  void finish() { marks_.finish(record_, *market_); }
  [[nodiscard]] const MarketMarks& marks() const { return marks_; }

 private:
  static constexpr const char* symbols[] = {"ABCD", "WXYZ"};

  void tell(const std::vector<Bytes>& messages, TimeNs time) {
    marks_.follow(time, record_, *market_);
    if (messages.empty()) return;
    const Bytes packet = mold_packet(sequence_, messages.size(), messages);
    sequence_ += messages.size();
    market_->channel(0).on_datagram(0, as_datagram(packet), {1, time}, time, clock_,
                                    [](const MarketChanges&, bool) {});
  }

  std::unique_ptr<boundary::LaneMemory> memory_;
  StageHistograms stages_;
  LookCounter clock_;
  std::unique_ptr<MarketData> market_;
  BacktestRecord record_;
  Positions positions_;
  MarketMarks marks_;
  std::vector<uint64_t> shown_[2];
  uint64_t references_ = 0;
  uint64_t sequence_ = 1;
  UserRefNum numbers_ = 0;
  UserRefNum order_of_[2] = {0, 0};
};

}  // namespace

TEST("marks: a fill's touch is that before its own time stamp, its middles those up to each horizon's end") {
  Marked run;
  run.quote(0, {begin, 10'000, 10'200});
  run.fill(0, begin + 1);
  run.quote(0, {begin + 1, 10'100, 10'300});       // the fill's own stamp
  run.quote(0, {begin + 1 + ms, 10'200, 10'400});  // the last that counts for 1 ms
  run.quote(0, {begin + 2 + ms, 10'300, 10'500});
  run.quote(0, {begin + 50 * ms, 10'400, 10'600});
  run.quote(0, {begin + 500 * ms, 10'500, 10'700});
  run.finish();
  const FillMark& mark = run.marks().fills().at(0);
  CHECK_EQUAL(mark.bid_ticks, 10'000);
  CHECK_EQUAL(mark.ask_ticks, 10'200);
  const int64_t expected[] = {20'600, 20'800, 21'000, 0};  // the run ended before a second had passed
  for (size_t i = 0; i < 4; ++i) CHECK_EQUAL(mark.twice_mid_ticks[i], expected[i]);
}

TEST("marks: an empty side has no price, and no middle") {
  Marked run;
  run.quote(0, {begin, 10'000, 0});
  run.fill(0, begin + 1);
  run.quote(0, {begin + 2 * ms, 0, 10'200});
  run.quote(0, {begin + 3 * ms, 10'000, 10'200});
  run.quote(0, {begin + 20 * ms, 0, 0});
  run.finish();
  const FillMark& mark = run.marks().fills().at(0);
  CHECK_EQUAL(mark.bid_ticks, 10'000);
  CHECK_EQUAL(mark.ask_ticks, 0);
  CHECK_EQUAL(mark.twice_mid_ticks[0], 0);
  CHECK_EQUAL(mark.twice_mid_ticks[1], 20'200);
}

TEST("marks: a fill that no message follows has the last market's touch, and no middles") {
  Marked run;
  run.quote(0, {begin, 10'000, 10'200});
  run.fill(0, begin + 5);
  run.finish();
  CHECK_EQUAL(run.marks().fills().at(0).bid_ticks, 10'000);
  CHECK_EQUAL(run.marks().fills().at(0).twice_mid_ticks[0], 0);
}

TEST("marks: on seeded quotes each fill's marks are what the list of quotes says") {
  for (uint64_t round = 0; round < repeats(100); ++round) {
    std::mt19937_64 random(seed() + round);
    Marked run;
    std::vector<Quote> quotes[2];
    std::vector<TimeNs> packets;  // of both instruments
    struct Fill {
      InstrumentId instrument = 0;
      TimeNs time = 0;
    };
    std::vector<Fill> fills;
    TimeNs time = begin;
    for (int i = 0; i < 120; ++i) {
      time += static_cast<TimeNs>(random() % (random() % 4 == 0 ? 400 * ms : 2 * ms));
      const auto instrument = static_cast<InstrumentId>(random() % 2);
      if (random() % 4 == 0) {
        fills.push_back({instrument, time});
        run.fill(instrument, time);
        continue;
      }
      const auto price = static_cast<PriceTicks>(10'000 + random() % 50 * 100);
      const Quote quote{time, random() % 8 == 0 ? 0 : price, random() % 8 == 0 ? 0 : price + 100};
      run.quote(instrument, quote);
      quotes[instrument].push_back(quote);
      packets.push_back(time);
    }
    run.finish();
    // The newest quote that a fill saw by `end`, that moment's own included or not.
    const auto at = [&](InstrumentId instrument, TimeNs end, bool is_included) {
      Quote found;
      for (const Quote& quote : quotes[instrument]) {
        if (quote.time < end || (is_included && quote.time == end)) found = quote;
      }
      return found;
    };
    CHECK_EQUAL(run.marks().fills().size(), fills.size());
    for (size_t i = 0; i < fills.size(); ++i) {
      const auto [instrument, filled] = fills[i];
      const FillMark& mark = run.marks().fills()[i];
      // A packet of the fill's own stamp that came before the fill was taken was seen before it.
      bool is_before = false;
      for (const Quote& quote : quotes[instrument]) is_before |= quote.time == filled;
      if (!is_before) {
        const Quote touch = at(instrument, filled, false);
        CHECK_EQUAL(mark.bid_ticks, touch.bid);
        CHECK_EQUAL(mark.ask_ticks, touch.ask);
      }
      for (size_t h = 0; h < FillMark::horizons_ns.size(); ++h) {
        const TimeNs end = filled + FillMark::horizons_ns[h];
        const Quote then = at(instrument, end, true);
        const bool is_known = packets.back() > end && then.bid != 0 && then.ask != 0;
        CHECK_EQUAL(mark.twice_mid_ticks[h], is_known ? int64_t{then.bid} + then.ask : 0);
      }
    }
  }
}

TEST("marks: books are sampled of instruments with orders alone, and where something changed") {
  Marked run;
  run.quote(0, {begin, 10'000, 10'200});
  run.quote(1, {begin, 20'000, 0});
  run.sample(begin + 1);
  CHECK(run.marks().books().empty());
  run.order(1);
  run.sample(begin + 2);
  run.sample(begin + 3);
  run.buy(1, 70);
  run.sample(begin + 4);
  run.quote(1, {begin + 5, 20'000, 20'100});
  run.sample(begin + 6);
  const std::vector<BookRow>& rows = run.marks().books();
  CHECK_EQUAL(rows.size(), 3U);
  for (const BookRow& row : rows) CHECK_EQUAL(row.instrument, InstrumentId{1});
  CHECK_EQUAL(rows[0].time, begin + 2);
  CHECK_EQUAL(rows[0].bid_ticks, 20'000);
  CHECK_EQUAL(rows[0].ask_ticks, 0);
  CHECK_EQUAL(rows[0].position, 0);
  CHECK_EQUAL(rows[1].time, begin + 4);
  CHECK_EQUAL(rows[1].position, 70);
  CHECK_EQUAL(rows[2].ask_ticks, 20'100);
}

}  // namespace hotlane::test
