// Whoever looks on while a lane is run again: told of each input, of each call of a strategy, of what the
// order desk does. What is pointed to is valid in the call. A replay without one is faster, and does the
// same.
#pragma once

#include <span>

#include "journal/lane_records.hpp"
#include "lane/boundary.hpp"
#include "lane/order_observer.hpp"
#include "session/byte_queue.hpp"

namespace hotlane {

struct ReplayedInput {
  LaneRecord type = LaneRecord::end;
  TimeNs now = 0;
  Bytes payload{};
  // The stamps of the orders that it led to, in the order of their sending.
  std::span<const lane_record::OrderSent> sent{};
};

using boundary::Callback;

class ReplayWatcher : public OrderObserver {
 public:
  virtual void on_clock(const lane_record::Clock& clock, TimeNs time) = 0;
  virtual void before_input(const ReplayedInput& input) = 0;
  virtual void after_input() = 0;
  // A strategy is about to be called; `instrument`: of a book, else -1.
  virtual void on_call(StrategyId strategy, Callback callback, int32_t instrument) = 0;
};

}  // namespace hotlane
