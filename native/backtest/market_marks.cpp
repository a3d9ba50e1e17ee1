#include "backtest/market_marks.hpp"

#include <utility>

namespace hotlane {
namespace {

PriceTicks best_of(const PriceLevels& levels) noexcept {
  const auto best = levels.best();
  return best ? best->price_ticks : 0;
}

}  // namespace

void MarketMarks::follow_fills(TimeNs seen, const BacktestRecord& record, const MarketData& market) {
  const std::vector<FillRow>& fills = record.fills();
  const auto book_of = [&](const FillRow& fill) -> const OrderBook& {
    return market.book(record.orders()[fill.order].instrument);
  };
  for (; cursors_[0] < fills.size() && fills[cursors_[0]].time <= seen; ++cursors_[0]) {
    const OrderBook& book = book_of(fills[cursors_[0]]);
    marks_[cursors_[0]].bid_ticks = best_of(book.bids);
    marks_[cursors_[0]].ask_ticks = best_of(book.asks);
  }
  for (size_t i = 0; i < FillMark::horizons_ns.size(); ++i) {
    size_t& at = cursors_[i + 1];
    for (; at < fills.size() && fills[at].time < seen - FillMark::horizons_ns[i]; ++at) {
      const OrderBook& book = book_of(fills[at]);
      const auto [bid, ask] = std::pair(best_of(book.bids), best_of(book.asks));
      if (bid != 0 && ask != 0) marks_[at].twice_mid_ticks[i] = int64_t{bid} + ask;
    }
  }
}

void MarketMarks::sample(TimeNs time, const BacktestRecord& record, const MarketData& market,
                         const Positions& positions) {
  for (; looked_at_ < record.orders().size(); ++looked_at_)
    is_ordered_[record.orders()[looked_at_].instrument] = true;
  for (InstrumentId i = 0; i < is_ordered_.size(); ++i) {
    if (!is_ordered_[i]) continue;
    const OrderBook& book = market.book(i);
    const BookRow row{.time = time,
                      .instrument = i,
                      .bid_ticks = best_of(book.bids),
                      .ask_ticks = best_of(book.asks),
                      .position = positions.of_instrument(i).exposure.net};
    BookRow& last = last_[i];
    if (last.time != 0 && row.bid_ticks == last.bid_ticks && row.ask_ticks == last.ask_ticks &&
        row.position == last.position)
      continue;
    last = row;
    rows_.push_back(row);
  }
}

void MarketMarks::finish(const BacktestRecord& record, const MarketData& market) {
  marks_.resize(record.fills().size());
  const std::vector<FillRow>& fills = record.fills();
  for (; cursors_[0] < fills.size(); ++cursors_[0]) {
    const OrderBook& book = market.book(record.orders()[fills[cursors_[0]].order].instrument);
    marks_[cursors_[0]].bid_ticks = best_of(book.bids);
    marks_[cursors_[0]].ask_ticks = best_of(book.asks);
  }
}

}  // namespace hotlane
