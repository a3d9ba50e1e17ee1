// The messages of one MoldUDP64 stream from its recorded datagrams, of one line or of A and B: arbitrated as
// a live channel does it (feed/channel.hpp), each message once and in order. Nobody can be asked again for
// what every line lost: the first such gap ends it, for behind it no queue is what it was. Pure; one thread.
#pragma once

#include "backtest/message_source.hpp"
#include "feed/channel.hpp"

namespace hotlane {

class MoldMessages {
 public:
  explicit MoldMessages(uint32_t lines);

  // `now`: when it was received.
  void take(uint32_t line, Bytes datagram, TimeNs now);
  // What a re-request server had brought.
  void take_answer(Bytes datagram, TimeNs now);
  // There are no more.
  void end();

  [[nodiscard]] WaitingMessages& waiting() noexcept { return waiting_; }
  [[nodiscard]] bool is_over() const noexcept { return has_gap_; }
  // Of the gap that ended it.
  [[nodiscard]] uint64_t missing_from() const noexcept { return missing_from_; }
  [[nodiscard]] uint64_t missing_to() const noexcept { return missing_to_; }
  [[nodiscard]] const FeedCounters& counters() const noexcept { return channel_.counters(); }

 private:
  struct Sink;

  Channel channel_;
  WaitingMessages waiting_;
  TimeNs now_ = 0;
  bool has_gap_ = false;
  uint64_t missing_from_ = 0;
  uint64_t missing_to_ = 0;
};

}  // namespace hotlane
