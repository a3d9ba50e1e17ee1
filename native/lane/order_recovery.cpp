// How an order desk takes over what an earlier run of its lane knew, from that run's journal. Before the
// lane's start, so nothing here is on a packet's way.
#include <cstring>

#include "journal/order_side.hpp"
#include "lane/order_desk.hpp"

namespace hotlane {

// What order_side.hpp finds in a record, done again.
class OrderDesk::EarlierSink {
 public:
  explicit EarlierSink(OrderDesk& desk) noexcept : desk_(desk) {}

  void on_settings(Bytes, bool) noexcept { is_good_ = false; }  // of one run, and it is this one
  void on_sent(SessionId session, StrategyId strategy, UserRefNum number, const Intent& intent,
               TimeNs now) noexcept {
    const bool is_new = intent.kind == IntentKind::new_order;
    is_good_ = has(session) && strategy < desk_.account_of_strategy_.size() &&
               (!is_new || intent.instrument < desk_.market_.instruments());
    if (is_good_) desk_.recall_sent(session, strategy, intent, number, now);
  }
  void on_session_open(SessionId session, TimeNs now) noexcept {
    if (has(session)) desk_.sessions_[session]->connect(LoginCredentials{}, now);
  }
  void on_session_bytes(SessionId session, Bytes bytes, TimeNs now) noexcept {
    is_good_ = has(session) && desk_.sessions_[session]->recall_bytes(bytes, now);
    if (is_good_) desk_.recall_events(*desk_.sessions_[session], now);
  }
  void on_session_lost(SessionId session, TimeNs now) noexcept {
    if (has(session)) desk_.sessions_[session]->on_disconnect(now);
  }
  void on_time(TimeNs now) noexcept {
    for (const auto& desk : desk_.sessions_) {
      desk->entry().on_time(now);
      desk_.recall_events(*desk, now);
    }
  }
  void on_command(Bytes bytes, TimeNs now) noexcept {
    boundary::Command command;
    is_good_ = bytes.size() == sizeof command;
    if (!is_good_) return;
    std::memcpy(&command, bytes.data(), sizeof command);
    desk_.recall_command(command, now);
  }

  [[nodiscard]] bool is_good() const noexcept { return is_good_; }

 private:
  bool has(SessionId session) noexcept {
    is_good_ = is_good_ && session < desk_.sessions_.size();
    return is_good_;
  }

  OrderDesk& desk_;
  bool is_good_ = true;
};

bool OrderDesk::take_earlier(const Record& record) noexcept {
  if (!is_recalling_) {
    is_recalling_ = true;
    recovery_.is_recovery = true;
    events_.mute(true);
  }
  if (record.type == static_cast<uint16_t>(LaneRecord::limits)) {
    // Of a set of limits only whose day it was: today's limits are today's.
    wire::be32 trading_day;
    if (record.payload.size() != sizeof trading_day) return false;
    std::memcpy(&trading_day, record.payload.data(), sizeof trading_day);
    recall_day(trading_day);
    return true;
  }
  EarlierSink sink(*this);
  return visit_order_side(record, sink) && sink.is_good();
}

void OrderDesk::recall_sent(SessionId session, StrategyId strategy, const Intent& intent, UserRefNum number,
                            TimeNs now) noexcept {
  SessionDesk& desk = *sessions_[session];
  GateInputs inputs;
  inputs.now = now;
  inputs.strategy = strategy;
  inputs.order = desk.orders().gated_order(strategy, intent.strategy_order_id);
  gate_.recharge(intent, inputs);
  const OrderUpdate update = desk.recall_sent(strategy, intent, number, account_of_strategy_[strategy]);
  if (update.order != nullptr) take_over(update, now);
  strategies_.skip_order_ids(strategy, intent.strategy_order_id);
}

void OrderDesk::recall_events(SessionDesk& desk, TimeNs now) noexcept {
  OrderEntryEvent event;
  while (desk.entry().next(event, now)) take_event(desk, event, now);
}

// What people asked for that orders follow from. Kills, limits and stops are kept by whoever turns them.
void OrderDesk::recall_command(const boundary::Command& command, TimeNs now) noexcept {
  const auto kind = static_cast<boundary::CommandKind>(command.kind);
  if (kind == boundary::CommandKind::acknowledge_account) return acknowledge(command.index, now);
  if (kind == boundary::CommandKind::rearm) {
    return gate_.rearm(static_cast<RiskScope>(command.scope), static_cast<uint16_t>(command.index));
  }
  const bool has_subject = command.index >= 0 && command.index < static_cast<int32_t>(sessions()) &&
                           command.value >= 0 && command.value < static_cast<int32_t>(accounts());
  if (!has_subject) return;
  // These spend a number each.
  const auto session = static_cast<SessionId>(command.index);
  const auto account = static_cast<AccountId>(command.value);
  if (kind == boundary::CommandKind::mass_cancel) {
    static_cast<void>(sessions_[session]->mass_cancel(accounts_[account].firm, now));
  } else if (kind == boundary::CommandKind::disable_entry || kind == boundary::CommandKind::enable_entry) {
    switch_entry(session, account, kind == boundary::CommandKind::enable_entry, now);
  }
}

void OrderDesk::recall_day(uint32_t trading_day) noexcept {
  if (earlier_day_ != 0 && trading_day != earlier_day_) gate_.begin_day();
  earlier_day_ = trading_day;
}

void OrderDesk::end_earlier(TimeNs now) noexcept {
  if (earlier_day_ != 0) recall_day(gate_.limits().trading_day);
  for (const auto& desk : sessions_) {
    desk->end_recall();
    recovery_.known_orders += desk->orders().counts().opened;
  }
  recovery_.is_recovery = true;
  recovery_.open_orders = open_orders();
  recovered_ = 0;
  for (AccountId account = 0; account < accounts_.size(); ++account) gate_.set_reconciled(account, false);
  gate_.forget_loss_stops();
  is_recalling_ = false;
  events_.mute(false);
  has_earlier_open_ = recovery_.open_orders > 0;
  for (StrategyId strategy = 0; strategy < account_of_strategy_.size(); ++strategy) {
    earlier_ids_end_[strategy] = static_cast<StrategyOrderId>(strategies_.frame(strategy).next_order_id);
    for (InstrumentId instrument = 0; instrument < market_.instruments(); ++instrument) {
      publish_position(strategy, instrument);
    }
  }
  doubts_.tell_all(now);
  for (const auto& desk : sessions_) {
    desk->orders().for_each_open([this, &desk, now](const Order& order) noexcept {
      OrderUpdate update;
      update.order = &order;
      update.strategy = order.strategy;
      update.strategy_order_id = order.strategy_order_id;
      update.instrument = order.instrument;
      update.side = order.side;
      put_order_event(desk->id(), update, nullptr, now);
    });
  }
}

// A cancel may be lost or refused: asked until none is open.
void OrderDesk::cancel_earlier(TimeNs now) noexcept {
  bool is_any_open = false;
  for (const auto& desk : sessions_) {
    cancel_open(
        *desk, [this](const Order& order) noexcept { return is_earlier(order); }, now);
    desk->orders().for_each_open([this, &is_any_open](const Order& order) noexcept {
      is_any_open = is_any_open || is_earlier(order);
    });
  }
  has_earlier_open_ = is_any_open;
}

}  // namespace hotlane
