// The channel on one line and on two: the list of moldudp64 §5, without servers. With servers:
// channel_recovery_test.cpp.
#include "channel_driver.hpp"
#include "harness.hpp"
#include "venue/seeded_random.hpp"

namespace hotlane::test {
TEST("channel: messages in order go straight through, and the channel is live") {
  Feed feed;
  CHECK(feed.state() == ChannelState::waiting);
  feed.take(numbered_data(10, 2));
  feed.take(numbered_data(12, 3));
  CHECK(feed.has_given(10, 14));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.status().next_sequence, 15U);
  CHECK_EQUAL(feed.channel.line(0).wins, 2U);
}

TEST("channel: duplicates are dropped and overlaps deliver their new part") {
  Feed feed;
  feed.take(numbered_data(8, 2));
  feed.take(numbered_data(9, 3));
  CHECK(feed.has_given(10, 11));
  feed.take(numbered_data(10, 2));
  CHECK(feed.has_given(10, 11));
  CHECK_EQUAL(feed.channel.counters().duplicates, 2U);
}

TEST("channel: what is ahead of a gap is held, told as recovering at once, and applied when the gap closes") {
  Feed feed;
  feed.take(numbered_data(11, 1));
  CHECK(feed.sink.messages.empty());
  CHECK(feed.state() == ChannelState::recovering);
  CHECK(feed.channel.status().step == RecoveryStep::other_line);
  feed.take(numbered_data(10, 1));
  CHECK(feed.has_given(10, 11));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.counters().gaps, 0U);
  CHECK_EQUAL(feed.channel.line(0).late, 0U);  // the line had not begun before
  feed.take(numbered_data(14, 1));
  feed.take(numbered_data(12, 2));
  CHECK(feed.has_given(10, 14));
  CHECK_EQUAL(feed.channel.line(0).late, 2U);
  CHECK_EQUAL(feed.channel.line(0).lost, 0U);
}

TEST(
    "channel: with nowhere to ask, a gap that outlasts the hold time is lost, and the stream goes on, not "
    "live") {
  Feed feed;
  feed.take(numbered_data(10, 1));
  feed.take(numbered_data(13, 2));
  feed.wait(3 * ms);
  CHECK(feed.state() == ChannelState::lost);
  CHECK(feed.channel.status().cause == ChannelCause::nowhere_to_ask);
  CHECK(feed.sink.messages == std::vector<uint64_t>({10, 13, 14}));
  CHECK(feed.sink.calls == std::vector<std::string>({"messages", "live", "recovering", "lost", "messages"}));
  feed.take(numbered_data(11, 2));  // too late: the books have moved past it
  feed.take(numbered_data(15, 1));
  CHECK(feed.sink.messages == std::vector<uint64_t>({10, 13, 14, 15}));
  CHECK_EQUAL(feed.channel.counters().gaps, 1U);
  CHECK_EQUAL(feed.channel.counters().lost, 2U);
  CHECK(feed.state() == ChannelState::lost);
}

TEST("channel: a heartbeat advances nothing but shows a loss before a silence") {
  Feed feed;
  feed.take(mold_heartbeat(10));
  CHECK(feed.state() == ChannelState::live);
  feed.take(mold_heartbeat(9));
  CHECK(feed.state() == ChannelState::live);
  feed.take(mold_heartbeat(12));
  CHECK(feed.state() == ChannelState::recovering);
  feed.take(numbered_data(10, 2));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.counters().heartbeats, 3U);
}

TEST("channel: the end is told once, however long its train, and nothing numbered after it is taken") {
  Feed feed;
  feed.take(mold_end(9));
  CHECK_EQUAL(feed.channel.counters().stale_ends, 1U);
  feed.take(mold_end(12));
  CHECK(feed.state() == ChannelState::recovering);
  feed.take(numbered_data(10, 2));
  CHECK(feed.state() == ChannelState::ended && feed.channel.status().is_session_over);
  const size_t told = feed.sink.statuses.size();
  for (int i = 0; i < 5; ++i) feed.take(mold_end(12));
  CHECK_EQUAL(feed.sink.statuses.size(), told);
  feed.take(numbered_data(12, 1));
  CHECK(feed.has_given(10, 11));
  CHECK_EQUAL(feed.channel.counters().malformed_by_fault[static_cast<size_t>(PacketFault::after_end)], 1U);
}

TEST("channel: when the train of ends stops with a gap open, the loss is told, then the end") {
  ChannelSettings settings = expecting(10);
  settings.repair.servers = 1;  // which never answers
  Feed feed(settings);
  feed.take(numbered_data(10, 1));
  feed.take(numbered_data(12, 1));
  feed.take(mold_end(14));
  feed.wait(settings.end_patience_ns);
  CHECK(feed.state() == ChannelState::recovering);
  feed.wait(2 * ms);
  CHECK(feed.state() == ChannelState::lost && feed.channel.status().is_session_over);
  CHECK(feed.channel.status().cause == ChannelCause::session_ended_short);
  CHECK(feed.sink.messages == std::vector<uint64_t>({10, 12}));
  CHECK_EQUAL(feed.channel.counters().lost, 2U);
}

