// The first half of the lane: datagrams in, channel, messages and books, and what changed out. One call a
// datagram, and one a turn, on the lane's thread. Templated on the clock, which is the edge's: the core reads
// none of its own.
#pragma once

#include <array>
#include <span>

#include "book/market_books.hpp"
#include "feed/channel.hpp"
#include "feed/message_selector.hpp"
#include "lane/instrument_publisher.hpp"
#include "lane/lane_settings.hpp"
#include "lane/stage_histograms.hpp"

namespace hotlane {

struct InstrumentTrade {
  InstrumentId instrument;
  TradePrint print;
};

// What a datagram did. The spans are valid until the next datagram.
struct DatagramEffect {
  std::span<const InstrumentId> changed;  // instruments whose published depth or state changed
  std::span<const InstrumentTrade> trades;
  uint64_t lost = 0;  // messages given up for good: every book is stale from here on
};

class MarketData {
 public:
  MarketData(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages);

  // `arrived`: the clock's ticks when the datagram was there.
  template <class Clock>
  [[nodiscard]] DatagramEffect on_datagram(std::span<const std::byte> datagram, uint64_t arrived, TimeNs now,
                                           const Clock& clock) noexcept {
    begin_effect();
    ChannelSink<Clock> sink{*this, clock, arrived, false};
    channel_.on_datagram(0, datagram, now, sink);
    if (!sink.is_feed_recorded) stages_.record(boundary::Stage::feed, clock.ns(clock.ticks() - arrived));
    return end_effect();
  }

  // Once a turn: what the passing of time alone decides, such as that a gap won't be closed.
  template <class Clock>
  [[nodiscard]] DatagramEffect on_time(TimeNs now, const Clock& clock) noexcept {
    begin_effect();
    ChannelSink<Clock> sink{*this, clock, 0, true};
    channel_.on_time(now, sink);
    return end_effect();
  }

  [[nodiscard]] const MarketBooks& books() const noexcept { return books_; }
  [[nodiscard]] const FeedCounters& counters() const noexcept { return channel_.counters(); }
  [[nodiscard]] const MessageCounters& messages() const noexcept { return selector_.counters(); }
  [[nodiscard]] const Channel& channel() const noexcept { return channel_; }
  // Messages that followed a snapshot at once and did not fit it: a sign that it already contained them.
  [[nodiscard]] uint64_t join_collisions() const noexcept { return join_collisions_; }
  // Messages refused by the books.
  [[nodiscard]] uint64_t book_errors() const noexcept;
  // Exchange time of the newest message, ns since midnight.
  [[nodiscard]] uint64_t time_of_day_ns() const noexcept { return time_of_day_ns_; }
  [[nodiscard]] boundary::BookState state_of(InstrumentId instrument) const noexcept;

 private:
  // A message that trades has at least 31 bytes and its length's two.
  static constexpr uint32_t trades_per_datagram_max = 65'507 / 33 + 1;
  // Orders are looked up this many messages ahead, while the ones before are applied.
  static constexpr size_t prefetch_distance = 4;

  // What the channel calls. The stages' times are those of the datagram's first messages.
  template <class Clock>
  struct ChannelSink {
    MarketData& market;
    const Clock& clock;
    uint64_t arrived;
    bool is_feed_recorded;

    void on_messages(std::span<const MessageBytes> messages) noexcept {
      const uint64_t sequenced = clock.ticks();
      if (!is_feed_recorded) market.stages_.record(boundary::Stage::feed, clock.ns(sequenced - arrived));
      is_feed_recorded = true;
      const std::span<const std::byte* const> known = market.selector_.select(messages);
      const uint64_t decoded = clock.ticks();
      market.stages_.record(boundary::Stage::decode, clock.ns(decoded - sequenced));
      market.apply(known);
      market.stages_.record(boundary::Stage::book, clock.ns(clock.ticks() - decoded));
    }
    void on_snapshot_begin() noexcept { market.begin_snapshot(); }
    void on_snapshot_message(MessageBytes message) noexcept { market.apply_snapshot(message); }
    void on_snapshot_end() noexcept { market.is_joining_ = true; }
    void on_status(const ChannelStatus& status) noexcept { market.take_status(status); }
  };

  void apply(std::span<const std::byte* const> messages) noexcept;
  void begin_snapshot() noexcept;
  void apply_snapshot(MessageBytes message) noexcept;
  void take_status(const ChannelStatus& status) noexcept;
  void begin_effect() noexcept;
  [[nodiscard]] DatagramEffect end_effect() noexcept;
  void publish() noexcept;
  void touch(InstrumentId instrument) noexcept;
  void touch_all() noexcept;

  boundary::LaneMemory& memory_;
  StageHistograms& stages_;
  Channel channel_;
  MessageSelector selector_;
  MarketBooks books_;
  uint64_t time_of_day_ns_ = 0;
  bool is_closed_ = false;
  bool is_joining_ = false;  // the next message is the first one after a snapshot
  uint64_t join_collisions_ = 0;
  uint64_t lost_before_ = 0;
  uint32_t changed_count_ = 0;
  uint32_t trade_count_ = 0;
  std::array<bool, boundary::instruments_max> is_touched_{};
  std::array<InstrumentId, boundary::instruments_max> changed_{};
  std::array<InstrumentTrade, trades_per_datagram_max> trades_{};
};

}  // namespace hotlane
