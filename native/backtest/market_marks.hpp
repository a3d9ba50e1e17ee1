// Where the market stood around our fills, and while the strategy ran: what fills are judged by and drawn on.
// Read off the lane's books, which hold recorded orders and none of ours, at the moment when the next packet
// is about to change them: so each is the market of that exchange time, whatever the feed's latency. One
// thread; looks at fills of the last second only.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "backtest/backtest_record.hpp"
#include "lane/market_data.hpp"
#include "orders/positions.hpp"

namespace hotlane {

// Of the fill with the same place in the record.
struct FillMark {
  static constexpr std::array<TimeNs, 4> horizons_ns{1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

  // Best prices before any message of the fill's own time stamp; 0: none on that side.
  PriceTicks bid_ticks = 0;
  PriceTicks ask_ticks = 0;
  // Best bid + best ask after each horizon. 0: one side was empty, or the run ended before.
  std::array<int64_t, horizons_ns.size()> twice_mid_ticks{};
};

// Of an instrument in which the strategy has ordered, where anything of it differs from its row before.
struct BookRow {
  TimeNs time = 0;
  InstrumentId instrument = 0;
  PriceTicks bid_ticks = 0;  // 0: none
  PriceTicks ask_ticks = 0;
  int64_t position = 0;  // shares
};

class MarketMarks {
 public:
  explicit MarketMarks(size_t instruments) : last_(instruments), is_ordered_(instruments) {}

  // Before the books take a message of that exchange time.
  void follow(TimeNs seen, const BacktestRecord& record, const MarketData& market) {
    const size_t fills = record.fills().size();
    if (cursors_.back() == fills) [[likely]]
      return;
    marks_.resize(fills);
    follow_fills(seen, record, market);
  }
  void sample(TimeNs time, const BacktestRecord& record, const MarketData& market,
              const Positions& positions);
  // There are no more messages: what has not come by now does not.
  void finish(const BacktestRecord& record, const MarketData& market);

  // As long as the record's fills, once finished.
  [[nodiscard]] const std::vector<FillMark>& fills() const noexcept { return marks_; }
  [[nodiscard]] const std::vector<BookRow>& books() const noexcept { return rows_; }

 private:
  void follow_fills(TimeNs seen, const BacktestRecord& record, const MarketData& market);

  std::vector<FillMark> marks_;
  // By the first fills that wait: for the touch before them, then for each horizon.
  std::array<size_t, FillMark::horizons_ns.size() + 1> cursors_{};
  std::vector<BookRow> rows_;
  std::vector<BookRow> last_;  // by instrument
  std::vector<bool> is_ordered_;
  size_t looked_at_ = 0;  // of the record's orders
};

}  // namespace hotlane
