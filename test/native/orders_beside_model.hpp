// The order store and positions beside the slow model of both: everything that happens is told to the two,
// and what they say of it, and what they keep, is compared. The first difference is kept.
#pragma once

#include <array>
#include <string>
#include <utility>

#include "gated_intents.hpp"
#include "orders/order_store.hpp"
#include "orders/positions.hpp"
#include "share_account.hpp"
#include "slow_orders.hpp"

namespace hotlane::test {

// A schedule by random rates, and the price list that it stands for.
struct RandomFees {
  FeeSchedule schedule;
  SlowPrices prices;

  template <class Random>
  explicit RandomFees(Random& random) {
    const auto rate = [&random] { return static_cast<int32_t>(random() % 701) - 350; };
    const int32_t add = rate(), remove = rate(), cross = rate();
    schedule = schedule_of(add, remove, cross);
    for (const char flag : std::string("AJWkNnu78ef259")) prices.by_flag[flag] = add;
    for (const char flag : std::string("OMCLHKi0")) prices.by_flag[flag] = cross;
    prices.other_flags = remove;
    prices.by_flag['m'] = schedule.rates['m'] = rate();
    prices.per_order = schedule.per_order = static_cast<uint32_t>(random() % 2'000);
    prices.sec_cents = schedule.sec_cents_per_million = static_cast<uint32_t>(random() % 4'000);
    prices.taf_millionths = schedule.taf_millionths_per_share = static_cast<uint32_t>(random() % 300);
    prices.taf_cents_most = schedule.taf_cents_max = static_cast<uint32_t>(random() % 3 * 5);
  }
};

class OrdersBesideModel {
 public:
  static constexpr uint16_t instruments = 3;
  static constexpr uint16_t strategies = 3;
  static constexpr uint16_t accounts = 2;
  static constexpr const char* kind_words[] = {"none",
                                               "accepted",
                                               "dead",
                                               "rejected",
                                               "filled",
                                               "cancelled",
                                               "replaced",
                                               "replace rejected",
                                               "cancel pending",
                                               "cancel rejected",
                                               "changed",
                                               "trade broken",
                                               "trade corrected",
                                               "never received",
                                               "replace lost",
                                               "cancel lost",
                                               "repeated fill",
                                               "repeated answer",
                                               "unknown order",
                                               "unexpected"};
  static constexpr size_t kinds = std::size(kind_words);
  static constexpr const char* surprise_words[] = {"none",          "unknown order",     "unknown trade",
                                                   "out of turn",   "beyond leaves",     "late execution",
                                                   "old number",    "before acceptance", "more than asked",
                                                   "contradiction", "unsolicited"};
  static_assert(std::size(surprise_words) == surprise_count);

  OrdersBesideModel(uint32_t orders_max, uint32_t fills_max, const RandomFees& fees)
      : store_(orders_max, fills_max, fees.schedule), slow_(orders_max, fills_max, fees.prices) {}

  [[nodiscard]] const OrderStore& store() const { return store_; }
  [[nodiscard]] const Positions& positions() const { return positions_; }
  [[nodiscard]] SlowOrders& slow() { return slow_; }
  // Requests sent and answers taken.
  [[nodiscard]] uint64_t events() const { return events_; }
  [[nodiscard]] const std::string& difference() const { return difference_.first(); }
  [[nodiscard]] const std::array<uint64_t, kinds>& told() const { return told_; }
  [[nodiscard]] const std::array<uint64_t, surprise_count>& surprised() const { return surprised_; }
  // A strategy trades for one account.
  [[nodiscard]] static AccountId account_of(StrategyId strategy) {
    return static_cast<AccountId>(strategy % accounts);
  }

  void open(StrategyId strategy, const Intent& intent, UserRefNum number) {
    ++events_;
    const OrderUpdate update = store_.open(gate_.pass(intent, strategy), number, account_of(strategy));
    compare(update, slow_.enter(slow_order(strategy, intent.strategy_order_id, intent.instrument, intent.side,
                                           intent.quantity, intent.price_ticks, number)));
  }
  void replace_sent(StrategyId strategy, const Intent& intent, UserRefNum number) {
    ++events_;
    const OrderUpdate update = store_.replace_sent(gate_.pass(intent, strategy), number);
    compare(update,
            slow_.replace(strategy, intent.strategy_order_id, intent.quantity, intent.price_ticks, number));
  }
  void cancel_sent(StrategyId strategy, StrategyOrderId id, Quantity quantity) {
    ++events_;
    store_.cancel_sent(strategy, id, quantity);
    slow_.cancel(strategy, id, quantity);
    compare_order(strategy, id);
  }
  void adopt(const OrderAnswer& accepted, StrategyId strategy, StrategyOrderId id, InstrumentId instrument) {
    ++events_;
    const OrderUpdate update = store_.adopt(accepted, strategy, id, instrument, account_of(strategy));
    compare(update, slow_.adopt(slow_order(strategy, id, instrument, accepted.side, accepted.quantity,
                                           accepted.price_ticks, accepted.user_ref_num),
                                slow_answer(accepted)));
  }
  OrderUpdate apply(const OrderAnswer& answer) {
    ++events_;
    const OrderUpdate update = store_.apply(answer);
    compare(update, slow_.answer(slow_answer(answer)));
    return update;
  }
  void reconcile() {
    ++events_;
    const std::vector<SlowOutcome> outcomes = slow_.settle();
    size_t at = 0;
    store_.reconcile([&](const OrderUpdate& update) {
      // The model has settled all of them already: positions are compared after the last.
      if (at < outcomes.size()) compare_update(update, outcomes[at]);
      ++at;
    });
    expect(at == outcomes.size(), "as many orders were settled");
    compare_all();
  }

  // Every order and every position; the rest compares what was touched.
  void compare_all() {
    for (const SlowOrder& order : slow_.orders())
      compare_order(static_cast<StrategyId>(order.strategy), order.id);
    expect(store_.open_orders() == slow_.open_count(), "as many orders are open");
    uint32_t open = 0;
    store_.for_each_open([&](const Order& order) {
      ++open;
      const SlowOrder* slow = slow_.by_id(order.strategy, order.strategy_order_id);
      expect(slow != nullptr && !slow->is_over(), "an order that is open is open");
    });
    expect(open == store_.open_orders(), "the list of open orders has them all");
    for (InstrumentId instrument = 0; instrument < instruments; ++instrument) {
      for (StrategyId s = 0; s < strategies; ++s) {
        compare_position(positions_.of(s, instrument), "strategy " + std::to_string(s), instrument);
      }
      for (AccountId a = 0; a < accounts; ++a) {
        compare_position(positions_.of_account(a, instrument), "account " + std::to_string(a), instrument);
      }
      compare_position(positions_.of_instrument(instrument), "all", instrument);
    }
  }

 private:
  void expect(bool is_right, const char* statement) { difference_.expect(is_right, statement); }

  static SlowOrder slow_order(StrategyId strategy, StrategyOrderId id, InstrumentId instrument, Side side,
                              Quantity quantity, PriceTicks price, UserRefNum number) {
    SlowOrder order;
    order.strategy = strategy;
    order.account = account_of(strategy);
    order.instrument = instrument;
    order.id = id;
    order.is_buy = side == Side::buy;
    order.quantity = quantity;
    order.price = price;
    order.number = number;
    return order;
  }

  static SlowAnswer slow_answer(const OrderAnswer& answer) {
    constexpr char letters[] = "SAUCDEBJPITMRXGKQF";
    SlowAnswer slow;
    slow.letter = letters[static_cast<size_t>(answer.kind)];
    slow.number = answer.user_ref_num;
    slow.old_number = answer.orig_user_ref_num;
    slow.size = answer.quantity;
    slow.price = answer.price_ticks;
    slow.is_live = answer.is_live;
    slow.reason = answer.reason;
    slow.flag = answer.liquidity;
    slow.match = answer.match_number;
    slow.reference = answer.order_reference;
    return slow;
  }

  void compare_update(const OrderUpdate& update, const SlowOutcome& slow) {
    positions_.apply(update);
    ++told_[static_cast<size_t>(update.kind)];
    ++surprised_[static_cast<size_t>(update.surprise)];
    expect(kind_words[static_cast<size_t>(update.kind)] == slow.kind, "the same kind of update");
    expect(surprise_words[static_cast<size_t>(update.surprise)] == slow.surprise, "the same surprise");
    expect(update.fill_quantity == slow.shares && update.fill_price_ticks == slow.price, "the same fill");
    expect(update.undone_quantity == slow.undone && update.undone_price_ticks == slow.undone_price,
           "the same trade undone");
    expect(update.cancelled_quantity == slow.gone, "as much cancelled");
    expect(update.open_change == slow.open_change, "the exposure changes by the same shares");
    expect(update.open_notional_change == slow.value_change, "the exposure changes by the same value");
    expect(update.fees.charged == slow.fees.charged && update.fees.rebated == slow.fees.rebated,
           "the same fees");
  }
  void compare(const OrderUpdate& update, const SlowOutcome& slow) {
    compare_update(update, slow);
    if (update.kind == OrderUpdateKind::unknown_order || update.kind == OrderUpdateKind::none) return;
    compare_order(update.strategy, update.strategy_order_id);
    compare_position(positions_.of(update.strategy, update.instrument),
                     "strategy " + std::to_string(update.strategy), update.instrument);
  }

  void compare_order(StrategyId strategy, StrategyOrderId id) {
    const Order* order = store_.find(strategy, id);
    const SlowOrder* slow = slow_.by_id(strategy, id);
    expect((order == nullptr) == (slow == nullptr), "an order is remembered by both or by none");
    if (order == nullptr || slow == nullptr) return;
    expect(words_of(order->state) == slow->state, "the same state");
    expect(order->user_ref_num == slow->number && order->pending_user_ref_num == slow->waiting_number,
           "the same numbers");
    for (const uint32_t number : slow->numbers) {
      expect(store_.find(number) == order, "an order is found by each of its last numbers");
    }
    expect(order->leaves == slow->left, "as much left");
    expect(order->filled == slow->executed && order->broken == slow->broken, "as much executed and broken");
    expect(order->prevented == slow->prevented, "as much prevented");
    expect(order->quantity == slow->quantity && order->price_ticks == slow->price, "the same size and limit");
    expect(order->exposed == slow->exposed && order->exposed_notional == slow->exposed_value,
           "as much exposed");
    expect(order->account == slow->account && order->instrument == slow->instrument, "the same owner");
    expect(store_.gated_order(strategy, id).is_replaceable == (slow->state == "live"), "as replaceable");
    expect(store_.gated_order(strategy, id).is_done == slow->is_over(), "as done");
  }

  void compare_position(const Position& position, const std::string& row, InstrumentId instrument) {
    const SlowPosition& slow = slow_.book.at(row, instrument);
    expect(position.exposure.net == slow.net, "the same net position");
    expect(position.open_notional == slow.cost, "the same cost");
    expect(position.realised == slow.realised, "the same realised profit");
    expect(position.exposure.open_buy == slow.open_buy && position.exposure.open_sell == slow.open_sell,
           "the same open shares");
    expect(position.open_buy_notional == slow.open_buy_value &&
               position.open_sell_notional == slow.open_sell_value,
           "the same value of open orders");
    expect(position.fees.charged == slow.fees.charged && position.fees.rebated == slow.fees.rebated,
           "the same fees in all");
    expect(position.bought == slow.bought && position.sold == slow.sold && position.fills == slow.fills,
           "as many shares and fills");
    expect(!position.is_saturated, "no sum has left its range");
    for (const int64_t twice : {1, 20'001, 40'000}) {
      // Floor of half the doubled figure.
      const Huge doubled = slow.net * twice - 2 * slow.cost;
      const Huge half = doubled >= 0 ? doubled / 2 : -((-doubled + 1) / 2);
      expect(position.unrealised({twice}) == half, "the same unrealised profit");
    }
  }

  PermissiveGate gate_;
  OrderStore store_;
  Positions positions_{instruments, strategies, accounts};
  SlowOrders slow_;
  Difference difference_;
  uint64_t events_ = 0;
  std::array<uint64_t, kinds> told_{};
  std::array<uint64_t, surprise_count> surprised_{};
};

}  // namespace hotlane::test
