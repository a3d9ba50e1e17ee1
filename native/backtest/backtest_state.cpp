// Backtest's half about what it has come to: equity, marks, the hash of all of it.
#include <cstdlib>

#include "backtest/backtest.hpp"
#include "lane/lane_state.hpp"

namespace hotlane {

bool Backtest::is_announced(InstrumentId instrument) const noexcept {
  return instrument < is_announced_.size() && is_announced_[instrument];
}

uint64_t Backtest::beyond_records() const noexcept {
  return feed_latency_.beyond_record() + order_latency_.beyond_record() + answer_latency_.beyond_record();
}

MarkPrice Backtest::mark_of_instrument(InstrumentId instrument) const noexcept {
  const OrderBook& book = lane_->market().book(instrument);
  const auto bid = book.bids.best();
  const auto ask = book.asks.best();
  return mark_of(bid ? bid->price_ticks : 0, ask ? ask->price_ticks : 0, book.last_trade.price_ticks);
}

EquityRow Backtest::equity_now(TimeNs time) const noexcept {
  EquityRow row;
  row.time = time;
  const Positions& positions = lane_->desk().positions();
  for (InstrumentId i = 0; i < positions.instruments(); ++i) {
    const Position& position = positions.of_instrument(i);
    if (position.fills == 0) continue;
    row.realised = saturated_sum(row.realised, position.realised);
    row.charged = saturated_sum(row.charged, position.fees.charged);
    row.rebated = saturated_sum(row.rebated, position.fees.rebated);
    if (position.exposure.net == 0) continue;
    const MarkPrice mark = mark_of_instrument(i);
    row.unrealised = saturated_sum(row.unrealised, position.unrealised(mark));
    const auto notional = saturated<Money>(Wide{position.exposure.net} * mark.twice_ticks / 2);
    row.net_notional = saturated_sum(row.net_notional, notional);
    row.gross_notional = saturated_sum(row.gross_notional, std::abs(notional));
  }
  return row;
}

// Where several moments have passed since anything happened, the last of them stands for all.
void Backtest::sample(TimeNs now) {
  const TimeNs passed = (now - next_sample_) / settings_.equity_interval;
  const TimeNs time = next_sample_ + passed * settings_.equity_interval;
  keep_sample(time);
  next_sample_ = time + settings_.equity_interval;
}

void Backtest::keep_sample(TimeNs time) {
  equity_.push_back(equity_now(time));
  marks_.sample(time, record_, lane_->market(), lane_->desk().positions());
}

uint64_t Backtest::state_hash() const noexcept {
  StateMix mix;
  mix.add(record_.digest());
  mix.add_words(hash_state(lane_->market(), memory_, lane_->desk()));
  mix.add_words(history());
  for (const EquityRow& row : equity_) mix.add_words(row);
  mix.add(counts_.of_instruments);
  mix.add(counts_.packets);
  return mix.digest();
}

}  // namespace hotlane
