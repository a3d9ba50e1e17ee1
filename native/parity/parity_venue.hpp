// The market of a recorded run with the lane's orders entered anew, each at its place among the market's
// events. Goes on as far as it is asked to. Pure; one thread.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "parity/recorded_venue.hpp"
#include "venue/exchange.hpp"

namespace hotlane {

class ParityVenue {
 public:
  explicit ParityVenue(const RecordedVenue& recorded);

  // A session's OUCH message, on its way to that place. A session's do not overtake each other.
  void send(SessionId session, Bytes message, VenuePlace place);
  // Until a session has so many answers, or all is done that was up to a time of day.
  void advance_for(SessionId session, uint64_t answers, TimeNs time_of_day);
  // Until the market's next message is that one.
  void advance_to(uint32_t message);

  [[nodiscard]] uint64_t answers(SessionId session) const noexcept {
    return exchange_->accounts()[session].store().next_sequence() - 1;
  }
  // `sequence`: from 1. Valid until the next call.
  [[nodiscard]] Bytes answer(SessionId session, uint64_t sequence) const noexcept {
    return exchange_->accounts()[session].store().message(sequence);
  }

 private:
  struct Waiting {
    SessionId session = 0;
    VenuePlace place{};
    std::vector<std::byte> message;  // empty: all that the session has open is cancelled
  };

  // The next thing that happens, a request or a message; `until`: not what is later. False: nothing.
  [[nodiscard]] bool step(TimeNs until);
  void give_references();
  void put(Waiting waiting);
  void play(const FeedMessage& message);

  const RecordedVenue& recorded_;
  std::unique_ptr<venue::Exchange> exchange_;
  std::deque<Waiting> waiting_;     // by place
  std::vector<VenuePlace> newest_;  // by session: of its newest request
  uint32_t next_ = 0;               // message
};

}  // namespace hotlane
