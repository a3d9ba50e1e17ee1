// An order, a trade, an answer and what came of it, as the slow model of our orders (slow_orders.hpp) has
// them. States and outcomes are words.
#pragma once

#include <algorithm>
#include <deque>
#include <string>

#include "slow_ledger.hpp"

namespace hotlane::test {

struct SlowOrder {
  int strategy = 0, account = 0, instrument = 0;
  uint32_t id = 0;
  bool is_buy = true;
  std::deque<uint32_t> numbers;  // the last four, the newest last
  uint32_t number = 0, waiting_number = 0;
  int64_t quantity = 0, price = 0, waiting_quantity = 0, waiting_price = 0;
  int64_t left = 0, executed = 0, broken = 0, prevented = 0;
  uint64_t reference = 0;
  std::string state = "pending new";
  int cuts = 0;  // asked for, of a part
  bool is_at_host = false, has_paid = false;
  Huge exposed = 0, exposed_value = 0;

  [[nodiscard]] bool is_over() const {
    return state == "filled" || state == "cancelled" || state == "rejected" || state == "never received" ||
           state == "broken";
  }
  [[nodiscard]] bool has(uint32_t wanted) const {
    return std::find(numbers.begin(), numbers.end(), wanted) != numbers.end();
  }
};

struct SlowTrade {
  uint64_t match = 0;
  uint32_t number = 0;
  int strategy = 0, account = 0, instrument = 0;
  uint32_t id = 0;
  bool is_buy = true, is_broken = false;
  int64_t shares = 0, price = 0;
  char flag = 0;
  SlowFees fees;
};

// `letter`: OUCH's message type, F for a correction; `size`, `price` and so on as the message has them.
struct SlowAnswer {
  char letter = 'A';
  uint32_t number = 0, old_number = 0;
  int64_t size = 0, price = 0;
  bool is_live = true;
  char reason = 0, flag = 0;
  uint64_t match = 0, reference = 0;
};

struct SlowOutcome {
  std::string kind = "none", surprise = "none";
  int64_t shares = 0, price = 0, gone = 0, undone = 0, undone_price = 0;
  Huge open_change = 0, value_change = 0;
  SlowFees fees{};
};

}  // namespace hotlane::test
