// The re-request socket against servers that are real sockets on the loopback: what it sends, whom it
// believes.
#include "io/rerequest_socket.hpp"

#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "datagram_sender.hpp"
#include "harness.hpp"

using namespace hotlane;
using namespace hotlane::io;
using test::DatagramSender;

namespace {

constexpr uint32_t loopback = 0x7F000001;
constexpr int patience_ms = 5'000;

struct Asked {
  sockaddr_in from{};
  std::vector<std::byte> bytes;
};

// The next request that has reached `server`; empty bytes: none came.
Asked next_request(const DatagramSender& server) {
  Asked asked;
  pollfd ready{server.descriptor(), POLLIN, 0};
  if (poll(&ready, 1, patience_ms) <= 0) return asked;
  asked.bytes.resize(100);
  socklen_t length = sizeof asked.from;
  const ssize_t size = recvfrom(server.descriptor(), asked.bytes.data(), asked.bytes.size(), 0,
                                reinterpret_cast<sockaddr*>(&asked.from), &length);
  asked.bytes.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return asked;
}

std::vector<std::byte> text(const char* words) {
  const auto* bytes = reinterpret_cast<const std::byte*>(words);
  return {bytes, bytes + std::strlen(words)};
}

}  // namespace

TEST("requests reach the server they are for and answers name the server they are from") {
  const DatagramSender first("127.0.0.1");
  const DatagramSender second("127.0.0.2");
  RerequestSocket socket;
  REQUIRE(socket.open({"127.0.0.1", {{loopback, first.port()}, {loopback + 1, second.port()}}}).empty());
  REQUIRE(socket.send(1, text("to the second")));
  REQUIRE(socket.send(0, text("to the first")));
  const Asked of_second = next_request(second);
  const Asked of_first = next_request(first);
  CHECK(of_second.bytes == text("to the second"));
  CHECK(of_first.bytes == text("to the first"));
  const uint16_t port = ntohs(of_first.from.sin_port);
  REQUIRE(second.send("127.0.0.1", port, text("from the second")));
  REQUIRE(first.send("127.0.0.1", port, text("from the first")));
  const auto answers = socket.receive();
  REQUIRE(answers.size() == 2);
  CHECK_EQUAL(answers[0].stream, 1);
  CHECK_EQUAL(answers[1].stream, 0);
  CHECK(std::vector(answers[0].bytes.begin(), answers[0].bytes.end()) == text("from the second"));
  CHECK(std::vector(answers[1].bytes.begin(), answers[1].bytes.end()) == text("from the first"));
  CHECK_EQUAL(socket.sent(), 2U);
}

TEST("an answer from anywhere but a configured server's address and port is counted and not handed on") {
  const DatagramSender server("127.0.0.1");
  const DatagramSender same_address("127.0.0.1");
  const DatagramSender same_port("127.0.0.2", server.port());
  REQUIRE(same_port.is_open());
  RerequestSocket socket;
  REQUIRE(socket.open({"127.0.0.1", {{loopback, server.port()}}}).empty());
  REQUIRE(socket.send(0, text("?")));
  const uint16_t port = ntohs(next_request(server).from.sin_port);
  REQUIRE(same_address.send("127.0.0.1", port, text("forged")));
  REQUIRE(same_port.send("127.0.0.1", port, text("forged")));
  CHECK(socket.receive().empty());
  CHECK_EQUAL(socket.counters().foreign, 2U);
  REQUIRE(server.send("127.0.0.1", port, text("true")));
  CHECK_EQUAL(socket.receive().size(), 1U);
  CHECK_EQUAL(socket.counters().foreign, 2U);
}

TEST("a request that the kernel does not take fails with its code, and the next one goes out") {
  const DatagramSender server("127.0.0.1");
  RerequestSocket socket;
  REQUIRE(socket.open({"127.0.0.1", {{loopback, server.port()}, {0xFFFFFFFF, 9}}}).empty());
  CHECK(!socket.send(1, text("?")));  // to broadcast, which nobody allowed
  CHECK_EQUAL(socket.failure(), EACCES);
  CHECK_EQUAL(socket.send_failures(), 1U);
  CHECK(socket.send(0, text("?")));
  CHECK_EQUAL(socket.failure(), 0);
  CHECK(next_request(server).bytes == text("?"));
}

TEST("a server that nobody runs makes no failure of the socket that asks it") {
  const uint16_t port = DatagramSender("127.0.0.1").port();
  RerequestSocket socket;
  REQUIRE(socket.open({"127.0.0.1", {{loopback, port}}}).empty());
  for (int i = 0; i < 5; ++i) CHECK(socket.send(0, text("?")));
  CHECK(socket.receive().empty());
  CHECK_EQUAL(socket.counters().failures, 0U);
  CHECK_EQUAL(socket.send_failures(), 0U);
}
