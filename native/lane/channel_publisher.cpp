#include "lane/channel_publisher.hpp"

#include "memory/seqlock.hpp"

namespace hotlane {
namespace {

void publish_line(const LineCounters& line, boundary::LineView& out) noexcept {
  publish_word(out.packets, line.packets);
  publish_word(out.bytes, line.bytes);
  publish_word(out.lost, line.lost);
  publish_word(out.late, line.late);
  publish_word(out.duplicates, line.duplicates);
  publish_word(out.wins, line.wins);
  publish_word(out.heartbeats, line.heartbeats);
  publish_word(out.malformed, line.malformed);
  publish_word(out.foreign, line.foreign);
  publish_word(out.last_heard_ns, line.last_heard);
}

}  // namespace

void publish_channel(const ChannelMarket& market, boundary::ChannelView& view) noexcept {
  const ChannelStatus& status = market.stream().status();
  const FeedCounters& counters = market.stream().counters();
  publish_word(view.state, static_cast<uint32_t>(status.state));
  publish_word(view.step, static_cast<uint32_t>(status.step));
  publish_word(view.cause, static_cast<uint32_t>(status.cause));
  publish_word(view.since_ns, status.since);
  publish_word(view.next_sequence, status.next_sequence);
  publish_word(view.known_end, status.known_end);
  publish_word(view.messages, market.messages().messages);
  publish_word(view.gaps, counters.gaps);
  publish_word(view.repaired, counters.repaired);
  publish_word(view.lost, counters.lost);
  publish_word(view.requests, counters.requests);
  publish_word(view.request_timeouts, counters.request_timeouts);
  publish_word(view.snapshots, counters.snapshots);
  publish_word(view.snapshots_failed, counters.snapshots_failed);
  publish_word(view.held_dropped, counters.held_dropped);
  publish_word(view.malformed, counters.malformed);
  publish_word(view.foreign, counters.foreign);
  for (uint32_t line = 0; line < view.lines; ++line)
    publish_line(market.stream().line(line), view.line[line]);
}

}  // namespace hotlane
