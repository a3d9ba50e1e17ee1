// One seeded day of a channel in a bad network: a publisher, two lossy lines, re-request and GLIMPSE servers
// of all habits, and the end of the session. The books built from what the channel gives out are held against
// the lossless stream's at each moment at which the channel is called live. One seed is one run, event for
// event.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "book/market_books.hpp"
#include "mold_datagrams.hpp"
#include "simulated_servers.hpp"

namespace hotlane::test {

struct SimulationResult {
  std::string failure;  // empty: everything held
  uint64_t trace = 0;   // hash over all states and times
  ChannelStatus status;
  FeedCounters counters;
  uint64_t live_checks = 0;
  bool has_recovered = false;  // it was live again after having been recovering
};

class FeedSimulation {
 public:
  explicit FeedSimulation(uint64_t seed);
  [[nodiscard]] SimulationResult run();

  // The channel's sink.
  void on_messages(std::span<const MessageBytes> messages);
  void on_snapshot_begin();
  void on_snapshot_message(MessageBytes message);
  void on_snapshot_end();
  void on_status(const ChannelStatus& status);

 private:
  enum class EventKind : uint8_t { line, request, answer, snapshot_open, snapshot_bytes, snapshot_closed };
  struct Event {
    TimeNs time = 0;
    uint64_t order = 0;  // of two at the same time
    EventKind kind = EventKind::line;
    uint32_t index = 0;  // line or server
    uint64_t connection = 0;
    bool is_honest = true;  // what it states is the publisher's word
    Bytes bytes;
  };
  struct LineHabit {
    uint32_t loss_percent = 0;
    uint32_t burst_percent = 0;  // of packets that begin a burst of losses
    uint32_t duplicate_percent = 0;
    uint32_t reorder_percent = 0;
    uint32_t damage_percent = 0;
    TimeNs delay = 0;
    TimeNs dies = 0;
    TimeNs revives = 0;
    uint32_t burst_left = 0;
  };

  void choose_settings();
  void choose_habits();
  void plan_line(uint32_t line);
  void plan_marks(uint32_t line);
  void plan_noise();
  void send(uint32_t line, TimeNs time, Bytes bytes);
  void put_event(Event event);
  void handle(const Event& event);
  void serve(TimeNs now);
  void open_connection(uint32_t server, TimeNs now);
  void answer_login(TimeNs now);
  void receive_snapshot(const Bytes& bytes, TimeNs now);
  void close_connection(TimeNs now);
  void note_arrival(const Bytes& datagram);
  void check(TimeNs now);
  void check_books();
  void check_end();
  void fail(const std::string& what);

  [[nodiscard]] uint64_t published_at(TimeNs time) const;
  [[nodiscard]] bool is_bad(TimeNs time) const { return !is_healing_ || time < heals_at_; }
  [[nodiscard]] uint64_t books_hash() const;

  uint64_t seed_;
  SeededRandom random_;
  SimulatedMarket market_;
  ChannelSettings settings_;
  std::vector<TimeNs> published_;  // of each message, ascending
  std::array<LineHabit, lines_max> lines_;
  std::vector<AnswerHabit> answer_habits_;
  std::vector<SnapshotHabit> snapshot_habits_;
  TimeNs heals_at_ = 0;
  TimeNs train_begins_ = 0;  // 0: the session does not end
  TimeNs train_length_ = 0;
  TimeNs ends_at_ = 0;
  bool is_healing_ = false;
  bool has_forged_claim_ = false;

  std::vector<Event> events_;
  uint64_t next_order_ = 0;
  TimeNs now_ = 0;
  uint64_t connection_ = 0;  // 0: none
  uint64_t connections_ = 0;
  uint32_t connected_server_ = 0;
  bool is_logged_in_ = false;

  std::unique_ptr<Channel> channel_;
  MarketBooks books_;
  uint64_t applied_ = 0;  // the next message that the books wait for; 0: not begun
  bool is_void_ = false;
  bool has_begun_snapshot_ = false;
  bool was_recovering_ = false;
  uint64_t stated_ = 1;        // the publisher's word that reached the channel: all below exists
  uint64_t checked_at_ = 0;    // the number at which the books were compared last
  std::vector<bool> arrived_;  // by number
  SimulationResult result_;
};

}  // namespace hotlane::test
