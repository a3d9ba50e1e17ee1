// The channel's recovery by re-request servers (moldudp64 §3 and item 7 of its list of tests).
#include "channel_driver.hpp"
#include "harness.hpp"

namespace hotlane::test {
namespace {

ChannelSettings with_servers(uint32_t servers) {
  ChannelSettings settings = expecting(10);
  settings.repair.servers = servers;
  settings.repair.timeout_ns = 20 * ms;
  settings.repair.attempts_max = 4;
  return settings;
}

// 10 was applied, 11 to 14 are missing, 15 is held, and the hold time is over.
void open_gap(Feed& feed) {
  feed.take(numbered_data(10, 1));
  feed.take(numbered_data(15, 1));
  feed.wait(3 * ms);
}

using Asked = std::pair<uint64_t, uint64_t>;

}  // namespace

TEST("re-request: nothing is asked before the hold time is over, then exactly what is missing, once") {
  Feed feed(with_servers(1));
  feed.take(numbered_data(10, 1));
  feed.take(numbered_data(15, 1));
  CHECK(feed.request() == Asked(0, 0));
  feed.wait(1 * ms);
  CHECK(feed.request() == Asked(0, 0));
  feed.wait(1 * ms);
  CHECK(feed.channel.status().step == RecoveryStep::rerequest);
  CHECK(feed.request() == Asked(11, 4));
  CHECK(feed.request() == Asked(0, 0));
  feed.answer(numbered_data(11, 4));
  CHECK(feed.has_given(10, 15));
  CHECK(feed.state() == ChannelState::live);
  CHECK_EQUAL(feed.channel.counters().repaired, 4U);
  CHECK_EQUAL(feed.channel.counters().gaps, 1U);
  CHECK_EQUAL(feed.channel.counters().lost, 0U);
}

TEST("re-request: a shorter answer is asked on from, at once; a longer one is taken whole") {
  Feed feed(with_servers(1));
  open_gap(feed);
  CHECK(feed.request() == Asked(11, 4));
  feed.answer(numbered_data(11, 1));
  CHECK(feed.request() == Asked(12, 3));
  feed.answer(numbered_data(12, 6));
  CHECK(feed.has_given(10, 17));
  CHECK(feed.state() == ChannelState::live);
}

TEST("re-request: an answer that overlaps live data gives each message once") {
  Feed feed(with_servers(1));
  open_gap(feed);
  CHECK(feed.request() == Asked(11, 4));
  feed.take(numbered_data(11, 2));  // late on its line after all
  feed.answer(numbered_data(9, 5));
  CHECK(feed.has_given(10, 13));
  CHECK(feed.request() == Asked(14, 1));
  feed.answer(numbered_data(14, 1));
  CHECK(feed.has_given(10, 15));
}

TEST("re-request: servers are asked in turn until the attempts are used up, then the gap is lost") {
  Feed feed(with_servers(3));
  open_gap(feed);
  std::vector<uint32_t> servers;
  for (int attempt = 0; attempt < 4; ++attempt) {
    CHECK(feed.request() == Asked(11, 4));
    servers.push_back(feed.asked_server);
    feed.wait(21 * ms);
  }
  CHECK(servers == std::vector<uint32_t>({0, 1, 2, 0}));
  CHECK(feed.request() == Asked(0, 0));
  CHECK(feed.state() == ChannelState::lost && feed.channel.status().cause == ChannelCause::servers_exhausted);
  CHECK_EQUAL(feed.channel.counters().request_timeouts, 4U);
  CHECK_EQUAL(feed.channel.counters().requests_exhausted, 1U);
  CHECK_EQUAL(feed.channel.counters().lost, 4U);
  CHECK(feed.sink.messages == std::vector<uint64_t>({10, 15}));
}

TEST("re-request: progress gives all attempts back") {
  Feed feed(with_servers(2));
  open_gap(feed);
  for (uint64_t next = 11; next < 15; ++next) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      CHECK(feed.request() == Asked(next, 15 - next));
      feed.wait(21 * ms);
    }
    CHECK(feed.request() == Asked(next, 15 - next));
    feed.answer(numbered_data(next, 1));
  }
  CHECK(feed.has_given(10, 15));
  CHECK(feed.state() == ChannelState::live);
}

TEST("re-request: an answer to an old request still helps, one of another session never does") {
  Feed feed(with_servers(1));
  open_gap(feed);
  CHECK(feed.request() == Asked(11, 4));
  feed.answer(numbered_data(11, 4, "TEST000002"));
  feed.answer({1, 2, 3});
  feed.answer(mold_heartbeat(50));
  CHECK_EQUAL(feed.channel.counters().answers_useless, 3U);
  CHECK_EQUAL(feed.channel.status().known_end, 16U);
  feed.wait(21 * ms);
  feed.answer(numbered_data(11, 4));
  CHECK_EQUAL(feed.channel.counters().answers_late, 1U);
  CHECK(feed.has_given(10, 15));
  CHECK(feed.state() == ChannelState::live);
}

TEST("re-request: servers that always answer, and never with what is missing, are given up") {
  Feed feed(with_servers(1));
  open_gap(feed);
  for (int attempt = 0; attempt < 4; ++attempt) {
    CHECK(feed.request() == Asked(11, 4));
    feed.answer(numbered_data(10, 1));
    feed.wait(21 * ms);
  }
  CHECK(feed.request() == Asked(0, 0));
  feed.wait(1 * ms);
  CHECK(feed.state() == ChannelState::lost);
}

TEST("re-request: requests stay within the protocol's and the configured size, and within the rate") {
  ChannelSettings settings = with_servers(1);
  settings.repair.messages_per_request_max = 65'535;
  settings.repair.requests_per_second_max = 100;
  Feed feed(settings);
  feed.take(numbered_data(10, 1));
  feed.take(mold_heartbeat(90'000));
  feed.wait(3 * ms);
  CHECK(feed.request() == Asked(11, 65'534));
  uint64_t next = 11;
  uint64_t asked = 1;
  const TimeNs begun = feed.now;
  while (feed.now < begun + 1'000 * ms) {
    feed.answer(numbered_data(next++, 1));
    if (feed.request() != Asked(0, 0)) ++asked;
    feed.wait(1 * ms);
  }
  CHECK(asked > 90 && asked < 120);
}

TEST("re-request: while the train of ends lasts, what is missing is still asked for, then the end is told") {
  Feed feed(with_servers(1));
  open_gap(feed);
  feed.take(mold_end(16));
  CHECK(feed.state() == ChannelState::recovering);
  CHECK(feed.request() == Asked(11, 4));
  feed.answer(numbered_data(11, 4));
  CHECK(feed.state() == ChannelState::ended);
  CHECK(feed.has_given(10, 15));
}

TEST("re-request: what a full hold dropped is asked for later") {
  ChannelSettings settings = with_servers(1);
  settings.held_packets_max = 2;
  Feed feed(settings);
  feed.take(numbered_data(10, 1));
  for (uint64_t sequence = 12; sequence < 20; ++sequence) feed.take(numbered_data(sequence, 1));
  feed.wait(3 * ms);
  CHECK(feed.request() == Asked(11, 1));
  feed.answer(numbered_data(11, 1));
  CHECK(feed.has_given(10, 13));
  feed.wait(3 * ms);
  CHECK(feed.request() == Asked(14, 6));
  feed.answer(numbered_data(14, 6));
  CHECK(feed.has_given(10, 19));
  CHECK(feed.state() == ChannelState::live);
}

}  // namespace hotlane::test
