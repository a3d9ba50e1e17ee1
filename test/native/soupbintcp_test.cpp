// SoupBinTCP: the packets' bytes, the two machines' edge cases (soupbintcp.md, Edge cases), packets cut
// anywhere, and a client and a server over a pipe that drops connections at random places.
#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "harness.hpp"
#include "pcap_payloads.hpp"
#include "session/soupbin_client.hpp"
#include "session/soupbin_server.hpp"

namespace hotlane {
namespace {

using namespace wire::soupbintcp;
using Buffer = std::vector<std::byte>;

const LoginCredentials credentials{Username("USER01"), Password("SECRET")};
const Session current = session_field("");
const Session session_a = session_field("SESSION A");

Bytes as_bytes(const std::string& text) {
  return std::as_bytes(std::span(text));
}
std::string as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Buffer packet(char type, const std::string& payload) {
  Buffer out;
  const size_t length = payload.size() + 1;
  out.push_back(static_cast<std::byte>(length >> 8));
  out.push_back(static_cast<std::byte>(length));
  out.push_back(static_cast<std::byte>(type));
  for (const char c : payload) out.push_back(static_cast<std::byte>(c));
  return out;
}

Buffer operator+(Buffer a, const Buffer& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::string number(uint64_t value) {
  const std::string digits = std::to_string(value);
  return std::string(20 - digits.size(), ' ') + digits;
}

Buffer login_accepted(const std::string& session, const std::string& sequence) {
  return packet('A', std::string(10 - session.size(), ' ') + session + sequence);
}

template <class Machine>
void feed(Machine& machine, Bytes bytes, TimeNs now) {
  std::memcpy(machine.receive_space().data(), bytes.data(), bytes.size());
  machine.received(bytes.size(), now);
}

Buffer drain(ByteQueue& queue) {
  const Bytes waiting = queue.waiting();
  Buffer out(waiting.begin(), waiting.end());
  queue.consumed(out.size());
  return out;
}

// A client up in session A, with its login already sent away.
SoupBinClient client_up(uint64_t wanted = 1, uint64_t given = 1) {
  SoupBinClient client(4096, 4096);
  client.start_login(credentials, session_a, wanted, 0);
  static_cast<void>(drain(client.out()));
  feed(client, login_accepted("SESSION A", number(given)), 0);
  SoupClientEvent event;
  CHECK(client.next(event));
  CHECK(event.kind == SoupClientEventKind::login_accepted);
  return client;
}

SoupFault fault_of_client(const Buffer& bytes, bool is_up) {
  SoupBinClient client = client_up();
  if (!is_up) client.start_login(credentials, session_a, 1, 0);
  feed(client, bytes, 0);
  SoupClientEvent event;
  while (client.next(event)) {
  }
  return client.fault();
}

SoupFault fault_of_server(const Buffer& bytes, bool is_active) {
  SoupBinServer server(4096, 4096);
  server.open(0);
  SoupServerEvent event;
  if (is_active) {
    feed(server, packet('L', "user01secret    " + std::string(10, ' ') + number(1)), 0);
    CHECK(server.next(event));
    server.accept_login(session_a, 1, 0);
  }
  feed(server, bytes, 0);
  while (server.next(event)) {
  }
  return server.fault();
}

TEST("SoupBinTCP login request has the sheet's golden bytes") {
  SoupBinClient client(4096, 4096);
  client.start_login(credentials, current, 1, 0);
  const std::string expected =
      std::string("\0\x2f", 2) + "LUSER01SECRET    " + std::string(10, ' ') + number(1);
  CHECK_EQUAL(as_text(client.out().waiting()), expected);
}

TEST("SoupBinTCP numbers take either padding and nothing but numbers") {
  CHECK(parse_number("                   7") == 7);
  CHECK(parse_number("7                   ") == 7);
  CHECK(parse_number("18446744073709551615") == UINT64_MAX);
  for (const char* bad :
       {"18446744073709551616", "99999999999999999999", "                    ", "+1", "-1", "1 1", "x"}) {
    CHECK(!parse_number(bad));
  }
  for (const uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{1'000}, UINT64_MAX}) {
    CHECK(parse_number(number_text<20>(value)) == value);
  }
}

TEST("SoupBinTCP real captures parse") {
  const std::vector<Buffer> login = test::tcp_payloads("data/pcap/soupbintcp-jnx/LoginRequestPacket.pcap");
  if (login.empty()) return test::skip("shared captures are not present");
  SoupBinServer server(4096, 4096);
  server.open(0);
  SoupServerEvent event;
  for (const char* name : {"LoginRequestPacket", "EnterOrderMessage", "ReplaceOrderMessage"}) {
    const auto payloads = test::tcp_payloads(std::string("data/pcap/soupbintcp-jnx/") + name + ".pcap");
    REQUIRE(payloads.size() == 1);
    feed(server, payloads[0], 0);
    REQUIRE(server.next(event));
    if (event.kind == SoupServerEventKind::login) {
      CHECK(event.login.username.text() == "user");
      CHECK(event.login.sequence == 0);
      server.accept_login(session_a, 1, 0);
    } else {
      CHECK(event.kind == SoupServerEventKind::unsequenced);
      CHECK(static_cast<char>(event.payload[0]) == (name[0] == 'E' ? 'O' : 'U'));
    }
  }
}

TEST("SoupBinTCP client gives up on what breaks the protocol") {
  const Buffer data = packet('S', "m");
  CHECK(fault_of_client(Buffer(2), true) == SoupFault::empty_packet);
  CHECK(fault_of_client({std::byte{0xFF}, std::byte{0xFF}}, true) == SoupFault::packet_too_long);
  CHECK(fault_of_client(packet('?', ""), true) == SoupFault::unknown_type);
  for (const char type : {'L', 'R', 'O'})
    CHECK(fault_of_client(packet(type, ""), true) == SoupFault::wrong_side);
  for (const char type : {'H', 'Z'}) CHECK(fault_of_client(packet(type, "x"), true) == SoupFault::wrong_size);
  for (const char type : {'A', 'J'}) CHECK(fault_of_client(packet(type, ""), false) == SoupFault::wrong_size);
  CHECK(fault_of_client(data, false) == SoupFault::out_of_order);
  CHECK(fault_of_client(login_accepted("SESSION A", number(1)), true) == SoupFault::out_of_order);
  CHECK(fault_of_client(login_accepted("SESSION B", number(1)), false) == SoupFault::other_session);
  CHECK(fault_of_client(login_accepted("SESSION A", number(2)), false) == SoupFault::messages_lost);
  CHECK(fault_of_client(login_accepted("SESSION A", std::string(20, '9')), false) ==
        SoupFault::malformed_number);
  CHECK(fault_of_client(login_accepted("SESSION A", number(0)), false) == SoupFault::malformed_number);
  CHECK(fault_of_client(packet('+', "\x01 hello") + data + packet('U', "u") + packet('S', ""), true) ==
        SoupFault::none);
}

TEST("SoupBinTCP server gives up on what breaks the protocol, and says so") {
  CHECK(fault_of_server(Buffer(2), true) == SoupFault::empty_packet);
  CHECK(fault_of_server({std::byte{0x20}, std::byte{0}}, true) == SoupFault::packet_too_long);
  for (const char type : {'A', 'J', 'S', 'H', 'Z'})
    CHECK(fault_of_server(packet(type, ""), true) == SoupFault::wrong_side);
  for (const char type : {'R', 'O'}) CHECK(fault_of_server(packet(type, "x"), true) == SoupFault::wrong_size);
  for (const char type : {'U', 'R', 'O'})
    CHECK(fault_of_server(packet(type, ""), false) == SoupFault::out_of_order);
  CHECK(fault_of_server(packet('L', std::string(45, ' ')), false) == SoupFault::wrong_size);
  CHECK(fault_of_server(packet('L', std::string(46, ' ')), false) == SoupFault::malformed_number);
  CHECK(fault_of_server(packet('L', std::string(45, ' ') + "1"), true) == SoupFault::out_of_order);
  CHECK(fault_of_server(packet('+', "hello"), false) == SoupFault::none);
  SoupBinServer server(4096, 4096);
  server.open(0);
  feed(server, packet('?', ""), 0);
  SoupServerEvent event;
  CHECK(server.next(event));
  CHECK(event.kind == SoupServerEventKind::fault);
  CHECK(static_cast<char>(server.out().waiting()[2]) == '+');
}

TEST("SoupBinTCP login goes to the session and number the sheet's table says") {
  const SoupStream stream{session_a, 10};
  const auto first = [&](const char* session, uint64_t sequence) {
    return first_sequence_for({credentials.username, credentials.password, session_field(session), sequence},
                              stream);
  };
  CHECK(first("", 1) == 1);
  CHECK(first("SESSION A", 7) == 7);
  CHECK(first("SESSION A", 10) == 10);
  CHECK(first("", 0) == 9);
  CHECK(!first("SESSION A", 11));
  CHECK(!first("SESSION A", UINT64_MAX));
  CHECK(!first("SESSION B", 1));
  const SoupLogin lower{Username("user01"), Password("secret"), current, 1};
  CHECK(credentials_match(lower, credentials.username, credentials.password));
  CHECK(!credentials_match(lower, credentials.username, Password("SECRET1")));
}

TEST(
    "SoupBinTCP client skips what a stream that starts too low repeats, and doesn't count unsequenced data") {
  SoupBinClient client = client_up(3, 1);
  feed(client, packet('S', "1") + packet('S', "2") + packet('U', "u") + packet('S', "3"), 0);
  SoupClientEvent event;
  REQUIRE(client.next(event));
  CHECK(event.kind == SoupClientEventKind::unsequenced);
  REQUIRE(client.next(event));
  CHECK_EQUAL(as_text(event.payload), std::string("3"));
  CHECK_EQUAL(event.sequence, uint64_t{3});
  CHECK_EQUAL(client.next_sequence(), uint64_t{4});
  CHECK_EQUAL(client.repeated(), uint64_t{2});
}

TEST("SoupBinTCP heartbeats after a second of sending nothing, and no sooner") {
  SoupBinClient client = client_up();
  client.on_time(heartbeat_interval_ns - 1);
  CHECK(client.out().is_empty());
  client.on_time(heartbeat_interval_ns);
  CHECK(drain(client.out()) == packet('R', ""));
  client.on_time(heartbeat_interval_ns - 5);  // the clock steps back
  client.on_time(2 * heartbeat_interval_ns - 6);
  CHECK(client.out().is_empty());
  client.on_time(2 * heartbeat_interval_ns);
  CHECK(drain(client.out()) == packet('R', ""));
}

TEST("SoupBinTCP silence, slow logins and dripping packets end a connection") {
  SoupClientEvent event;
  SoupBinClient client = client_up();
  client.on_time(silence_max_ns);
  CHECK(client.state() == SoupClientState::up);
  client.on_time(silence_max_ns + 1);
  REQUIRE(client.next(event));
  CHECK(event.fault == SoupFault::peer_silent);
  client.start_login(credentials, session_a, 1, 0);
  client.on_time(client_login_timeout_ns + 1);
  REQUIRE(client.next(event));
  CHECK(event.fault == SoupFault::login_timeout);

  SoupBinClient dripped = client_up();
  const Buffer slow = packet('S', "0123456789");
  TimeNs now = 0;
  for (size_t i = 0; i < 4; ++i, now += 10 * ns_per_second) {
    feed(dripped, Bytes(slow).subspan(i, 1), now);
    dripped.on_time(now);
    CHECK(!dripped.next(event));
  }
  dripped.on_time(now);
  REQUIRE(dripped.next(event));
  CHECK(event.fault == SoupFault::packet_stalled);

  SoupBinServer server(4096, 4096);
  server.open(0);
  SoupServerEvent server_event;
  server.on_time(server_login_timeout_ns + 1);
  REQUIRE(server.next(server_event));
  CHECK(server_event.fault == SoupFault::login_timeout);
}

TEST("SoupBinTCP packets cut at every byte come out the same") {
  const Buffer stream = login_accepted("SESSION A", number(1)) + packet('S', "first") + packet('H', "") +
                        packet('+', "note") + packet('U', "aside") + packet('S', "") + packet('S', "third") +
                        packet('Z', "");
  for (size_t cut = 0; cut <= stream.size(); ++cut) {
    SoupBinClient client(4096, 4096);
    client.start_login(credentials, session_a, 1, 0);
    std::string seen;
    SoupClientEvent event;
    for (const Bytes part : {Bytes(stream).first(cut), Bytes(stream).subspan(cut)}) {
      feed(client, part, 0);
      while (client.next(event))
        seen += std::to_string(static_cast<int>(event.kind)) + as_text(event.payload) + ";";
    }
    CHECK_EQUAL(seen, std::string("0;2first;4note;3aside;2;2third;5;"));
    CHECK(client.state() == SoupClientState::ended);
  }
}

// The account's messages at the venue; each names itself.
struct Messages {
  std::vector<std::string> all;
  uint64_t next_sequence() const { return all.size() + 1; }
  Bytes message(uint64_t sequence) const { return as_bytes(all[sequence - 1]); }
};

TEST("SoupBinTCP delivers every sequenced message once and in order over cut connections") {
  std::mt19937_64 random(test::seed());
  Messages messages;
  SoupBinClient client(8192, 8192);
  SoupBinServer server(8192, 8192);
  Session session = current;
  uint64_t next = 1;
  uint64_t received = 0;
  uint64_t reconnects = 0;
  bool is_connected = false;
  TimeNs now = 0;
  const auto move_some = [&](ByteQueue& from, auto& to) {
    const size_t size = std::min<size_t>({from.waiting().size(), to.receive_space().size(), random() % 300});
    feed(to, from.waiting().first(size), now);
    from.consumed(size);
  };
  constexpr uint64_t total = 20'000;
  while (received < total) {
    now += static_cast<TimeNs>(random() % 200'000'000);
    for (uint64_t i = random() % 8; i > 0 && messages.all.size() < total; --i) {
      messages.all.push_back(std::to_string(messages.all.size() + 1) + std::string(random() % 90, '.'));
    }
    if (!is_connected) {
      client.start_login(credentials, session, next, now);
      server.open(now);
      is_connected = true;
      ++reconnects;
    }
    move_some(client.out(), server);
    SoupServerEvent asked;
    while (server.next(asked)) {
      if (asked.kind != SoupServerEventKind::login) continue;
      const auto first = first_sequence_for(asked.login, {session_a, messages.next_sequence()});
      REQUIRE(first.has_value());
      server.accept_login(session_a, *first, now);
    }
    static_cast<void>(server.send_new(messages, now));
    move_some(server.out(), client);
    SoupClientEvent event;
    while (client.next(event)) {
      REQUIRE(event.kind != SoupClientEventKind::fault);
      if (event.kind != SoupClientEventKind::sequenced) continue;
      REQUIRE(event.sequence == received + 1);
      CHECK_EQUAL(as_text(event.payload), messages.all[received]);
      ++received;
      next = client.next_sequence();
      session = client.session();
    }
    client.on_time(now);
    server.on_time(now);
    if (random() % 50 == 0) {
      client.on_disconnect();
      server.on_disconnect();
      is_connected = false;
    }
  }
  CHECK(reconnects > 20);
}

}  // namespace
}  // namespace hotlane
