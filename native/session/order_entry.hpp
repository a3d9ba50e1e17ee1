// One order session as the lane uses it, whatever protocol its venue speaks: SoupBinTCP below, a codec for
// the messages, numbering and recovery in between, without a socket. Owned by a lane's session desk, called
// from its thread only. It is ready to trade only after the venue has answered a question sent behind
// everything we had sent before: all that was replayed stands before that answer in the stream
// (docs/sessions.md, Recovery). Numbers that a lost connection swallowed are not used again, nor those of an
// earlier session of the venue.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "session/order_codec.hpp"
#include "session/soupbin_client.hpp"
#include "session/venue_profile.hpp"

namespace hotlane {

enum class OrderEntryState : uint8_t {
  down,        // no socket, or it is being closed
  logging_in,  // login sent
  recovering,  // replaying; the question is on its way
  ready,       // may trade
  ended,       // the venue's session is over
};

enum class OrderEntryEventKind : uint8_t {
  logged_in,         // sequence: where the stream goes on
  ready,             // all that came before has been given out: what is still pending was lost
  answer,            // answer, sequence
  malformed_answer,  // ouch_fault, sequence: nothing was changed by it
  foreign_answer,    // answer, of a number above ours: another uses the port, or our memory is older
  probe_taken,       // answer: the venue did not reject recovery's probe; the session stays as it is
  unanswered,        // recovery's question has found no answer in a silent stream; it is asked again
  login_rejected,    // reject_reason
  ended,
  fault,  // soup_fault: close the socket
  debug,  // text
};

struct OrderEntryEvent {
  OrderEntryEventKind kind = OrderEntryEventKind::fault;
  SoupFault soup_fault = SoupFault::none;
  OuchFault ouch_fault = OuchFault::none;
  char reject_reason = 0;
  uint64_t sequence = 0;
  OrderAnswer answer{};
  Bytes text{};
};

struct OrderEntryCounts {
  uint64_t logins = 0;
  uint64_t answers = 0;          // understood
  uint64_t foreign_numbers = 0;  // answers to numbers that we had not sent
  uint64_t other_channels = 0;   // answers for another channel of the port (OUCH 5.0, tag 28)
  uint64_t questions = 0;
  std::array<uint64_t, ouch_fault_count> malformed{};  // by fault
};

class OrderEntry {
 public:
  // How long the stream is silent before recovery asks again.
  static constexpr TimeNs question_patience_ns = 2 * ns_per_second;

  OrderEntry(const VenueProfile& profile, size_t in_capacity, size_t out_capacity);

  // An earlier life has used this number: it is not given again.
  void recall_number(UserRefNum number) noexcept {
    if (number >= next_number_ && number != UINT32_MAX) next_number_ = number + 1;
  }
  // On a new socket: logs in for the session and sequence held. After `ended`: for a new session from 1.
  void connect(const LoginCredentials& credentials, TimeNs now) noexcept;
  void on_disconnect() noexcept;

  [[nodiscard]] std::span<std::byte> receive_space(size_t wanted = soup_receive_space) noexcept {
    return soup_.receive_space(wanted);
  }
  void received(size_t size, TimeNs now) noexcept { soup_.received(size, now); }
  // The next thing that happened; false: nothing more.
  [[nodiscard]] bool next(OrderEntryEvent& event, TimeNs now) noexcept;
  void on_time(TimeNs now) noexcept;

  // Sends what the gate has passed. Each gives the number used, 0 if not ready, if the socket is too far
  // behind, or if the protocol has no words for it: then nothing was sent.
  [[nodiscard]] UserRefNum send_new(const GatedIntent& gated, const OrderTerms& terms, TimeNs now) noexcept;
  [[nodiscard]] UserRefNum send_replace(const GatedIntent& gated, const OrderName& original,
                                        TimeNs now) noexcept;
  // What only lowers risk.
  [[nodiscard]] bool send_cancel(const OrderName& order, Quantity quantity, TimeNs now) noexcept;
  // The number used; 0 also where the protocol has no such request.
  [[nodiscard]] UserRefNum send_mass_cancel(const wire::Firm& firm, const wire::Symbol& symbol,
                                            TimeNs now) noexcept;
  [[nodiscard]] UserRefNum send_entry_switch(const wire::Firm& firm, bool is_on, TimeNs now) noexcept;
  // The owner closes the socket after out() is sent.
  [[nodiscard]] bool logout(TimeNs now) noexcept;

  [[nodiscard]] bool can_carry(const OrderAttributes& attributes) const noexcept {
    return codec_->can_carry(attributes);
  }
  [[nodiscard]] ByteQueue& out() noexcept { return soup_.out(); }
  [[nodiscard]] const ByteQueue& out() const noexcept { return soup_.out(); }
  [[nodiscard]] OrderEntryState state() const noexcept { return state_; }
  [[nodiscard]] bool is_ready() const noexcept { return state_ == OrderEntryState::ready; }
  [[nodiscard]] UserRefNum next_user_ref_num() const noexcept { return next_number_; }
  [[nodiscard]] const wire::soupbintcp::Session& session() const noexcept { return session_; }
  [[nodiscard]] uint64_t next_sequence() const noexcept { return next_sequence_; }
  // Sequenced messages that came again and were not given out again.
  [[nodiscard]] uint64_t repeated() const noexcept { return soup_.repeated(); }
  [[nodiscard]] const OrderEntryCounts& counts() const noexcept { return counts_; }

 private:
  // Writes one message through `write(room)`, which gives its size; false: not ready, or nothing to send.
  template <class Write>
  [[nodiscard]] bool send(TimeNs now, Write&& write) noexcept;
  // The same for a message that spends a number, which it gives.
  template <class Write>
  [[nodiscard]] UserRefNum send_numbered(TimeNs now, Write&& write) noexcept;
  void ask(TimeNs now) noexcept;
  [[nodiscard]] bool take_answer(const SoupClientEvent& soup, OrderEntryEvent& event, TimeNs now) noexcept;

  std::unique_ptr<OrderCodec> codec_;
  SoupBinClient soup_;
  OrderEntryState state_ = OrderEntryState::down;
  uint8_t user_ref_idx_;
  bool is_question_due_ = false;     // the out queue had no room for it
  bool is_probe_taken_ = false;      // asked no more on this connection
  bool is_unanswered_news_ = false;  // still to be given out by next()
  wire::soupbintcp::Session session_ = wire::soupbintcp::session_field({});
  uint64_t next_sequence_ = 1;
  UserRefNum next_number_ = 1;
  Stopwatch quiet_;  // since the question or the newest answer
  OrderEntryCounts counts_;
};

}  // namespace hotlane
