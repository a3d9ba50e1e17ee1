// One channel of a lane: its stream, the books that it keeps, and their publication. Bytes and time in; what
// changed goes to a `Tell`, called with the channel's index after each packet's messages: tell(MarketChanges,
// ChannelNews). On the lane's thread. Templated on the clock, which is the edge's: the core reads none of its
// own.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "book/market_books.hpp"
#include "feed/channel.hpp"
#include "feed/message_selector.hpp"
#include "lane/lane_settings.hpp"
#include "lane/market_changes.hpp"
#include "lane/queue_places.hpp"
#include "lane/recovery_requests.hpp"
#include "lane/stage_histograms.hpp"

namespace hotlane {

constexpr uint64_t unknown_wait = UINT64_MAX;

// When a datagram was there: by the clock's ticks for us, and before that for the host that took it off the
// line.
struct Arrival {
  uint64_t ticks = 0;
  TimeNs reached =
      0;  // ns since the Unix epoch, by the kernel or the card, of a recording then; 0: not known
  // ns from when it reached this host, or was due, to `ticks`; unknown_wait: nobody has stamped it.
  uint64_t waited_ns = unknown_wait;
};

class ChannelMarket {
 public:
  // `instruments`: this channel's; the lane numbers them from `first` on. `view`: its own place in `memory`.
  ChannelMarket(const LaneChannel& settings, std::span<const LaneInstrument> instruments, InstrumentId first,
                const LaneSettings& lane, boundary::LaneMemory& memory, boundary::ChannelView& view,
                StageHistograms& stages, MarketChanges& changes, QueuePlaces& queues);

