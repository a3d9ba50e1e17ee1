// The GLIMPSE server as a session: who gets a snapshot, of what moment, and how the connection ends
// (glimpse50.md §1).
#include "venue/glimpse_server.hpp"

#include <memory>
#include <random>

#include "glimpse_client.hpp"
#include "harness.hpp"

namespace {

using namespace hotlane;
using test::GlimpseClient;
using venue::GlimpseRefusal;
using venue::GlimpseServer;

constexpr TimeNs start = 1'700'000'000 * ns_per_second;

std::unique_ptr<GlimpseServer> new_server() {
  return std::make_unique<GlimpseServer>(
      wire::soupbintcp::session_field("TEST000001"),
      std::vector<venue::AccountSettings>{{std::string_view("USER01"), std::string_view("secret")}});
}

void publish(venue::PublishedFeed& feed, const test::Bytes& message) {
  feed.append(std::as_bytes(std::span(message)));
}

venue::PublishedFeed feed_with(uint64_t orders) {
  venue::PublishedFeed feed;
  publish(feed, test::itch_directory(1, "ABCD"));
  for (uint64_t i = 1; i <= orders; ++i) publish(feed, test::itch_add(1, "ABCD", i, 'B', 100, 5'000 + i % 7));
  return feed;
}

TEST(
    "a snapshot holds the directory, states, orders with what is left of them, and ends with the next "
    "number") {
  venue::PublishedFeed feed;
  publish(feed, test::itch_directory(1, "ABCD"));
  publish(feed, test::itch_stock_message('H', 1, "ABCD", "H     "));
  publish(feed, test::itch_stock_message('H', 1, "ABCD", "T     "));
  publish(feed, test::itch_stock_message('Y', 1, "ABCD", "1"));
  publish(feed, test::itch_stock_message('h', 1, "ABCD", "BH"));
  test::Bytes attributed = test::itch_add(1, "ABCD", 7, 'S', 300, 5'100);
  attributed[0] = 'F';
  test::put(attributed, std::string("FIRM"), 4);
  publish(feed, attributed);
  publish(feed, test::itch_add(1, "ABCD", 8, 'B', 500, 5'000));
  publish(feed, test::itch_execute(1, 8, 120));
  publish(feed, test::itch_cancel(1, 8, 80));
  publish(feed, test::itch_replace(1, 7, 9, 250, 5'200));
  const auto server = new_server();
  GlimpseClient client(*server, start);
  REQUIRE(client.is_connected());
  client.say(test::soup_login("USER01", "secret"), start);
  CHECK(client.turn(feed, start));
  const auto& messages = client.messages();
  REQUIRE(messages.size() == 7);
  CHECK(messages[0] == test::itch_directory(1, "ABCD"));
  CHECK(messages[1] == test::itch_stock_message('H', 1, "ABCD", "T     "));
  CHECK(messages[2] == test::itch_stock_message('Y', 1, "ABCD", "1"));
  CHECK(messages[3] == test::itch_stock_message('h', 1, "ABCD", "BH"));
  CHECK(messages[4] == test::itch_add(1, "ABCD", 8, 'B', 300, 5'000));  // 8 came before 9
  test::Bytes successor = test::itch_add(1, "ABCD", 9, 'S', 250, 5'200);
  successor[0] = 'F';
  test::put(successor, std::string("FIRM"), 4);
  CHECK(messages[5] == successor);
  CHECK_EQUAL(std::string(messages[6].begin(), messages[6].end()), std::string("G                  11"));
  CHECK_EQUAL(client.others(), std::string("A"));
}

TEST("an empty venue's snapshot is its end alone, with number 1") {
  const venue::PublishedFeed feed;
  const auto server = new_server();
  GlimpseClient client(*server, start);
  client.say(test::soup_login("user01", "SECRET", "TEST000001"), start);
  CHECK(client.turn(feed, start));
  CHECK_EQUAL(client.messages().size(), size_t{1});
  CHECK_EQUAL(client.next_sequence(), uint64_t{1});
}

TEST("whoever may not have a snapshot is told why, and counted") {
  const venue::PublishedFeed feed = feed_with(3);
  const auto server = new_server();
  const auto try_login = [&](const test::Bytes& login) {
    GlimpseClient client(*server, start);
    client.say(login, start);
    const bool goes_on = client.turn(feed, start) && client.turn(feed, start);
    CHECK(!goes_on);
    CHECK(client.messages().empty());
    return client.reject_reason();
  };
  CHECK_EQUAL(try_login(test::soup_login("USER02", "secret")), 'A');
  CHECK_EQUAL(try_login(test::soup_login("USER01", "secreT2")), 'A');
  CHECK_EQUAL(try_login(test::soup_login("USER01", "secret", "OTHER")), 'S');
  CHECK_EQUAL(try_login(test::soup_login("USER01", "secret", "", "0")), 'S');
  CHECK_EQUAL(try_login(test::soup_login("USER01", "secret", "", "2")), 'S');
  CHECK_EQUAL(try_login(test::soup_packet('U', "not a login")), '\0');
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::not_authorized), uint64_t{2});
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::wrong_session), uint64_t{1});
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::not_from_one), uint64_t{2});
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::protocol_fault), uint64_t{1});
  CHECK_EQUAL(server->counters().snapshots, uint64_t{0});
}

TEST("clients that read slowly each get the moment of their own login, while the market goes on") {
  std::mt19937_64 random(test::seed());
  venue::PublishedFeed feed = feed_with(12'000);  // more than one out queue holds
  const auto server = new_server();
  struct Reader {
    std::unique_ptr<GlimpseClient> client;
    uint64_t next_sequence = 0;
    size_t orders = 0;
  };
  std::vector<Reader> readers;
  TimeNs now = start;
  for (uint32_t i = 0; i < GlimpseServer::connections_max; ++i) {
    readers.push_back({std::make_unique<GlimpseClient>(*server, now), feed.next_sequence(), feed.orders()});
    REQUIRE(readers.back().client->is_connected());
    readers.back().client->say(test::soup_login("USER01", "secret"), now);
    readers.back().client->turn(feed, now, 0);
    for (uint64_t j = 1 + random() % 50; j > 0; --j)
      publish(feed, test::itch_delete(1, 1 + random() % 12'000));
  }
  GlimpseClient ninth(*server, now);
  CHECK(!ninth.is_connected());
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::no_place), uint64_t{1});
  for (int turns = 0; turns < 2'000; ++turns) {
    now += ns_per_second / 10;
    for (Reader& reader : readers) {
      if (turns % 10 == 0) reader.client->say(test::soup_packet('R', ""), now);
      CHECK(reader.client->turn(feed, now, random() % 8'000));
    }
    publish(feed, test::itch_delete(1, 1 + random() % 12'000));
  }
  for (const Reader& reader : readers) {
    CHECK(reader.client->has_end());
    CHECK_EQUAL(reader.client->next_sequence(), reader.next_sequence);
    CHECK_EQUAL(reader.client->messages().size(), reader.orders + 2);  // R and G
    // Nothing but heartbeats once the snapshot is through, and they never stop.
    CHECK_EQUAL(reader.client->others().find_first_not_of('H', 1), std::string::npos);
    CHECK(reader.client->others().size() > 100);
  }
  CHECK_EQUAL(server->counters().completed, uint64_t{GlimpseServer::connections_max});
  readers.front().client->say(test::soup_packet('O', ""), now);
  CHECK(!readers.front().client->turn(feed, now));
  CHECK(GlimpseClient(*server, now).is_connected());
}

TEST("a client that never takes its snapshot loses its place") {
  const venue::PublishedFeed feed = feed_with(12'000);
  const auto server = new_server();
  GlimpseClient client(*server, start);
  client.say(test::soup_login("USER01", "secret"), start);
  TimeNs now = start;
  while (client.turn(feed, now, 0)) {
    REQUIRE(now - start < 2 * GlimpseServer::connection_life_max_ns);
    now += ns_per_second;
    client.say(test::soup_packet('R', ""), now);
  }
  CHECK(now - start > GlimpseServer::connection_life_max_ns);
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::taken_too_long), uint64_t{1});
  CHECK_EQUAL(server->counters().completed, uint64_t{0});
}

TEST("a silent GLIMPSE client is hung up on") {
  const venue::PublishedFeed feed = feed_with(2);
  const auto server = new_server();
  GlimpseClient client(*server, start);
  client.say(test::soup_login("USER01", "secret"), start);
  TimeNs now = start;
  while (client.turn(feed, now)) now += ns_per_second;
  CHECK(now - start >= 15 * ns_per_second && now - start < 20 * ns_per_second);
  CHECK_EQUAL(server->counters().count_of(GlimpseRefusal::protocol_fault), uint64_t{1});
}

}  // namespace
