// What a run's journal tells of its venue: the market that its feed published, what it answered, and from
// both at which place among the market's events each request of the lane reached it. Records of one run in
// order, in memory from then on; pure; one thread.
//
// A market whose feed shows our orders too (the embedded, generated one; a real one) is ahead of its
// requests: what it did of itself up to the answer's stamp stands before the request, our own messages of
// that stamp behind it. A historical one's feed is history alone: its orders were served between two
// datagrams, behind the newest message of the answer's stamp.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "feed/channel.hpp"
#include "journal/lane_records.hpp"
#include "replay/run_head.hpp"
#include "risk/intent.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

// Before the market's message of this index; `time_of_day`: ns since midnight there.
struct VenuePlace {
  uint32_t message = 0;
  TimeNs time_of_day = 0;

  [[nodiscard]] bool operator<(const VenuePlace& other) const noexcept {
    return message != other.message ? message < other.message : time_of_day < other.time_of_day;
  }
};

// What a message of the feed is to a market that our orders are queued in anew.
enum class FeedUse : uint8_t {
  history,
  own,       // about an order of ours, which is entered anew: nothing
  own_take,  // a historical order that ours took of
  flow,      // what hit an order of ours: it hits whom it meets
};

struct FeedMessage {
  uint64_t begin = 0;  // in the bytes of all
  TimeNs time_of_day = 0;
  TimeNs heard = 0;  // by the lane
  uint16_t size = 0;
  FeedUse use = FeedUse::history;
  uint32_t execution = 0;  // of own_take and flow: index into executions()
};

struct RecordedAnswer {
  OrderAnswerKind kind = OrderAnswerKind::system_event;
  char liquidity = 0;
  char reason = 0;
  uint16_t reject_reason = 0;
  UserRefNum number = 0;
  UserRefNum original = 0;
  Quantity quantity = 0;
  PriceTicks price_ticks = 0;
  TimeNs time_of_day = 0;
  TimeNs heard = 0;
  OrderReference reference = 0;
  uint64_t match_number = 0;

  // In all that a market decides.
  [[nodiscard]] bool is_same(const RecordedAnswer& other) const noexcept {
    return kind == other.kind && liquidity == other.liquidity && reason == other.reason &&
           reject_reason == other.reject_reason && number == other.number && original == other.original &&
           quantity == other.quantity && price_ticks == other.price_ticks && time_of_day == other.time_of_day;
  }
};

// An execution of ours that the feed may tell too.
struct OwnExecution {
  Side side = Side::buy;  // of our order
  Quantity quantity = 0;
  PriceTicks price_ticks = 0;
  bool adds_liquidity = false;
};

// An order_sent record: of what, when, and where it met the market.
struct RecordedRequest {
  SessionId session = 0;
  StrategyId strategy = 0;
  UserRefNum number = 0;
  Intent intent{};
  TimeNs sent = 0;
  uint32_t connection = 0;   // of the session, from 1
  bool is_answered = false;  // else it changed nothing: it came too late, or was lost with its connection
  VenuePlace place{};        // where it is answered
};

class RecordedVenue {
 public:
  RecordedVenue();
  ~RecordedVenue();

  // False: the journal can't be used (failure()).
  [[nodiscard]] bool take(const Record& record);
  // After the last record: works out the places. False: it can't be used.
  [[nodiscard]] bool finish();

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  // None before they were read.
  [[nodiscard]] const std::optional<RecordedSettings>& settings() const noexcept { return head_.settings(); }
  [[nodiscard]] bool is_ended() const noexcept { return is_ended_; }  // the lane was stopped in order

