// Compares all books with the slow model at full depth, and the levels' sums with the order table's.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "book/market_books.hpp"
#include "slow_book.hpp"

namespace hotlane::test {

inline SlowLevels levels_of(const PriceLevels& side) {
  SlowLevels out;
  side.walk([&out](const Level& level) {
    out.push_back({static_cast<uint64_t>(level.price_ticks), level.shares, level.orders});
    return true;
  });
  return out;
}

// What a lane publishes of a side is its best ten levels.
inline bool copies_its_best(const PriceLevels& side) {
  constexpr uint32_t levels_max = 10;
  PriceTicks prices[levels_max];
  uint32_t shares[levels_max];
  uint32_t orders[levels_max];
  const uint32_t count = side.copy_best({levels_max, prices, shares, orders});
  const SlowLevels all = levels_of(side);
  if (count != std::min<size_t>(all.size(), levels_max)) return false;
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t shown = std::min<uint64_t>(all[i][1], UINT32_MAX);
    if (static_cast<uint64_t>(prices[i]) != all[i][0] || shares[i] != shown || orders[i] != all[i][2])
      return false;
  }
  return true;
}

inline bool equals_slow_model(const MarketBooks& books, const SlowBooks& slow) {
  if (books.live_orders() != slow.orders()) return false;
  for (const OrderBook& book : books.books()) {
    const std::string symbol(book.symbol.chars, sizeof book.symbol.chars);
    if (!copies_its_best(book.bids) || !copies_its_best(book.asks)) return false;
    if (levels_of(book.bids) != slow.levels(symbol, true)) return false;
    if (levels_of(book.asks) != slow.levels(symbol, false)) return false;
  }
  return true;
}

// Each level is exactly the sum of its orders, sorted best first, and no order stands outside a level.
inline bool levels_equal_their_orders(const MarketBooks& books) {
  std::map<std::tuple<InstrumentId, Side, PriceTicks>, std::pair<uint64_t, uint32_t>> sums;
  std::map<InstrumentId, uint32_t> orders;
  books.for_each_order([&](const OrderRecord& order) {
    auto& sum = sums[{order.instrument, order.side, order.price_ticks}];
    sum.first += order.quantity;
    sum.second += 1;
    orders[order.instrument] += 1;
  });
  size_t levels = 0;
  for (InstrumentId id = 0; id < books.size(); ++id) {
    if (books.book(id).orders() != orders[id]) return false;
    for (const Side side : {Side::buy, Side::sell}) {
      const PriceLevels& of_side = books.book(id).levels(side);
      std::optional<PriceTicks> better;
      bool is_good = true;
      of_side.walk([&](const Level& level) {
        const auto sum = sums.find({id, side, level.price_ticks});
        is_good = is_good && sum != sums.end() && sum->second == std::pair(level.shares, level.orders);
        if (better.has_value())
          is_good =
              is_good && (side == Side::buy ? *better > level.price_ticks : *better < level.price_ticks);
        better = level.price_ticks;
        ++levels;
        return is_good;
      });
      if (!is_good) return false;
    }
  }
  return levels == sums.size();
}

}  // namespace hotlane::test
