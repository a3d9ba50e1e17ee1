// A historical ITCH file under way: what has been played, what comes next. Pure: the whole file lies in
// memory. Played into the exchange by the venue's loop, and by a replay of its record; one thread.
#pragma once

#include "feed/itch_file.hpp"
#include "venue/exchange.hpp"
#include "wire/itch50.hpp"

namespace hotlane::venue {

class HistoryTape {
 public:
  // Empty: no history.
  explicit HistoryTape(Bytes file) : file_(file) {
    reader_.feed(file_);
    next_ = reader_.next();
  }

  // `time_of_day`: ns since midnight.
  [[nodiscard]] bool has_message_before(int64_t time_of_day) const noexcept {
    return !next_.empty() && next_time_of_day() < time_of_day;
  }
  [[nodiscard]] int64_t next_time_of_day() const noexcept {
    if (next_.size() < sizeof(wire::itch50::Header)) return 0;
    return static_cast<int64_t>(
        static_cast<uint64_t>(reinterpret_cast<const wire::itch50::Header*>(next_.data())->timestamp));
  }
  // Only while a message is left.
  void play(Exchange& exchange) {
    exchange.historical(next_);
    next_ = reader_.next();
  }
  [[nodiscard]] bool has_ended() const noexcept { return next_.empty(); }
  [[nodiscard]] Bytes file() const noexcept { return file_; }

 private:
  Bytes file_;
  ItchFileReader reader_;
  Bytes next_;
};

}  // namespace hotlane::venue
