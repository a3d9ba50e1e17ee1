// The subject: what a lane does with a datagram behind its sequence number, from its bytes to all books
// updated.
#pragma once

#include <array>
#include <cstdlib>
#include <span>
#include <vector>

#include "book/market_books.hpp"
#include "decode_book/hash_book.hpp"
#include "decode_book/packet_source.hpp"
#include "feed/message_selector.hpp"
#include "wire/moldudp64.hpp"

namespace hotlane::bench {

class HotlaneBooks {
 public:
  explicit HotlaneBooks(uint32_t orders_max)
      : books_({.coverage = Coverage::all,
                .growth = Growth::doubling,
                .orders_max = orders_max,
                .instruments_max = MarketBooks::instruments_limit}),
        messages_(wire::moldudp64::blocks_per_datagram_max) {}

  // Not inlined, so that a profiler can be told to count it alone.
  [[gnu::noinline]] void apply(const Packet& packet) {
    MoldPacket datagram;
    datagram.body = packet.body;
    datagram.messages = packet.messages;
    const PacketFault fault =
        walk_mold_packet(datagram, PayloadCheck::itch50, messages_,
                         [this](MessageBytes message) noexcept { books_.foresee(message); });
    if (fault != PacketFault::none) std::abort();
    books_.apply(selector_.select(std::span(messages_).first(packet.messages)),
                 [this](const std::byte*, const BookChange& change) noexcept { count(change); });
  }
  void apply_one(const std::byte* message) { count(books_.apply(message)); }

  [[nodiscard]] const MarketBooks& books() const { return books_; }
  [[nodiscard]] std::array<std::span<std::byte>, 4> memory() { return books_.memory(); }
  // Of all memory that the books were given, as for the instruments that came, for each order that there is
  // room for.
  [[nodiscard]] double bytes_per_order() {
    const auto [orders, heads, windows, links] = books_.memory();
    const size_t books = books_.books().size();
    const size_t bytes = orders.size() + windows.size() + links.size() +
                         books * (sizeof(OrderBook) + heads.size() / MarketBooks::instruments_limit);
    return static_cast<double>(bytes) / static_cast<double>(books_.order_capacity());
  }
  [[nodiscard]] size_t live_orders() const { return books_.live_orders(); }

  // Whether both keep the same orders, and the same levels with the same shares and orders.
  [[nodiscard]] bool is_same_as(const HashBook& other) const {
    if (live_orders() != other.orders()) return false;
    bool has_same_orders = true;
    books_.for_each_order([&](const OrderRecord& order) noexcept {
      const HashBook::Order* its = other.find_order(order.reference);
      has_same_orders &= its != nullptr && its->price_ticks == order.price_ticks &&
                         its->quantity == order.quantity && its->side == order.side &&
                         its->locate == books_.book(order.instrument).locate;
    });
    if (!has_same_orders) return false;
    for (const OrderBook& book : books_.books()) {
      for (const Side side : {Side::buy, Side::sell}) {
        auto levels = other.levels(book.locate, side);  // worst first
        bool is_same = true;
        book.levels(side).walk([&](const Level& level) {
          is_same = !levels.empty() && levels.back().price_ticks == level.price_ticks &&
                    levels.back().orders == level.orders && levels.back().shares == level.shares;
          if (is_same) levels = levels.first(levels.size() - 1);
          return is_same;
        });
        if (!is_same || !levels.empty()) return false;
      }
    }
    return true;
  }

 private:
  // What a lane decides from.
  void count(const BookChange& change) noexcept {
    best_changes_ += static_cast<uint64_t>(change.is_best_changed);
    traded_ += change.is_traded ? change.trade.quantity : 0;
  }

  MarketBooks books_;
  MessageSelector selector_;
  std::vector<MessageBytes> messages_;
  uint64_t best_changes_ = 0;
  uint64_t traded_ = 0;
};

}  // namespace hotlane::bench
