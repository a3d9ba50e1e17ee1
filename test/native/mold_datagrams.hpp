// MoldUDP64 datagrams for tests, written from the specification's offsets, and a sink that keeps what a
// channel says.
#pragma once

#include <string>
#include <vector>

#include "feed/channel.hpp"
#include "itch_messages.hpp"

namespace hotlane::test {

inline const std::string test_session = "TEST000001";

inline std::span<const std::byte> as_datagram(const Bytes& bytes) {
  return std::as_bytes(std::span(bytes));
}

inline Bytes mold_packet(uint64_t sequence, uint64_t count, const std::vector<Bytes>& messages = {},
                         const std::string& session = test_session) {
  Bytes out;
  put(out, session, 10);
  put(out, sequence, 8);
  put(out, count, 2);
  for (const Bytes& message : messages) put_framed(out, message);
  return out;
}

// Messages that say their own number: an order delete whose reference it is.
inline Bytes numbered_data(uint64_t sequence, uint64_t count, const std::string& session = test_session) {
  std::vector<Bytes> messages;
  for (uint64_t i = 0; i < count; ++i) messages.push_back(itch_delete(1, sequence + i));
  return mold_packet(sequence, count, messages, session);
}
inline Bytes mold_heartbeat(uint64_t next, const std::string& session = test_session) {
  return mold_packet(next, 0, {}, session);
}
inline Bytes mold_end(uint64_t next, const std::string& session = test_session) {
  return mold_packet(next, 0xFFFF, {}, session);
}

inline uint64_t number_in(MessageBytes message) {
  uint64_t value = 0;
  for (size_t i = 11; i < message.size(); ++i) value = value << 8 | static_cast<uint64_t>(message[i]);
  return value;
}

// Everything a channel told, as numbers.
struct RecordingSink {
  std::vector<uint64_t> messages;  // of numbered data; 0 for an empty message
  std::vector<ChannelStatus> statuses;
  std::vector<std::string> calls;  // kinds, in order, repeats left out
  size_t snapshot_messages = 0;

  void on_messages(std::span<const MessageBytes> given) {
    for (const MessageBytes message : given) messages.push_back(message.empty() ? 0 : number_in(message));
    note("messages");
  }
  void on_snapshot_begin() { note("begin"); }
  void on_snapshot_message(MessageBytes) {
    ++snapshot_messages;
    note("snapshot");
  }
  void on_snapshot_end() { note("end"); }
  void on_status(const ChannelStatus& status) {
    statuses.push_back(status);
    note(std::string(words_of(status.state)));
  }
  void note(const std::string& call) {
    if (calls.empty() || calls.back() != call) calls.push_back(call);
  }
};

}  // namespace hotlane::test
