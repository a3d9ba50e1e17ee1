// The book of a textbook: orders in a std::unordered_map, levels in two std::map. Keeps books and nothing
// else.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "memory/units.hpp"
#include "wire/itch50.hpp"

namespace hotlane::bench {

class TextbookBook {
 public:
  void apply(const std::byte* message) {
    namespace itch = wire::itch50;
    switch (static_cast<char>(*message)) {
      case 'A':
      case 'F': {
        const auto& add = itch::view<itch::AddOrder>(message);
        place(add.order_reference, {static_cast<PriceTicks>(uint32_t{add.price}), add.shares,
                                    add.header.stock_locate, add.side == 'B'});
        break;
      }
      case 'D': {
        const auto order = orders_.find(itch::view<itch::OrderDelete>(message).order_reference);
        if (order != orders_.end()) reduce(order, order->second.quantity);
        break;
      }
      case 'E':
      case 'C':
      case 'X': {
        const auto& less = itch::view<itch::OrderCancel>(message);  // the three begin alike
        const auto order = orders_.find(less.order_reference);
        if (order != orders_.end() && order->second.quantity >= less.cancelled_shares)
          reduce(order, less.cancelled_shares);
        break;
      }
      case 'U': {
        const auto& anew = itch::view<itch::OrderReplace>(message);
        const auto order = orders_.find(anew.original_reference);
        if (order == orders_.end()) break;
        Order next = order->second;
        reduce(order, order->second.quantity);
        next.price_ticks = static_cast<PriceTicks>(uint32_t{anew.price});
        next.quantity = anew.shares;
        place(anew.new_reference, next);
        break;
      }
      default: break;
    }
  }

  [[nodiscard]] size_t orders() const { return orders_.size(); }

 private:
  struct Order {
    PriceTicks price_ticks;
    Quantity quantity;
    Locate locate;
    bool is_buy;
  };
  struct Level {
    uint64_t shares = 0;
    uint32_t orders = 0;
  };
  struct Book {
    std::map<PriceTicks, Level> bids;
    std::map<PriceTicks, Level> asks;
  };
  using Orders = std::unordered_map<uint64_t, Order>;

  void place(uint64_t reference, const Order& order) {
    if (!orders_.emplace(reference, order).second) return;
    Level& level = side_of(order)[order.price_ticks];
    level.shares += order.quantity;
    ++level.orders;
  }
  void reduce(Orders::iterator order, Quantity shares) {
    auto& side = side_of(order->second);
    const auto level = side.find(order->second.price_ticks);
    level->second.shares -= shares;
    order->second.quantity -= shares;
    if (order->second.quantity != 0) return;
    if (--level->second.orders == 0) side.erase(level);
    orders_.erase(order);
  }
  [[nodiscard]] std::map<PriceTicks, Level>& side_of(const Order& order) {
    Book& book = books_[order.locate];
    return order.is_buy ? book.bids : book.asks;
  }

  Orders orders_;
  std::vector<Book> books_{size_t{1} << 16};
};

}  // namespace hotlane::bench
