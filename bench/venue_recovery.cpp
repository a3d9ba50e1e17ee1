// What the venue pays so that those who missed something can be told: keeping each message by number and as
// books, beside packing it into datagrams alone; making a snapshot, beside copying its bytes; answering a
// re-request. One run, CPU time, ratios.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "outcome.hpp"
#include "venue/mold_publisher.hpp"
#include "venue/published_feed.hpp"
#include "venue/rerequest_server.hpp"

namespace {

using namespace hotlane;

constexpr int messages = 2'000'000;
constexpr int answers = 100'000;
const wire::moldudp64::Session session{std::string_view("BENCH")};

double seconds_since(std::clock_t begun) {
  return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
}

wire::itch50::AddOrder order(uint64_t reference) {
  wire::itch50::AddOrder message{};
  message.header.type = 'A';
  message.header.stock_locate = static_cast<uint16_t>(1 + reference % 8);
  message.order_reference = reference;
  message.side = reference % 2 == 0 ? 'B' : 'S';
  message.shares = 100U;
  message.stock = wire::Symbol("SYM" + std::to_string(reference % 8));
  message.price = static_cast<uint32_t>(10'000 + reference % 1'000);
  return message;
}

// Adds, and a delete for each beyond `live_max`: calls `take` with each message's bytes.
template <class Take>
double publish(int live_max, Take&& take) {
  const auto begun = std::clock();
  for (int i = 1; i <= messages; ++i) {
    if (i <= live_max || i % 2 == 1) {
      const auto added = order(static_cast<uint64_t>(i));
      take(std::as_bytes(std::span(&added, 1)));
    } else {
      wire::itch50::OrderDelete deleted{};
      deleted.header.type = 'D';
      deleted.order_reference = static_cast<uint64_t>(i - 1);
      take(std::as_bytes(std::span(&deleted, 1)));
    }
  }
  return seconds_since(begun);
}

void measure(int live_max, bench::Outcome& outcome) {
  venue::MoldPublisher packets(session);
  const double packed = publish(live_max, [&packets](Bytes message) {
    std::memcpy(packets.append(message.size()), message.data(), message.size());
    if (packets.datagrams() < 8) return;
    packets.end_turn(0);
    packets.clear();
  });
  venue::PublishedFeed feed;
  const double kept = publish(live_max, [&feed](Bytes message) { feed.append(message); });
  const auto begun = std::clock();
  const venue::SequencedStore snapshot = feed.snapshot();
  const double made = seconds_since(begun);
  std::vector<std::byte> copy(40 * feed.orders());
  const std::vector<std::byte> source(copy.size(), std::byte{1});
  const auto copy_begun = std::clock();
  std::memcpy(copy.data(), source.data(), copy.size());
  const double copied = seconds_since(copy_begun);
  const std::string live = std::to_string(live_max) + " live orders";
  outcome.add("keep it by number and as books, " + live, bench::Role::subject, {kept / messages * 1e9});
  outcome.add("pack it into a datagram, " + live, bench::Role::floor, {packed / messages * 1e9});
  const auto orders = static_cast<double>(std::max<size_t>(feed.orders(), 1));
  outcome.note("snapshotMs, " + live, made * 1e3);
  outcome.note("snapshotNsPerOrder, " + live, made / orders * 1e9);
  outcome.note("copyMs of its bytes, " + live, copied * 1e3);

  venue::RerequestServer server(session);
  std::mt19937_64 random(1);
  const auto asked = std::clock();
  for (int i = 0; i < answers; ++i) {
    const wire::moldudp64::Request request{session, 1 + random() % messages, uint16_t{1'000}};
    static_cast<void>(server.answer(std::as_bytes(std::span(&request, 1)), feed.messages()));
  }
  const double answered = seconds_since(asked);
  outcome.note("rerequestNs of a random place, " + live, answered / answers * 1e9);
}

}  // namespace

int main(int argc, char** argv) {
  bench::Outcome outcome("venue_recovery",
                         "what it costs a venue to keep what others may miss, beside sending it alone",
                         "ns/message");
  for (const int live_max : {10'000, 1'000'000}) measure(live_max, outcome);
  outcome.remark("CPU time of one run");
  outcome.print(bench::wants_json(argc, argv));
  return 0;
}
