// One account's order session: OUCH 5.0 over SoupBinTCP, numbering and recovery included, without a socket.
// Owned by a lane, called from its thread only. It is ready to trade only after the host has answered an
// Account Query sent behind everything we had sent before: all that was replayed stands before that answer in
// the stream, and the answer says which of our numbers the host never saw. Numbers a lost connection
// swallowed are not used again.
#pragma once

#include <array>
#include <cstdint>

#include "session/ouch50_answer.hpp"
#include "session/ouch50_encoder.hpp"
#include "session/soupbin_client.hpp"

namespace hotlane {

enum class OrderSessionState : uint8_t {
  down,        // no socket, or it is being closed
  logging_in,  // login sent
  recovering,  // replaying; the Account Query is on its way
  ready,       // may trade
  ended,       // the venue's session is over
};

enum class OrderSessionEventKind : uint8_t {
  logged_in,         // sequence: where the stream goes on
  ready,             // next_user_ref_num: give it to OrderStore::reconcile() before trading
  answer,            // answer, sequence
  malformed_answer,  // ouch_fault, sequence: nothing was changed by it
  login_rejected,    // reject_reason
  ended,
  fault,  // soup_fault: close the socket
  debug,  // text
};

struct OrderSessionEvent {
  OrderSessionEventKind kind = OrderSessionEventKind::fault;
  SoupFault soup_fault = SoupFault::none;
  OuchFault ouch_fault = OuchFault::none;
  char reject_reason = 0;
  UserRefNum next_user_ref_num = 0;
  uint64_t sequence = 0;
  OuchAnswer answer{};
  Bytes text{};
};

class OrderSession {
 public:
  OrderSession(size_t in_capacity, size_t out_capacity) : soup_(in_capacity, out_capacity) {}

  // What an earlier life of this lane knew, from its journal. Only while down.
  void resume_from(const wire::soupbintcp::Session& session, uint64_t next_sequence,
                   UserRefNum next_number) noexcept;
  // On a new socket: logs in for the session and sequence held. After `ended`: for a new session from 1.
  void connect(const LoginCredentials& credentials, TimeNs now) noexcept;
  void on_disconnect() noexcept;

  [[nodiscard]] std::span<std::byte> receive_space(size_t wanted = soup_receive_space) noexcept {
    return soup_.receive_space(wanted);
  }
  void received(size_t size, TimeNs now) noexcept { soup_.received(size, now); }
  [[nodiscard]] bool next(OrderSessionEvent& event, TimeNs now) noexcept;
  void on_time(TimeNs now) noexcept;

  // Sends take the intent they send. They give the number used, 0 if not ready or the socket is too far
  // behind: then nothing was sent.
  [[nodiscard]] UserRefNum send_new(const GatedIntent& gated, const wire::Symbol& symbol,
                                    TimeNs now) noexcept;
  [[nodiscard]] UserRefNum send_replace(const GatedIntent& gated, UserRefNum original, TimeNs now) noexcept;
  [[nodiscard]] bool send_cancel(UserRefNum number, Quantity quantity, TimeNs now) noexcept;
  [[nodiscard]] UserRefNum send_mass_cancel(const wire::ouch50::Firm& firm, const wire::Symbol& symbol,
                                            TimeNs now) noexcept;
  // The owner closes the socket after out() is sent.
  [[nodiscard]] bool logout(TimeNs now) noexcept;

  [[nodiscard]] ByteQueue& out() noexcept { return soup_.out(); }
  [[nodiscard]] const ByteQueue& out() const noexcept { return soup_.out(); }
  [[nodiscard]] OrderSessionState state() const noexcept { return state_; }
  [[nodiscard]] bool is_ready() const noexcept { return state_ == OrderSessionState::ready; }
  [[nodiscard]] UserRefNum next_user_ref_num() const noexcept { return next_number_; }
  [[nodiscard]] const wire::soupbintcp::Session& session() const noexcept { return session_; }
  [[nodiscard]] uint64_t next_sequence() const noexcept { return next_sequence_; }
  // Malformed answers by fault.
  [[nodiscard]] uint64_t count_of(OuchFault fault) const noexcept {
    return malformed_[static_cast<size_t>(fault)];
  }
  // Times that a number above ours came in the stream: someone else uses the account, or our memory is older.
  [[nodiscard]] uint64_t foreign_numbers() const noexcept { return foreign_numbers_; }

 private:
  void ask_account(TimeNs now) noexcept;
  void take_answer(const SoupClientEvent& soup, OrderSessionEvent& event, TimeNs now) noexcept;

  SoupBinClient soup_;
  OrderSessionState state_ = OrderSessionState::down;
  bool is_query_due_ = false;  // the out queue had no room for it
  wire::soupbintcp::Session session_ = wire::soupbintcp::session_field({});
  uint64_t next_sequence_ = 1;
  UserRefNum next_number_ = 1;
  uint64_t foreign_numbers_ = 0;
  std::array<uint64_t, ouch_fault_count> malformed_{};
};

}  // namespace hotlane
