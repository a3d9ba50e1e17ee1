// Any bytes from a GLIMPSE server, in pieces: every message given out has its type's length, an end has a
// number and is the last thing said, and a failure is counted once under one name.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <vector>

#include "feed/snapshot_client.hpp"
#include "glimpse_bytes.hpp"
#include "wire/itch50.hpp"

using namespace hotlane;

namespace {

void take_events(SnapshotClient& client, TimeNs now) {
  SnapshotEvent event;
  while (client.next(now, event)) {
    if (event.kind == SnapshotEventKind::message) {
      if (wire::itch50::length_of(static_cast<char>(event.message[0])) != event.message.size()) std::abort();
      if (!client.is_busy()) std::abort();
    } else {
      if (client.is_busy() || (event.kind == SnapshotEventKind::end && event.sequence == 0)) std::abort();
      if (client.next(now, event)) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  FeedCounters counters;
  SnapshotSettings settings;
  settings.servers = 1;
  SnapshotClient client(settings, counters);
  const size_t piece = 1 + data[0] % 64;
  TimeNs now = 1'000'000'000;
  client.start(now);
  uint32_t server = 0;
  if (!client.take_connect(server)) std::abort();
  client.on_open(now);
  for (size_t at = 1; at < size; at += piece) {
    const size_t length = std::min(piece, size - at);
    std::copy_n(reinterpret_cast<const std::byte*>(data) + at, length, client.space().begin());
    client.received(length, now);
    take_events(client, now);
    now += data[at] * TimeNs{1'000'000};
    client.on_time(now);
    take_events(client, now);
  }
  client.on_lost(now);
  take_events(client, now);
  const auto& faults = counters.snapshots_failed_by_fault;
  if (std::accumulate(faults.begin(), faults.end(), uint64_t{0}) != counters.snapshots_failed) std::abort();
  if (client.is_busy() || counters.snapshots + counters.snapshots_failed != counters.snapshots_asked)
    std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  using test::operator+=;
  test::Bytes login{40};
  login += test::glimpse_login_accepted();
  test::Bytes refused{7};
  refused += test::soup_packet('J', {'A'});
  return {login,
          refused,
          test::soup_packet('S', test::itch_add(1, "ABCD", 1, 'B', 100, 5000)),
          test::soup_packet('S', test::itch_directory(1, "ABCD")),
          test::soup_packet('S', test::end_of_snapshot("14757721")),
          test::soup_packet('H'),
          test::soup_packet('Z')};
}
