// Any bytes as requests, while messages are published and forgotten: an answer is sound or there is none.
#include "venue/rerequest_server.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

using namespace hotlane;

namespace {

const wire::moldudp64::Session session{std::string_view("FUZZ000001")};

// What a receiver relies on (moldudp64.md §1, §3).
void check(Bytes request, Bytes answer, const venue::SequencedStore& store) {
  using wire::moldudp64::Header;
  if (request.size() != sizeof(wire::moldudp64::Request) || answer.size() > venue::datagram_payload_max)
    std::abort();
  Header header;
  std::memcpy(&header, answer.data(), sizeof header);
  const uint16_t count = header.message_count;
  wire::moldudp64::Request wanted;
  std::memcpy(&wanted, request.data(), sizeof wanted);
  if (!(header.session == session) || header.sequence_number != wanted.sequence_number) std::abort();
  if (count == 0 || count > wanted.requested_message_count) std::abort();
  size_t at = sizeof header;
  for (uint64_t sequence = header.sequence_number, end = sequence + count; sequence < end; ++sequence) {
    wire::moldudp64::BlockPrefix prefix;
    std::memcpy(&prefix, answer.data() + at, sizeof prefix);
    at += sizeof prefix;
    if (!std::ranges::equal(answer.subspan(at, prefix.message_length), store.message(sequence))) std::abort();
    at += prefix.message_length;
  }
  if (at != answer.size()) std::abort();
}

}  // namespace

// The first byte of each piece says how long a request it is, or, above 128, that a message is published.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  venue::SequencedStore store(3);
  venue::RerequestServer server(session);
  Bytes rest = std::as_bytes(std::span(data, size));
  while (!rest.empty()) {
    const auto kind = std::to_integer<size_t>(rest[0]);
    rest = rest.subspan(1);
    const Bytes piece = rest.first(std::min(kind & 127U, rest.size()));
    rest = rest.subspan(piece.size());
    if (kind > 127) {
      store.append(piece);
      continue;
    }
    const Bytes answer = server.answer(piece, store);
    if (!answer.empty()) check(piece, answer, store);
  }
  const venue::RerequestCounters& counters = server.counters();
  uint64_t refused = 0;
  for (const uint64_t count : counters.refused) refused += count;
  if (counters.answered + refused != counters.requests) std::abort();
  return 0;
}

std::vector<std::vector<uint8_t>> fuzz_examples() {
  const auto request = [](uint8_t first, uint8_t count) {
    std::vector<uint8_t> out{20};
    for (const char c : std::string_view("FUZZ000001")) out.push_back(static_cast<uint8_t>(c));
    out.insert(out.end(), {0, 0, 0, 0, 0, 0, 0, first, 0, count});
    return out;
  };
  return {{128 + 3, 1, 2, 3, 128, 128 + 1, 7}, request(1, 1), request(2, 5), request(0, 1), request(9, 0)};
}
