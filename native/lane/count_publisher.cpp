#include "lane/count_publisher.hpp"

#include <algorithm>

#include "lane/channel_publisher.hpp"
#include "memory/seqlock.hpp"

namespace hotlane {
namespace {

struct FeedTotals {
  uint64_t packets = 0;
  uint64_t bytes = 0;
  uint64_t messages = 0;
  uint64_t gaps = 0;
  uint64_t lost = 0;
  uint64_t duplicates = 0;
  uint64_t heartbeats = 0;
  uint64_t foreign = 0;
  uint64_t malformed = 0;
  uint64_t unknown_types = 0;
  uint64_t book_errors = 0;
  uint32_t system_phase = 0;   // of the channel that is furthest into its day
  uint32_t breaker_level = 0;  // the highest told

  void add(const ChannelMarket& channel) noexcept {
    const FeedCounters& stream = channel.stream().counters();
    packets += stream.packets;
    bytes += stream.bytes;
    messages += channel.messages().messages;
    gaps += stream.gaps;
    lost += stream.lost;
    duplicates += stream.duplicates;
    heartbeats += stream.heartbeats;
    foreign += stream.foreign;
    malformed += stream.malformed;
    unknown_types += channel.messages().unknown_types;
    book_errors += channel.book_errors();
    system_phase = std::max(system_phase, static_cast<uint32_t>(channel.books().system_phase()));
    breaker_level = std::max<uint32_t>(breaker_level, channel.books().breaker_level());
  }
};

}  // namespace

void publish_market_counts(const MarketData& market, boundary::LaneMemory& memory) noexcept {
  FeedTotals totals;
  for (uint32_t channel = 0; channel < market.channels(); ++channel) {
    publish_channel(market.channel(channel), memory.channel[channel]);
    totals.add(market.channel(channel));
  }
  boundary::LaneStatus& out = memory.status;
  publish_word(out.packets, totals.packets);
  publish_word(out.messages, totals.messages);
  publish_word(out.gaps, totals.gaps);
  publish_word(out.lost, totals.lost);
  publish_word(out.duplicates, totals.duplicates);
  publish_word(out.heartbeats, totals.heartbeats);
  publish_word(out.foreign, totals.foreign);
  publish_word(out.malformed, totals.malformed);
  publish_word(out.queue_misses, market.queues().misses());
  publish_word(out.unknown_types, totals.unknown_types);
  publish_word(out.received_bytes, totals.bytes);
  publish_word(out.book_errors, totals.book_errors);
  publish_word(out.system_phase, totals.system_phase);
  publish_word(out.breaker_level, totals.breaker_level);
}

void publish_order_counts(OrderDesk& desk, boundary::LaneMemory& memory) noexcept {
  OrderStoreCounts store;
  SessionDeskCounts sent;
  uint64_t malformed = 0;
  for (uint32_t i = 0; i < desk.sessions(); ++i) {
    SessionDesk& session = desk.session(static_cast<SessionId>(i));
    session.publish();
    store.add(session.orders().counts());
    sent.enters += session.counts().enters;
    sent.replaces += session.counts().replaces;
    sent.cancels += session.counts().cancels;
    malformed += session.counts().alerts[static_cast<size_t>(VenueAlert::malformed_answer)];
  }
  boundary::LaneStatus& out = memory.status;
  publish_word(out.sent, sent.enters + sent.replaces);
  publish_word(out.enters, sent.enters);
  publish_word(out.replaces, sent.replaces);
  publish_word(out.cancels, sent.cancels);
  publish_word(out.caused_by_packet, desk.counts().caused_by_packet);
  publish_word(out.filled, desk.counts().filled);
  publish_word(out.refused, desk.counts().refused);
  publish_word(out.alerts, desk.counts().alerts);
  publish_word(out.answers_malformed, malformed);
  publish_word(out.accepted, store.accepted);
  publish_word(out.rejected, store.rejected);
  publish_word(out.fills, store.fills);
  publish_word(out.cancelled, store.cancelled);
  publish_word(out.replaced, store.replaced);
  publish_word(out.never_received, store.never_received);
  publish_word(out.answers_unmatched, store.unknown_orders);
  publish_word(out.open, uint64_t{desk.open_orders()});
  const RecoveryCounts& recovery = desk.recovery();
  publish_word(out.is_recovery, recovery.is_recovery ? 1U : 0U);
  publish_word(out.recovery_known_orders, recovery.known_orders);
  publish_word(out.recovery_open_orders, recovery.open_orders);
  publish_word(out.recovery_late_fills, recovery.late_fills);
  publish_word(out.recovery_adopted_orders, recovery.adopted_orders);
  publish_word(out.recovery_never_received, recovery.never_received);
}

}  // namespace hotlane
