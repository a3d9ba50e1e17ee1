// The first half of the lane: a datagram in, sequence, decode and books, and what changed out. One call a
// datagram, on the lane's thread. Templated on the clock, which is the edge's: the core reads none of its
// own.
#pragma once

#include <array>
#include <span>

#include "book/market_books.hpp"
#include "feed/moldudp64_receiver.hpp"
#include "feed/packet_decoder.hpp"
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
  uint64_t lost = 0;  // messages that never came: every book is stale from here on
};

class MarketData {
 public:
  MarketData(const LaneSettings& settings, boundary::LaneMemory& memory, StageHistograms& stages);

  // `arrived`: the clock's ticks when the datagram was there.
  template <class Clock>
  [[nodiscard]] DatagramEffect on_datagram(std::span<const std::byte> datagram, uint64_t arrived,
                                           const Clock& clock) noexcept {
    changed_count_ = 0;
    trade_count_ = 0;
    const Receipt receipt = receiver_.accept(datagram);
    const uint64_t sequenced = clock.ticks();
    stages_.record(boundary::Stage::feed, clock.ns(sequenced - arrived));
    if (receipt.has_gap) mark_stale();
    if (receipt.is_session_end) close();
    if (receipt.messages.empty()) {
      publish();
      return effect(receipt.lost);
    }
    const DecodedPacket packet = decoder_.decode(receipt.messages);
    const uint64_t decoded = clock.ticks();
    stages_.record(boundary::Stage::decode, clock.ns(decoded - sequenced));
    // What a malformed packet said is gone, and its sequence numbers with it: as bad as a gap.
    if (packet.fault != PacketFault::none) mark_stale();
    apply(packet.messages);
    publish();
    stages_.record(boundary::Stage::book, clock.ns(clock.ticks() - decoded));
    return effect(receipt.lost);
  }

  [[nodiscard]] const MarketBooks& books() const noexcept { return books_; }
  [[nodiscard]] const FeedCounters& counters() const noexcept { return counters_; }
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

  void apply(std::span<const std::byte* const> messages) noexcept;
  void publish() noexcept;
  void touch(InstrumentId instrument) noexcept;
  void touch_all() noexcept;
  void mark_stale() noexcept;
  void close() noexcept;
  [[nodiscard]] DatagramEffect effect(uint64_t lost) const noexcept;

  boundary::LaneMemory& memory_;
  StageHistograms& stages_;
  FeedCounters counters_;
  MoldReceiver receiver_;
  PacketDecoder decoder_;
  MarketBooks books_;
  uint64_t time_of_day_ns_ = 0;
  bool is_closed_ = false;
  uint32_t changed_count_ = 0;
  uint32_t trade_count_ = 0;
  std::array<bool, boundary::instruments_max> is_touched_{};
  std::array<InstrumentId, boundary::instruments_max> changed_{};
  std::array<InstrumentTrade, trades_per_datagram_max> trades_{};
};

}  // namespace hotlane
