// The gate again, slowly: written from the fact sheet (risk-15c3-5.md) and docs/risk.md alone, in wide
// integers and plain sums over everything there is, sharing no code with the gate. It follows orders by what
// happens to them, not by the engine's own records of them.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "risk/gate_inputs.hpp"
#include "risk/limit_set.hpp"
#include "risk/verdict.hpp"

namespace hotlane::test {

__extension__ using Wide = __int128;

struct SlowOrder {
  StrategyId strategy = 0;
  InstrumentId instrument = 0;
  Side side = Side::buy;
  SellKind sell_kind = SellKind::ordinary;
  Wide price = 0, leaves = 0, filled = 0;
  bool has_replace = false;
  Wide replace_price = 0, replace_quantity = 0;

  Wide replace_leaves() const { return replace_quantity > filled ? replace_quantity - filled : 0; }
  Wide shares() const { return has_replace ? std::max(leaves, replace_leaves()) : leaves; }
  Wide notional() const {
    return has_replace ? std::max(leaves * price, replace_leaves() * replace_price) : leaves * price;
  }
  Wide highest() const { return has_replace ? std::max(price, replace_price) : price; }
  Wide lowest() const { return has_replace ? std::min(price, replace_price) : price; }
};

// Tokens owed: each message owes an interval, time pays back.
struct SlowBucket {
  Wide owed = 0;
  TimeNs at = 0;
  Wide interval = 0, burst = 0;
  bool is_open = false;

  void set(uint32_t per_second, uint32_t its_burst);
  bool has_token(TimeNs now);
  void take(TimeNs now);
  Wide used(TimeNs now);
};

// What was added, and when; by sixteenths of the window.
struct SlowWindow {
  TimeNs length = 0;
  std::deque<std::pair<TimeNs, Wide>> added;

  Wide part() const { return (Wide{length} + 15) / 16; }
  Wide sum(TimeNs now);
  void add(TimeNs now, Wide value) { added.emplace_back(now, value); }
  void set_length(TimeNs other, TimeNs now);
};

// Who owns positions: a strategy or an account.
struct SlowOwner {
  std::map<InstrumentId, Wide> net;
  std::map<std::pair<InstrumentId, Side>, Wide> dearest;  // while there is something of the side
  Wide cash = 0, traded = 0, fees = 0, dawn = 0;
  bool is_killed = false, is_reduce_only = false, is_loss_off = false;
  SlowBucket bucket;
  SlowWindow entered, messages, trades;
};

struct SlowStrategy : SlowOwner {
  AccountId account = 0;
  bool has_failed = false, is_repeat_off = false, is_streak_off = false;
  uint32_t streak = 0;
  SlowWindow repeats;
  std::set<InstrumentId> filled;                                          // since the last entry there
  std::map<InstrumentId, std::deque<std::pair<TimeNs, Intent>>> entries;  // the last sixteen
};

struct SlowInstrument {
  bool is_killed = false, is_reduce_only = false;
  Wide mark = 0;
  SlowBucket bucket;
  SlowWindow entered;
};

class SlowGate {
 public:
  SlowGate(uint16_t instruments, uint16_t accounts, const std::vector<AccountId>& account_of,
           const std::vector<SessionId>& session_of, uint16_t sessions);

  Finding check(const Intent& intent, const GateInputs& inputs, uint64_t order);
  void apply_limits(const LimitSet& limits, TimeNs now);
  void mark(InstrumentId instrument, PriceTicks ticks);
  void rearm(RiskScope scope, uint16_t index);

  // What happens to orders, by a number of the test's own.
  void opened(uint64_t order, const Intent& intent, StrategyId strategy);
  void accepted(uint64_t order) { watch(orders_.at(order).strategy); }
  void filled(uint64_t order, Quantity shares, PriceTicks price, TimeNs now);
  void cut(uint64_t order, Quantity shares);
  void done(uint64_t order);
  void replace_sent(uint64_t order, Quantity quantity, PriceTicks price);
  void replaced(uint64_t order);
  void replace_rejected(uint64_t order);
  void broken(StrategyId strategy, InstrumentId instrument, Side side, Quantity shares, PriceTicks price);
  void charged_fees(StrategyId strategy, int64_t amount);

  // Every figure that the gate keeps of a strategy, an account, or all: the gate's budget lines from open
  // orders on, then loss.
  std::vector<Wide> figures_of_strategy(StrategyId strategy) const;
  std::vector<Wide> figures_of_account(AccountId account) const;
  std::vector<Wide> figures_of_firm() const;

  std::vector<SlowStrategy> strategies;
  std::vector<SlowOwner> accounts;
  std::vector<SlowInstrument> instruments;
  std::vector<bool> reconciled;
  SlowOwner firm;  // stops only: its sums are its accounts'
  std::map<FirmMeasure, Wide> firm_shares;
  std::map<std::pair<AccountId, InstrumentId>, Wide> short_sold;
  TimeNs control_heard = 0;

 private:
  struct Question {
    const Intent& intent;
    const GateInputs& in;
    StrategyId strategy;
    AccountId account;
    InstrumentId instrument;
    bool is_new;
    Side side;
    SellKind sell_kind;
    Wide open;           // shares that can fill
    Wide notional;       // of them
    Wide more;           // shares beyond what the order could do before
    Wide more_notional;  // value likewise
    bool is_dearer;
  };
  Finding judge(const Question& q);
  Finding judge_state(const Question& q);
  Finding judge_entitlement(const Question& q);
  Finding judge_form(const Question& q);
  Finding judge_price(const Question& q);
  Finding judge_rates(const Question& q);
  Finding judge_short_sale(const Question& q);
  Finding judge_exposure(const Question& q);
  Finding judge_self_match(const Question& q);
  void charge(const Question& q);

  bool is_of(const SlowOrder& order, RiskScope scope, uint16_t index) const;
  Wide worst(RiskScope scope, uint16_t index, InstrumentId instrument, Side side) const;
  Wide net(RiskScope scope, uint16_t index, InstrumentId instrument) const;
  Wide working(RiskScope scope, uint16_t index) const;
  Wide working_notional(RiskScope scope, uint16_t index) const;
  Wide worth(RiskScope scope, uint16_t index, InstrumentId instrument, Side side) const;
  Wide gross(RiskScope scope, uint16_t index) const;
  Wide side_worth(RiskScope scope, uint16_t index, Side side) const;
  Wide value(const SlowOwner& owner) const;
  Wide profit(const SlowOwner& owner) const;
  Wide loss(const SlowOwner& owner) const;
  Wide loss_of_firm() const;
  void entered(const SlowOrder& order);
  void traded(StrategyId strategy, InstrumentId instrument, Side side, Wide quantity, Wide price, int times);
  void value_unentered(StrategyId strategy, InstrumentId instrument, Wide price);
  void forget_worth();
  std::vector<Wide> figures(RiskScope scope, uint16_t index, const SlowOwner& owner) const;
  void watch(StrategyId strategy);
  void watch_all();

  LimitSet limits_{};
  std::map<uint64_t, SlowOrder> orders_;  // working or done
  std::set<uint64_t> working_;
  std::vector<SlowBucket> ports_;
  std::vector<SessionId> session_of_;
};

}  // namespace hotlane::test
