#include "lane/market_data.hpp"

namespace hotlane {
namespace {

ChannelSettings channel_settings_of(const LaneSettings& settings) {
  ChannelSettings out;
  out.session = settings.feed_session;
  out.first_sequence = settings.feed_first_sequence;
  return out;
}

}  // namespace

MarketData::MarketData(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages)
    : memory_(memory),
      stages_(stages),
      channel_(channel_settings_of(settings)),
      books_({.coverage = Coverage::tracked,
              .growth = Growth::fixed,
              .orders_max = settings.book_orders_max,
              .instruments_max = boundary::instruments_max,
              .hash_seed = settings.hash_seed}) {
  for (const LaneInstrument& instrument : settings.instruments) {
    // Distinct symbols, at most instruments_max: TypeScript has checked, so the numbers run from 0.
    static_cast<void>(books_.track(instrument.symbol));
  }
}

uint64_t MarketData::book_errors() const noexcept {
  uint64_t sum = 0;
  for (const uint64_t count : books_.counters().by_error) sum += count;
  return sum - books_.counters().count_of(BookError::none);
}

boundary::BookState MarketData::state_of(InstrumentId instrument) const noexcept {
  using boundary::BookState;
  const OrderBook& book = books_.book(instrument);
  if (is_closed_ || books_.system_phase() >= SystemPhase::end_of_system_hours) return BookState::closed;
  if (!book.is_live()) return BookState::stale;
  if (book.locate == 0) return BookState::waiting;
  return book.status.is_tradable() ? BookState::live : BookState::halted;
}

void MarketData::apply(std::span<const std::byte* const> messages) noexcept {
  const size_t ahead = messages.size() < prefetch_distance ? messages.size() : prefetch_distance;
  for (size_t i = 0; i < ahead; ++i) books_.prefetch(messages[i]);
  for (size_t i = 0; i < messages.size(); ++i) {
    if (i + prefetch_distance < messages.size()) books_.prefetch(messages[i + prefetch_distance]);
    const SystemPhase phase_before = books_.system_phase();
    const BookChange change = books_.apply(messages[i]);
    if (is_joining_) [[unlikely]] {
      is_joining_ = false;
      if (change.error != BookError::none) ++join_collisions_;
    }
    if (books_.system_phase() != phase_before) touch_all();
    if (change.instrument >= books_.size()) continue;
    if (change.is_book_changed || change.is_status_changed || change.error != BookError::none)
      touch(change.instrument);
    if (change.is_traded && change.trade.is_printable && trade_count_ < trades_per_datagram_max) {
      trades_[trade_count_++] = {change.instrument, change.trade};
      publish_trade(change.trade.price_ticks, change.trade.quantity, memory_.views[change.instrument]);
    }
  }
  if (!messages.empty()) {
    time_of_day_ns_ = reinterpret_cast<const wire::itch50::Header*>(messages.back())->timestamp;
  }
}

void MarketData::touch(InstrumentId instrument) noexcept {
  if (is_touched_[instrument]) return;
  is_touched_[instrument] = true;
  changed_[changed_count_++] = instrument;
}

void MarketData::publish() noexcept {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < changed_count_; ++i) {
    const InstrumentId id = changed_[i];
    is_touched_[id] = false;
    if (publish_instrument(books_.book(id), state_of(id), time_of_day_ns_, memory_.views[id]))
      changed_[kept++] = id;
  }
  changed_count_ = kept;
}

void MarketData::touch_all() noexcept {
  for (uint32_t id = 0; id < books_.size(); ++id) touch(static_cast<InstrumentId>(id));
}

void MarketData::begin_snapshot() noexcept {
  books_.clear_orders();
  books_.mark_all_stale();
  touch_all();
}

void MarketData::apply_snapshot(MessageBytes message) noexcept {
  const BookChange change = books_.apply(message.data());
  if (change.instrument < books_.size()) touch(change.instrument);
}

void MarketData::take_status(const ChannelStatus& status) noexcept {
  const bool is_current = status.state == ChannelState::live || status.state == ChannelState::ended;
  if (is_current) {
    books_.clear_stale();
  } else {
    books_.mark_all_stale();
  }
  is_closed_ = status.is_session_over;
  touch_all();
}

void MarketData::begin_effect() noexcept {
  changed_count_ = 0;
  trade_count_ = 0;
  lost_before_ = channel_.counters().lost;
}

DatagramEffect MarketData::end_effect() noexcept {
  publish();
  return {{changed_.data(), changed_count_},
          {trades_.data(), trade_count_},
          channel_.counters().lost - lost_before_};
}

}  // namespace hotlane
