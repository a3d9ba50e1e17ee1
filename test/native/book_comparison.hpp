// Compares all books with the slow model at full depth, and the levels' sums with the order table's.
#pragma once

#include <map>
#include <tuple>

#include "book/market_books.hpp"
#include "slow_book.hpp"

namespace hotlane::test {

inline SlowLevels levels_of(const PriceLevels& side) {
  SlowLevels out;
  for (size_t depth = 0; depth < side.size(); ++depth) {
    const Level& level = side.at_depth(depth);
    out.push_back({static_cast<uint64_t>(level.price_ticks), level.shares, level.orders});
  }
  return out;
}

inline bool equals_slow_model(const MarketBooks& books, const SlowBooks& slow) {
  if (books.orders().size() != slow.orders()) return false;
  for (const OrderBook& book : books.books()) {
    const std::string symbol(book.symbol.chars, sizeof book.symbol.chars);
    if (levels_of(book.bids) != slow.levels(symbol, true)) return false;
    if (levels_of(book.asks) != slow.levels(symbol, false)) return false;
  }
  return true;
}

// Each level is exactly the sum of its orders, sorted best first, and no order stands outside a level.
inline bool levels_equal_their_orders(const MarketBooks& books) {
  std::map<std::tuple<InstrumentId, Side, PriceTicks>, std::pair<uint64_t, uint32_t>> sums;
  std::map<InstrumentId, uint32_t> orders;
  books.orders().for_each([&](const OrderRecord& order) {
    auto& sum = sums[{order.instrument, order.side, order.price_ticks}];
    sum.first += order.quantity;
    sum.second += 1;
    orders[order.instrument] += 1;
  });
  size_t levels = 0;
  for (InstrumentId id = 0; id < books.size(); ++id) {
    if (books.book(id).orders != orders[id]) return false;
    for (const Side side : {Side::buy, Side::sell}) {
      const PriceLevels& of_side = books.book(id).levels(side);
      levels += of_side.size();
      for (size_t depth = 0; depth < of_side.size(); ++depth) {
        const Level& level = of_side.at_depth(depth);
        const auto sum = sums.find({id, side, level.price_ticks});
        if (sum == sums.end() || sum->second != std::pair(level.shares, level.orders)) return false;
        if (depth == 0) continue;
        const PriceTicks better = of_side.at_depth(depth - 1).price_ticks;
        if (side == Side::buy ? better <= level.price_ticks : better >= level.price_ticks) return false;
      }
    }
  }
  return levels == sums.size();
}

}  // namespace hotlane::test
