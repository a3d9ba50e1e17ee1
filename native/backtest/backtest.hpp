// A strategy in a market that was: a lane and an exchange in one thread and in simulated time. The exchange
// has the recorded market with our orders queued among the recorded ones (docs/venue-history.md); the lane
// hears that market as a live one, by MoldUDP64 datagrams, and speaks OUCH over SoupBinTCP; latency models
// stand on the three ways between them. docs/backtesting.md tells what is assumed and which way it errs.
//
// Messages are handed over one by one in time order, so a day of any length streams through. What comes out
// follows from the settings, the messages and what the strategies answer: from nothing else.
//
// At equal times: orders whose time is over go; then what history says happens; then our orders reach the
// venue; then market data reaches the lane; then the venue's answers; then the lane's clock goes on.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "backtest/backtest_record.hpp"
#include "backtest/latency_model.hpp"
#include "backtest/market_marks.hpp"
#include "backtest/timed_queue.hpp"
#include "lane/lane_settings.hpp"
#include "replay/replay_clock.hpp"
#include "venue/exchange.hpp"
#include "wire/itch50.hpp"

namespace hotlane {

struct BacktestSettings {
  LaneSettings lane;  // of one channel and one order session
  TimeNs midnight =
      0;  // ns since the Unix epoch of the exchange's midnight, which messages' times count from
  // Of the exchange's day, ns since midnight. Before `from` books are built and no strategy runs; at `to` the
  // lane is told to stop, which cancels what is open.
  TimeNs from = 0;
  TimeNs to = ns_per_day;
  LatencySettings feed;    // from a message's time stamp to the lane
  LatencySettings order;   // from a decision to the venue; at least 1 ns, so that time goes on
  LatencySettings answer;  // from the venue to the lane; at least 1 ns
  std::optional<LevelQueueSettings> level_queue{};  // none: by order
  TimeNs equity_interval = ns_per_second;           // of simulated time between two rows; 0: none are kept
};

// What all strategies together had made by then. Money in ticks x shares, before fees.
struct EquityRow {
  TimeNs time = 0;
  Money realised = 0;
  Money unrealised = 0;
  FeeAmount charged = 0;
  FeeAmount rebated = 0;
  Money gross_notional = 0;  // of the positions at the mark, each for itself without its sign
  Money net_notional = 0;
};

struct BacktestCounts {
  uint64_t messages = 0;        // handed over
  uint64_t of_instruments = 0;  // of them, of the lane's instruments or of the whole market
  uint64_t packets = 0;         // that the lane got
  uint64_t went_back = 0;       // messages with an earlier time than the one before: taken at that one's time
  uint64_t skipped = 0;         // of a type that ITCH 5.0 does not have, or of another length than its type's
  TimeNs first = 0;             // times of the first and the last message
  TimeNs last = 0;
};

class Backtest {
 public:
  // The memory has been prepared (prepare_lane_memory). `strategies`: one each of the settings.
  Backtest(const BacktestSettings& settings, boundary::LaneMemory& memory,
           std::span<StrategyPort* const> strategies);
  ~Backtest();

  // The next message of the market, an ITCH 5.0 one of its type's length. False: the run is over.
  bool on_message(Bytes message);
  // There are no more: what is on its way arrives, what is open is cancelled.
  void finish();

  [[nodiscard]] bool is_over() const noexcept { return is_over_; }
  [[nodiscard]] const BacktestCounts& counts() const noexcept { return counts_; }
  [[nodiscard]] const BacktestRecord& record() const noexcept { return record_; }
  // Of its fills they are whole once the run has finished.
  [[nodiscard]] const MarketMarks& marks() const noexcept { return marks_; }
  [[nodiscard]] const std::vector<EquityRow>& equity() const noexcept { return equity_; }
  [[nodiscard]] const ReplayedLane& lane() const noexcept { return *lane_; }
  [[nodiscard]] const HistoryCounters& history() const noexcept { return exchange_->history_counters(); }
  [[nodiscard]] MarkPrice mark_of_instrument(InstrumentId instrument) const noexcept;
  // How often the records of latencies were asked for more than they have.
  [[nodiscard]] uint64_t beyond_records() const noexcept;
  // That the market has announced.
  [[nodiscard]] bool is_announced(InstrumentId instrument) const noexcept;
  // Equal runs, equal hashes: of all that was ordered and filled and when, and of where everything stands.
  [[nodiscard]] uint64_t state_hash() const noexcept;

 private:
  // How often the lane and the venue's sessions look at the clock when nothing happens.
  static constexpr TimeNs tick_ns = 100'000'000;

  // How often, at most, what is published by time is published: positions' worth among it.
  static constexpr TimeNs publish_ns = 1'000'000;

  // Messages are worked on so many at a time: what they touch is fetched meanwhile, as a lane does with a
  // packet of many. Nothing else is known of them before their turn.
  static constexpr size_t batch_messages = 16;
  struct Coming {
    TimeNs time = 0;
    uint16_t size = 0;
    std::array<std::byte, wire::itch50::message_length_max> bytes;
  };

  [[nodiscard]] TimeNs next_due() const noexcept;
  void work_off();
  void apply(Bytes message, TimeNs time);
  [[nodiscard]] bool has_all_failed() const noexcept;
  // All that is due before `end`, in order.
  void run_until(TimeNs end);
  void run_next();
  void deliver_order();
  void deliver_packet();
  void deliver_answer();
  void tick();
  void take_orders();
  void take_answers();
  void tell_strategies();
  void hear(Bytes bytes);
  void serve(Bytes bytes);
  void begin_lane(TimeNs at);
  void log_in();
  void begin_stop();
  void expire_orders();
  void append_to_packet(Bytes message, TimeNs time);
  void close_packet();
  void follow_directory(Bytes message, Locate locate);
  void sample(TimeNs now);
  void keep_sample(TimeNs time);
  [[nodiscard]] EquityRow equity_now(TimeNs time) const noexcept;

  BacktestSettings settings_;
  boundary::LaneMemory& memory_;
  ReplayClock clock_;
  BacktestRecord record_;
  MarketMarks marks_;
  LatencyModel feed_latency_;
  LatencyModel order_latency_;
  LatencyModel answer_latency_;
  std::unique_ptr<venue::Exchange> exchange_;
  std::unique_ptr<ReplayedLane> lane_;
  std::array<Coming, batch_messages> coming_;
  size_t coming_count_ = 0;
  uint32_t line_ = 0;   // the exchange's connection
  TimedQueue packets_;  // market data on its way to the lane: the time of its messages, then a datagram
  TimedQueue orders_;   // SoupBinTCP packets on their way to the venue
  TimedQueue answers_;  // and to the lane
  std::vector<uint8_t> is_ours_;    // by locate
  std::vector<bool> is_announced_;  // by instrument
  uint64_t next_sequence_ = 1;      // of the feed
  TimeNs packet_time_ = 0;          // of the messages in the packet being made
  uint16_t packet_messages_ = 0;    // 0: none is being made
  TimeNs now_ = 0;
  TimeNs next_tick_ = never_due;
  TimeNs published_at_ = 0;
  TimeNs next_sample_ = never_due;
  TimeNs stop_at_ = never_due;
  TimeNs expires_at_ = never_due;  // the next order's time at the venue
  uint64_t told_ = 1;              // the next answer that the venue will have for us
  bool is_lane_begun_ = false;
  bool is_stopping_ = false;
  bool is_over_ = false;
  BacktestCounts counts_;
  std::vector<EquityRow> equity_;
};

}  // namespace hotlane
