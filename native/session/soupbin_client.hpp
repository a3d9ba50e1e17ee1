// The client side of one SoupBinTCP connection after another (soupbintcp.md, State machines), without a
// socket: bytes and time in, bytes and events out. Owned by a lane, called from its thread only. Every
// sequenced message is given out exactly once and in order, however often the socket is lost, as long as the
// owner logs in with the session and next_sequence() it holds. Buffers are allocated at construction.
#pragma once

#include <array>
#include <cstdint>

#include "memory/units.hpp"
#include "session/byte_queue.hpp"
#include "session/soup_fault.hpp"
#include "session/soup_framer.hpp"
#include "session/soup_timing.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane {

// Room for a whole packet: what a socket is read into.
constexpr size_t soup_receive_space = soup_packet_length_max + 2;

struct LoginCredentials {
  wire::soupbintcp::Username username;
  wire::soupbintcp::Password password;
};

enum class SoupClientState : uint8_t { closed, login_sent, up, ended };

enum class SoupClientEventKind : uint8_t {
  login_accepted,  // sequence: the next message's number; now up
  login_rejected,  // reject_reason; now closed
  sequenced,       // payload, sequence
  unsequenced,     // payload (4.x)
  debug,           // payload: free text, may hold control characters
  end_of_session,  // now ended: log in next with a blank session and sequence 1
  fault,           // fault; now closed
};

struct SoupClientEvent {
  SoupClientEventKind kind = SoupClientEventKind::fault;
  SoupFault fault = SoupFault::none;
  char reject_reason = 0;
  uint64_t sequence = 0;
  Bytes payload{};  // valid until the next receive_space()
};

class SoupBinClient {
 public:
  SoupBinClient(size_t in_capacity, size_t out_capacity);

  // On a new socket. `session` blank: the server's current one; `next_sequence` 0: its most recent message.
  // Forgets what an older socket had sent or was still to send.
  void start_login(const LoginCredentials& credentials, const wire::soupbintcp::Session& session,
                   uint64_t next_sequence, TimeNs now) noexcept;
  // The socket was lost or has been closed. Session and next_sequence() are kept for the next login.
  void on_disconnect() noexcept;

  // Where the socket's bytes go; then received(), then next() until it gives false. At least `wanted` bytes,
  // where so many are free.
  [[nodiscard]] std::span<std::byte> receive_space(size_t wanted = soup_receive_space) noexcept {
    return in_.space(wanted);
  }
  void received(size_t size, TimeNs now) noexcept;
  [[nodiscard]] bool next(SoupClientEvent& event) noexcept;

  // Sends a heartbeat when one is due, gives up on a silent server. Call at least every 100 ms.
  void on_time(TimeNs now) noexcept;

  // Room to write one message in place, then commit_unsequenced(). Empty: not up, or the socket is too far
  // behind.
  [[nodiscard]] std::span<std::byte> begin_unsequenced(size_t size_max) noexcept;
  void commit_unsequenced(size_t size, TimeNs now) noexcept;
  [[nodiscard]] bool send_unsequenced(Bytes payload, TimeNs now) noexcept;
  // The server closes without an answer; the owner closes after out() is sent.
  [[nodiscard]] bool logout(TimeNs now) noexcept;

  // What waits to be sent: the owner writes out().waiting() to the socket and calls out().consumed().
  [[nodiscard]] ByteQueue& out() noexcept { return out_; }
  [[nodiscard]] const ByteQueue& out() const noexcept { return out_; }
  [[nodiscard]] SoupClientState state() const noexcept { return state_; }
  [[nodiscard]] SoupFault fault() const noexcept { return fault_; }
  [[nodiscard]] const wire::soupbintcp::Session& session() const noexcept { return session_; }
  // Number of the next message to give out. Persist it only after the one before has been applied.
  [[nodiscard]] uint64_t next_sequence() const noexcept { return next_sequence_; }
  // Sequenced messages that came again and were not given out again.
  [[nodiscard]] uint64_t repeated() const noexcept { return repeated_; }

 private:
  [[nodiscard]] bool fail(SoupClientEvent& event, SoupFault fault) noexcept;
  [[nodiscard]] bool take(const SoupPacket& packet, SoupClientEvent& event) noexcept;
  [[nodiscard]] bool take_login_accepted(const SoupPacket& packet, SoupClientEvent& event) noexcept;
  [[nodiscard]] bool take_sequenced(const SoupPacket& packet, SoupClientEvent& event) noexcept;

  ByteQueue in_;
  ByteQueue out_;
  SoupClientState state_ = SoupClientState::closed;
  SoupFault fault_ = SoupFault::none;
  bool fault_is_news_ = false;  // a fault found by the clock, still to be given out by next()
  wire::soupbintcp::Session requested_session_{};
  wire::soupbintcp::Session session_{};
  uint64_t requested_sequence_ = 0;
  uint64_t stream_sequence_ = 1;  // of the next sequenced packet on this connection
  uint64_t next_sequence_ = 1;
  uint64_t repeated_ = 0;
  Stopwatch sent_;
  Stopwatch heard_;
  Stopwatch packet_begun_;
};

}  // namespace hotlane
