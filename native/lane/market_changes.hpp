// What one packet changed, gathered while it is applied and then told to the strategies: instruments, trades,
// news. One for the whole lane, on its thread; bounded by what a packet can hold, so nothing is ever left
// out.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <span>

#include "book/book_change.hpp"
#include "lane/boundary.hpp"
#include "memory/units.hpp"

namespace hotlane {

struct InstrumentTrade {
  InstrumentId instrument;
  TradePrint print;
};

class MarketChanges {
 public:
  void clear() noexcept {
    changed_count_ = 0;
    trade_count_ = 0;
    status_count_ = 0;
  }

  // `sides`: of its book that may have changed; none: its state alone. True: it is watched.
  bool touch(InstrumentId instrument, BookSides sides) noexcept {
    const uint8_t before = touched_[instrument];
    if ((before & ~watched_bit) == 0) changed_[changed_count_++] = instrument;
    touched_[instrument] = static_cast<uint8_t>(before | sides | state_bit);
    return (before & watched_bit) != 0;
  }
  // Somebody wants to look at each message that changes its book (queue_places.hpp).
  void watch(InstrumentId instrument, bool is_watched) noexcept {
    const unsigned others = touched_[instrument] & ~unsigned{watched_bit};
    touched_[instrument] = static_cast<uint8_t>(others | (is_watched ? watched_bit : 0U));
  }
  void add_trade(const InstrumentTrade& trade) noexcept {
    assert(trade_count_ < trades_max);
    trades_[trade_count_++] = trade;
  }
  void add_status(const boundary::StatusSlot& status) noexcept {
    assert(status_count_ < statuses_max);
    statuses_[status_count_++] = status;
  }

  // Gives each touched instrument to `publish` once, with its sides; kept are those for which it says true.
  template <class Publish>
  void publish_touched(Publish&& publish) noexcept {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < changed_count_; ++i) {
      const InstrumentId instrument = changed_[i];
      const auto sides = static_cast<BookSides>(touched_[instrument] & both_sides);
      touched_[instrument] &= watched_bit;
      if (publish(instrument, sides)) changed_[kept++] = instrument;
    }
    changed_count_ = kept;
  }

  [[nodiscard]] std::span<const InstrumentId> instruments() const noexcept {
    return {changed_.data(), changed_count_};
  }
  [[nodiscard]] std::span<const InstrumentTrade> trades() const noexcept {
    return {trades_.data(), trade_count_};
  }
  [[nodiscard]] std::span<const boundary::StatusSlot> statuses() const noexcept {
    return {statuses_.data(), status_count_};
  }

 private:
  static constexpr uint8_t state_bit = 4;
  static constexpr uint8_t watched_bit = 8;  // stays from packet to packet
  static_assert(((state_bit | watched_bit) & both_sides) == 0);

  // Of one datagram of 65,507 bytes: a message that trades has at least 31 bytes and its length's two, one
  // that is news at least 12 and two; and each instrument's book can come to another state.
  static constexpr uint32_t trades_max = 65'507 / 33 + 1;
  static constexpr uint32_t statuses_max = 65'507 / 14 + 1 + 2 * boundary::instruments_max;

  uint32_t changed_count_ = 0;
  uint32_t trade_count_ = 0;
  uint32_t status_count_ = 0;
  std::array<uint8_t, boundary::instruments_max> touched_{};  // BookSides and both bits
  std::array<InstrumentId, boundary::instruments_max> changed_{};
  std::array<InstrumentTrade, trades_max> trades_{};
  std::array<boundary::StatusSlot, statuses_max> statuses_{};
};

}  // namespace hotlane