TEST("channel: another session is dropped while ours runs and adopted, from empty books, after its end") {
  Feed feed;
  const std::string other = "TEST000002";
  feed.take(numbered_data(1, 1, other));
  CHECK_EQUAL(feed.channel.counters().foreign, 1U);
  feed.take(mold_end(10));
  CHECK(feed.state() == ChannelState::ended);
  feed.sink.calls.clear();
  feed.take(numbered_data(1, 2, other));
  CHECK(feed.sink.calls == std::vector<std::string>({"begin", "end", "messages", "live"}));
  feed.take(numbered_data(10, 1));  // the old session stays ended
  CHECK_EQUAL(feed.channel.counters().foreign, 2U);
  feed.take(mold_end(3, other));
  feed.take(numbered_data(10, 1));
  CHECK(feed.state() == ChannelState::ended);
}

TEST("channel: without a configured number it begins at the first packet, and says that it was late") {
  ChannelSettings settings;
  settings.first_sequence = 0;
  Feed early(settings);
  early.take(mold_heartbeat(1));
  early.take(numbered_data(1, 1));
  CHECK(early.state() == ChannelState::live);
  Feed late(settings);
  late.take(mold_heartbeat(500));
  late.take(numbered_data(500, 3));
  CHECK(late.has_given(500, 502));
  CHECK(late.state() == ChannelState::lost && late.channel.status().cause == ChannelCause::late_join);
  CHECK_EQUAL(late.channel.counters().gaps, 0U);
}

TEST("channel: a zero-length message uses up its number") {
  Feed feed;
  feed.take(mold_packet(10, 3, {itch_delete(1, 10), {}, itch_delete(1, 12)}));
  feed.take(mold_packet(13, 1, {{}}));
  CHECK(feed.sink.messages == std::vector<uint64_t>({10, 0, 12, 0}));
  CHECK_EQUAL(feed.channel.status().next_sequence, 14U);
}

TEST("channel: a broken copy on line A does not displace the good one on line B") {
  Feed feed(expecting(10, 2));
  Bytes broken = numbered_data(10, 2);
  broken[20] = 1;  // the first block's length is 275
  feed.take(broken, 0);
  Bytes wrong_length = mold_packet(10, 1, {itch_delete(1, 10)});
  wrong_length.push_back(0);
  wrong_length[20 + 1] = 20;
  feed.take(wrong_length, 0);
  CHECK(feed.sink.messages.empty());
  feed.take(numbered_data(10, 2), 1);
  CHECK(feed.has_given(10, 11));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.line(0).malformed, 2U);
  CHECK_EQUAL(feed.channel.line(1).wins, 1U);
  CHECK_EQUAL(feed.channel.counters().malformed_by_fault[static_cast<size_t>(PacketFault::message_length)],
              1U);
}

TEST("channel: of two lines the first copy wins, and the lead is how much earlier it came") {
  Feed feed(expecting(1, 2));
  for (uint64_t sequence = 1; sequence <= 40; sequence += 2) {
    if (sequence % 8 != 1) feed.take(numbered_data(sequence, 2), 0);  // A loses every fourth
    feed.wait(700);
    feed.take(numbered_data(sequence, 2), 1);
    if (sequence % 8 != 1) {
      const LineLead* lead = feed.channel.lead();
      CHECK(lead != nullptr && lead->behind == 1 && lead->ns == 700);
    } else {
      CHECK(feed.channel.lead() == nullptr);
    }
  }
  CHECK(feed.has_given(1, 40));
  CHECK_EQUAL(feed.channel.line(0).wins, 15U);
  CHECK_EQUAL(feed.channel.line(1).wins, 5U);
  CHECK_EQUAL(feed.channel.line(1).duplicates, 15U);
  CHECK_EQUAL(feed.channel.line(0).lost, 8U);  // before the first packet nothing was lost
  CHECK_EQUAL(feed.channel.line(1).lost, 0U);
  CHECK_EQUAL(feed.channel.counters().gaps, 0U);
}

TEST("channel: lines that cut their packets differently still make one stream, with a lead") {
  Feed feed(expecting(1, 2));
  for (uint64_t sequence = 1; sequence <= 60; sequence += 6) {
    feed.take(numbered_data(sequence, 6), 0);
    feed.wait(500);
    feed.take(numbered_data(sequence, 4), 1);
    const LineLead* lead = feed.channel.lead();
    CHECK(lead != nullptr && lead->ns == 500);
    feed.take(numbered_data(sequence + 4, 2), 1);
  }
  CHECK(feed.has_given(1, 60));
  CHECK_EQUAL(feed.channel.line(1).duplicates, 20U);
}

