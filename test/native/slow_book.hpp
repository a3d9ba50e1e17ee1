// The plain, slow model that the books are compared with: std::map levels, queues kept order by order,
// written from the specification's tables by byte offset and sharing no code with native/book or native/wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hotlane::test {

struct SlowOrder {
  std::string symbol;
  bool is_buy = true;
  uint32_t price = 0;
  uint64_t left = 0;
};

// What an execution says: E at the order's price, C at its own, and nobody came against it if no print is
// due.
struct SlowTrade {
  uint32_t price = 0;
  uint64_t shares = 0;
  bool is_printed = true;
  bool is_buy_resting = true;
  friend bool operator==(const SlowTrade&, const SlowTrade&) = default;
};

// price, shares, orders
using SlowLevels = std::vector<std::vector<uint64_t>>;

class SlowBooks {
 public:
  void apply(const std::vector<uint8_t>& m) {
    trade_.reset();
    switch (m[0]) {
      case 'A':
      case 'F':
        add(number(m, 11, 8), {text(m, 24), m[19] == 'B', price(m, 32), number(m, 20, 4)}, m[19]);
        return;
      case 'E':
      case 'C': execute(m); return;
      case 'X': reduce(number(m, 11, 8), number(m, 19, 4)); return;
      case 'D': remove(number(m, 11, 8)); return;
      case 'U': replace(m); return;
      default: return;
    }
  }

  // Best first, the whole depth, summed anew from the orders in their queues.
  [[nodiscard]] SlowLevels levels(const std::string& symbol, bool is_buy) const {
    SlowLevels out;
    const auto book = queues_.find({symbol, is_buy});
    if (book == queues_.end()) return out;
    for (const auto& [price, queue] : book->second) {
      uint64_t shares = 0;
      for (const uint64_t reference : queue) shares += orders_.at(reference).left;
      out.push_back({price, shares, queue.size()});
    }
    if (is_buy) return {out.rbegin(), out.rend()};
    return out;
  }

  // References of one side, best price first, in the order in which they would trade.
  [[nodiscard]] std::vector<uint64_t> priority(const std::string& symbol, bool is_buy) const {
    std::vector<uint64_t> out;
    const auto book = queues_.find({symbol, is_buy});
    if (book == queues_.end()) return out;
    std::vector<std::list<uint64_t>> queues;
    for (const auto& [price, queue] : book->second) queues.push_back(queue);
    if (is_buy) queues = {queues.rbegin(), queues.rend()};
    for (const auto& queue : queues) out.insert(out.end(), queue.begin(), queue.end());
    return out;
  }

  // Of the last message, if it was an execution.
  [[nodiscard]] const std::optional<SlowTrade>& trade() const { return trade_; }
  [[nodiscard]] size_t orders() const { return orders_.size(); }
  [[nodiscard]] uint64_t unknown() const { return unknown_; }
  [[nodiscard]] uint64_t duplicates() const { return duplicates_; }
  [[nodiscard]] uint64_t below_zero() const { return below_zero_; }
  [[nodiscard]] uint64_t refused() const { return refused_; }

  static uint64_t number(const std::vector<uint8_t>& m, size_t offset, size_t length) {
    uint64_t value = 0;
    for (size_t i = 0; i < length; ++i) value = value * 256 + m[offset + i];
    return value;
  }
  static std::string text(const std::vector<uint8_t>& m, size_t offset) {
    std::string out(m.begin() + static_cast<long>(offset), m.begin() + static_cast<long>(offset + 8));
    return out;
  }

 private:
  static uint32_t price(const std::vector<uint8_t>& m, size_t offset) {
    return static_cast<uint32_t>(number(m, offset, 4));
  }

  void add(uint64_t reference, const SlowOrder& order, uint8_t side) {
    if ((side != 'B' && side != 'S') || order.price > 0x7FFFFFFF || order.left == 0) {
      ++refused_;
    } else if (orders_.count(reference) > 0) {
      ++duplicates_;
    } else {
      orders_[reference] = order;
      queues_[{order.symbol, order.is_buy}][order.price].push_back(reference);
    }
  }

  void remove(uint64_t reference) {
    const auto found = orders_.find(reference);
    if (found == orders_.end()) {
      ++unknown_;
      return;
    }
    auto& book = queues_[{found->second.symbol, found->second.is_buy}];
    auto& queue = book[found->second.price];
    queue.remove(reference);
    if (queue.empty()) book.erase(found->second.price);
    orders_.erase(found);
  }

  void reduce(uint64_t reference, uint64_t shares) {
    const auto found = orders_.find(reference);
    if (found == orders_.end()) {
      ++unknown_;
    } else if (found->second.left < shares) {
      ++below_zero_;
    } else if (found->second.left == shares) {
      remove(reference);
    } else {
      found->second.left -= shares;
    }
  }

  void execute(const std::vector<uint8_t>& m) {
    const auto found = orders_.find(number(m, 11, 8));
    if (found != orders_.end() && number(m, 19, 4) > 0 && number(m, 19, 4) <= found->second.left) {
      trade_ = SlowTrade{found->second.price, number(m, 19, 4), true, found->second.is_buy};
      if (m[0] == 'C') {
        trade_->is_printed = m[31] == 'Y';
        trade_->is_buy_resting = trade_->is_buy_resting && trade_->is_printed;
        trade_->price = price(m, 32);
      }
      if (trade_->price > 0x7FFFFFFF) trade_.reset();
    }
    reduce(number(m, 11, 8), number(m, 19, 4));
  }

  void replace(const std::vector<uint8_t>& m) {
    const uint64_t original = number(m, 11, 8);
    const uint64_t successor = number(m, 19, 8);
    const auto found = orders_.find(original);
    if (found == orders_.end()) {
      ++unknown_;
      return;
    }
    SlowOrder order = found->second;
    order.left = number(m, 27, 4);
    order.price = price(m, 31);
    if (order.price > 0x7FFFFFFF || order.left == 0) {
      ++refused_;
    } else if (orders_.count(successor) > 0) {
      ++duplicates_;
    } else {
      remove(original);
      add(successor, order, order.is_buy ? 'B' : 'S');
    }
  }

  std::unordered_map<uint64_t, SlowOrder> orders_;
  std::map<std::pair<std::string, bool>, std::map<uint32_t, std::list<uint64_t>>> queues_;
  std::optional<SlowTrade> trade_;
  uint64_t unknown_ = 0;
  uint64_t duplicates_ = 0;
  uint64_t below_zero_ = 0;
  uint64_t refused_ = 0;
};

}  // namespace hotlane::test
