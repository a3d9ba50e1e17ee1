// The channel's recovery by GLIMPSE snapshots: the list of glimpse50 §4.
#include "channel_driver.hpp"
#include "glimpse_bytes.hpp"
#include "harness.hpp"

namespace hotlane::test {
namespace {

ChannelSettings with_snapshots(uint32_t rerequest_servers = 0) {
  ChannelSettings settings = expecting(1);
  settings.repair.servers = rerequest_servers;
  settings.snapshot.servers = 2;
  settings.snapshot.credentials = {std::string_view("user01"), std::string_view("secret")};
  return settings;
}

Bytes snapshot(const std::string& number, int orders = 2) {
  Bytes out = glimpse_login_accepted();
  out += soup_packet('S', itch_directory(1, "ABCD"));
  for (int i = 0; i < orders; ++i) {
    out += soup_packet('S', itch_add(1, "ABCD", static_cast<uint64_t>(i) + 1, 'B', 100, 5000));
  }
  out += soup_packet('S', end_of_snapshot(number));
  return out;
}

// Begun in mid-day: 100 is the first packet, held, and a snapshot's connection is open.
void join_late(Feed& feed) {
  feed.take(numbered_data(100, 1));
  feed.wait(3 * ms);
  CHECK(feed.channel.status().cause == ChannelCause::late_join);
  CHECK(feed.connect());
}

}  // namespace

TEST("snapshot: the login is the specification's vector") {
  Feed feed(with_snapshots());
  join_late(feed);
  const Bytes wanted = from_hex(
      "002f 4c 757365723031 73656372657420202020 20202020202020202020 "
      "2020202020202020202020202020202020202031");
  CHECK(std::ranges::equal(feed.channel.snapshot_out().waiting(), as_datagram(wanted)));
}

TEST("snapshot: the number is read with spaces or zeros on either side, and refused when it is none") {
  const auto number = [](const Bytes& message) { return number_of_snapshot_end(as_datagram(message)); };
  CHECK(number(from_hex("47 202020202020202020202020 3134373537373231")) == 14'757'721U);
  CHECK(number(end_of_snapshot("14757721")) == 14'757'721U);
  CHECK(number(end_of_snapshot("00000000000014757721")) == 14'757'721U);
  CHECK(number(end_of_snapshot("18446744073709551615")) == ~uint64_t{0});
  for (const char* wrong : {"", "0", "12a", "1 2", "-1", "18446744073709551616"}) {
    CHECK(!number(end_of_snapshot(wrong)).has_value());
  }
  Bytes shorter = end_of_snapshot("5");
  shorter.pop_back();
  Bytes longer = end_of_snapshot("5");
  longer.push_back(' ');
  CHECK(!number(shorter).has_value() && !number(longer).has_value());
}

TEST("snapshot: held messages are applied from its number on, that one included") {
  for (const uint64_t number : {100U, 101U, 102U}) {
    Feed feed(with_snapshots());
    join_late(feed);
    feed.take(numbered_data(101, 2));
    CHECK(feed.sink.messages.empty());
    feed.receive(snapshot(std::to_string(number)));
    CHECK(feed.has_given(number, 102));
    CHECK(feed.state() == ChannelState::live);
    CHECK(feed.sink.calls ==
          std::vector<std::string>({"recovering", "begin", "snapshot", "end", "messages", "live"}));
    CHECK_EQUAL(feed.channel.counters().snapshots, 1U);
    CHECK(feed.channel.wants_snapshot_disconnect());
    feed.disconnect();
    CHECK(!feed.channel.wants_snapshot_disconnect());
  }
}

TEST("snapshot: cut at each byte it is thrown away, and the next one, of another server, is taken") {
  const Bytes whole = snapshot("100");
  for (size_t length = 0; length < whole.size(); ++length) {
    Feed feed(with_snapshots());
    join_late(feed);
    feed.receive(Bytes(whole.begin(), whole.begin() + static_cast<long>(length)));
    feed.disconnect();
    CHECK(feed.state() == ChannelState::recovering);
    CHECK(feed.channel.status().cause == ChannelCause::snapshot_failed);
    CHECK_EQUAL(feed.failures(SnapshotFault::connection_lost), 1U);
    CHECK(!feed.connect());
    feed.wait(101 * ms);
    CHECK(feed.connect());
    CHECK_EQUAL(feed.asked_server, 1U);
    for (const uint8_t byte : whole) feed.receive({byte});
    CHECK(feed.has_given(100, 100));
    CHECK(feed.state() == ChannelState::live);
  }
}

TEST("snapshot: a number behind what is held is met by a re-request of the difference") {
  Feed feed(with_snapshots(1));
  feed.take(numbered_data(200'000, 1));  // more than is asked for
  feed.wait(3 * ms);
  CHECK(feed.connect());
  feed.receive(snapshot("199998"));
  CHECK(feed.state() == ChannelState::recovering);
  feed.wait(3 * ms);
  CHECK(feed.request() == std::make_pair(uint64_t{199'998}, uint64_t{2}));
  feed.answer(numbered_data(199'998, 2));
  CHECK(feed.has_given(199'998, 200'000));
  CHECK(feed.state() == ChannelState::live);
}

TEST("snapshot: small gaps that together are more than is asked for are met by one, not gap by gap") {
  for (const uint64_t gap_messages_max : {19U, 20U}) {
    ChannelSettings settings = with_snapshots(1);
    settings.repair.gap_messages_max = gap_messages_max;
    Feed feed(settings);
    feed.take(numbered_data(1, 1));
    for (uint64_t sequence = 4; sequence <= 31; sequence += 3) feed.take(numbered_data(sequence, 1));
    feed.wait(3 * ms);
    if (gap_messages_max == 20) {
      CHECK(feed.request() == std::make_pair(uint64_t{2}, uint64_t{2}));
      CHECK(!feed.connect());
    } else {
      CHECK(feed.request() == std::make_pair(uint64_t{0}, uint64_t{0}));
      CHECK(feed.connect());
      feed.receive(snapshot("32"));
      CHECK(feed.state() == ChannelState::live);
    }
  }
}

TEST(
    "snapshot: without a re-request server, a number behind what is held takes another snapshot, after a "
    "pause") {
  Feed feed(with_snapshots());
  join_late(feed);
  feed.receive(snapshot("98"));
  feed.disconnect();
  feed.wait(3 * ms);
  CHECK(feed.state() == ChannelState::recovering);
  CHECK(!feed.connect());
  feed.wait(101 * ms);
  CHECK(feed.connect());
  feed.receive(snapshot("101"));
  CHECK(feed.sink.messages.empty());
  CHECK(feed.state() == ChannelState::live);
}

TEST("snapshot: a number ahead of the lines is waited for, and is no gap") {
  Feed feed(with_snapshots());
  join_late(feed);
  feed.receive(snapshot("105"));
  CHECK(feed.state() == ChannelState::recovering);
  const uint64_t gaps = feed.channel.counters().gaps;
  feed.take(numbered_data(101, 3));
  CHECK(feed.state() == ChannelState::recovering);
  feed.take(numbered_data(104, 2));
  CHECK(feed.state() == ChannelState::live);
  CHECK(feed.has_given(105, 105));
  CHECK_EQUAL(feed.channel.counters().gaps, gaps);
}

TEST("snapshot: a number that the lines never reach is given up, one beyond reason at once") {
  Feed feed(with_snapshots());
  join_late(feed);
  feed.receive(snapshot("105"));
  feed.disconnect();
  feed.wait(60'001 * ms);
  CHECK_EQUAL(feed.failures(SnapshotFault::ahead_of_lines), 1U);
  feed.wait(201 * ms);
  CHECK(feed.connect());
  feed.receive(snapshot("18446744073709551615"));
  CHECK_EQUAL(feed.failures(SnapshotFault::wrong_end), 1U);
  CHECK(feed.state() == ChannelState::recovering);
}

TEST("snapshot: its number may go back behind what had been applied, which is then applied again") {
  Feed feed(with_snapshots(1));
  feed.take(numbered_data(1, 50));
  feed.take(numbered_data(200'000, 1));
  feed.wait(3 * ms);
  CHECK(feed.connect());
  feed.receive(snapshot("40"));
  CHECK_EQUAL(feed.channel.status().next_sequence, 40U);
  CHECK(feed.state() == ChannelState::recovering);
  feed.wait(3 * ms);
  CHECK(feed.request().first == 0 || feed.channel.status().step == RecoveryStep::rerequest);
  feed.answer(numbered_data(40, 11));
  CHECK_EQUAL(feed.sink.messages.size(), 61U);
}

TEST("snapshot: a market without orders has an end right after its directory, and 1 applies everything") {
  Feed feed(with_snapshots());
  feed.take(numbered_data(2, 1));
  feed.wait(3 * ms);
  CHECK(feed.connect());
  feed.take(numbered_data(3, 2));
  feed.receive(snapshot("2", 0));
  CHECK(feed.has_given(2, 4));
  Feed other(with_snapshots());
  other.take(numbered_data(100, 1));
  other.wait(3 * ms);
  CHECK(other.connect());
  other.receive(snapshot("1", 0));
  CHECK_EQUAL(other.channel.status().next_sequence, 1U);
}

TEST("snapshot: a hold that overflows meanwhile is noticed") {
  ChannelSettings settings = with_snapshots(1);
  settings.held_packets_max = 3;
  settings.repair.gap_messages_max = 50;
  Feed feed(settings);
  join_late(feed);
  for (uint64_t sequence = 101; sequence < 110; ++sequence) feed.take(numbered_data(sequence, 1));
  CHECK(feed.channel.counters().held_dropped > 0);
  feed.receive(snapshot("101"));
  CHECK(feed.has_given(101, 102));
  CHECK(feed.state() == ChannelState::recovering);
  feed.wait(3 * ms);
  CHECK(feed.request() == std::make_pair(uint64_t{103}, uint64_t{7}));
}

TEST(
    "snapshot: a refused login is shown and that server not asked again; the channel is lost when none is "
    "left") {
  Feed feed(with_snapshots());
  join_late(feed);
  feed.receive(soup_packet('J', {'A'}));
  feed.disconnect();
  CHECK_EQUAL(feed.failures(SnapshotFault::login_refused), 1U);
  feed.wait(101 * ms);
  CHECK(feed.connect());
  CHECK_EQUAL(feed.asked_server, 1U);
  feed.receive(soup_packet('J', {'A'}));
  feed.disconnect();
  feed.wait(1'000 * ms);
  CHECK(!feed.connect());
  CHECK(feed.state() == ChannelState::lost && feed.channel.status().cause == ChannelCause::snapshot_refused);
  CHECK(feed.has_given(100, 100));
}

TEST("snapshot: no session yet is retried with growing pauses") {
  ChannelSettings settings = with_snapshots();
  settings.silence_max_ns = 0;
  Feed feed(settings);
  feed.take(numbered_data(100, 1));
  feed.wait(3 * ms);
  for (TimeNs pause = 100 * ms; pause <= 1'600 * ms; pause *= 2) {
    CHECK(feed.connect());
    feed.receive(soup_packet('J', {'S'}));
    feed.disconnect();
    feed.wait(pause - ms);
    CHECK(!feed.connect());
    feed.wait(2 * ms);
  }
  CHECK_EQUAL(feed.failures(SnapshotFault::session_not_available), 5U);
}

TEST("snapshot: what is no snapshot fails by its name, and leaves the channel recovering") {
  const auto fails = [](const Bytes& bytes, SnapshotFault fault) {
    Feed feed(with_snapshots());
    join_late(feed);
    Bytes all = glimpse_login_accepted();
    all += bytes;
    feed.receive(all);
    CHECK_EQUAL(feed.failures(fault), 1U);
    CHECK_EQUAL(feed.channel.counters().snapshots_failed, 1U);
    CHECK(feed.state() == ChannelState::recovering);
    CHECK(feed.channel.wants_snapshot_disconnect());
  };
  Bytes cut = itch_add(1, "ABCD", 1, 'B', 100, 5000);
  cut.pop_back();
  fails(soup_packet('Z'), SnapshotFault::ended_early);
  fails(soup_packet('S', cut), SnapshotFault::wrong_message);
  fails(soup_packet('S'), SnapshotFault::wrong_message);
  fails(soup_packet('S', itch_delete(1, 1)), SnapshotFault::wrong_message);
  fails(soup_packet('S', end_of_snapshot("x")), SnapshotFault::wrong_end);
  fails({0, 0}, SnapshotFault::protocol);
  fails(glimpse_login_accepted(), SnapshotFault::protocol);
}

TEST("snapshot: silence, and slowness beyond patience, are given up") {
  ChannelSettings settings = with_snapshots();
  settings.silence_max_ns = 0;
  Feed silent(settings);
  join_late(silent);
  silent.receive(glimpse_login_accepted());
  silent.wait(15'001 * ms);
  CHECK_EQUAL(silent.failures(SnapshotFault::protocol), 1U);
  Feed slow(settings);
  join_late(slow);
  slow.receive(glimpse_login_accepted());
  for (int second = 0; second < 61; ++second) {
    slow.receive(soup_packet('H'));
    slow.wait(1'000 * ms);
    CHECK(slow.channel.snapshot_out().waiting().size() > 49 || second > 59);  // our heartbeats
  }
  CHECK_EQUAL(slow.failures(SnapshotFault::too_slow), 1U);
}

TEST("snapshot: it is called off when what was missing comes after all, and not once it has begun") {
  Feed feed(with_snapshots());
  feed.take(numbered_data(1, 1));
  feed.take(numbered_data(3, 1));
  feed.wait(3 * ms);
  CHECK(feed.connect());
  feed.take(numbered_data(2, 1));
  CHECK(feed.has_given(1, 3));
  CHECK(feed.state() == ChannelState::live);
  CHECK(feed.channel.wants_snapshot_disconnect());
  CHECK_EQUAL(feed.channel.counters().snapshots_needless, 1U);
  feed.receive(snapshot("3"));  // what was under way is not looked at
  feed.disconnect();
  CHECK(feed.has_given(1, 3));
  CHECK(feed.sink.snapshot_messages == 0);
}

TEST("snapshot: the session changes while it runs, and both are thrown away") {
  ChannelSettings settings = with_snapshots();
  settings.end_patience_ns = 10 * ms;
  Feed feed(settings);
  join_late(feed);
  feed.receive(glimpse_login_accepted());
  feed.receive(soup_packet('S', itch_directory(1, "ABCD")));
  feed.take(mold_end(101));
  feed.wait(11 * ms);
  CHECK(feed.state() == ChannelState::lost && feed.channel.status().is_session_over);
  feed.take(numbered_data(1, 2, "TEST000002"));
  CHECK(feed.state() == ChannelState::live);
  CHECK(feed.has_given(1, 2));
  CHECK(feed.channel.wants_snapshot_disconnect());
  feed.receive(soup_packet('S', end_of_snapshot("50")));
  CHECK_EQUAL(feed.channel.status().next_sequence, 3U);
}

}  // namespace hotlane::test
