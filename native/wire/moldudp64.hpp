// MoldUDP64 1.00: the packet header, the message block's length prefix and the re-request.
// Plain views over a datagram, on any thread; alignment 1. Sequencing lives in feed/.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wire/alpha.hpp"
#include "wire/big_endian.hpp"

namespace hotlane::wire::moldudp64 {

constexpr uint16_t heartbeat_count = 0;
constexpr uint16_t end_of_session_count = 0xFFFF;
constexpr uint16_t message_count_max = 0xFFFE;
constexpr size_t datagram_length_max = 65'507;   // the largest UDP payload over IPv4
constexpr uint64_t sequence_number_unknown = 0;  // never on the wire: numbers begin at 1
constexpr uint64_t sequence_number_first = 1;

// Ten bytes, compared as bytes and never trimmed before: how a short name is padded isn't said (§1).
using Session = Alpha<10>;

// Downstream packet (MoldUDP64 §1): then `message_count` blocks, back to back.
struct Header {
  Session session;
  be64 sequence_number;  // of the first message; of the next one to be sent in a heartbeat or an end
  be16 message_count;
};
static_assert(sizeof(Header) == 20 && offsetof(Header, session) == 0);
static_assert(offsetof(Header, sequence_number) == 10 && offsetof(Header, message_count) == 18);

// What stands before each message: bytes of data, these two not counted. 0 is legal. BinaryFILE frames alike.
struct BlockPrefix {
  be16 message_length;
};
static_assert(sizeof(BlockPrefix) == 2 && offsetof(BlockPrefix, message_length) == 0);

// Request packet (MoldUDP64 §3), unicast to a re-request server.
struct Request {
  Session session;
  be64 sequence_number;  // first wanted
  be16 requested_message_count;
};
static_assert(sizeof(Request) == 20 && offsetof(Request, session) == 0);
static_assert(offsetof(Request, sequence_number) == 10 && offsetof(Request, requested_message_count) == 18);

// A block cannot be shorter than its prefix, so no datagram holds more blocks than this.
constexpr size_t blocks_per_datagram_max = (datagram_length_max - sizeof(Header)) / sizeof(BlockPrefix);

}  // namespace hotlane::wire::moldudp64
