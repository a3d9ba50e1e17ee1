// The market of a burst: a generated day's messages from a seed, and the books that a stream without loss
// makes of them. Made once, then only read: by the venue's thread and by who compares.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "book_comparison.hpp"
#include "venue/exchange.hpp"

namespace hotlane::test {

class BurstMarket {
 public:
  static constexpr uint16_t instruments = 8;

  // `messages`: at least those of the opening, about 2,000.
  BurstMarket(uint64_t seed, uint64_t messages)
      : exchange_(std::make_unique<venue::Exchange>(settings_of(seed), opening)), messages_(messages) {
    exchange_->open_day(opening);
    for (TimeNs now = opening; exchange_->published().next_sequence() <= messages; now += step_ns) {
      exchange_->advance(now);
      exchange_->end_turn(now);
      exchange_->packets().clear();
    }
    for (uint16_t i = 0; i < instruments; ++i) static_cast<void>(books_.track(symbol(i)));
    for (uint64_t sequence = 1; sequence <= messages; ++sequence) books_.apply(message(sequence).data());
  }

  // Numbered from 1.
  [[nodiscard]] uint64_t messages() const noexcept { return messages_; }
  [[nodiscard]] Bytes message(uint64_t sequence) const noexcept {
    return exchange_->published().messages().message(sequence);
  }
  [[nodiscard]] const MarketBooks& books() const noexcept { return books_; }

  // Whether `books` are these: every order, so every level, and that nothing more is there.
  [[nodiscard]] bool has_orders_of(const MarketBooks& books) const {
    bool is_same = books.live_orders() == books_.live_orders() && levels_equal_their_orders(books);
    books.for_each_order([&](const OrderRecord& order) {
      const std::optional<OrderRecord> ours = books_.find_order(order.reference);
      is_same = is_same && ours.has_value() && ours->price_ticks == order.price_ticks &&
                ours->quantity == order.quantity && ours->instrument == order.instrument &&
                ours->side == order.side;
    });
    return is_same;
  }
  // What a snapshot doesn't tell, too: each last trade.
  [[nodiscard]] bool has_trades_of(const MarketBooks& books) const {
    bool is_same = books.size() == books_.size();
    for (InstrumentId id = 0; is_same && id < books.size(); ++id) {
      is_same = books.book(id).last_trade.match_number == books_.book(id).last_trade.match_number;
    }
    return is_same;
  }

  [[nodiscard]] static wire::Symbol symbol(uint16_t instrument) {
    return wire::Symbol(std::string_view("SYM" + std::to_string(instrument)));
  }
  [[nodiscard]] static wire::moldudp64::Session session() {
    return wire::moldudp64::Session(std::string_view("BURST"));
  }

 private:
  static constexpr TimeNs midnight = 1'700'006'400 * ns_per_second;
  static constexpr TimeNs opening = midnight + 34'200 * ns_per_second;
  static constexpr TimeNs step_ns = 1'000'000;

  static venue::ExchangeSettings settings_of(uint64_t seed) {
    venue::ExchangeSettings settings;
    settings.feed_session = session();
    settings.order_session = wire::soupbintcp::session_field("BURST");
    for (uint16_t i = 0; i < instruments; ++i) settings.symbols.push_back(symbol(i));
    settings.seed = seed;
    settings.messages_per_second = 100'000;
    settings.midnight = midnight;
    settings.sizes = {16'384, 0, 0};  // nobody connects
    return settings;
  }

  std::unique_ptr<venue::Exchange> exchange_;
  uint64_t messages_;
  MarketBooks books_{{.orders_max = 1U << 16}};
};

}  // namespace hotlane::test
