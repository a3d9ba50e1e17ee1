#include "lane/channel_market.hpp"

#include "lane/instrument_publisher.hpp"
#include "lane/status_slot.hpp"
#include "wire/itch50.hpp"

namespace hotlane {

ChannelMarket::ChannelMarket(const LaneChannel& settings, std::span<const LaneInstrument> instruments,
                             InstrumentId first, const LaneSettings& lane, boundary::LaneMemory& memory,
                             boundary::ChannelView& view, StageHistograms& stages, MarketChanges& changes,
                             QueuePlaces& queues)
    : memory_(memory),
      stages_(stages),
      changes_(changes),
      queues_(queues),
      first_(first),
      is_timed_by_packets_(settings.is_timed_by_packets),
      channel_(settings.stream),
      books_({.coverage = Coverage::tracked,
              .growth = Growth::fixed,
              .orders_max = lane.book_orders_max,
              .instruments_max = boundary::instruments_max,
              .hash_seed = lane.hash_seed}),
      traded_at_ns_(instruments.size()) {
  for (const LaneInstrument& instrument : instruments) {
    // Distinct symbols, at most instruments_max: TypeScript has checked, so the numbers run from 0.
    const InstrumentId book = books_.track(instrument.symbol);
    queues_.bind(global(book), books_, book);
  }
  for (uint32_t line = 0; line < lines_max; ++line) {
    boundary::Histogram& lead = view.line[line].lead;
    leads_[line] = LatencyHistogram(lead.count, lead.maximum, lead.counts);
  }
}

uint64_t ChannelMarket::book_errors() const noexcept {
  uint64_t sum = 0;
  for (const uint64_t count : books_.counters().by_error) sum += count;
  return sum - books_.counters().count_of(BookError::none);
}

boundary::BookState ChannelMarket::state_of(InstrumentId instrument) const noexcept {
  using boundary::BookState;
  const ChannelState stream = channel_.status().state;
  const OrderBook& its = book(instrument);
  if (channel_.status().is_session_over || books_.system_phase() >= SystemPhase::end_of_system_hours) {
    return BookState::closed;
  }
  if (stream == ChannelState::recovering) return BookState::recovering;
  if (stream == ChannelState::lost || its.is_untrusted) return BookState::stale;
  if (stream == ChannelState::waiting || its.locate == 0) return BookState::waiting;
  return its.status.is_tradable() ? BookState::live : BookState::halted;
}

void ChannelMarket::apply(std::span<const std::byte* const> messages) noexcept {
  books_.apply(messages, [this](const std::byte* message, const BookChange& change) noexcept {
    if (is_joining_) [[unlikely]] {
      is_joining_ = false;
      if (change.error != BookError::none) ++join_collisions_;
    }
    note(message, change);
  });
  if (!messages.empty()) {
    time_of_day_ns_ = reinterpret_cast<const wire::itch50::Header*>(messages.back())->timestamp;
  }
}

void ChannelMarket::note(const std::byte* message, const BookChange& change) noexcept {
  const bool is_ours = change.instrument < books_.size();
  if (change.is_notice) [[unlikely]] {
    changes_.add_status(status_slot_of(message, is_ours ? global(change.instrument) : no_instrument));
    if (!is_ours) touch_all();  // a system event moves every book
  }
  if (!is_ours) return;
  const InstrumentId instrument = global(change.instrument);
  if (change.is_book_changed() || change.is_status_changed || change.error != BookError::none) {
    const bool is_watched = changes_.touch(instrument, change.changed_sides);
    if (is_watched && change.is_book_changed()) [[unlikely]]
      queues_.on_message(instrument, change.changed_sides, message);
  }
  if (change.is_status_changed) [[unlikely]] {
    publish_status(book(instrument).status, memory_.views[instrument]);
  }
  if (change.is_traded && change.trade.is_printable) {
    traded_at_ns_[change.instrument] = reinterpret_cast<const wire::itch50::Header*>(message)->timestamp;
    changes_.add_trade({instrument, change.trade});
    publish_trade(change.trade.price_ticks, change.trade.quantity, memory_.views[instrument]);
  }
}

void ChannelMarket::clear_orders() noexcept {
  books_.clear_orders();
  for (uint32_t id = 0; id < books_.size(); ++id) queues_.on_cleared(global(static_cast<InstrumentId>(id)));
}

void ChannelMarket::join() noexcept {
  is_joining_ = true;
  for (uint32_t id = 0; id < books_.size(); ++id) queues_.on_joined(global(static_cast<InstrumentId>(id)));
  touch_all();
}

// A snapshot tells state, not news: strategies learn of it when it is whole. The channel has checked the
// length.
void ChannelMarket::apply_snapshot(MessageBytes message) noexcept {
  const BookChange change = books_.apply(message.data());
  if (change.error != BookError::none) ++snapshot_refused_;
  if (change.is_status_changed && change.instrument < books_.size()) {
    const InstrumentId instrument = global(change.instrument);
    publish_status(book(instrument).status, memory_.views[instrument]);
  }
}

void ChannelMarket::publish() noexcept {
  changes_.publish_touched([this](InstrumentId instrument, BookSides sides) noexcept {
    boundary::InstrumentView& view = memory_.views[instrument];
    const boundary::BookState state = state_of(instrument);
    // The lane alone writes the view, so its own plain look at it races with nobody.
    if (view.state != static_cast<uint32_t>(state)) [[unlikely]] {
      changes_.add_status(book_state_slot(instrument, state));
      queues_.on_state(instrument, is_whole(state));
    }
    return publish_instrument(book(instrument), sides, state, time_of_day_ns_, view);
  });
}

void ChannelMarket::touch_all() noexcept {
  for (uint32_t id = 0; id < books_.size(); ++id) {
    changes_.touch(global(static_cast<InstrumentId>(id)), both_sides);
  }
}

}  // namespace hotlane
