// Positions, profit and fees once more, plain and slow: a map of accounts of shares and cash, fees in
// billionths of a cent reckoned from a price list. Shares no code with native/orders; written from
// docs/order-life.md (Positions, Fees).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace hotlane::test {

__extension__ using Huge = __int128;

// All in the units of the configuration.
struct SlowPrices {
  std::map<char, int64_t> by_flag;  // 1/100,000 dollar a share
  int64_t other_flags = 0;
  int64_t per_order = 0;       // 1/100,000 dollar
  int64_t sec_cents = 0;       // a million dollars sold
  int64_t taf_millionths = 0;  // dollar a share sold
  int64_t taf_cents_most = 0;
};

// Billionths of a dollar.
struct SlowFees {
  Huge charged = 0;
  Huge rebated = 0;
  void add(const SlowFees& more, int sign) {
    charged += sign * more.charged;
    rebated += sign * more.rebated;
  }
};

inline SlowFees slow_fees(const SlowPrices& prices, bool is_buy, int64_t shares, int64_t ticks, char flag) {
  constexpr Huge pico_a_cent = 10'000'000'000;  // a cent has so many 10^-12 dollar
  const auto listed = prices.by_flag.find(flag);
  const Huge rate = listed == prices.by_flag.end() ? prices.other_flags : listed->second;
  Huge pico = rate * shares * 10'000'000;
  SlowFees fees;
  if (pico < 0) fees.rebated = -pico / 1'000;
  if (pico > 0) fees.charged = pico / 1'000;
  if (is_buy) return fees;
  // Dollars sold are shares x ticks / 10,000; a million of them cost sec_cents.
  pico = Huge{shares} * ticks * prices.sec_cents * pico_a_cent / 10'000 / 1'000'000;
  fees.charged += (pico + 999) / 1'000;
  Huge taf = Huge{shares} * prices.taf_millionths * 1'000;
  const Huge most = prices.taf_cents_most * (pico_a_cent / 1'000);
  if (prices.taf_cents_most > 0 && taf > most) taf = most;
  fees.charged += taf;
  return fees;
}

struct SlowPosition {
  Huge net = 0, cost = 0, realised = 0;
  Huge open_buy = 0, open_sell = 0, open_buy_value = 0, open_sell_value = 0;
  Huge bought = 0, sold = 0, fills = 0;
  SlowFees fees;

  // Shares come in (or go, if negative) at a price. Those that close give back their part of the cost,
  // whatever does not divide stays; those that open add theirs.
  void move(Huge shares, Huge ticks) {
    Huge closing = 0;
    if (net > 0 && shares < 0) closing = -shares < net ? -shares : net;
    if (net < 0 && shares > 0) closing = shares < -net ? -shares : net;
    if (closing != 0) {
      const Huge part = cost * closing / net;  // both of one sign: towards zero
      realised += closing * ticks - part;
      cost -= part;
    }
    cost += (shares + closing) * ticks;
    net += shares;
  }
};

// By the row's name: "strategy 1", "account 0", "all"; and the instrument.
class SlowBook {
 public:
  SlowPosition& at(const std::string& row, int instrument) { return positions_[{row, instrument}]; }

  template <class Change>
  void change(int strategy, int account, int instrument, Change&& change) {
    change(at("strategy " + std::to_string(strategy), instrument));
    change(at("account " + std::to_string(account), instrument));
    change(at("all", instrument));
  }

 private:
  std::map<std::pair<std::string, int>, SlowPosition> positions_;
};

}  // namespace hotlane::test
