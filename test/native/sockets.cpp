// The venue's and the engine's sockets against each other, on the loopback.
#include <arpa/inet.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <random>
#include <vector>

#include "harness.hpp"
#include "io/tcp_client.hpp"
#include "io/tcp_listener.hpp"
#include "io/udp_multicast_sender.hpp"
#include "io/udp_receiver.hpp"
#include "io/udp_server.hpp"

using namespace hotlane;
using namespace hotlane::io;

namespace {

constexpr uint32_t loopback = 0x7F000001;
constexpr int patience_ms = 5'000;  // a hung test ends; no test passes or fails by its speed

bool wait_for(int descriptor, short events) {
  pollfd ready{descriptor, events, 0};
  return poll(&ready, 1, patience_ms) > 0;
}

struct Pair {
  TcpListener listener;
  TcpClient client;
  TcpConnection accepted;

  bool open() {
    if (!listener.open("127.0.0.1", 0).empty() || !client.connect(loopback, listener.port())) return false;
    if (!wait_for(listener.descriptor(), POLLIN) || !listener.accept(accepted)) return false;
    return wait_for(client.descriptor(), POLLOUT) && client.progress() == TcpState::open;
  }
};

std::vector<std::byte> random_bytes(size_t size, std::mt19937_64& random) {
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

// Sends all of `bytes` and reads as many, however the kernel cuts them.
template <class From, class To>
std::vector<std::byte> carry(From& from, To& to, const std::vector<std::byte>& bytes) {
  std::vector<std::byte> received(bytes.size());
  size_t sent = 0;
  size_t read = 0;
  while (read < bytes.size()) {
    sent += from.send(std::span(bytes).subspan(sent));
    const size_t size = to.receive(std::span(received).subspan(read));
    read += size;
    if (size == 0 && !wait_for(to.descriptor(), POLLIN)) break;
  }
  return received;
}

}  // namespace

TEST("a TCP connection carries bytes both ways, however the kernel cuts them") {
  Pair pair;
  REQUIRE(pair.open());
  CHECK(pair.listener.port() != 0);
  std::mt19937_64 random(test::seed());
  const auto request = random_bytes(4'000'000, random);
  const auto answer = random_bytes(1'000'003, random);
  CHECK(carry(pair.client, pair.accepted, request) == request);
  CHECK(carry(pair.accepted, pair.client, answer) == answer);
}

TEST("a TCP peer that closes in order is told from one that failed") {
  Pair pair;
  REQUIRE(pair.open());
  std::array<std::byte, 8> space{};
  pair.accepted.close();
  REQUIRE(wait_for(pair.client.descriptor(), POLLIN));
  CHECK_EQUAL(pair.client.receive(space), 0U);
  CHECK(pair.client.state() == TcpState::closed);
  CHECK_EQUAL(pair.client.failure(), 0);
  CHECK_EQUAL(pair.client.send(space), 0U);
}

TEST("a TCP connection to a port where none listens fails with the reason") {
  TcpListener listener;
  REQUIRE(listener.open("127.0.0.1", 0).empty());
  const uint16_t port = listener.port();
  listener.close();
  TcpClient client;
  if (client.connect(loopback, port)) {
    wait_for(client.descriptor(), POLLOUT);
    client.progress();
  }
  CHECK(client.state() == TcpState::closed);
  CHECK_EQUAL(client.failure(), ECONNREFUSED);
}

TEST("a port in use is refused in words that name it") {
  TcpListener first;
  TcpListener second;
  REQUIRE(first.open("127.0.0.1", 0).empty());
  const std::string failure = second.open("127.0.0.1", first.port());
  CHECK(failure.find("127.0.0.1:" + std::to_string(first.port())) != std::string::npos);
  CHECK(failure.find("bind") != std::string::npos);
}

TEST("no one waiting is no failure of a listener") {
  TcpListener listener;
  TcpConnection connection;
  REQUIRE(listener.open("127.0.0.1", 0).empty());
  CHECK(!listener.accept(connection));
  CHECK_EQUAL(listener.failure(), 0);
}

TEST("datagrams sent in batches over loopback multicast arrive whole and in order") {
  const UdpReceiverSetup receiving{"239.255.70.9", 30'591, "127.0.0.1", 4 << 20};
  UdpReceiver receiver;
  UdpMulticastSender sender;
  REQUIRE(receiver.open(receiving).empty());
  REQUIRE(sender.open({receiving.group, receiving.port, receiving.interface_address, 1 << 20}).empty());
  CHECK(sender.send_buffer_bytes() > 0);
  std::mt19937_64 random(test::seed());
  std::vector<std::vector<std::byte>> sent;
  for (uint32_t i = 0; i < 3 * UdpMulticastSender::batch_max + 5; ++i) {
    sent.push_back(random_bytes(1 + random() % 1'400, random));
  }
  const std::vector<std::span<const std::byte>> datagrams(sent.begin(), sent.end());
  size_t taken = 0;
  size_t arrived = 0;
  while (arrived < sent.size()) {
    taken += sender.send(std::span(datagrams).subspan(taken));
    REQUIRE(sender.failure() == 0);
    REQUIRE(wait_for(receiver.descriptor(), POLLIN));
    for (const Datagram& datagram : receiver.receive()) {
      REQUIRE(arrived < sent.size());
      CHECK(std::equal(datagram.bytes.begin(), datagram.bytes.end(), sent[arrived].begin(),
                       sent[arrived].end()));
      ++arrived;
    }
  }
  CHECK_EQUAL(taken, sent.size());
}

TEST("a datagram too long is refused with its code, and those before it are sent") {
  UdpMulticastSender sender;
  REQUIRE(sender.open({"239.255.70.9", 30'592, "127.0.0.1"}).empty());
  const std::vector<std::byte> good(100);
  const std::vector<std::byte> too_long(70'000);
  const std::array<std::span<const std::byte>, 3> datagrams{good, too_long, good};
  CHECK_EQUAL(sender.send(datagrams), 1U);
  CHECK_EQUAL(sender.failure(), EMSGSIZE);
}

TEST("a sender is told plainly when its group is no multicast group") {
  UdpMulticastSender sender;
  CHECK(sender.open({"127.0.0.1", 1, "127.0.0.1"}).find("expected an IPv4 multicast group") !=
        std::string::npos);
}

TEST("a UDP server answers each asker at the address it asked from, and may stay silent") {
  UdpServer server;
  REQUIRE(server.open("127.0.0.1", 0).empty());
  UdpServer second;
  CHECK(second.open("127.0.0.1", server.port()).find("bind") != std::string::npos);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(server.port());
  to.sin_addr.s_addr = htonl(loopback);
  std::array<int, 5> askers{};
  for (size_t i = 0; i < askers.size(); ++i) {
    askers[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    REQUIRE(connect(askers[i], reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
    const auto question = static_cast<uint8_t>(i);
    CHECK_EQUAL(send(askers[i], &question, 1, 0), 1);
  }
  for (size_t heard = 0; heard < askers.size();) {
    REQUIRE(wait_for(server.descriptor(), POLLIN));
    const uint32_t count = server.receive();
    for (uint32_t i = 0; i < count; ++i) {
      REQUIRE(server.datagram(i).size() == 1);
      const std::array answer{server.datagram(i)[0], std::byte{7}};
      if (answer[0] != std::byte{3}) CHECK(server.answer(i, answer));
    }
    heard += count;
  }
  for (size_t i = 0; i < askers.size(); ++i) {
    std::array<uint8_t, 8> answer{};
    const bool is_asked = i != 3;
    if (is_asked) REQUIRE(wait_for(askers[i], POLLIN));
    CHECK_EQUAL(recv(askers[i], answer.data(), answer.size(), MSG_DONTWAIT), is_asked ? 2 : -1);
    if (is_asked) CHECK_EQUAL(answer[0], static_cast<uint8_t>(i));
    close(askers[i]);
  }
}
