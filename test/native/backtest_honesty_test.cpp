// What a backtest fills is what the by-order data says: a slow model that shares no code with the venue is
// given the day's messages, and our orders at the times at which they must have arrived, and must fill the
// same shares, at the same prices, at the same moments.
#include <algorithm>
#include <map>

#include "backtest_run.hpp"
#include "itch_sample.hpp"
#include "queueing_strategy.hpp"
#include "slow_history.hpp"

namespace hotlane::test {
namespace {

constexpr const char* sample = "data/itch/aapl-amzn-2012-06-21.itch.gz";

uint64_t number_at(const Bytes& message, size_t offset, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | message[offset + i];
  return value;
}

// What reaches the venue of ours: an order, what replaces one, or a cancel.
struct Arrival {
  TimeNs time = 0;
  TimeNs decided = 0;
  size_t row = 0;
  bool is_cancel = false;
};

struct TimedFill {
  TimeNs time;
  SlowFill fill;
};

// The day once more: offsets are those of ITCH 5.0 §1.3 and §1.4.
class SlowDay {
 public:
  SlowDay(const std::vector<OrderRow>& rows, TimeNs way) : rows_(rows) {
    for (size_t i = 0; i < rows.size(); ++i) {
      arrivals_.push_back({rows[i].decided + way, rows[i].decided, i, false});
      if (rows[i].cancel_sent != 0)
        arrivals_.push_back({rows[i].cancel_sent + way, rows[i].cancel_sent, i, true});
    }
    std::stable_sort(arrivals_.begin(), arrivals_.end(),
                     [](const Arrival& a, const Arrival& b) { return a.time < b.time; });
    for (size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].is_replacement) before_[i] = newest_[rows[i].strategy_order_id];
      newest_[rows[i].strategy_order_id] = i;
    }
  }

  void apply(const Bytes& message) {
    const TimeNs time = backtest_midnight + static_cast<TimeNs>(number_at(message, 5, 6));
    arrive_before(time);
    now_ = time;
    const uint64_t reference = message.size() < 19 ? 0 : number_at(message, 11, 8);
    const auto locate = static_cast<uint16_t>(number_at(message, 1, 2));
    const auto shares_at = [&](size_t offset) {
      return static_cast<uint32_t>(number_at(message, offset, 4));
    };
    switch (message[0]) {
      case 'A':
      case 'F':
        return take(slow_.add(reference, locate, message[19] == 'B', shares_at(20),
                              static_cast<int32_t>(shares_at(32))));
      case 'E': return take(slow_.execute(reference, shares_at(19), true));
      case 'C':
        return take(
            slow_.execute(reference, shares_at(19), message[31] == 'Y', static_cast<int32_t>(shares_at(32))));
      case 'X': return slow_.reduce(reference, shares_at(19));
      case 'D': return slow_.reduce(reference, UINT32_MAX);
      case 'U':
        return take(slow_.replace_historical(reference, number_at(message, 19, 8), shares_at(27),
                                             static_cast<int32_t>(shares_at(31))));
      default: return;
    }
  }
  void arrive_before(TimeNs end) {
    while (next_ < arrivals_.size() && arrivals_[next_].time < end) arrive(arrivals_[next_++]);
  }

  std::vector<TimedFill> fills;
  std::map<size_t, uint64_t> ahead;  // by row: of those that came to rest

 private:
  void arrive(const Arrival& arrival) {
    now_ = arrival.time;
    const OrderRow& row = rows_[arrival.row];
    if (arrival.is_cancel) {
      slow_.cancel(row.number, UINT32_MAX);
      return;
    }
    uint32_t executed = 0;
    if (row.is_replacement) {
      const OrderRow& before = rows_[before_.at(arrival.row)];
      executed = executed_[before.number];
      if (slow_.cancel(before.number, UINT32_MAX) == 0) return;  // it was gone
    }
    executed_[row.number] = executed;
    const bool is_immediate = row.time_in_force == TimeInForce::immediate_or_cancel;
    // The locates of the sample's two instruments are their numbers, from 1.
    take(slow_.enter({row.number, static_cast<uint16_t>(row.instrument + 1), row.side == Side::buy,
                      row.price_ticks, row.quantity - executed, is_immediate, row.is_post_only, false, 0}));
    if (slow_.resting_shares(row.number) > 0) ahead[arrival.row] = slow_.shares_ahead(row.number);
  }
  void take(const std::vector<SlowFill>& made) {
    for (const SlowFill& fill : made) {
      executed_[fill.handle] += fill.shares;
      fills.push_back({now_, fill});
    }
  }

  const std::vector<OrderRow>& rows_;
  std::vector<Arrival> arrivals_;
  std::map<size_t, size_t> before_;  // rows that replacements replace
  std::map<StrategyOrderId, size_t> newest_;
  std::map<uint32_t, uint32_t> executed_;  // of each number, those it replaced included
  SlowHistory slow_;
  size_t next_ = 0;
  TimeNs now_ = 0;
};

void check_day(const std::vector<Bytes>& messages, TimeNs feed, TimeNs way, uint64_t strategy_seed) {
  BacktestSettings settings = backtest_settings({"AAPL", "AMZN"});
  settings.feed.constant_ns = feed;
  settings.order.constant_ns = settings.answer.constant_ns = way;
  BacktestRun<QueueingStrategy> run(settings, strategy_seed);
  run.play_messages(messages);
  const BacktestRecord& record = run.backtest().record();
  SlowDay slow(record.orders(), way);
  for (const Bytes& message : messages) slow.apply(message);
  slow.arrive_before(never_due);

  CHECK(record.fills().size() > 50);
  size_t after_waiting = 0;
  REQUIRE(slow.fills.size() == record.fills().size());
  for (size_t i = 0; i < slow.fills.size(); ++i) {
    const FillRow& fast = record.fills()[i];
    const auto& [time, fill] = slow.fills[i];
    REQUIRE(fast.time == time);
    REQUIRE(record.orders()[fast.order].number == fill.handle);
    REQUIRE(fast.quantity == fill.shares && fast.price_ticks == fill.price && fast.against == fill.against);
    REQUIRE((fast.liquidity == 'A') == fill.adds_liquidity);
    REQUIRE(fast.heard == time + way);
    after_waiting += fill.adds_liquidity && record.orders()[fast.order].shares_ahead > 0;
  }
  CHECK(after_waiting > 10);
  for (size_t i = 0; i < record.orders().size(); ++i) {
    const OrderRow& row = record.orders()[i];
    REQUIRE(row.seen + feed <= row.decided);  // nothing is known before it can be
    REQUIRE(row.entered == 0 || row.entered == row.decided + way);
    const auto found = slow.ahead.find(i);
    REQUIRE(row.has_rested == (found != slow.ahead.end()));
    REQUIRE(!row.has_rested || row.shares_ahead == found->second);
  }
}

TEST("an order at the back of a real queue fills when the queue ahead of it is gone, latency included") {
  const std::string path = shared_data_path(sample);
  if (path.empty()) return skip(std::string("no sample ") + sample);
  const std::vector<Bytes> messages = messages_of(path);
  const size_t part = repeats(20) * messages.size() / 20;
  const std::vector<Bytes> day(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(part));
  check_day(day, 2'000, 20'000, seed());
  check_day(day, 0, 1, seed() + 1);
  check_day(day, 300'000, 7'000'000, seed() + 2);
}

}  // namespace
}  // namespace hotlane::test
