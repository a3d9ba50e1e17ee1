// The re-request server against a slow model written from the sheet's tables (moldudp64.md §1, §3), byte by
// byte.
#include "venue/rerequest_server.hpp"

#include <algorithm>
#include <random>

#include "harness.hpp"
#include "itch_messages.hpp"

namespace {

using namespace hotlane;
using test::put;
using venue::RerequestRefusal;
using venue::SequencedStore;

const std::string session_name = "TEST000001";
constexpr size_t header_length = 20;
constexpr size_t payload_max = 1'400;

test::Bytes request_bytes(const std::string& session, uint64_t first, uint64_t count) {
  test::Bytes out;
  put(out, session, 10);
  put(out, first, 8);
  put(out, count, 2);
  return out;
}

struct Model {
  std::vector<test::Bytes> messages;
  uint64_t keep_max = SequencedStore::keep_all;
  RerequestRefusal refusal = RerequestRefusal::wrong_length;  // of the last request that got nothing

  test::Bytes answer(const test::Bytes& request) {
    const auto number = [&](size_t offset, size_t length) {
      uint64_t value = 0;
      for (size_t i = 0; i < length; ++i) value = value * 256 + request[offset + i];
      return value;
    };
    const auto silence = [&](RerequestRefusal why) {
      refusal = why;
      return test::Bytes{};
    };
    if (request.size() != header_length) return silence(RerequestRefusal::wrong_length);
    if (std::string(request.begin(), request.begin() + 10) != session_name)
      return silence(RerequestRefusal::wrong_session);
    const uint64_t first = number(10, 8);
    const uint64_t wanted = number(18, 2);
    if (wanted == 0) return silence(RerequestRefusal::nothing_wanted);
    if (first == 0) return silence(RerequestRefusal::number_zero);
    if (first > messages.size()) return silence(RerequestRefusal::not_yet_sent);
    if (messages.size() - first >= keep_max) return silence(RerequestRefusal::no_longer_kept);
    test::Bytes blocks;
    uint64_t count = 0;
    while (count < wanted && first - 1 + count < messages.size()) {
      const test::Bytes& message = messages[first - 1 + count];
      if (header_length + blocks.size() + 2 + message.size() > payload_max) break;
      test::put_framed(blocks, message);
      ++count;
    }
    test::Bytes out = request_bytes(session_name, first, count);
    out.insert(out.end(), blocks.begin(), blocks.end());
    return out;
  }
};

// Numbers where mistakes live: around the ends of what is kept and sent, and of the type.
uint64_t hostile_number(const Model& model, std::mt19937_64& random) {
  const uint64_t sent = model.messages.size();
  switch (random() % 6) {
    case 0: return random() % 3;
    case 1: return sent - 2 + random() % 5;
    case 2: return sent > model.keep_max ? sent - model.keep_max - 1 + random() % 4 : 1;
    case 3: return UINT64_MAX - random() % 3;
    case 4: return random();
    default: return 1 + random() % (sent + 1);
  }
}

test::Bytes hostile_request(const Model& model, std::mt19937_64& random) {
  static constexpr std::array<uint64_t, 6> counts = {0, 1, 40, 65'533, 65'534, 65'535};
  const uint64_t count = random() % 3 == 0 ? random() % 65'536 : counts[random() % counts.size()];
  std::string session = session_name;
  if (random() % 10 == 0) session[random() % session.size()] = static_cast<char>(random());
  test::Bytes request = request_bytes(session, hostile_number(model, random), count);
  if (random() % 10 == 0) request.resize(random() % 45);
  if (random() % 10 == 0 && !request.empty())
    request[random() % request.size()] = static_cast<uint8_t>(random());
  return request;
}

TEST("the re-request server answers as its slow model does, and is silent for the same reason") {
  std::mt19937_64 random(test::seed());
  for (uint64_t round = 0; round < 60; ++round) {
    Model model;
    if (round % 3 == 1) model.keep_max = 1 + random() % 300;
    SequencedStore store(model.keep_max);
    venue::RerequestServer server(wire::moldudp64::Session{std::string_view(session_name)});
    std::array<uint64_t, venue::rerequest_refusal_count> refused{};
    uint64_t answered = 0;
    for (int i = 0; i < 500; ++i) {
      for (uint64_t more = random() % 4; more > 0; --more) {
        test::Bytes message(random() % 30 == 0 ? random() % 1'025 : random() % 51);
        for (uint8_t& byte : message) byte = static_cast<uint8_t>(random());
        store.append(std::as_bytes(std::span(message)));
        model.messages.push_back(message);
      }
      const test::Bytes request = hostile_request(model, random);
      const test::Bytes expected = model.answer(request);
      const Bytes answer = server.answer(std::as_bytes(std::span(request)), store);
      CHECK(std::ranges::equal(answer, std::as_bytes(std::span(expected))));
      expected.empty() ? ++refused[static_cast<size_t>(model.refusal)] : ++answered;
    }
    CHECK_EQUAL(server.counters().requests, uint64_t{500});
    CHECK_EQUAL(server.counters().answered, answered);
    CHECK(server.counters().refused == refused);
  }
}

TEST("asking again from where the last answer ended brings every message of a gap") {
  std::mt19937_64 random(test::seed());
  Model model;
  SequencedStore store;
  for (int i = 0; i < 5'000; ++i) {
    model.messages.emplace_back(random() % 51, static_cast<uint8_t>(i));
    store.append(std::as_bytes(std::span(model.messages.back())));
  }
  venue::RerequestServer server(wire::moldudp64::Session{std::string_view(session_name)});
  uint64_t expected = 1'000;
  const uint64_t end = 4'321;
  while (expected < end) {
    const test::Bytes request = request_bytes(session_name, expected, end - expected);
    const Bytes answer = server.answer(std::as_bytes(std::span(request)), store);
    REQUIRE(answer.size() > header_length);
    size_t at = header_length;
    while (at < answer.size()) {
      const auto length = std::to_integer<size_t>(answer[at]) * 256 + std::to_integer<size_t>(answer[at + 1]);
      CHECK(std::ranges::equal(answer.subspan(at + 2, length), store.message(expected)));
      at += 2 + length;
      ++expected;
    }
    CHECK_EQUAL(at, answer.size());
  }
  CHECK_EQUAL(expected, end);
}

TEST("the sheet's request for 10 and 11 gets the sheet's packet") {
  SequencedStore store;
  const test::Bytes filler(12, 0);
  for (int i = 1; i < 10; ++i) store.append(std::as_bytes(std::span(filler)));
  for (const char* text : {"44000700001f1aced9f00400000000000003ea",
                           "45000700021f1aced9f00200000000000003e9000000640000000000001389"}) {
    const test::Bytes message = test::from_hex(text);
    store.append(std::as_bytes(std::span(message)));
  }
  venue::RerequestServer server(wire::moldudp64::Session{std::string_view(session_name)});
  const test::Bytes request = test::from_hex("54455354303030303031 000000000000000a 0002");
  const test::Bytes packet = test::from_hex(
      "54455354303030303031 000000000000000a 0002 0013 44000700001f1aced9f00400000000000003ea"
      "001f 45000700021f1aced9f00200000000000003e9000000640000000000001389");
  CHECK(std::ranges::equal(server.answer(std::as_bytes(std::span(request)), store),
                           std::as_bytes(std::span(packet))));
}

}  // namespace
