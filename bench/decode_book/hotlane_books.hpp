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
                .levels_per_side_max = 8,
                .instruments_max = MarketBooks::instruments_limit}),
        messages_(wire::moldudp64::blocks_per_datagram_max) {}

  void apply(const Packet& packet) {
    MoldPacket datagram;
    datagram.body = packet.body;
    datagram.messages = packet.messages;
    if (walk_mold_packet(datagram, PayloadCheck::itch50, messages_) != PacketFault::none) std::abort();
    const std::span<const std::byte* const> messages =
        selector_.select(std::span(messages_).first(packet.messages));
    for (size_t i = 0; i < std::min(prefetch_distance, messages.size()); ++i) books_.prefetch(messages[i]);
    for (size_t i = 0; i < messages.size(); ++i) {
      if (i + prefetch_distance < messages.size()) books_.prefetch(messages[i + prefetch_distance]);
      count(books_.apply(messages[i]));
    }
  }
  void apply_one(const std::byte* message) { count(books_.apply(message)); }

  [[nodiscard]] const MarketBooks& books() const { return books_; }
  [[nodiscard]] std::array<std::span<std::byte>, 1> memory() { return {books_.order_memory()}; }
  [[nodiscard]] size_t live_orders() const { return books_.orders().size(); }

  // Whether both keep the same levels, with the same shares and orders.
  [[nodiscard]] bool is_same_as(const HashBook& other) const {
    if (live_orders() != other.orders()) return false;
    for (const OrderBook& book : books_.books()) {
      for (const Side side : {Side::buy, Side::sell}) {
        const auto levels = other.levels(book.locate, side);  // worst first
        const PriceLevels& ours = book.levels(side);
        if (levels.size() != ours.size()) return false;
        for (size_t i = 0; i < levels.size(); ++i) {
          const Level& level = ours.at_depth(levels.size() - 1 - i);
          if (levels[i].price_ticks != level.price_ticks || levels[i].orders != level.orders ||
              levels[i].shares != level.shares)
            return false;
        }
      }
    }
    return true;
  }

 private:
  static constexpr size_t prefetch_distance = 4;

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
