// Tells the world by ITCH 5.0 what the market does: day start and end, and each event of the book (itch50.md
// §4, §5). Venue thread only; pure: messages go into a MoldPublisher, and into what is kept for those who
// miss them. Historical messages pass through byte for byte.
#pragma once

#include <span>

#include "venue/market_event.hpp"
#include "venue/mold_publisher.hpp"
#include "venue/published_feed.hpp"
#include "wire/itch50.hpp"

namespace hotlane::venue {

class ItchPublisher {
 public:
  ItchPublisher(const wire::moldudp64::Session& session, std::span<const wire::Symbol> symbols,
                uint64_t keep_max);

  // Venue time of what is told next, ns since midnight.
  void set_time_of_day(TimeNs time_of_day) noexcept { time_of_day_ = static_cast<uint64_t>(time_of_day); }

  // S O, S S, a directory entry and "trading" for each symbol, S Q (itch50.md §8).
  void open_day() noexcept;
  // S M, S E, S C.
  void close_day() noexcept;

  // One event of the books, in order.
  void publish(const MarketEvent& event) noexcept;
  // A message as it is: a historical one, or one made here.
  void pass_on(Bytes message) noexcept;

  [[nodiscard]] MoldPublisher& packets() noexcept { return packets_; }
  [[nodiscard]] const MoldPublisher& packets() const noexcept { return packets_; }
  [[nodiscard]] const PublishedFeed& published() const noexcept { return published_; }

 private:
  template <class Message>
  [[nodiscard]] Message begin(Locate locate) const noexcept;
  template <class Message>
  void send(const Message& message) noexcept;
  void system_event(char code) noexcept;
  void announce(Locate locate, const wire::Symbol& symbol) noexcept;
  void add(const MarketEvent& event) noexcept;
  void execute(const MarketEvent& event) noexcept;
  void print(const MarketEvent& event) noexcept;
  void reduce(const MarketEvent& event) noexcept;
  void remove(Locate locate, OrderReference reference) noexcept;
  void replace(const MarketEvent& event) noexcept;

  MoldPublisher packets_;
  PublishedFeed published_;
  std::vector<wire::Symbol> symbols_;
  uint64_t time_of_day_ = 0;
};

// Locate 0 names no security (itch50.md §2), so the venue's first instrument has locate 1.
[[nodiscard]] constexpr Locate locate_of(InstrumentId instrument) noexcept {
  return static_cast<Locate>(instrument + 1);
}

}  // namespace hotlane::venue
