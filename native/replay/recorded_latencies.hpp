// What a run's journal tells of latencies, from its stamps: how long a packet of market data took to become a
// decision, a decision to leave, an order to be answered. Records of one run in order; pure; one thread. Of
// any lane: several channels, sessions and strategies, a start from an earlier run.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/lane_records.hpp"
#include "replay/run_head.hpp"
#include "replay/tick_times.hpp"
#include "risk/intent.hpp"
#include "session/order_answer.hpp"

namespace hotlane {

class RecordedLatencies {
 public:
  // False: the journal can't be used (failure()).
  [[nodiscard]] bool take(const Record& record);

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

  // Ns, an entry each, in the order of the journal.
  // From when the packet that caused an order reached the host to the strategy's decision; where the host had
  // a stamp.
  [[nodiscard]] const std::vector<double>& data_to_decision() const noexcept { return data_to_decision_; }
  // The same from when the lane took the packet.
  [[nodiscard]] const std::vector<double>& taken_to_decision() const noexcept { return taken_to_decision_; }
  // Of each order or replacement that was answered, an entry in both. From the decision until the kernel had
  // taken the order's bytes.
  [[nodiscard]] const std::vector<double>& decision_to_wire() const noexcept { return decision_to_wire_; }
  // From there until the venue's first answer about it was read, on the same connection.
  [[nodiscard]] const std::vector<double>& wire_to_answer() const noexcept { return wire_to_answer_; }
  // That a strategy entered or replaced.
  [[nodiscard]] uint64_t orders() const noexcept { return orders_; }

 private:
  struct Order {
    UserRefNum number = 0;
    uint64_t decided = 0;  // ticks
    uint64_t end = 0;      // of the bytes made for its connection, its own included; 0: not yet told
  };
  struct Left {
    uint64_t decided = 0;  // ticks
    uint64_t taken = 0;
  };
  struct Session {
    VenueProfile profile;
    std::vector<std::byte> stream;  // heard, not a whole packet yet
    uint64_t made = 0;              // bytes, for this connection
    uint64_t taken = 0;             // of them, by the kernel
    std::deque<Order> waiting;      // to be taken
    std::unordered_map<UserRefNum, Left> unheard;
  };

  [[nodiscard]] bool fail(const std::string& words);
  [[nodiscard]] bool take_settings(Bytes payload);
  [[nodiscard]] bool take_datagram(Bytes payload);
  [[nodiscard]] bool take_order(Bytes payload);
  [[nodiscard]] bool take_made(Bytes payload);
  [[nodiscard]] bool take_left(Bytes payload);
  [[nodiscard]] bool take_heard(Bytes payload);
  void hear(Session& session, Bytes message, uint64_t received);
  [[nodiscard]] bool begin_connection(Bytes payload);

  std::string failure_;
  uint64_t records_ = 0;
  RunHead head_;
  TickTimes times_;
  uint64_t arrived_ = 0;  // the newest datagram: when the lane took it, ticks
  TimeNs reached_ = 0;    // when it reached the host; 0: not known
  std::vector<Session> sessions_;
  uint64_t orders_ = 0;
  std::vector<double> data_to_decision_;
  std::vector<double> taken_to_decision_;
  std::vector<double> decision_to_wire_;
  std::vector<double> wire_to_answer_;
};

}  // namespace hotlane
