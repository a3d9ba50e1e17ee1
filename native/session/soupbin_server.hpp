// The server side of one SoupBinTCP connection (soupbintcp.md, State machines), without a socket: bytes and
// time in, bytes and events out. Owned by the venue, one a connection, called from its thread only. Sequenced
// messages live in the account's store at the venue; this machine only remembers how far its client has been
// sent.
#pragma once

#include <cstdint>
#include <optional>

#include "memory/units.hpp"
#include "session/byte_queue.hpp"
#include "session/soup_fault.hpp"
#include "session/soup_framer.hpp"
#include "session/soup_timing.hpp"
#include "wire/soupbintcp.hpp"

namespace hotlane {

enum class SoupServerState : uint8_t { awaiting_login, login_received, active, closed };

struct SoupLogin {
  wire::soupbintcp::Username username;
  wire::soupbintcp::Password password;
  wire::soupbintcp::Session session;  // blank: the current one
  uint64_t sequence = 0;              // 0: the most recent message
};

enum class SoupServerEventKind : uint8_t {
  login,        // login: answer with accept_login() or reject_login() before anything else
  unsequenced,  // payload
  debug,        // payload
  logout,       // now closed
  fault,        // fault; now closed. Send what waits, then close the socket
};

struct SoupServerEvent {
  SoupServerEventKind kind = SoupServerEventKind::fault;
  SoupFault fault = SoupFault::none;
  SoupLogin login{};
  Bytes payload{};  // valid until the next receive_space()
};

// The account's session as it stands when a client logs in.
struct SoupStream {
  wire::soupbintcp::Session session;
  uint64_t next_sequence = 1;  // of the next message to be generated
};

// Where to start a client that logs in, or nothing: session not available (soupbintcp.md, Login semantics). 0
// sends the newest message again; a number above the next one is refused, since the client then knows more
// than we do.
[[nodiscard]] std::optional<uint64_t> first_sequence_for(const SoupLogin& login,
                                                         const SoupStream& stream) noexcept;

// Username and password are compared without regard to ASCII case (soupbintcp.md, Field encoding).
[[nodiscard]] bool credentials_match(const SoupLogin& login, const wire::soupbintcp::Username& username,
                                     const wire::soupbintcp::Password& password) noexcept;

class SoupBinServer {
 public:
  SoupBinServer(size_t in_capacity, size_t out_capacity);

  // A new socket has been accepted.
  void open(TimeNs now) noexcept;
  // The socket is gone.
  void on_disconnect() noexcept;

  [[nodiscard]] std::span<std::byte> receive_space() noexcept {
    return in_.space(soup_packet_length_max + 2);
  }
  void received(size_t size, TimeNs now) noexcept;
  [[nodiscard]] bool next(SoupServerEvent& event) noexcept;
  // Sends a heartbeat when one is due, gives up on a silent client.
  void on_time(TimeNs now) noexcept;

  // Answers to the login event.
  void accept_login(const wire::soupbintcp::Session& session, uint64_t first_sequence, TimeNs now) noexcept;
  void reject_login(wire::soupbintcp::RejectReason reason, TimeNs now) noexcept;

  // Sends what this client has not been sent yet, as far as the out queue has room; replay and live are one
  // thing. `messages` has `uint64_t next_sequence()` and `Bytes message(uint64_t sequence)`. Gives the number
  // sent.
  template <class Messages>
  uint64_t send_new(const Messages& messages, TimeNs now) noexcept {
    uint64_t count = 0;
    while (state_ == SoupServerState::active && next_sequence_ < messages.next_sequence()) {
      if (!write_packet(out_, wire::soupbintcp::PacketType::sequenced_data, messages.message(next_sequence_)))
        break;
      ++next_sequence_;
      ++count;
    }
    if (count > 0) sent_.restart(now);
    return count;
  }
  [[nodiscard]] bool send_unsequenced(Bytes payload, TimeNs now) noexcept;
  [[nodiscard]] bool send_debug(Bytes text, TimeNs now) noexcept;
  // The session is over; now closed. Send what waits, then close the socket. False: no room yet, try again.
  [[nodiscard]] bool end_session(TimeNs now) noexcept;

  [[nodiscard]] ByteQueue& out() noexcept { return out_; }
  [[nodiscard]] SoupServerState state() const noexcept { return state_; }
  [[nodiscard]] SoupFault fault() const noexcept { return fault_; }
  // Number of the next message this client will be sent.
  [[nodiscard]] uint64_t next_sequence() const noexcept { return next_sequence_; }

 private:
  [[nodiscard]] bool fail(SoupServerEvent& event, SoupFault fault) noexcept;
  [[nodiscard]] bool take(const SoupPacket& packet, SoupServerEvent& event) noexcept;
  [[nodiscard]] bool take_login(const SoupPacket& packet, SoupServerEvent& event) noexcept;

  ByteQueue in_;
  ByteQueue out_;
  SoupServerState state_ = SoupServerState::closed;
  SoupFault fault_ = SoupFault::none;
  bool fault_is_news_ = false;  // a fault found by the clock, still to be given out by next()
  uint64_t next_sequence_ = 1;
  TimeNs silence_max_ns_ = silence_max_ns;  // 4.10 clients name their own
  Stopwatch opened_;
  Stopwatch sent_;
  Stopwatch heard_;
  Stopwatch packet_begun_;
};

}  // namespace hotlane