TEST("channel: a full hold drops, counts, and notices what it dropped") {
  ChannelSettings settings = expecting(10);
  settings.held_packets_max = 4;
  Feed feed(settings);
  for (uint64_t sequence = 11; sequence < 20; ++sequence) feed.take(numbered_data(sequence, 1));
  CHECK_EQUAL(feed.channel.counters().held, 4U);
  CHECK_EQUAL(feed.channel.counters().held_dropped, 5U);
  feed.take(numbered_data(10, 1));
  CHECK(feed.has_given(10, 14));
  CHECK(feed.state() == ChannelState::recovering);
  CHECK_EQUAL(feed.channel.status().known_end, 20U);
}

TEST("channel: forged numbers far ahead are refused by name, and touch nothing") {
  Feed feed;
  feed.take(numbered_data(10, 1));
  feed.take(numbered_data(~uint64_t{0} - 1, 1));
  feed.take(mold_heartbeat(~uint64_t{0}));
  feed.take(mold_end(uint64_t{1} << 40));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.counters().malformed_by_fault[static_cast<size_t>(PacketFault::sequence_jump)],
              3U);
  ChannelSettings settings;
  settings.first_sequence = 0;
  Feed unknown(settings);
  unknown.take(mold_heartbeat(~uint64_t{0}));
  CHECK(unknown.state() == ChannelState::waiting);
}

TEST("channel: a silent feed is not live, and a foreign one in its place is named") {
  Feed feed;
  feed.take(numbered_data(10, 1));
  feed.wait(5'001 * ms);
  CHECK(feed.state() == ChannelState::recovering && feed.channel.status().cause == ChannelCause::silent);
  feed.take(numbered_data(1, 1, "TEST000002"));
  feed.wait(ms);
  CHECK(feed.channel.status().cause == ChannelCause::other_session);
  feed.take(mold_heartbeat(11));
  CHECK(feed.state() == ChannelState::live);
}

TEST("channel: a number that its line contradicts for long is withdrawn") {
  ChannelSettings settings = expecting(10);
  settings.repair.servers = 1;  // which never answers
  settings.snapshot.servers = 1;
  Feed feed(settings);
  feed.take(numbered_data(10, 1));
  feed.take(mold_heartbeat(5'000));
  feed.take(numbered_data(7'000, 2));
  uint64_t next = 11;
  for (int second = 0; second < 25; ++second) {
    feed.wait(500 * ms);
    CHECK(second > 10 || feed.state() == ChannelState::recovering);
    feed.take(numbered_data(next++, 1));
    feed.wait(500 * ms);
  }
  CHECK(feed.has_given(10, next - 1));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.counters().claims_withdrawn, 1U);
  CHECK_EQUAL(feed.channel.line(0).lost, 0U);
}

TEST(
    "channel: a stream that begins anew under its old name is followed, not live, unless a snapshot can be "
    "had") {
  for (const uint32_t snapshot_servers : {0U, 1U}) {
    ChannelSettings settings = expecting(10);
    settings.snapshot.servers = snapshot_servers;
    Feed feed(settings);
    feed.take(numbered_data(10, 90));
    CHECK(feed.state() == ChannelState::live);
    for (uint64_t next = 1; next <= 30; ++next) {
      feed.take(numbered_data(next, 1));
      feed.wait(1'000 * ms);
    }
    CHECK_EQUAL(feed.channel.counters().claims_withdrawn, 1U);
    CHECK(feed.channel.status().cause == ChannelCause::sequence_back);
    CHECK(feed.state() == (snapshot_servers == 0 ? ChannelState::lost : ChannelState::recovering));
    CHECK(feed.sink.messages.size() == 90 || snapshot_servers == 0);
    CHECK(feed.channel.line(0).repeated > 10);
  }
}

TEST("channel: any loss, duplication and reordering gives each message at most once, in order") {
  SeededRandom random(seed());
  for (int round = 0; round < 300; ++round) {
    Feed feed;
    uint64_t next = 10;
    while (next < 400) {
      const uint64_t back = random.below(4) == 0 ? random.below(6) : 0;
      const uint64_t from = next - back < 10 ? 10 : next - back;
      const uint64_t count = 1 + random.below(5);
      feed.take(numbered_data(from, count));
      if (random.below(4) == 0) feed.wait(ms);
      next = std::max(next, from + count) + (random.below(8) == 0 ? random.below(5) : 0);
    }
    feed.wait(5 * ms);
    for (size_t i = 1; i < feed.sink.messages.size(); ++i)
      CHECK(feed.sink.messages[i - 1] < feed.sink.messages[i]);
    CHECK_EQUAL(feed.sink.messages.size() + feed.channel.counters().lost,
                feed.channel.status().next_sequence - 10);
    CHECK_EQUAL(feed.channel.status().next_sequence, feed.channel.status().known_end);
  }
}

}  // namespace hotlane::test