  [[nodiscard]] const std::vector<FeedMessage>& messages() const noexcept { return messages_; }
  [[nodiscard]] Bytes bytes_of(const FeedMessage& message) const noexcept {
    return Bytes(bytes_).subspan(message.begin, message.size);
  }
  [[nodiscard]] const std::vector<OwnExecution>& executions() const noexcept { return executions_; }
  // By session, in the order of its sequence.
  [[nodiscard]] const std::vector<RecordedAnswer>& answers(SessionId session) const noexcept {
    return sessions_[session].answers;
  }
  [[nodiscard]] Bytes answer_bytes(SessionId session, uint64_t sequence) const noexcept;
  // In the order of their records.
  [[nodiscard]] const std::vector<RecordedRequest>& requests() const noexcept { return requests_; }
  // Of a session's requests that are about no single order, in their order.
  [[nodiscard]] const std::vector<VenuePlace>& other_places(SessionId session) const noexcept {
    return sessions_[session].others;
  }
  // The session lost its connection, and the venue cancelled its orders there.
  [[nodiscard]] const std::vector<VenuePlace>& cancels_of_all(SessionId session) const noexcept {
    return sessions_[session].cancels_of_all;
  }
  // The feed shows our orders.
  [[nodiscard]] bool shows_own_orders() const noexcept { return shows_own_orders_; }
  [[nodiscard]] uint64_t gaps() const noexcept { return gaps_; }  // that nobody filled
  // The stamp before the first of them: what came then or later the feed did not tell whole. None: it did.
  [[nodiscard]] const std::optional<TimeNs>& first_gap() const noexcept { return first_gap_; }
  // The lane had heard of the market up to then. A run can end, or break off, on answers that came before
  // what the feed told of the time until them: where they met the market nobody can say.
  [[nodiscard]] bool has_market_until(TimeNs time_of_day) const noexcept {
    return time_of_day <= newest_stamp();
  }
  // Medians over the run's requests and answers, by what the lane had heard of the feed: from the sending to
  // the hearing of the first message behind its place; from there to the hearing of the answer.
  [[nodiscard]] TimeNs order_latency() const noexcept { return order_latency_; }
  [[nodiscard]] TimeNs answer_latency() const noexcept { return answer_latency_; }
  // Behind all that the lane had heard of by then.
  [[nodiscard]] VenuePlace place_at(TimeNs heard) const noexcept;
  // How far the venue is when the lane's clock says so: a message that it has not told yet.
  [[nodiscard]] uint32_t message_at(TimeNs now) const noexcept;

  // As a session's codec reads it. False: it can't be read.
  [[nodiscard]] bool read_answer(SessionId session, Bytes message, RecordedAnswer& out) const;

 private:
  struct Sink;
  struct Stamp {
    TimeNs time_of_day = 0;
    uint32_t kept = 0;  // messages kept before it
    bool begins_packet = false;
  };
  struct Session {
    VenueProfile profile;
    uint32_t connections = 0;       // so far
    std::vector<std::byte> stream;  // that is not a whole packet yet
    uint64_t next_sequence = 1;     // of the next sequenced packet
    std::vector<RecordedAnswer> answers;
    std::vector<uint64_t> ends;  // of each answer's message
    std::vector<std::byte> bytes;
    // By connection: answers before it, to which alone those of earlier ones can belong.
    std::vector<size_t> answers_before;
    std::vector<VenuePlace> others;
    std::vector<VenuePlace> cancels_of_all;
  };

  static constexpr size_t locates = size_t{1} << 16;

  [[nodiscard]] bool fail(const std::string& words);
  [[nodiscard]] bool begin_run();
  [[nodiscard]] bool take_datagram(LaneRecord type, Bytes payload, TimeNs now);
  [[nodiscard]] bool take_session_bytes(Bytes payload, TimeNs now);
  [[nodiscard]] bool take_packet(SessionId session, Bytes whole, TimeNs now);
  [[nodiscard]] bool take_sent(Bytes payload, TimeNs now);
  void keep(Bytes message, bool begins_packet);
  void note_gap() noexcept;
  [[nodiscard]] TimeNs newest_stamp() const noexcept {
    return stamps_.empty() ? 0 : stamps_.back().time_of_day;
  }
  void find_own_messages();
  void find_places();
  void find_places_of_session(SessionId session);
  void find_latencies();
  [[nodiscard]] VenuePlace place_of(TimeNs time_of_day) const noexcept;
  [[nodiscard]] VenuePlace place_in_history(TimeNs time_of_day) const noexcept;

  std::string failure_;
  uint64_t records_ = 0;
  bool is_ended_ = false;
  RunHead head_;
  std::unique_ptr<Channel> channel_;
  TimeNs now_ = 0;
  bool is_in_snapshot_ = false;
  bool is_lost_ = false;  // the channel has given something up
  std::optional<TimeNs> missing_since_;
  std::vector<bool> is_ours_;  // by locate
  std::vector<std::byte> bytes_;
  std::vector<FeedMessage> messages_;
  std::vector<Stamp> stamps_;  // of all messages, of other instruments too
  std::vector<OwnExecution> executions_;
  std::deque<Session> sessions_;
  std::vector<RecordedRequest> requests_;
  bool shows_own_orders_ = false;
  uint64_t gaps_ = 0;
  std::optional<TimeNs> first_gap_;
  TimeNs order_latency_ = 0;
  TimeNs answer_latency_ = 0;
};

}  // namespace hotlane