  // A datagram of a line.
  template <class Clock, class Tell>
  void on_datagram(uint32_t line, std::span<const std::byte> datagram, const Arrival& arrival, TimeNs now,
                   const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell, arrival.ticks);
    if (is_timed_by_packets_) [[unlikely]] {
      // First what the time up to it brings: the end of a hold, a silence.
      now = stream_time_ = std::max(stream_time_, arrival.reached);
      channel_.on_time(now, sink);
    }
    channel_.on_datagram(line, datagram, now, sink, arrival.reached);
    if (channel_.status().step != RecoveryStep::none) [[unlikely]]
      requests_.collect(channel_, now);
    if (const LineLead* lead = channel_.lead())
      leads_[1 - lead->behind].record(static_cast<uint64_t>(lead->ns));
    if (!sink.has_messages) stages_.lap(boundary::Stage::feed, clock);
  }
  // A datagram of a re-request server.
  template <class Clock, class Tell>
  void on_answer(std::span<const std::byte> datagram, TimeNs now, const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell);
    channel_.on_answer(datagram, now, sink);
    requests_.collect(channel_, now);
  }
  template <class Clock, class Tell>
  void on_time(TimeNs now, const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell);
    const TimeNs time = is_timed_by_packets_ ? stream_time_ : now;
    channel_.on_time(time, sink);
    requests_.collect(channel_, time);
  }
  // Nothing more comes on its lines.
  template <class Clock, class Tell>
  void on_input_end(bool is_broken, TimeNs now, const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell);
    const TimeNs time = is_timed_by_packets_ ? stream_time_ : now;
    channel_.on_input_end(is_broken, time, sink);
    requests_.collect(channel_, time);
  }
  // The snapshot server's connection: it opened, brought `size` bytes into snapshot_space(), was lost.
  template <class Clock, class Tell>
  void on_snapshot_open(TimeNs now, const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell);
    channel_.on_snapshot_open(now, sink);
    requests_.collect(channel_, now);
  }
  template <class Clock, class Tell>
  void on_snapshot_bytes(size_t size, TimeNs now, const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell);
    channel_.on_snapshot_bytes(size, now, sink);
    requests_.collect(channel_, now);
  }
  template <class Clock, class Tell>
  void on_snapshot_lost(TimeNs now, const Clock& clock, Tell&& tell) noexcept {
    Sink<Clock, Tell> sink(*this, clock, tell);
    channel_.on_snapshot_lost(now, sink);
    requests_.collect(channel_, now);
  }

  // What the channel wants sent and opened; where the snapshot's bytes go, and what is to be sent for it.
  [[nodiscard]] RecoveryRequests& requests() noexcept { return requests_; }
  [[nodiscard]] std::span<std::byte> snapshot_space(size_t wanted) noexcept {
    return channel_.snapshot_space(wanted);
  }
  [[nodiscard]] ByteQueue& snapshot_out() noexcept { return channel_.snapshot_out(); }
  [[nodiscard]] const Channel& stream() const noexcept { return channel_; }
  [[nodiscard]] const MessageCounters& messages() const noexcept { return selector_.counters(); }
  // Messages of checked lengths that will come soon.
  void prefetch(std::span<const std::byte* const> messages) noexcept { books_.prefetch(messages); }
  [[nodiscard]] const MarketBooks& books() const noexcept { return books_; }
  [[nodiscard]] std::array<std::span<std::byte>, 4> book_memory() noexcept { return books_.memory(); }
  // `instrument`: the lane's number of one of this channel's.
  [[nodiscard]] const OrderBook& book(InstrumentId instrument) const noexcept {
    return books_.book(local(instrument));
  }
  [[nodiscard]] boundary::BookState state_of(InstrumentId instrument) const noexcept;
  [[nodiscard]] uint64_t book_errors() const noexcept;
  // Messages of a snapshot that no book could take.
  [[nodiscard]] uint64_t snapshot_refused() const noexcept { return snapshot_refused_; }
  // Messages that followed a snapshot at once and did not fit it: a sign that it already contained them.
  [[nodiscard]] uint64_t join_collisions() const noexcept { return join_collisions_; }
  // Exchange time of the newest message, ns since midnight; of an instrument's last trade, 0: none yet.
  [[nodiscard]] uint64_t time_of_day_ns() const noexcept { return time_of_day_ns_; }
  [[nodiscard]] uint64_t traded_at_ns(InstrumentId instrument) const noexcept {
    return traded_at_ns_[local(instrument)];
  }

 private:
  // What Channel calls (feed/channel.hpp) while one of the above runs.
  template <class Clock, class Tell>
  struct Sink {
    ChannelMarket& market;
    const Clock& clock;
    Tell& tell;
    const bool is_of_line;  // a line's datagram: what passes before its messages is the feed stage
    bool has_messages = false;

    // `arrived`: when what is worked on was there, in ticks; without one, now.
    Sink(ChannelMarket& its, const Clock& its_clock, Tell& its_tell, uint64_t arrived) noexcept
        : market(its), clock(its_clock), tell(its_tell), is_of_line(true) {
      market.stages_.begin(arrived);
    }
    Sink(ChannelMarket& its, const Clock& its_clock, Tell& its_tell) noexcept
        : market(its), clock(its_clock), tell(its_tell), is_of_line(false) {
      market.stages_.begin(clock.ticks());
    }

    void on_messages(std::span<const MessageBytes> messages) noexcept {
      if (is_of_line) {
        market.stages_.lap(boundary::Stage::feed, clock);
      } else {
        market.stages_.begin(clock.ticks());
      }
      has_messages = true;
      const std::span<const std::byte* const> checked = market.selector_.select(messages);
      market.stages_.lap(boundary::Stage::decode, clock);
      market.apply(checked);
      market.publish();
      market.stages_.lap(boundary::Stage::book, clock);
      report();
    }
    void on_block(MessageBytes message) noexcept { market.books_.foresee(message); }
    void on_snapshot_begin() noexcept { market.clear_orders(); }
    void on_snapshot_message(MessageBytes message) noexcept { market.apply_snapshot(message); }
    void on_snapshot_end() noexcept {
      market.join();
      market.publish();
      report();
    }
    void on_status(const ChannelStatus&) noexcept {
      market.touch_all();
      market.publish();
      market.has_news_ = true;
      report();
    }
    void report() noexcept {
      tell(market.changes_, market.has_news_);
      market.has_news_ = false;
      market.changes_.clear();
    }
  };

  [[nodiscard]] InstrumentId local(InstrumentId instrument) const noexcept {
    return static_cast<InstrumentId>(instrument - first_);
  }
  [[nodiscard]] InstrumentId global(InstrumentId book) const noexcept {
    return static_cast<InstrumentId>(book + first_);
  }
  void apply(std::span<const std::byte* const> messages) noexcept;
  void clear_orders() noexcept;
  void apply_snapshot(MessageBytes message) noexcept;
  void join() noexcept;
  void note(const std::byte* message, const BookChange& change) noexcept;
  void publish() noexcept;
  void touch_all() noexcept;

  boundary::LaneMemory& memory_;
  StageHistograms& stages_;
  MarketChanges& changes_;
  QueuePlaces& queues_;
  InstrumentId first_;
  const bool is_timed_by_packets_;
  TimeNs stream_time_ = 0;  // where it is: the latest arrival stamp
  Channel channel_;
  RecoveryRequests requests_;
  MessageSelector selector_;
  MarketBooks books_;
  std::array<LatencyHistogram, lines_max> leads_;  // by the line that was ahead
  std::vector<uint64_t> traded_at_ns_;             // by book
  uint64_t time_of_day_ns_ = 0;
  uint64_t snapshot_refused_ = 0;
  uint64_t join_collisions_ = 0;
  bool is_joining_ = false;  // the next message is the first one after a snapshot
  bool has_news_ = false;    // the channel's status changed
};

}  // namespace hotlane
